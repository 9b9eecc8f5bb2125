"""kill -9 at random instants while users and credentials are deleted, taken back and replaced in an account that
misbehaves; then on until it is done, and the account held against that from before, as ngrok's own client lists both."""

from harness.accounts import CREDENTIALS, official_inventory
from harness.case import cases_of
from harness.customers import rows_as_csv
from harness.kills import (
    LATE, LOST, MIXED, SETTLE, fault_options, kill_again_and_again, resumed_until_done)
from harness.ledger import LedgerView
from harness.promise import check_law

from .lifecycle import account_of, list_of, owned_by, split, substance, without

KILLS_OF_A_JOB = 5
# Slow enough that a job lives for all of them.
PACE = {"latency": "1,40-120"}
FAULTS = [
    ("while answers are lost", {"faults": LOST}),
    ("while requests are carried out late", {"faults": LATE}),
    ("while everything goes wrong", {"faults": MIXED}),
]


def killed(scene, sandbox, faults, command, operand, *options):
    """Plays a job with kills in an account with faults until it is done; returns the account without faults, and the
    job's checkpoint."""
    sandbox.stop()
    # Under the same address, since a checkpoint belongs to it.
    lossy = scene.sandbox(*fault_options("--fault", PACE | faults), "--seed", scene.seed, port=sandbox.port)
    stem = operand.removesuffix(".muster")
    checkpoint = f"{stem}.muster" if command == "import" else f"{stem}.{command}.muster"
    pace = ("--rate", "none", "--settle", SETTLE, "--timeout", "1500ms", "--retries", "50", "-j", "8")
    consent = () if command in ("rotate", "import") else ("--yes",)
    beginning = [command, operand, *options, *consent, "--base-url", lossy.base_url, *pace]

    def start():
        resumes = LedgerView(scene.path(checkpoint)).is_staged and scene.random.random() < 0.5
        return scene.start(*(("resume", checkpoint) if resumes else beginning), key=lossy.key)

    kill_again_and_again(scene, start, checkpoint, KILLS_OF_A_JOB, awaits_changes=True)
    resumed_until_done(scene, beginning, lossy).expect(0)
    sandbox = scene.without_faults(lossy)
    scene.muster("verify", checkpoint, key=sandbox.key).expect(0)
    return sandbox, checkpoint


def play(scene, sandbox, command, operand, *options):
    """Plays a job in an account where all is well."""
    scene.muster(command, operand, *options, "--base-url", sandbox.base_url, "--rate", "none", key=sandbox.key).expect(0)


@cases_of(f"{KILLS_OF_A_JOB} times kill -9 in delete", FAULTS, long_repeats=4)
def delete(scene, faults):
    sandbox, before = account_of(scene, 900)
    _, inactive = split(before)
    sandbox, checkpoint = killed(scene, sandbox, faults, "delete", list_of(scene, inactive))
    check_law(scene.status(checkpoint), deleted=len(inactive))
    assert official_inventory(scene, sandbox) == without(before, inactive)
    kept = {row["credential_id"] for row in scene.results(checkpoint)} - {""}
    assert kept == {item["id"] for item in owned_by(before, inactive)}, "what went along is not recorded"


@cases_of(f"{KILLS_OF_A_JOB} times kill -9 in the undo of an import", FAULTS, long_repeats=4)
def undo_of_an_import(scene, faults):
    sandbox, before = account_of(scene, 40)
    customers = scene.customers(160)
    play(scene, sandbox, "import", customers.path)
    sandbox, checkpoint = killed(scene, sandbox, faults, "undo", f"{customers.path}.muster")
    check_law(scene.status(checkpoint), deleted=len(customers))
    assert official_inventory(scene, sandbox) == before


