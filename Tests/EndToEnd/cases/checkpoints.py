"""Checkpoints that cannot be used, and disks that cannot be written."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager

from harness.case import Skip, case, cases_of
from harness.ledger import LedgerView
from harness.program import eventually
from harness.promise import check_law, check_promise

CHECKPOINT = "customers.csv.muster"


def half_done(scene, sandbox, count=60):
    """A checkpoint of an import that was stopped half-way."""
    customers = scene.customers(count)
    scene.muster(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms",
        "--stop-after", str(count // 2), key=sandbox.key).expect(3)
    return customers


def check_nothing_is_sent(scene, sandbox, code, *texts):
    """Every command that would go on refuses the checkpoint, and leaves it and the account alone."""
    before = sandbox.requests
    contents = scene.path(CHECKPOINT).read_bytes()
    for command in (["resume", CHECKPOINT], ["import", "customers.csv", "--base-url", sandbox.base_url]):
        ended = scene.muster(*command, key=sandbox.key).expect(code, *texts)
        assert CHECKPOINT in ended.err, f"it does not name the file: {ended.err}"
    for command in ("status", "results", "verify"):
        scene.muster(command, CHECKPOINT, key=sandbox.key).expect(code)
    assert sandbox.requests == before, "something was sent"
    assert scene.path(CHECKPOINT).read_bytes() == contents, "the file was changed"


def overwrite_the_middle(path):
    with open(path, "r+b") as file:
        size = path.stat().st_size
        for offset in range(8192, size, 4096):
            file.seek(offset)
            file.write(os.urandom(512))


def cut_in_half(path):
    os.truncate(path, path.stat().st_size // 2)


def cut_to_the_header(path):
    os.truncate(path, 100)


def raise_the_version(path):
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")


def put_another_database_there(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)")
        database.commit()


def put_a_text_there(path):
    path.write_text("id,company\n1,Acme\n" * 100)


@cases_of(
    "is refused:",
    [(spoil.__name__.replace("_", " "), {"spoil": spoil}) for spoil in (
        overwrite_the_middle, cut_in_half, cut_to_the_header, raise_the_version, put_another_database_there,
        put_a_text_there)],
)
def spoilt_checkpoint(scene, spoil):
    sandbox = scene.sandbox()
    half_done(scene, sandbox)
    for suffix in ("-wal", "-shm"):
        scene.path(CHECKPOINT + suffix).unlink(missing_ok=True)
    spoil(scene.path(CHECKPOINT))
    check_nothing_is_sent(scene, sandbox, 5)


@case
def an_empty_file_is_no_checkpoint_and_may_become_one(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(20)
    scene.write(CHECKPOINT, "")
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(5)
    scene.muster(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", key=sandbox.key).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))


@case
def another_address_is_refused_and_nothing_is_sent(scene):
    sandbox = scene.sandbox()
    half_done(scene, sandbox)
    other = scene.sandbox(account="other")
    for command in (["resume", CHECKPOINT], ["import", "customers.csv", "--checkpoint", CHECKPOINT]):
        scene.muster(*command, "--base-url", other.base_url, key=other.key).expect(5, sandbox.base_url)
        scene.muster(*command, "--sandbox").expect(5, sandbox.base_url)
    assert other.requests == 0


@case
def another_account_under_the_same_address_is_refused_and_not_changed(scene):
    sandbox = scene.sandbox()
    half_done(scene, sandbox)
    sandbox.stop()
    other = scene.sandbox("--seed", "2", account="other", port=sandbox.port)
    other.create("/bot_users", name="Somebody else")
    for command in (["resume", CHECKPOINT], ["import", "customers.csv"]):
        scene.muster(*command, key=other.key).expect(5, "another account")
    assert other.answers(method="POST") == 1, "something was created"
    other.stop()
    sandbox = scene.without_faults(sandbox)
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(0)


@case
def a_checkpoint_in_use_is_refused(scene):
    sandbox = scene.sandbox("--fault", "latency=1,50")
    customers = scene.customers(200)
    beginning = (
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms")
    run = scene.start(*beginning, key=sandbox.key)
    ledger = LedgerView(scene.path(CHECKPOINT))
    eventually(lambda: ledger.is_staged and ledger.attempts, "requests under way")
    for command in (beginning, ("resume", CHECKPOINT)):
        scene.muster(*command, key=sandbox.key).expect(5, CHECKPOINT)
    assert not run.has_ended, "this comes too late to mean anything"
    assert scene.status(CHECKPOINT)["holder"] == run.pid
    scene.muster("results", CHECKPOINT).expect(0)
    run.wait().expect(0)
    check_promise(scene.without_faults(sandbox), customers, scene.results(CHECKPOINT))


def killed(scene, sandbox):
    """A checkpoint of an import that was killed while it sent, with its log beside it."""
    customers = scene.customers(100)
    run = scene.start(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms",
        key=sandbox.key)
    ledger = LedgerView(scene.path(CHECKPOINT))
    eventually(lambda: ledger.is_staged and ledger.attempts > 20, "requests under way")
    assert run.kill(), "it had ended before it was killed"
    return customers


@case
def a_log_left_behind_is_not_destroyed_by_a_new_import(scene):
    sandbox = scene.sandbox("--fault", "latency=1,20")
    customers = killed(scene, sandbox)
    log = scene.path(CHECKPOINT + "-wal").read_bytes()
    scene.path(CHECKPOINT).rename(scene.path("moved"))
    sent = sandbox.requests
    scene.muster(
        "import", customers.path, "--base-url", sandbox.base_url, key=sandbox.key).expect(5, f"{CHECKPOINT}-wal")
    assert sandbox.requests == sent, "something was sent"
    assert scene.path(CHECKPOINT + "-wal").read_bytes() == log, "the log was changed"
    assert not scene.path(CHECKPOINT).exists()
    scene.path("moved").rename(scene.path(CHECKPOINT))
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(0)
    check_promise(scene.without_faults(sandbox), customers, scene.results(CHECKPOINT))


@case
def a_checkpoint_left_open_is_refused_without_its_log_and_readable_with_a_warning(scene):
    sandbox = scene.sandbox("--fault", "latency=1,20")
    killed(scene, sandbox)
    sent = sandbox.requests
    scene.path(CHECKPOINT + "-wal").rename(scene.path("log"))
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(5, f"{CHECKPOINT}-wal")
    scene.muster("status", CHECKPOINT).expect(0, "this is not all")
    scene.muster("results", CHECKPOINT).expect(0, "this is not all")
    assert sandbox.requests == sent, "something was sent"
    scene.path("log").rename(scene.path(CHECKPOINT + "-wal"))
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(0)
    copy = scene.path("copy.muster")
    shutil.copy(scene.path(CHECKPOINT), copy)
    assert scene.muster("status", "copy.muster").expect(0).err == ""
    scene.muster("resume", "copy.muster", key=sandbox.key).expect(0, "nothing is left to do")


# Disks

@contextmanager
def small_disk(scene, size, options=""):
    """A file system in memory."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        raise Skip("mounting a small disk needs root")
    folder = scene.path("disk")
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", folder], capture_output=True, text=True)
    if mounted.returncode != 0:
        raise Skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


