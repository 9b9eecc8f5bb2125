"""ngrok's own Python client against the sandbox."""

import subprocess
from pathlib import Path

from harness.case import case

CHECKS = Path(__file__).parent.parent / "official_client.py"


@case
def works_against_the_sandbox(scene):
    sandbox = scene.sandbox()
    ended = subprocess.run(
        [scene.python, CHECKS, sandbox.base_url, sandbox.key], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    scene.note(ended.stdout.strip().rsplit("\n", 1)[-1])
