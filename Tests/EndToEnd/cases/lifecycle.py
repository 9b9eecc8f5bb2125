"""Deleting, taking back, and giving new credentials for old: what the account is like before and after, as ngrok's own
client lists it."""

import json

from harness.accounts import CREDENTIALS, official_inventory, prepare_account
from harness.case import case, cases_of
from harness.customers import rows_as_csv
from harness.promise import check_law


def account_of(scene, users):
    prepare_account(scene.path("account"), users)
    sandbox = scene.sandbox()
    return sandbox, official_inventory(scene, sandbox)


def at(sandbox):
    return "--base-url", sandbox.base_url, "--rate", "none"


def list_of(scene, users, name="list.csv"):
    scene.write(name, rows_as_csv(["id"], [[user["id"]] for user in users]))
    return name


def without(inventory, users):
    """The account without these users and all that is theirs."""
    gone = {user["id"] for user in users}
    return {
        name: [item for item in items if item["id"] not in gone and item.get("owner_id") not in gone]
        for name, items in inventory.items()}


def with_activity(inventory, users, active):
    changed = {user["id"] for user in users}
    inactive = [user | {"active": active} if user["id"] in changed else user for user in inventory["bot_users"]]
    return inventory | {"bot_users": inactive}


def owned_by(inventory, users):
    ids = {user["id"] for user in users}
    return [item for name in CREDENTIALS for item in inventory[name] if item["owner_id"] in ids]


def split(inventory):
    """Active and inactive bot users."""
    users = inventory["bot_users"]
    return [user for user in users if user["active"]], [user for user in users if not user["active"]]


def substance(credential):
    """What a credential says, apart from which one it is and who made it."""
    metadata = json.loads(credential["metadata"] or "{}")
    metadata.pop("muster", None)
    apart = ("id", "uri", "created_at", "token", "metadata")
    return json.dumps({k: v for k, v in credential.items() if k not in apart} | {"metadata": metadata}, sort_keys=True)


# delete

