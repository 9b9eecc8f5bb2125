"""Lists that change, lists of which some rows are wrong, and runs that are to stop early."""

import csv
import io
import json

from harness.case import case, cases_of
from harness.customers import rows_as_csv
from harness.program import eventually
from harness.promise import Foreign, check_law, check_promise

CHECKPOINT = "customers.csv.muster"
HEADER = ["id", "company", "address"]


def importing(sandbox, *options, path="customers.csv"):
    return ("import", path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms", *options)


@cases_of("so many keys for each:", [(f"{keys}", {"keys": keys}) for keys in (0, 1, 2, 3)])
def number_of_keys(scene, keys):
    sandbox = scene.sandbox()
    customers = scene.customers(40)
    scene.muster(*importing(sandbox, "--keys", keys), key=sandbox.key).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT), keys=keys)


@case
def an_edited_list_is_taken_up(scene):
    sandbox = scene.sandbox()
    customers = list(scene.customers(20))
    scene.muster(*importing(sandbox, "--stop-after", "10", "-j", "1"), key=sandbox.key).expect(3)
    created = {row["key"] for row in scene.results(CHECKPOINT) if row["state"] == "created"}
    assert len(created) == 10, created

    done = [customer for customer in customers if customer.id in created]
    waiting = [customer for customer in customers if customer.id not in created]
    rows = [(c.id, c.name, c.address) for c in customers if c not in (done[0], waiting[0])]
    rows = [(id, "Changed too late" if id == done[1].id else name, address) for id, name, address in rows]
    rows = [(id, "Changed in time" if id == waiting[1].id else name, address) for id, name, address in rows]
    rows.append(("C-99", "New", ""))
    scene.write("customers.csv", rows_as_csv(HEADER, rows))
    scene.muster(*importing(sandbox), key=sandbox.key).expect(0, "1 new", "C-99")

    names = {user["name"] for user in sandbox.users}
    assert names == {c.name for c in customers if c not in waiting[:2]} | {"Changed in time", "New"}, names
    check_law(scene.status(CHECKPOINT), created=19)
    scene.muster("verify", CHECKPOINT, key=sandbox.key).expect(0)


