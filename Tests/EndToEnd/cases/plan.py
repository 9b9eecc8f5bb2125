"""A list held against the account: what is said to be to do, and that doing it leaves nothing to do."""

import json

from harness.case import case, cases_of
from harness.customers import rows_as_csv


def plan(scene, sandbox, *arguments, path="customers.csv", **surroundings):
    return scene.muster(
        "plan", path, "--base-url", sandbox.base_url, "--rate", "none", *arguments, key=sandbox.key, **surroundings)


def do(scene, sandbox, command, path, *arguments):
    options = ("--base-url", sandbox.base_url, "--rate", "none", "--settle", "100ms", "--yes")
    return scene.muster(command, path, *options, *arguments, key=sandbox.key)


def found(ended):
    """What a plan in JSON says: action words and names, and the counts."""
    told = json.loads(ended.out)
    words = sorted((" ".join(change["actions"]) or change["code"], change["name"]) for change in told["changes"])
    return words, {word: count for word, count in told["counts"].items() if count}


def write_list(scene, rows, name="customers.csv", header=("id", "company", "address", "active")):
    scene.write(name, rows_as_csv(header, rows))


ACTIVE = ("--map", "active=active")


@case
def says_what_is_to_do_and_sends_no_write(scene):
    sandbox = scene.sandbox()
    write_list(scene, [(f"C-{n}", f"Customer {n}", f"{n}@x.example", "yes") for n in range(6)])
    do(scene, sandbox, "import", "customers.csv", *ACTIVE).expect(0)
    users = {user["name"]: user["id"] for user in sandbox.users}
    sandbox.request("PATCH", f"/bot_users/{users['Customer 1']}", {"active": False})
    sandbox.request("PATCH", f"/bot_users/{users['Customer 2']}", {"name": "Called otherwise"})
    sandbox.create("/bot_users", name="Nobody's")
    sandbox.create("/bot_users", name="Taken")
    rows = [(f"C-{n}", f"Customer {n}", f"{n}@x.example", "no" if n == 3 else "yes") for n in range(5)]
    rows += [("C-8", "Taken", "8@x.example", "yes"), ("C-9", "New", "9@x.example", "no"), ("C-9", "Twice", "", "yes")]
    write_list(scene, rows)
    before = sandbox.statistics["mutations"]
    expected = [
        ("activate", "Customer 1"), ("create", "New"), ("deactivate", "Customer 3"), ("name_exists", "Taken"),
        ("rename", "Customer 2")]
    counts = {
        "create": 1, "rename": 1, "activate": 1, "deactivate": 1, "unchanged": 2, "conflict": 1, "not_in_list": 2}
    # Known from the checkpoint, and without it from the keys' metadata.
    for checkpoint in (True, False):
        assert found(plan(scene, sandbox, "--json", *ACTIVE).expect(1)) == (expected, counts), checkpoint
        if checkpoint:
            scene.path("customers.csv.muster").rename(scene.path("elsewhere"))
    told = json.loads(plan(scene, sandbox, "--json", "--existing", "adopt", *ACTIVE).out)
    assert ("adopt", "Taken") in [(change["action"], change["name"]) for change in told["changes"]]
    # Three for the new user, two for the adopted one, three changes, and the account's users once more.
    assert told["requests"] == 3 + 2 + 3 + 1, told
    text = plan(scene, sandbox, *ACTIVE).expect(1, "Doing it takes", "1 row is rejected", "Nothing was changed").out
    assert "is called Called otherwise" in text and "not in the list" in text
    plan(scene, sandbox, "--detailed-exitcode", *ACTIVE).expect(6)
    assert sandbox.statistics["mutations"] == before
    assert {line["method"] for line in sandbox.statistics["answers"] if line["collection"] != "other"} >= {"GET"}
    assert not list(scene.folder.glob("muster-*")), "a temporary file is still there"


@case
def without_a_recorded_or_marked_key_another_name_is_another_customer(scene):
    sandbox = scene.sandbox()
    write_list(scene, [("C-1", "Old", "a@x.example", "yes")])
    do(scene, sandbox, "import", "customers.csv", "--no-marker", "--checkpoint", "elsewhere.muster").expect(0)
    write_list(scene, [("C-1", "New", "a@x.example", "yes")])
    words, counts = found(plan(scene, sandbox, "--json").expect(0))
    assert words == [("create", "New")] and counts["not_in_list"] == 1
    assert found(plan(scene, sandbox, "--json", "--checkpoint", "elsewhere.muster"))[0] == [("rename", "New")]