@case
def deletes_inactive_users_with_all_that_is_theirs_and_nothing_else(scene):
    sandbox, before = account_of(scene, 60)
    _, inactive = split(before)
    gone = sandbox.create("/bot_users", name="gone")
    sandbox.delete(f"/bot_users/{gone['id']}")
    arguments = ("delete", list_of(scene, [*inactive, gone]), *at(sandbox))
    dry = scene.muster(*arguments, "-n", key=sandbox.key).expect(0, "12 deleted + 1 absent")
    assert dry.out.count("DELETE /bot_users/") == 12 and "with 1 API key and 1 authtoken" in dry.out, dry.out
    scene.muster(*arguments, key=sandbox.key).expect(2, "--yes")
    assert official_inventory(scene, sandbox) == before, "something was deleted without anybody's consent"

    scene.muster(*arguments, "--yes", key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.delete.muster"), deleted=12, absent=1)
    scene.muster("verify", "list.csv.delete.muster", key=sandbox.key).expect(0, "Everything is as recorded")
    assert official_inventory(scene, sandbox) == without(before, inactive)
    kept = {row["credential_id"] for row in scene.results("list.csv.delete.muster")} - {""}
    assert kept == {item["id"] for item in owned_by(before, inactive)}, "what went along is not in the results"


@case
def an_active_user_stays_unless_forced(scene):
    sandbox, before = account_of(scene, 20)
    active, inactive = split(before)
    arguments = ("delete", list_of(scene, active[:3] + inactive[:2]), *at(sandbox), "--yes")
    scene.muster(*arguments, key=sandbox.key).expect(1, "user_active", "--force")
    assert official_inventory(scene, sandbox) == without(before, inactive[:2])
    scene.muster(*arguments, "--force", key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.delete.muster"), deleted=5)
    assert official_inventory(scene, sandbox) == without(before, active[:3] + inactive[:2])


@cases_of("more users than allowed are not deleted, where the limit is", [
    ("a number", {"limit": "7", "enough": "8"}),
    ("a share", {"limit": "19%", "enough": "20%"}),
])
def too_many(scene, limit, enough):
    sandbox, before = account_of(scene, 40)
    _, inactive = split(before)
    arguments = ("delete", list_of(scene, inactive), *at(sandbox), "--yes", "--max-delete")
    scene.muster(*arguments, limit, key=sandbox.key).expect(3, "8 users would be deleted, more than 7")
    assert official_inventory(scene, sandbox) == before
    scene.muster(*arguments, enough, key=sandbox.key).expect(0)
    assert official_inventory(scene, sandbox) == without(before, inactive)


@case
def only_users_that_were_deactivated_long_enough_ago_are_deleted(scene):
    sandbox, before = account_of(scene, 20)
    active, _ = split(before)
    scene.muster("deactivate", list_of(scene, active[:5], "churned.csv"), *at(sandbox), key=sandbox.key).expect(0)
    deactivation = "churned.csv.deactivate.muster"
    after = official_inventory(scene, sandbox)

    def delete(*arguments):
        return scene.muster("delete", *arguments, *at(sandbox), "--yes", key=sandbox.key)

    delete(deactivation, "--grace", "7d").expect(1, "5 failed, too_recent", "the grace period ends")
    list_of(scene, active[:6])
    delete("list.csv", "--after", deactivation, "--grace", "1h").expect(1, "too_recent")
    assert official_inventory(scene, sandbox) == after
    check_law(scene.status("list.csv.delete.muster"), failed=5, rejected=1)
    # Nothing was done with them, so that the same command can ask for something else.
    delete("list.csv", "--after", deactivation, "--grace", "0s").expect(1)
    check_law(scene.status("list.csv.delete.muster"), deleted=5, rejected=1)
    assert official_inventory(scene, sandbox) == without(before, active[:5])
    delete(deactivation, "--grace", "0s").expect(0)
    check_law(scene.status("churned.csv.deactivate.delete.muster"), absent=5)
    delete("list.csv", "--grace", "7d", "--checkpoint", "other.muster").expect(2, "--after")


@case
def a_list_of_which_nobody_is_there_is_taken_for_that_of_another_account(scene):
    sandbox, before = account_of(scene, 4)
    gone = [sandbox.create("/bot_users", name=f"gone {number}") for number in range(3)]
    for user in gone:
        sandbox.delete(f"/bot_users/{user['id']}")
    scene.muster("delete", list_of(scene, gone), *at(sandbox), "--yes", key=sandbox.key).expect(1, "Is it the right one?")
    check_law(scene.status("list.csv.delete.muster"), absent=3)
    assert official_inventory(scene, sandbox) == before


# undo

@case
def an_import_taken_back_leaves_the_account_as_it_was(scene):
    sandbox, before = account_of(scene, 30)
    customers = scene.customers(25)
    scene.muster("import", customers.path, "--keys", 2, *at(sandbox), key=sandbox.key).expect(0)
    checkpoint = f"{customers.path}.muster"
    scene.muster("undo", checkpoint, key=sandbox.key).expect(2, "--yes")
    dry = scene.muster("undo", checkpoint, "-n", key=sandbox.key).expect(0, "25 deleted")
    assert dry.out.count("DELETE /bot_users/") == 25
    assert len(official_inventory(scene, sandbox)["bot_users"]) == 55, "a dry run has changed something"
    scene.muster("undo", checkpoint, "--yes", key=sandbox.key).expect(0)
    assert official_inventory(scene, sandbox) == before
    check_law(scene.status(f"{customers.path}.undo.muster"), deleted=25)
    scene.muster("verify", f"{customers.path}.undo.muster", key=sandbox.key).expect(0, "25 users")
    scene.muster("verify", checkpoint, key=sandbox.key).expect(5, "verify that one")

    for command in ("import", customers.path), ("resume", checkpoint), ("resume", checkpoint, "--retry-failed"):
        scene.muster(*command, *at(sandbox), key=sandbox.key).expect(5, "taken back by the undo recorded in")
    scene.muster("undo", checkpoint, "--yes", key=sandbox.key).expect(0)
    scene.muster("undo", checkpoint, "--yes", "--checkpoint", "b.muster", key=sandbox.key).expect(5, "undo.muster")
    assert official_inventory(scene, sandbox) == before


@case
def an_undo_takes_nothing_that_was_there_before_or_came_from_others(scene):
    sandbox, _ = account_of(scene, 10)
    customers = scene.customers(12)
    adopted = [sandbox.create("/bot_users", name=customer.name) for customer in list(customers)[:4]]
    for user in adopted:
        sandbox.create("/api_keys", owner_id=user["id"], description="theirs")
    before = official_inventory(scene, sandbox)
    scene.muster("import", customers.path, "--existing", "adopt", *at(sandbox), key=sandbox.key).expect(0)
    results = {row["key"]: row for row in scene.results(f"{customers.path}.muster")}
    visited = [results[customer.id]["user_id"] for customer in list(customers)[4:6]]
    sandbox.create("/api_keys", owner_id=visited[0], description="somebody's")
    sandbox.create("/credentials", owner_id=visited[1], description="somebody's", acl=["*"])
    now = official_inventory(scene, sandbox)

    ended = scene.muster("undo", f"{customers.path}.muster", "--yes", key=sandbox.key)
    ended.expect(1, "2 failed, credential_of_others")
    check_law(scene.status(f"{customers.path}.undo.muster"), retired=4, deleted=6, failed=2)
    left = official_inventory(scene, sandbox)
    kept = [user for user in now["bot_users"] if user["id"] in visited]
    assert without(left, kept) == before, "the account is not as before, the two visited users apart"
    assert [user for user in left["bot_users"] if user["id"] in visited] == kept, "a visited user was changed"
    assert owned_by(left, kept) == owned_by(now, kept), "credentials of a visited user were changed"


@case
def users_of_which_only_circumstances_tell_whose_they_are_stay_unless_forced(scene):
    sandbox, before = account_of(scene, 5)
    sandbox.stop()
    lossy = scene.sandbox("--fault", "POST:drop-after=0.4", "--seed", scene.seed, port=sandbox.port)
    customers = scene.customers(30)
    scene.muster(
        "import", customers.path, *at(lossy), "--settle", "200ms", "--retries", "50", timeout=120,
        key=lossy.key).expect(0)
    sandbox = scene.without_faults(lossy)
    scene.muster("undo", f"{customers.path}.muster", "--yes", key=sandbox.key).expect(1, "user-inferred", "--force")
    rows = scene.results(f"{customers.path}.undo.muster")
    stayed = [row for row in rows if row["code"] == "user-inferred"]
    assert stayed and len(stayed) + sum(row["state"] == "deleted" for row in rows) == 30, rows
    assert len(official_inventory(scene, sandbox)["bot_users"]) == 5 + len(stayed)
    scene.muster("undo", f"{customers.path}.muster", "--yes", "--force", key=sandbox.key).expect(0)
    assert official_inventory(scene, sandbox) == before


@case
def a_deactivation_taken_back_activates_those_who_were_active(scene):
    sandbox, before = account_of(scene, 40)
    active, inactive = split(before)
    scene.muster("deactivate", list_of(scene, active[:20] + inactive), *at(sandbox), key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.deactivate.muster"), deactivated=20, unchanged=8)
    assert official_inventory(scene, sandbox) == with_activity(before, active[:20], False)
    scene.muster("undo", "list.csv.deactivate.muster", "--yes", key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.deactivate.undo.muster"), activated=20)
    assert official_inventory(scene, sandbox) == before


@case
def what_cannot_be_taken_back_is_refused(scene):
    sandbox, before = account_of(scene, 10)
    _, inactive = split(before)
    scene.muster("delete", list_of(scene, inactive), *at(sandbox), "--yes", key=sandbox.key).expect(0)
    scene.muster("undo", "list.csv.delete.muster", "--yes", key=sandbox.key).expect(2, "cannot be taken back")
    scene.muster("retire", "list.csv.delete.muster", "--yes", key=sandbox.key).expect(2, "muster rotate")
    scene.muster("undo", "list.csv", "--yes", key=sandbox.key).expect(5, "no checkpoint")
    # One undo's checkpoint is not another one's.
    customers = [scene.customers(3, f"{name}.csv", prefix=name) for name in "ab"]
    for each in customers:
        scene.muster("import", each.path, *at(sandbox), key=sandbox.key).expect(0)
    to = ("--yes", "--checkpoint", "undo.muster")
    scene.muster("undo", "a.csv.muster", *to, key=sandbox.key).expect(0)
    scene.muster("undo", "b.csv.muster", *to, key=sandbox.key).expect(5, "of another run")
    scene.muster("resume", "b.csv.muster", key=sandbox.key).expect(0)


# rotate and retire

@case
def new_credentials_say_what_the_old_ones_said_and_then_the_old_ones_go(scene):
    sandbox, before = account_of(scene, 30)
    active, inactive = split(before)
    # This one has an SSH credential, which has no successor.
    assert sandbox.request("PATCH", f"/bot_users/{inactive[0]['id']}", {"active": True})[0] == 200
    before = with_activity(before, inactive[:1], True)
    users = active[:14] + inactive[:1]
    list_of(scene, users)
    scene.muster("rotate", "list.csv", *at(sandbox), "-n", key=sandbox.key).expect(0, "15 rotated")
    assert official_inventory(scene, sandbox) == before
    scene.muster("rotate", "list.csv", *at(sandbox), "-o", "new.csv", key=sandbox.key).expect(0)
    between = official_inventory(scene, sandbox)
    old = {item["id"]: item for item in owned_by(before, users) if not item["id"].startswith("sshcr_")}
    new = {item["id"]: item for item in owned_by(between, users) if item not in owned_by(before, users)}
    rows = scene.results("list.csv.rotate.muster")
    assert {row["replaces_id"] for row in rows} == set(old) and {row["credential_id"] for row in rows} == set(new)
    for row in rows:
        assert substance(new[row["credential_id"]]) == substance(old[row["replaces_id"]]), row
        if row["credential"] == "api_key":
            assert sandbox.owner_of_token(row["credential_id"], row["token"]) == row["user_id"]
    assert all(item in between[name] for name in between for item in before[name]), "something else has changed"

    retire = ("retire", "list.csv.rotate.muster")
    scene.muster(*retire, key=sandbox.key).expect(2, "--yes")
    scene.muster(*retire, "--grace", "7d", "--yes", key=sandbox.key).expect(1, "15 failed, too_recent")
    dry = scene.muster(*retire, "-n", key=sandbox.key).expect(0, "15 retired")
    assert dry.out.count("DELETE /") == len(old)
    scene.muster(*retire, "--yes", key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.rotate.retire.muster"), retired=15)
    for checkpoint in "list.csv.rotate.muster", "list.csv.rotate.retire.muster":
        scene.muster("verify", checkpoint, key=sandbox.key).expect(0)
    after = official_inventory(scene, sandbox)
    assert after == {
        name: [item for item in items if item["id"] not in old] for name, items in between.items()}
    scene.muster("undo", "list.csv.rotate.muster", "--yes", key=sandbox.key).expect(2, "have been deleted")
    assert official_inventory(scene, sandbox) == after


@case
def what_was_rotated_and_not_retired_is_not_rotated_again_unasked(scene):
    sandbox, before = account_of(scene, 20)
    users = split(before)[0][:6]
    list_of(scene, users)
    list_of(scene, users[:4], "first.csv")
    scene.muster("rotate", "first.csv", *at(sandbox), key=sandbox.key).expect(0)
    between = official_inventory(scene, sandbox)
    scene.muster("rotate", "list.csv", *at(sandbox), key=sandbox.key).expect(1, "4 failed, rotated_already", "--force")
    assert owned_by(official_inventory(scene, sandbox), users[:4]) == owned_by(between, users[:4])
    scene.muster("retire", "first.csv.rotate.muster", "--yes", key=sandbox.key).expect(0)
    scene.muster("rotate", "list.csv", *at(sandbox), key=sandbox.key).expect(0)
    check_law(scene.status("list.csv.rotate.muster"), rotated=6)
    again = ("rotate", "list.csv", *at(sandbox), "--checkpoint", "again.muster")
    scene.muster(*again, key=sandbox.key).expect(1, "6 failed, rotated_already")
    scene.muster(*again, "--force", key=sandbox.key).expect(0)
    check_law(scene.status("again.muster"), rotated=6)


@case
def verify_names_what_is_otherwise_than_recorded(scene):
    sandbox, before = account_of(scene, 30)
    active, inactive = split(before)

    def verify(checkpoint, *differences):
        ended = scene.muster("verify", checkpoint, key=sandbox.key).expect(1 if differences else 0)
        found = sorted(line.partition(":")[0] for line in ended.out.splitlines())
        assert found == sorted(differences), ended.out

    scene.muster("deactivate", list_of(scene, active[:5], "off.csv"), *at(sandbox), key=sandbox.key).expect(0)
    verify("off.csv.deactivate.muster")
    assert sandbox.request("PATCH", f"/bot_users/{active[0]['id']}", {"active": True})[0] == 200
    sandbox.delete(f"/bot_users/{active[1]['id']}")
    verify("off.csv.deactivate.muster", "user-active", "user-missing")

    scene.muster("rotate", list_of(scene, active[8:12], "new.csv"), *at(sandbox), key=sandbox.key).expect(0)
    verify("new.csv.rotate.muster")
    rows = scene.results("new.csv.rotate.muster")
    keys = [row for row in rows if row["credential"] == "api_key"]
    sandbox.delete(f"/api_keys/{keys[0]['credential_id']}")
    sandbox.delete(f"/api_keys/{keys[1]['replaces_id']}")
    verify("new.csv.rotate.muster", "key-missing", "key-missing")

    scene.muster("retire", "new.csv.rotate.muster", "--yes", key=sandbox.key).expect(1)
    verify("new.csv.rotate.retire.muster")
    token = next(row for row in rows if row["credential"] == "authtoken" and row["user_id"] != keys[0]["user_id"])
    sandbox.delete(f"/credentials/{token['credential_id']}")
    verify("new.csv.rotate.retire.muster", "key-missing")


@case
def an_old_credential_stays_where_a_new_one_is_missing(scene):
    sandbox, before = account_of(scene, 12)
    users = split(before)[0][:4]
    list_of(scene, users)
    scene.muster("rotate", "list.csv", *at(sandbox), key=sandbox.key).expect(0)
    row = next(row for row in scene.results("list.csv.rotate.muster") if row["credential"] == "api_key")
    sandbox.delete(f"/api_keys/{row['credential_id']}")
    scene.muster("retire", "list.csv.rotate.muster", "--yes", key=sandbox.key).expect(1, "1 failed, successor_missing")
    check_law(scene.status("list.csv.rotate.retire.muster"), retired=3, failed=1)
    after = official_inventory(scene, sandbox)
    owner = [user for user in users if user["id"] == row["user_id"]]
    assert all(item in owned_by(after, owner) for item in owned_by(before, owner)), "an old credential is gone"


@case
def a_rotation_taken_back_leaves_the_account_as_it_was(scene):
    sandbox, before = account_of(scene, 30)
    users = split(before)[0][:10]
    list_of(scene, users)
    scene.muster("rotate", "list.csv", *at(sandbox), key=sandbox.key).expect(0)
    # A retirement that came too early has retired nothing.
    scene.muster("retire", "list.csv.rotate.muster", "--grace", "1d", "--yes", key=sandbox.key).expect(1)
    scene.muster("undo", "list.csv.rotate.muster", "--yes", key=sandbox.key).expect(0)
    assert official_inventory(scene, sandbox) == before
    scene.muster("retire", "list.csv.rotate.muster", "--yes", key=sandbox.key).expect(5, "taken back")
    scene.muster("resume", "list.csv.rotate.retire.muster", "--retry-failed", key=sandbox.key).expect(1)
    assert official_inventory(scene, sandbox) == before


@case
def credentials_of_a_person_give_way_to_those_of_bot_users(scene):
    sandbox, _ = account_of(scene, 6)
    customers = list(scene.customers(8))
    old = []
    for number, customer in enumerate(customers[:6]):
        fields = {"description": f"{customer.id} by hand", "metadata": json.dumps({"n": number})}
        if number % 2 == 0:
            old.append(sandbox.create("/api_keys", **fields))
        else:
            old.append(sandbox.create("/credentials", acl=[f"bind:*.c{number}.example.com"], **fields))
    before = official_inventory(scene, sandbox)
    # The last one has two, one has none, and one an id that is none.
    cells = [item["id"] for item in old[:5]] + [f"{old[5]['id']} {old[0]['id']}", "", "by hand"]
    scene.write("list.csv", rows_as_csv(["id", "company", "old"], [
        [customer.id, customer.name, cell] for customer, cell in zip(customers, cells)]))
    arguments = ("import", "list.csv", "--replaces", "old", *at(sandbox))
    scene.muster("check", "list.csv", "--replaces", "old").expect(1, "7 bot users", "is no id of an API key")
    scene.muster(*arguments, "--stop-after", "1", "-j", "1", key=sandbox.key).expect(3)
    scene.muster("retire", "list.csv.muster", "--yes", "--checkpoint", "early.muster", key=sandbox.key).expect(1)
    assert {item["id"] for item in old} <= {key["id"] for name in CREDENTIALS for key in official_inventory(scene, sandbox)[name]}
    scene.muster(*arguments, key=sandbox.key).expect(1, "7 created")
    rows = [row for row in scene.results("list.csv.muster") if row["state"] == "created"]
    assert sorted(row["replaces_id"] for row in rows) == sorted([item["id"] for item in old] + [old[0]["id"], ""])
    now = official_inventory(scene, sandbox)
    issued = {item["id"]: item for name in CREDENTIALS for item in now[name]}
    was = {item["id"]: item for name in CREDENTIALS for item in before[name]}

    def said(credential):
        return substance({name: value for name, value in credential.items() if name != "owner_id"})

    for row in rows:
        assert issued[row["credential_id"]]["owner_id"] == row["user_id"], row
        if row["replaces_id"]:
            assert said(issued[row["credential_id"]]) == said(was[row["replaces_id"]]), row
    scene.muster("retire", "list.csv.muster", "--yes", key=sandbox.key).expect(0)
    gone = {item["id"] for item in old}
    assert official_inventory(scene, sandbox) == {
        name: [item for item in items if item["id"] not in gone] for name, items in now.items()}
    scene.muster("undo", "list.csv.muster", "--yes", key=sandbox.key).expect(2, "have been deleted")
