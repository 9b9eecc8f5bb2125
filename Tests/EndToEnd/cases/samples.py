"""What the README tells people to try first."""

import os
import re
import subprocess
from pathlib import Path

from harness.case import case

ROOT = Path(__file__).parents[3]


@case
def quickstart_runs_to_its_end(scene):
    environment = os.environ | {"TMPDIR": str(scene.folder), "HOME": os.environ.get("HOME", str(scene.folder))}
    ended = subprocess.run(
        [ROOT / "samples" / "quickstart"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=600)
    said = ended.stderr + ended.stdout
    assert ended.returncode == 0, said
    for text in ("(killed)", "muster resume", "key,name,state,user_id", "Everything is there."):
        assert text in said, f"it does not say “{text}”:\n{said}"
    tallies = re.findall(r"^ *([0-9,]+) records = ([0-9,]+) created \+ ([0-9,]+) rejected$", said, re.MULTILINE)
    assert tallies, said
    read, created, rejected = (int(number.replace(",", "")) for number in tallies[-1])
    assert read == created + rejected and created > 200, tallies
    scene.note(f"{read} records, {created} created")