@case
def conflicts_are_named_and_left_alone(scene):
    sandbox = scene.sandbox()
    write_list(scene, [(f"C-{n}", f"Customer {n}", "a@x.example", "yes") for n in range(6)])
    do(scene, sandbox, "import", "customers.csv").expect(0)
    users = {user["name"]: user["id"] for user in sandbox.users}
    sandbox.delete(f"/bot_users/{users['Customer 5']}")
    # Names exchanged between two, one that is another's, one with fewer keys than asked for, one that is gone.
    rows = [("C-0", "Customer 1"), ("C-1", "Customer 0"), ("C-7", "Customer 2"), ("C-3", "Customer 3"), ("C-5", "Customer 5")]
    write_list(scene, [(*row, "a@x.example", "yes") for row in rows])
    words, counts = found(plan(scene, sandbox, "--json", "--existing", "adopt", "--keys", "2").expect(1))
    assert words == [
        ("credential_exists", "Customer 3"), ("name_exists", "Customer 0"), ("name_exists", "Customer 1"),
        ("other_customer", "Customer 2"), ("user_gone", "Customer 5")], words
    assert counts == {"conflict": 5, "not_in_list": 1}
    plan(scene, sandbox, "--detailed-exitcode", "--existing", "adopt", "--keys", "2").expect(1)


@cases_of("doing what a plan says leaves nothing to do,", [(f"world {number}", {"number": number}) for number in range(10)])
def fixpoint(scene, number):
    draw = scene.random
    sandbox = scene.sandbox()
    people = [(f"C-{n}", f"Customer {n}", f"{n}@x.example") for n in range(30)]

    def some(share):
        return [person for person in people if draw.random() < share]

    # An earlier import of some, then what others have done since.
    write_list(scene, [(*person, draw.choice(["yes", "no"])) for person in some(0.6)] or [(*people[0], "yes")])
    do(scene, sandbox, "import", "customers.csv", "--keys", str(draw.choice([0, 1, 1, 2])), *ACTIVE).expect(0)
    for user in sandbox.users:
        if draw.random() < 0.3:
            sandbox.request("PATCH", f"/bot_users/{user['id']}", {"active": not user["active"]})
        if draw.random() < 0.2:
            sandbox.request("PATCH", f"/bot_users/{user['id']}", {"name": f"Renamed {user['name']}"})
    taken = {user["name"] for user in sandbox.users}
    for _, name, _ in some(0.3):
        if name not in taken:
            sandbox.create("/bot_users", name=name, active=draw.random() < 0.7)
    for stranger in range(draw.randrange(3)):
        sandbox.create("/bot_users", name=f"Stranger {stranger}")
    if draw.random() < 0.5:
        scene.path("customers.csv.muster").rename(scene.path("elsewhere"))
    write_list(scene, [(*person, draw.choice(["yes", "no"])) for person in some(0.9)] or [(*people[0], "yes")])

    policy = draw.choice(["adopt", "adopt", "skip", "fail"])
    options = ("--existing", policy, "--keys", str(draw.choice([0, 1, 1, 2])), *ACTIVE)
    told = json.loads(plan(scene, sandbox, "--json", *options).out)
    by_action = {action: [] for action in ("create", "adopt", "rename", "activate", "deactivate")}
    for change in told["changes"]:
        for action in change["actions"]:
            by_action[action].append(change)
    for change in by_action["rename"]:
        status, _ = sandbox.request("PATCH", f"/bot_users/{change['user_id']}", {"name": change["name"]})
        assert status == 200
    for action in ("activate", "deactivate"):
        if by_action[action]:
            scene.write(f"{action}.csv", rows_as_csv(["user_id"], [[change["user_id"]] for change in by_action[action]]))
            do(scene, sandbox, action, f"{action}.csv").expect(0)
    if by_action["create"] or by_action["adopt"]:
        # Without its checkpoint an import cannot know that unchanged customers are its own, and refuses them one by one.
        ended = do(scene, sandbox, "import", "customers.csv", *options)
        assert ended.code in (0, 1), ended.err
    again = json.loads(plan(scene, sandbox, "--json", *options).out)
    assert again["is_nothing_to_do"], (told["changes"], again["changes"])
    kept = {change["name"] for change in told["changes"] if change["action"] == "conflict"}
    new = [change for change in again["changes"] if change["name"] not in kept]
    assert not new, (options, told["changes"], new)
    scene.note(", ".join(f"{count} {word}" for word, count in told["counts"].items() if count))