@case
def a_disk_that_fills_up_during_the_run_stops_it_and_loses_nothing(scene):
    with small_disk(scene, "16m") as disk:
        sandbox = scene.sandbox("--fault", "latency=1,20")
        customers = scene.customers(300)
        checkpoint = "disk/run.muster"
        run = scene.start(
            "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms",
            "--keys", "2", "--checkpoint", checkpoint, key=sandbox.key)
        ledger = LedgerView(scene.path(checkpoint))
        eventually(lambda: ledger.is_staged and ledger.attempts > 20, "requests under way")
        ballast = fill(disk / "ballast")
        ended = run.wait(20).expect(3)
        assert "full" in ended.err or "space" in ended.err, ended.err
        assert ended.last_line == f"muster resume {checkpoint}", ended.err
        # Still hardly any room: what does not fit is not sent.
        scene.muster("resume", checkpoint, key=sandbox.key).expect(3)
        sent = sandbox.answers(method="POST")
        assert sent <= ledger.attempts, f"{sent} requests were sent, {ledger.attempts} are recorded"
        ballast.unlink()
        scene.muster("resume", checkpoint, key=sandbox.key).expect(0)
        check_promise(scene.without_faults(sandbox), customers, scene.results(checkpoint), keys=2)
        check_law(scene.status(checkpoint), created=len(customers))


