"""A Python environment with ngrok's own client, made once and kept."""

import subprocess
import venv
from pathlib import Path

REQUIREMENT = "ngrok-api==0.19.0"


class EnvironmentFailure(Exception):
    pass


def prepare(folder):
    """Returns the interpreter that has the client; installs it if it is not there yet."""
    folder = Path(folder)
    python = folder / "bin" / "python"
    mark = folder / "installed"
    if mark.exists() and mark.read_text() == REQUIREMENT:
        return str(python)
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EnvironmentFailure(f"no virtual environment can be made (on Debian: python3-venv): {error}") from None
    command = [
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2", "--timeout", "20",
        REQUIREMENT]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if ended.returncode != 0:
        reason = "\n".join(ended.stderr.strip().splitlines()[-2:])
        raise EnvironmentFailure(f"{REQUIREMENT}, ngrok's own client, cannot be installed; is PyPI reachable?\n{reason}")
    mark.write_text(REQUIREMENT)
    return str(python)
