"""The built program as a person starts it."""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """A command that has ended: what it was, how it ended, and what it wrote."""

    arguments: tuple
    # `None` if it was ended from outside.
    code: int | None
    out: str
    err: str

    @property
    def last_line(self):
        return self.err.rstrip("\n").rsplit("\n", 1)[-1]

    @property
    def json(self):
        return json.loads(self.out)

    def expect(self, code, *texts):
        """Fails unless the command ended with this code and wrote each of the texts."""
        assert self.code == code, f"{self} ended with {self.code} instead of {code}:\n{self.err}{self.out[:500]}"
        for text in texts:
            assert text in self.err + self.out, f"{self} does not say “{text}”:\n{self.err}{self.out[:500]}"
        return self

    def __str__(self):
        return " ".join(("muster",) + self.arguments)


class Running:
    """A command under way. What it writes goes to files, so that it never waits for a reader."""

    def __init__(self, binary, arguments, folder, environment, stdin, transcript):
        self.arguments = tuple(str(argument) for argument in arguments)
        self._transcript = transcript
        with open(f"{transcript}.out", "wb") as out, open(f"{transcript}.err", "wb") as err:
            self.process = subprocess.Popen(
                [binary, *self.arguments], cwd=folder, env=environment, stdout=out, stderr=err,
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL)
        if stdin is not None:
            self.process.stdin.write(stdin.encode())
            self.process.stdin.close()

    @property
    def pid(self):
        return self.process.pid

    @property
    def out(self):
        return read(f"{self._transcript}.out")

    @property
    def err(self):
        return read(f"{self._transcript}.err")

    @property
    def has_ended(self):
        return self.process.poll() is not None

    def send(self, number):
        if not self.has_ended:
            os.kill(self.pid, number)

    def kill(self):
        """Ends it by kill -9, if it still runs.

        Returns whether it did."""
        was_running = not self.has_ended
        self.send(signal.SIGKILL)
        self.process.wait()
        return was_running

    def wait(self, timeout=60):
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            ended = Ended(self.arguments, None, self.out, self.err)
            raise AssertionError(f"{ended} did not end within {timeout} s:\n{self.err[-2000:]}") from None
        return Ended(self.arguments, code, self.out, self.err)


def read(path):
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "replace")


def wait_until(condition, timeout):
    """Returns what the condition comes to: true as soon as it holds, false if it does not in time."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value or time.monotonic() >= end:
            return value
        time.sleep(0.01)


def eventually(condition, what, timeout=20):
    """Waits until the condition holds; fails if it does not in time."""
    value = wait_until(condition, timeout)
    assert value, f"{what}: not within {timeout} s"
    return value