def fill(path):
    """Writes until the disk takes no more; the last bytes one by one page."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                pass
    return path


@case
def a_list_that_does_not_fit_on_the_disk_is_refused_before_anything_is_sent(scene):
    with small_disk(scene, "512k") as disk:
        sandbox = scene.sandbox()
        customers = scene.customers(20_000)
        ended = scene.muster(
            "import", customers.path, "--base-url", sandbox.base_url, "--checkpoint", "disk/run.muster",
            key=sandbox.key).expect(3)
        assert "full" in ended.err or "space" in ended.err, ended.err
        assert sandbox.requests == 0
        assert not list(disk.iterdir()), "something was left behind"


@case
def a_result_file_that_does_not_fit_is_said_and_not_left_in_parts(scene):
    with small_disk(scene, "256k") as disk:
        customers = scene.customers(3_000)
        scene.muster("import", customers.path, "--sandbox", "--sandbox-limit", "none").expect(0)
        scene.muster("results", "customers.csv.sandbox.muster", "-o", "disk/results.csv").expect(2, "disk/results.csv")
        assert not list(disk.iterdir()), "half of the results were left behind"


@case
def a_run_whose_results_do_not_fit_says_how_to_get_them(scene):
    with small_disk(scene, "256k") as disk:
        customers = scene.customers(3_000)
        checkpoint = f"{customers.path}.sandbox.muster"
        ended = scene.muster(
            "import", customers.path, "--sandbox", "--sandbox-limit", "none", "-o", "disk/results.csv").expect(3)
        assert ended.last_line == f"muster resume {checkpoint} -o disk/results.csv", ended.err
        assert "3,000 created" in ended.err, f"it does not say what was done: {ended.err}"
        assert not list(disk.iterdir()), "half of the results were left behind"
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        scene.shell(ended.last_line).expect(0)
        assert scene.path("disk/results.csv").read_text() == scene.muster("results", checkpoint).out


@case
def a_folder_that_cannot_be_written(scene):
    with small_disk(scene, "1m") as disk:
        sandbox = scene.sandbox()
        customers = scene.customers(5)
        shutil.copy(scene.path(customers.path), disk / "customers.csv")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        scene.muster(
            "import", "disk/customers.csv", "--base-url", sandbox.base_url, key=sandbox.key
        ).expect(2, "disk/customers.csv.muster", "--checkpoint")
        scene.muster(
            "import", customers.path, "--base-url", sandbox.base_url, "-o", "disk/results.csv", key=sandbox.key
        ).expect(2, "disk/results.csv")
        assert sandbox.requests == 0


@cases_of("can be looked at", [
    ("on a full disk", {"is_full": True}), ("on a disk that cannot be written", {"is_full": False})])
def looking_where_nothing_can_be_written(scene, is_full):
    sandbox = scene.sandbox("--fault", "latency=1,20")
    killed(scene, sandbox)
    with small_disk(scene, "2m") as disk:
        for suffix in ("", "-wal"):
            shutil.copy(scene.path(CHECKPOINT + suffix), disk / f"killed.muster{suffix}")
        scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(0)
        shutil.copy(scene.path(CHECKPOINT), disk / "ended.muster")
        if is_full:
            fill(disk / "ballast")
        else:
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        before = sorted(path.name for path in disk.iterdir())
        for name in ["ended"] + (["killed"] if is_full else []):
            assert scene.muster("status", f"disk/{name}.muster").expect(0).err == ""
            assert scene.muster("results", f"disk/{name}.muster").expect(0).out.count("\n") > 99
        if not is_full:
            scene.muster("status", "disk/killed.muster").expect(5, "copy it with its -wal file")
        after = sorted(path.name for path in disk.iterdir())
        assert after == before, f"something was left behind: {after}"