@case
def an_edited_list_may_come_in_another_format(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(6)
    scene.muster(*importing(sandbox, "--stop-after", "3", "-j", "1"), key=sandbox.key).expect(3)
    rows = [{"id": c.id, "company": c.name, "address": c.address} for c in customers]
    rejected = {"id": "C-99", "company": "", "address": "x"}
    scene.write("edited.ndjson", "".join(json.dumps(row) + "\n" for row in [*rows, rejected]))
    again = importing(sandbox, "--checkpoint", CHECKPOINT, path="edited.ndjson")
    scene.muster(*again, key=sandbox.key).expect(1)
    given_back = scene.muster("results", CHECKPOINT, "--rejected").expect(0).json
    assert given_back["muster_code"] == "name-empty" and given_back["muster_source"] == 7, given_back
    assert {name: given_back[name] for name in rejected} == rejected, given_back
    assert scene.results(CHECKPOINT)[-1]["key"] == "C-99"
    before = sandbox.requests
    scene.muster(*again, key=sandbox.key).expect(1, "is of this list")
    assert sandbox.requests <= before + 1


@case
def another_list_on_the_same_checkpoint_is_refused(scene):
    sandbox = scene.sandbox()
    scene.customers(10)
    scene.muster(*importing(sandbox), key=sandbox.key).expect(0)
    before = sandbox.requests
    scene.customers(10, name="other.csv", prefix="X")
    scene.muster(
        *importing(sandbox, "--checkpoint", CHECKPOINT, path="other.csv"), key=sandbox.key).expect(5, CHECKPOINT)
    scene.muster(*importing(sandbox, "--name", "{company} ({id})"), key=sandbox.key).expect(5)
    assert sandbox.requests == before


@case
def a_list_of_which_nothing_was_sent_can_be_taken_in_differently(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(10)
    scene.muster(*importing(sandbox, "--keys", "2"), key="0" * 27 + "_wrong").expect(3, "ERR_NGROK_20")
    assert scene.status(CHECKPOINT)["states"]["pending"] == 10
    scene.muster(*importing(sandbox, "--name", "{company} ({id})"), key=sandbox.key).expect(0)
    assert {user["name"] for user in sandbox.users} == {f"{c.name} ({c.id})" for c in customers}
    assert len(sandbox.keys) == 10


@case
def strict_sends_nothing_if_a_single_row_is_rejected(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", rows_as_csv(HEADER, [("1", "One", ""), ("2", "", ""), ("3", "Three", "")]))
    scene.muster(*importing(sandbox, "--strict"), key=sandbox.key).expect(1)
    assert sandbox.requests == 0 and not scene.path(CHECKPOINT).exists()
    scene.muster(*importing(sandbox), key=sandbox.key).expect(1)
    check_law(scene.status(CHECKPOINT), created=2, rejected=1)


@case
def dry_run_and_check_send_nothing(scene):
    sandbox = scene.sandbox()
    scene.customers(150)
    for command in (importing(sandbox, "--dry-run"), ("check", "customers.csv")):
        scene.muster(*command, key=sandbox.key).expect(0, "150")
    # Without a key as well: nothing of it needs one.
    scene.muster(*importing(sandbox, "-n")).expect(0)
    assert sandbox.requests == 0 and sandbox.statistics["connections"] <= 2
    assert not scene.path(CHECKPOINT).exists() and not scene.path("state").exists()


@case
def rejected_failed_and_unprocessed_rows_can_be_mended_and_imported(scene):
    sandbox = scene.sandbox()
    foreign = Foreign(sandbox, names=["Taken"])
    rows = [("1", "Fine", "x"), ("2", "", "an \"empty\" name,\nhere"), ("3", "Taken", ""), ("1", "Twice", "")]
    scene.write("customers.csv", rows_as_csv(HEADER, rows))
    scene.muster(*importing(sandbox), key=sandbox.key).expect(1)
    check_law(scene.status(CHECKPOINT), created=1, rejected=2, failed=1)

    rejected = selection(scene, "--rejected")
    assert [row["id"] for row in rejected] == ["2", "1"] and rejected[0]["address"] == rows[1][2], rejected
    assert all(row["muster_code"] and row["muster_message"] and row["muster_source"] for row in rejected)
    failed = selection(scene, "--failed")
    assert [(row["id"], row["muster_source"]) for row in failed] == [("3", "5")], failed
    assert selection(scene, "--unprocessed") == []

    mended = [row | {"id": f"new-{row['id']}", "company": f"Mended {row['id']}"} for row in rejected + failed]
    scene.write("mended.csv", rows_as_csv(list(mended[0]), [row.values() for row in mended]))
    scene.muster(*importing(sandbox, path="mended.csv"), key=sandbox.key).expect(0)
    names = {user["name"] for user in sandbox.users}
    assert names == {"Taken", "Fine", "Mended 1", "Mended 2", "Mended 3"}, names
    foreign.check(sandbox)


def selection(scene, option):
    text = scene.muster("results", CHECKPOINT, option).expect(0).out
    return list(csv.DictReader(io.StringIO(text, newline="")))


@case
def unprocessed_rows_can_be_imported_by_themselves(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(30)
    scene.muster(*importing(sandbox, "--stop-after", "10", "-j", "1"), key=sandbox.key).expect(3)
    scene.muster("results", CHECKPOINT, "--unprocessed", "-o", "rest.csv").expect(0)
    scene.muster(*importing(sandbox, path="rest.csv"), key=sandbox.key).expect(0)
    check_promise(
        sandbox, customers,
        [row for path in (CHECKPOINT, "rest.csv.muster") for row in scene.results(path) if row["state"] == "created"])


@cases_of("stopped early by", [
    ("--stop-after", {"options": ["--stop-after", "25"], "least": 25, "most": 60}),
    ("--max-duration", {"options": ["--max-duration", "400ms"], "least": 0, "most": 119}),
])
def stopped_early(scene, options, least, most):
    sandbox = scene.sandbox("--fault", "latency=1,40")
    customers = scene.customers(120)
    ended = scene.muster(*importing(sandbox, *options), key=sandbox.key).expect(3)
    assert ended.last_line == f"muster resume {CHECKPOINT}", ended.err
    created = scene.status(CHECKPOINT)["states"]["created"]
    assert least <= created <= most, created
    scene.shell(ended.last_line, key=sandbox.key).expect(0)
    check_promise(scene.without_faults(sandbox), customers, scene.results(CHECKPOINT))


@case
def max_errors_stops_a_run_that_is_going_wrong(scene):
    sandbox = scene.sandbox()
    customers = list(scene.customers(120))
    for customer in customers[20:80]:
        sandbox.create("/bot_users", name=customer.name)
    ended = scene.muster(*importing(sandbox, "--max-errors", "5"), key=sandbox.key).expect(3)
    assert ended.last_line == f"muster resume {CHECKPOINT}", ended.err
    states = scene.status(CHECKPOINT)["states"]
    assert states["failed"] > 5 and states["pending"] > 0, states
    scene.muster("resume", CHECKPOINT, "--max-errors", "100%", key=sandbox.key).expect(1)
    check_law(scene.status(CHECKPOINT), created=60, failed=60)


@cases_of("names that the account has:", [(policy, {"policy": policy}) for policy in ("fail", "skip", "adopt")])
def existing_names(scene, policy):
    sandbox = scene.sandbox()
    customers = list(scene.customers(12))
    taken = [sandbox.create("/bot_users", name=customer.name)["id"] for customer in customers[:4]]
    theirs = sandbox.create("/api_keys", owner_id=taken[0], description="theirs")
    sleeping = sandbox.create("/bot_users", name=customers[4].name, active=False)
    code = {"fail": 1, "skip": 0, "adopt": 1}[policy]
    scene.muster(*importing(sandbox, "--existing", policy), key=sandbox.key).expect(code)
    expected = {
        "fail": {"created": 7, "failed": 5}, "skip": {"created": 7, "skipped": 5},
        # The inactive one is not woken up.
        "adopt": {"created": 7, "adopted": 4, "failed": 1}}[policy]
    check_law(scene.status(CHECKPOINT), **expected)
    owners = [key["owner_id"] for key in sandbox.keys]
    for user in taken:
        assert owners.count(user) == (user == taken[0]) + (policy == "adopt"), (user, owners)
    assert sleeping["id"] not in owners and len(sandbox.users) == 12
    assert theirs["id"] in [key["id"] for key in sandbox.keys]
    if policy == "adopt":
        adopted = [row for row in scene.results(CHECKPOINT) if row["state"] == "adopted"]
        assert {row["user_id"] for row in adopted} == set(taken)
        assert all(sandbox.owner_of_token(row["credential_id"], row["token"]) == row["user_id"] for row in adopted)


@case
def the_same_command_twice_does_nothing_the_second_time(scene):
    sandbox = scene.sandbox()
    scene.customers(20)
    scene.muster(*importing(sandbox), key=sandbox.key).expect(0)
    before = sandbox.answers(method="POST")
    scene.muster(*importing(sandbox), key=sandbox.key).expect(0)
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(0)
    assert sandbox.answers(method="POST") == before


@case
def a_list_from_standard_input(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(20)
    text = scene.path("customers.csv").read_text()
    scene.muster(*importing(sandbox, path="-"), key=sandbox.key, stdin=text).expect(2, "--checkpoint")
    scene.muster(*importing(sandbox, "--checkpoint", "run", path="-"), key=sandbox.key, stdin=text).expect(0)
    check_promise(sandbox, customers, scene.results("run"))


@case
def a_customer_who_left_the_list_while_an_answer_was_due_is_not_forgotten(scene):
    sandbox = scene.sandbox("--fault", "POST:hang-after=1")
    scene.write("customers.csv", "id,company\n1,Acme\n2,Beta\n3,Gamma\n")
    run = scene.start(*importing(sandbox), key=sandbox.key)
    eventually(lambda: sandbox.answers(method="POST") == 3 or len(sandbox.users) == 3, "three users")
    assert run.kill()
    sandbox = scene.without_faults(sandbox)
    scene.write("customers.csv", "id,company\n1,Acme\n")
    ended = scene.muster(*importing(sandbox), key=sandbox.key).expect(1, "2 customers left the list", "2 (Beta)")
    assert "1 created" in ended.err, ended.err
    scene.muster("status", "customers.csv.muster").expect(0, "2 customers left the list")
    scene.muster("results", "customers.csv.muster").expect(0, "2 customers left the list")
    seen = scene.muster("verify", "customers.csv.muster", "--rate", "none", key=sandbox.key).expect(1)
    assert seen.out.count("customer-in-doubt: ") == 2, seen.out
    scene.write("customers.csv", "id,company\n1,Acme\n2,Beta\n3,Gamma\n")
    scene.muster(*importing(sandbox), key=sandbox.key).expect(0)
    scene.muster("verify", "customers.csv.muster", "--rate", "none", key=sandbox.key).expect(0, "Everything is there")


@case
def a_condition_of_an_earlier_call_is_named_and_can_be_lifted_for_good(scene):
    sandbox = scene.sandbox()
    scene.write("customers.csv", "id,company,plan\n1,Acme,pro\n2,Beta,free\n")
    scene.muster(*importing(sandbox, "--where", 'plan == "pro"'), key=sandbox.key).expect(0)
    again = scene.muster(*importing(sandbox), key=sandbox.key).expect(0, "Still under --where")
    assert "has changed" not in again.err, again.err
    scene.muster(*importing(sandbox, "--where", ""), key=sandbox.key).expect(0, "1 new: 2")
    last = scene.muster(*importing(sandbox), key=sandbox.key).expect(0)
    assert "--where" not in last.err and "2 created" in last.err, last.err


@case
def a_state_folder_that_cannot_be_made_is_said_before_anything_is_staged(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(3)
    scene.write("file", "")
    environment = f"env -u XDG_STATE_HOME HOME={scene.path('file')}"
    scene.shell(
        f"{environment} muster import {customers.path} --base-url {sandbox.base_url}", key=sandbox.key
    ).expect(2, "XDG_STATE_HOME")
    assert not scene.path("customers.csv.muster").exists()


@case
def a_list_that_is_refused_leaves_no_embedded_account_behind(scene):
    scene.write("customers.csv", "id,company\n1,Acme\n2\n")
    scene.muster("import", "customers.csv", "--sandbox", "--strict").expect(1)
    assert not list(scene.folder.glob("*.account*")), list(scene.folder.glob("*"))
