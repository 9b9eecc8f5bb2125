"""Jobs on users that are there already: told by list or checkpoint, killed in the midst, and what the account is like
afterwards, by the account's own view."""

import time

from harness.case import case, cases_of
from harness.customers import rows_as_csv
from harness.ledger import LedgerView
from harness.promise import Foreign, check_law


def users_of(sandbox):
    return {user["id"]: (user["name"], user["active"]) for user in sandbox.users}


def populate(sandbox, count, inactive=0):
    """So many users, the last of them inactive; newest last."""
    users = [sandbox.create("/bot_users", name=f"Customer {number}") for number in range(count)]
    for user in users[count - inactive:]:
        status, _ = sandbox.request("PATCH", f"/bot_users/{user['id']}", {"active": False})
        assert status == 200
    return users


@cases_of("users to deactivate are told by", [
    ("their ids", {"header": ["plan", "account_id"], "row": lambda u: ["pro", u["id"]], "options": []}),
    ("ids in a named column", {
        "header": ["a", "b"], "row": lambda u: [u["id"], u["name"]], "options": ["--id-column", "a"]}),
    ("their names", {"header": ["company"], "row": lambda u: [u["name"]], "options": []}),
    ("names put together", {
        "header": ["kind", "number"], "row": lambda u: u["name"].split(), "options": ["--name", "{kind} {number}"]}),
])
def users_are_told(scene, header, row, options):
    sandbox = scene.sandbox()
    users = populate(sandbox, 12, inactive=2)
    foreign = Foreign(sandbox)
    gone = sandbox.create("/bot_users", name="Customer 99")
    sandbox.delete(f"/bot_users/{gone['id']}")
    meant = users[4:] + [gone]
    scene.write("list.csv", rows_as_csv(header, [row(user) for user in meant]))
    arguments = ("deactivate", "list.csv", *options, "--base-url", sandbox.base_url, "--rate", "none")

    dry = scene.muster(*arguments, "-n", key=sandbox.key).expect(1)
    assert dry.out.count("PATCH /bot_users/") == 6, dry.out
    assert not scene.path("list.csv.deactivate.muster").exists()
    assert [active for _, active in users_of(sandbox).values()].count(False) == 2, "a dry run has changed something"

    scene.muster(*arguments, key=sandbox.key).expect(1, "user_missing")
    check_law(scene.status("list.csv.deactivate.muster"), deactivated=6, unchanged=2, failed=1)
    after = users_of(sandbox)
    assert all(after[user["id"]] == (user["name"], user not in meant) for user in users), after
    foreign.check(sandbox)


