"""Where a case plays: a folder of its own, the program, and sandboxes."""

import csv
import io
import os
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from .customers import CustomerList
from .program import Ended, Running
from .sandbox import Sandbox


class Scene:
    def __init__(self, binary, folder, seed, is_long, python):
        self.binary = binary
        self.folder = Path(folder)
        self.seed = seed
        self.random = random.Random(seed)
        self.is_long = is_long
        # An interpreter that has ngrok's own client.
        self.python = python
        # Words that are printed behind the case's line.
        self.figures = []
        # What is added up over all cases.
        self.total = Counter()
        self._running = []
        self._transcripts = self.folder / "transcripts"
        self._transcripts.mkdir(parents=True)
        (self.folder / "home").mkdir()
        (self.folder / "bin").mkdir()
        # Whatever the binary is called.
        (self.folder / "bin" / "muster").symlink_to(binary)

    def note(self, text):
        self.figures.append(text)

    def path(self, name):
        return self.folder / name

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return path

    # The program

    def environment(self, key=None, **variables):
        """What the program sees: little, and its state in the case's own folder."""
        values = {
            "PATH": f"{self.folder / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}",
            "HOME": str(self.folder / "home"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "LC_ALL": "C.UTF-8",
        }
        if key is not None:
            values["NGROK_API_KEY"] = key
        return values | variables

    def start(self, *arguments, key=None, stdin=None, variables={}):
        transcript = self._transcripts / f"{len(self._running):04}"
        environment = self.environment(key, **variables)
        running = Running(self.binary, arguments, self.folder, environment, stdin, transcript)
        self._running.append(running)
        return running

    def muster(self, *arguments, timeout=60, **surroundings):
        """Runs a command to its end."""
        return self.start(*arguments, **surroundings).wait(timeout)

    def shell(self, line, key=None, timeout=60):
        """Runs a line as a person would type it; the program is `muster` there."""
        ended = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self.environment(key), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=timeout)
        return Ended((line,), ended.returncode, ended.stdout, ended.stderr)

    def sandbox(self, *options, limit="none", account="account", port=0, key=None):
        """Starts an emulated account, kept in the file `account`."""
        options = [*options, "--limit", limit, "--port", port, "--account", account]
        sandbox = Sandbox(self.start("sandbox", *options), account)
        if key is not None:
            sandbox.key = key
        return sandbox

    def without_faults(self, sandbox, limit="none"):
        """Starts the account once more under the same address: without faults, and from its file."""
        sandbox.stop()
        return self.sandbox(limit=limit, account=sandbox.account, port=sandbox.port, key=sandbox.key)

    # Lists and results

    def customers(self, count, name="customers.csv", **shape):
        """Writes a list of so many customers."""
        customers = CustomerList(count, self.random, **shape)
        self.write(name, customers.csv)
        customers.path = name
        return customers

    def results(self, checkpoint, *arguments):
        """The rows of `muster results`, as dictionaries."""
        text = self.muster("results", checkpoint, *arguments).expect(0).out
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def status(self, checkpoint):
        return self.muster("status", checkpoint, "--json").expect(0).json

    def end(self, keep):
        for running in self._running:
            running.kill()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)
