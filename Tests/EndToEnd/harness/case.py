"""What a case is, and the list of all cases."""

from dataclasses import dataclass
from functools import partial
from typing import Callable

CASES = []


class Skip(Exception):
    """This machine cannot play the case; the text says what it lacks."""


@dataclass(frozen=True)
class Case:
    theme: str
    sentence: str
    body: Callable
    # How often it is played again, as another world, by --long.
    long_repeats: int = 0

    @property
    def name(self):
        return f"{self.theme}: {self.sentence}"


def case(body):
    """Registers a function of a scene as a case; its name is the sentence that is printed."""
    CASES.append(Case(theme_of(body), body.__name__.replace("_", " "), body))
    return body


def cases_of(sentence, variants, long_repeats=0):
    """Registers one body once for each variant: `(words behind the sentence, keyword arguments)`."""

    def register(body):
        for words, arguments in variants:
            CASES.append(
                Case(theme_of(body), f"{sentence} {words}", partial(body, **arguments), long_repeats))
        return body

    return register


def theme_of(body):
    return body.__module__.rsplit(".", 1)[-1].replace("_", " ")
