"""Plays the cases, several at a time, as most of them wait most of the time."""

import fnmatch
import tempfile
import time
import traceback
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from .case import CASES, Skip
from .scene import Scene

PASSED, FAILED, SKIPPED = "passed", "FAILED", "skipped"


class Runner:
    def __init__(self, binary, python, seed, is_long, jobs):
        self.binary = binary
        self.python = python
        self.seed = seed
        self.is_long = is_long
        self.jobs = jobs
        self.total = Counter()
        self.root = Path(tempfile.mkdtemp(prefix="muster-end-to-end-"))

    def play(self, cases):
        """Prints a line for each case as it ends. Returns whether none failed."""
        outcomes = Counter()
        plays = [(case, world) for case in cases for world in range(1 + (case.long_repeats if self.is_long else 0))]
        with ThreadPoolExecutor(self.jobs) as pool:
            futures = [pool.submit(self._play, number, *play) for number, play in enumerate(plays)]
            for future in as_completed(futures):
                outcome, text = future.result()
                outcomes[outcome] += 1
                print(f"{outcome:<8} {text}", flush=True)
        if outcomes[FAILED]:
            print(f"What the failed cases wrote is in {self.root}", flush=True)
        else:
            self.root.rmdir()
        if self.total:
            print("in all   " + ", ".join(f"{count} {what}" for what, count in self.total.items()), flush=True)
        if outcomes[SKIPPED]:
            print(f"{outcomes[SKIPPED]} skipped", flush=True)
        print(f"{outcomes[PASSED]} passed, {outcomes[FAILED]} failed", flush=True)
        return outcomes[FAILED] == 0

    def _play(self, number, case, world):
        begin = time.monotonic()
        # By its name, so that a case draws the same whatever else is played.
        seed = self.seed + world ^ zlib.crc32(case.name.encode())
        scene = Scene(self.binary, self.root / f"{number:03}", seed, self.is_long, self.python)
        outcome = FAILED
        try:
            case.body(scene)
            outcome = PASSED
            figures = f" ({'; '.join(scene.figures)})" if scene.figures else ""
            text = f"{case.name}{figures}, {time.monotonic() - begin:.1f} s"
            self.total.update(scene.total)
        except Skip as skip:
            outcome, text = SKIPPED, f"{case.name}: {skip}"
        except Exception as error:
            lines = traceback.format_exc() if not isinstance(error, AssertionError) else self._brief(error)
            again = f"Tests/EndToEnd/run {self.binary} --seed {self.seed + world} --only {case.name!r}"
            text = f"{case.name}\n  {lines.strip()}\n  again: {again}\n  folder: {scene.folder}"
        finally:
            scene.end(keep=outcome == FAILED)
        return outcome, text

    @staticmethod
    def _brief(error):
        places = [frame for frame in traceback.extract_tb(error.__traceback__) if "EndToEnd" in frame.filename]
        where = "".join(f"  {Path(frame.filename).name}:{frame.lineno}: {frame.line}\n" for frame in places)
        return f"{error}\n{where}"


def select(pattern):
    """The cases whose name contains the pattern, or matches it where it has wildcards."""
    if not pattern:
        return list(CASES)
    return [case for case in CASES if pattern in case.name or fnmatch.fnmatch(case.name, pattern)]
