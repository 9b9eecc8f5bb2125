"""Customers of whom nobody can tell whether something in the account is theirs: shown, and settled as a person says."""

from harness.case import case, cases_of
from harness.front import Front
from harness.promise import check_law

CHECKPOINT = "customers.csv.muster"


def undecided(scene, count=1):
    """An import without marks of customers whose users were there, where the answer to each key's creation is lost."""
    sandbox = scene.sandbox()
    customers = scene.customers(count)
    users = [sandbox.create("/bot_users", name=customer.name)["id"] for customer in customers]
    front = Front(sandbox, lambda method, path: "drop after" if (method, path) == ("POST", "/api_keys") else None)
    scene.muster(
        "import", customers.path, "--base-url", front.base_url, "--existing", "adopt", "--no-marker", "--rate", "none",
        "--settle", "200ms", "--description", "by muster", key=sandbox.key).expect(
            1, "credential_undecidable", "--reconcile")
    front.stop()
    check_law(scene.status(CHECKPOINT), unknown=count)
    assert len(sandbox.keys) == count
    # The address of the front is the checkpoint's, so what follows goes to one that hands everything on.
    front = Front(sandbox, port=int(front.base_url.rpartition(":")[2]))
    return sandbox, front, users


def resume(scene, sandbox, *options):
    return scene.muster("resume", CHECKPOINT, *options, key=sandbox.key)


@case
def each_is_shown_with_its_candidates_and_nothing_is_changed(scene):
    sandbox, front, users = undecided(scene, 3)
    lost = sandbox.keys
    before = sandbox.statistics["mutations"]
    shown = resume(scene, sandbox, "--reconcile").expect(1, "3 customers")
    for key in lost:
        line = next(line for line in shown.out.splitlines() if key["id"] in line)
        assert key["owner_id"] in line and key["created_at"] in line, line
    assert sandbox.statistics["mutations"] == before
    check_law(scene.status(CHECKPOINT), unknown=3)
    front.stop()


@case
def asking_the_account_again_settles_nothing_by_guess(scene):
    sandbox, front, _ = undecided(scene)
    resume(scene, sandbox, "--retry-failed").expect(1, "credential_undecidable")
    assert len(sandbox.keys) == 1
    front.stop()


@case
def a_deleted_candidate_is_gone_and_another_with_its_token_takes_its_place(scene):
    sandbox, front, users = undecided(scene)
    lost = sandbox.keys[0]["id"]
    resume(scene, sandbox, "--delete-unknown", lost).expect(0)
    (key,) = sandbox.keys
    (row,) = scene.results(CHECKPOINT)
    assert key["id"] != lost and row["credential_id"] == key["id"]
    assert sandbox.owner_of_token(key["id"], row["token"]) == users[0]
    resume(scene, sandbox, "--reconcile").expect(0)
    front.stop()


@case
def an_adopted_candidate_is_the_customers_without_a_token(scene):
    sandbox, front, users = undecided(scene)
    lost = sandbox.keys[0]["id"]
    resume(scene, sandbox, "--adopt-unknown", lost).expect(0)
    assert [key["id"] for key in sandbox.keys] == [lost]
    (row,) = scene.results(CHECKPOINT)
    assert (row["credential_id"], row["token"], row["user_id"]) == (lost, "", users[0])
    scene.muster("verify", CHECKPOINT, key=sandbox.key).expect(0)
    front.stop()


@case
def a_candidate_that_is_somebody_elses_stays_and_the_customer_gets_its_own(scene):
    sandbox, front, users = undecided(scene)
    theirs = sandbox.keys[0]["id"]
    resume(scene, sandbox, "--keep-unknown", theirs).expect(0)
    ids = {key["id"] for key in sandbox.keys}
    (row,) = scene.results(CHECKPOINT)
    assert theirs in ids and len(ids) == 2 and row["credential_id"] in ids - {theirs}
    front.stop()


@case
def all_candidates_can_be_settled_at_once_and_single_ones_otherwise(scene):
    sandbox, front, _ = undecided(scene, 4)
    kept = sandbox.keys[0]["id"]
    resume(scene, sandbox, "--delete-unknown", "all", "--adopt-unknown", kept).expect(0)
    rows = scene.results(CHECKPOINT)
    assert len(sandbox.keys) == 4 and kept in {key["id"] for key in sandbox.keys}
    assert sum(row["token"] == "" for row in rows) == 1 and len(rows) == 4
    front.stop()


@cases_of("is refused, and nothing is changed:", [
    ("an id that is nobody's candidate", {"options": ("--delete-unknown", "ak_2x4VHD1y4bTmNvN4fMS7dYJ2VgA")}),
    ("no id at all", {"options": ("--delete-unknown", "yes")}),
    ("two decisions at once", {"options": ("--delete-unknown", "all", "--adopt-unknown", "all")}),
])
def refused(scene, options):
    sandbox, front, _ = undecided(scene)
    before = sandbox.statistics["mutations"]
    resume(scene, sandbox, *options).expect(2)
    assert sandbox.statistics["mutations"] == before
    check_law(scene.status(CHECKPOINT), unknown=1)
    front.stop()
