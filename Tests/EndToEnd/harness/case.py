"""What a case is, and the list of all cases."""

from dataclasses import dataclass
from typing import Callable

CASES = []


class Skip(Exception):
    """This machine cannot play the case; the text says what it lacks."""


@dataclass(frozen=True)
class Case:
    theme: str
    sentence: str
    body: Callable

    @property
    def name(self):
        return f"{self.theme}: {self.sentence}"


def case(body):
    """Registers a function of a scene as a case; its name is the sentence that is printed."""
    theme = body.__module__.rsplit(".", 1)[-1].replace("_", " ")
    CASES.append(Case(theme, body.__name__.replace("_", " "), body))
    return body


def cases_of(sentence, variants):
    """Registers one body once for each variant: `(words behind the sentence, keyword arguments)`."""

    def register(body):
        theme = body.__module__.rsplit(".", 1)[-1].replace("_", " ")
        for words, arguments in variants:
            CASES.append(Case(theme, f"{sentence} {words}", lambda scene, arguments=arguments: body(scene, **arguments)))
        return body

    return register