@case
def users_are_told_by_the_keys_that_a_checkpoint_knows_and_by_the_checkpoint_itself(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(20)
    to = ("--base-url", sandbox.base_url, "--rate", "none")
    scene.muster("import", customers.path, *to, key=sandbox.key).expect(0)
    scene.write("churned.csv", rows_as_csv(["id", "note"], [(c.id, "") for c in list(customers)[:5]] + [("C-99", "")]))
    scene.muster("deactivate", "churned.csv", "--keys-from", "customers.csv.muster", *to, key=sandbox.key).expect(1)
    check_law(scene.status("churned.csv.deactivate.muster"), deactivated=5, rejected=1)
    scene.muster("deactivate", "customers.csv.muster", key=sandbox.key).expect(0)
    check_law(scene.status("customers.csv.deactivate.muster"), deactivated=15, unchanged=5)
    assert not any(active for _, active in users_of(sandbox).values())
    scene.muster("activate", "churned.csv.deactivate.muster", key=sandbox.key).expect(0)
    names = {c.name for c in list(customers)[:5]}
    assert {name for name, active in users_of(sandbox).values() if active} == names


@case
def a_killed_deactivation_is_resumed(scene):
    sandbox = scene.sandbox("--fault", "latency=1,5-20", "--fault", "PATCH:drop-after=0.05", account="account")
    users = populate(sandbox, 80, inactive=10)
    foreign = Foreign(sandbox)
    scene.write("list.csv", rows_as_csv(["id"], [[user["id"]] for user in users]))
    run = scene.start(
        "deactivate", "list.csv", "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms",
        key=sandbox.key)
    ledger = LedgerView(scene.path("list.csv.deactivate.muster"))
    while not (ledger.is_staged and ledger.intended):
        time.sleep(0.01)
    assert run.kill(), "it had ended before it was killed"
    scene.muster("resume", "list.csv.deactivate.muster", key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.deactivate.muster"), deactivated=70, unchanged=10)
    after = users_of(sandbox)
    assert all(after[user["id"]] == (user["name"], False) for user in users), after
    before = dict(ledger.rows("SELECT id, was_active FROM user"))
    assert [before[user["id"]] for user in users] == [1] * 70 + [0] * 10, "the states before are not those from before"
    foreign.check(sandbox)


@case
def another_command_does_not_go_on_with_a_checkpoint(scene):
    sandbox = scene.sandbox()
    users = populate(sandbox, 2)
    scene.write("list.csv", rows_as_csv(["id"], [[user["id"]] for user in users]))
    to = ("--base-url", sandbox.base_url, "--rate", "none", "--checkpoint", "job.muster")
    scene.muster("deactivate", "list.csv", *to, key=sandbox.key).expect(0)
    scene.muster("activate", "list.csv", *to, key=sandbox.key).expect(5, "muster deactivate")


@case
def a_job_that_has_ended_is_done_again_when_it_is_asked_for_again(scene):
    sandbox = scene.sandbox()
    users = populate(sandbox, 3)
    scene.write("churned.csv", rows_as_csv(["id"], [[user["id"]] for user in users[:2]]))
    deactivating = ("deactivate", "churned.csv", "--base-url", sandbox.base_url, "--rate", "none")
    scene.muster(*deactivating, key=sandbox.key).expect(0)
    status, _ = sandbox.request("PATCH", f"/bot_users/{users[0]['id']}", {"active": True})
    assert status == 200
    dry = scene.muster(*deactivating, "-n", key=sandbox.key).expect(0)
    assert dry.out.count("PATCH /bot_users/") == 1, dry.out
    ended = scene.muster(*deactivating, key=sandbox.key).expect(0, "It is kept as churned.csv.deactivate.")
    assert "1 deactivated" in ended.err and "1 unchanged" in ended.err, ended.err
    assert [active for _, active in users_of(sandbox).values()].count(False) == 2, "a user has stayed active"
    kept = [path.name for path in scene.folder.glob("churned.csv.deactivate.2*.muster")]
    assert len(kept) == 1, kept
    check_law(scene.status(kept[0]), deactivated=2)
    check_law(scene.status("churned.csv.deactivate.muster"), deactivated=1, unchanged=1)


@case
def a_dry_run_shows_what_going_on_with_an_unfinished_job_would_send(scene):
    sandbox = scene.sandbox()
    users = populate(sandbox, 6)
    scene.write("churned.csv", rows_as_csv(["id"], [[user["id"]] for user in users]))
    deactivating = ("deactivate", "churned.csv", "--base-url", sandbox.base_url, "--rate", "none")
    scene.muster(*deactivating, "--stop-after", "2", key=sandbox.key).expect(3)
    for user in users[:2]:
        sandbox.request("PATCH", f"/bot_users/{user['id']}", {"active": True})
    before = scene.path("churned.csv.deactivate.muster").read_bytes()
    dry = scene.muster(*deactivating, "-n", key=sandbox.key).expect(0, "going on, 4 customers")
    assert dry.out.count("PATCH /bot_users/") == 4, dry.out
    assert scene.path("churned.csv.deactivate.muster").read_bytes() == before, "a dry run has changed the checkpoint"
    sent = sandbox.answers(method="PATCH")
    scene.muster(*deactivating, key=sandbox.key).expect(0)
    assert sandbox.answers(method="PATCH") - sent == 4
