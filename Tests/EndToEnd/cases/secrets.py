"""A scan of everything written and of the process list: the API key is nowhere, tokens are where they belong."""

import subprocess
from pathlib import Path

from harness.case import case
from harness.ledger import LedgerView
from harness.program import eventually

CHECKPOINT = "customers.csv.muster"
# The sandbox's own file holds all tokens; it is the account and none of muster's.
ACCOUNT = "account"


def files(scene):
    return [
        path for path in scene.folder.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.name.startswith(ACCOUNT)]


def holders(scene, secrets):
    """The files that hold one of the secrets, or a good part of one."""
    found = set()
    for path in files(scene):
        content = path.read_bytes()
        if any(secret.encode() in content for secret in secrets):
            found.add(str(path.relative_to(scene.folder)))
    return found


def check_process_list(secret):
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert secret.encode() not in path.read_bytes(), f"{path} shows the API key"
        except OSError:
            continue
    try:
        listed = subprocess.run(["ps", "axww"], capture_output=True, text=True, timeout=20).stdout
    except FileNotFoundError:
        listed = ""
    assert secret not in listed, "ps shows the API key"


@case
def the_key_is_nowhere_and_tokens_are_in_ledger_and_results_alone(scene):
    sandbox = scene.sandbox("--fault", "drop-after=0.05", "--fault", "latency=1,10-30", "--fault", "error-after=0.05")
    sandbox = scene.without_faults(sandbox)
    # An admin's key that looks like one; the sandbox's own is too short a word to be searched for.
    admin = sandbox.create("/api_keys", description="for muster")["token"]
    sandbox.stop()
    sandbox = scene.sandbox(
        "--fault", "drop-after=0.05", "--fault", "latency=1,10-30", "--fault", "error-after=0.05", port=sandbox.port)
    customers = scene.customers(120)
    options = ("--base-url", sandbox.base_url, "--rate", "1000/1s", "--settle", "300ms", "-v")

    run = scene.start("import", customers.path, *options, "--log-format", "json", key=admin)
    ledger = LedgerView(scene.path(CHECKPOINT))
    eventually(lambda: ledger.is_staged and ledger.attempts > 50, "requests under way")
    check_process_list(admin)
    run.kill()
    # As the kill left them, with the write-ahead log beside the ledger.
    assert scene.path(f"{CHECKPOINT}-wal").exists()
    check_modes(scene)
    scene.muster("resume", CHECKPOINT, "-v", "-o", "results.json", key=admin).expect(0)
    scene.muster("results", CHECKPOINT, "-o", "results.csv").expect(0)
    scene.muster("status", CHECKPOINT, "--json", "-v").expect(0)
    sandbox = scene.without_faults(sandbox)
    scene.muster("verify", CHECKPOINT, "-v", "--log-format", "json", key=admin).expect(0)
    # Refused, and with it whatever the answer repeats.
    wrong = admin[:-4] + "0000"
    scene.muster("resume", CHECKPOINT, "--retry-failed", "-v", key=wrong)
    scene.muster("verify", CHECKPOINT, "-v", key=wrong).expect(3)

    for secret in (admin, wrong):
        # The first part of a key is its id's, which is no secret.
        found = holders(scene, [secret, secret.partition("_")[2]])
        assert not found, f"the API key is in {sorted(found)}"
    tokens = [row["token"] for row in scene.results(CHECKPOINT)]
    assert len(tokens) == 120 and all(tokens)
    # `scene.results` is a transcript of standard output: results, too.
    found = {name for name in holders(scene, tokens) if not name.startswith("transcripts/")}
    assert found == {CHECKPOINT, "results.csv", "results.json"}, found
    spoken = {name for name in holders(scene, tokens) if name.endswith(".err")}
    assert not spoken, f"tokens were written to standard error: {spoken}"
    check_modes(scene)


def check_modes(scene):
    for path in files(scene):
        name = str(path.relative_to(scene.folder))
        if name.startswith(CHECKPOINT) or name.startswith("results.") or name.startswith("state/"):
            mode = path.stat().st_mode & 0o777
            assert mode == 0o600, f"{name} has mode {mode:o}"
    assert (scene.folder / "state" / "muster").stat().st_mode & 0o777 == 0o700


@case
def the_accounts_file_of_the_sandbox_is_guarded_as_well(scene):
    scene.customers(3)
    scene.muster("import", "customers.csv", "--sandbox", "--sandbox-limit", "none").expect(0)
    assert scene.path("customers.csv.sandbox.account").stat().st_mode & 0o777 == 0o600