@cases_of(f"{KILLS_OF_A_JOB} times kill -9 in the undo of a deactivation", FAULTS, long_repeats=4)
def undo_of_a_deactivation(scene, faults):
    sandbox, before = account_of(scene, 700)
    play(scene, sandbox, "deactivate", list_of(scene, before["bot_users"]))
    sandbox, checkpoint = killed(scene, sandbox, faults, "undo", "list.csv.deactivate.muster")
    check_law(scene.status(checkpoint), activated=len(split(before)[0]))
    assert official_inventory(scene, sandbox) == before


@cases_of(f"{KILLS_OF_A_JOB} times kill -9 in rotate, then in retire", FAULTS, long_repeats=4)
def rotate_and_retire(scene, faults):
    sandbox, before = account_of(scene, 300)
    users = split(before)[0]
    sandbox, checkpoint = killed(scene, sandbox, faults, "rotate", list_of(scene, users))
    check_law(scene.status(checkpoint), rotated=len(users))
    between = official_inventory(scene, sandbox)
    assert without(between, users) == without(before, users), "somebody else's was touched"
    old = {item["id"]: item for item in owned_by(before, users)}
    new = {item["id"]: item for item in owned_by(between, users) if item["id"] not in old}
    rows = {row["credential_id"]: row for row in scene.results(checkpoint)}
    assert set(rows) == set(new), "the account has other new credentials than the results"
    for id, row in rows.items():
        assert substance(new[id]) == substance(old[row["replaces_id"]]), row
    replaced = {row["replaces_id"] for row in rows.values()}
    assert len(replaced) == len(rows) and replaced == set(old), "not each one was replaced once"

    sandbox, checkpoint = killed(scene, sandbox, faults, "retire", checkpoint)
    check_law(scene.status(checkpoint), retired=len(users))
    assert official_inventory(scene, sandbox) == {
        name: [item for item in items if item["id"] not in replaced] for name, items in between.items()}


@cases_of(f"{KILLS_OF_A_JOB} times kill -9 in an import that replaces", FAULTS, long_repeats=4)
def import_that_replaces(scene, faults):
    sandbox, _ = account_of(scene, 20)
    customers = list(scene.customers(120))
    old = [
        sandbox.create("/api_keys", description=customer.id) if number % 2 else
        sandbox.create("/credentials", description=customer.id, acl=[f"bind:*.c{number}.example.com"])
        for number, customer in enumerate(customers)]
    before = official_inventory(scene, sandbox)
    rows = [[customer.id, customer.name, item["id"]] for customer, item in zip(customers, old)]
    scene.write("list.csv", rows_as_csv(["id", "company", "old"], rows))
    sandbox, checkpoint = killed(scene, sandbox, faults, "import", "list.csv", "--replaces", "old")
    check_law(scene.status(checkpoint), created=len(customers))
    between = official_inventory(scene, sandbox)
    results = {row["replaces_id"]: row for row in scene.results(checkpoint)}
    issued = {item["id"]: item for name in CREDENTIALS for item in between[name]}
    assert set(results) == {item["id"] for item in old}
    for item in old:
        new = issued[results[item["id"]]["credential_id"]]
        assert new["description"] == item["description"] and new.get("acl") == item.get("acl"), (new, item)
    made = [{"id": row["user_id"]} for row in results.values()]
    assert without(between, made) == before and len(owned_by(between, made)) == len(old)
    play(scene, sandbox, "retire", checkpoint, "--yes")
    gone = set(results)
    assert without(official_inventory(scene, sandbox), made) == {
        name: [item for item in items if item["id"] not in gone] for name, items in before.items()}


@cases_of(f"{KILLS_OF_A_JOB} times kill -9 in the undo of a rotation", FAULTS, long_repeats=4)
def undo_of_a_rotation(scene, faults):
    sandbox, before = account_of(scene, 300)
    users = split(before)[0]
    play(scene, sandbox, "rotate", list_of(scene, users))
    sandbox, checkpoint = killed(scene, sandbox, faults, "undo", "list.csv.rotate.muster")
    check_law(scene.status(checkpoint), retired=len(users))
    assert official_inventory(scene, sandbox) == before
