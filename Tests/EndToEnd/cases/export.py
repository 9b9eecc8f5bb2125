"""What the account has, written out: completely, once, through kills, and while others change it."""

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree

from harness.accounts import CREDENTIALS, joined, official_inventory, prepare_account
from harness.case import case, cases_of

SLOW = ("--fault", "latency=1,15-40")


def account_of(scene, users, *options, name="account"):
    prepare_account(scene.path(name), users)
    return scene.sandbox(*options, account=name)


def export(scene, sandbox, *arguments, **surroundings):
    return scene.muster(
        "export", "--base-url", sandbox.base_url, "--rate", "none", *arguments, key=sandbox.key, **surroundings)


def requests_by_list(sandbox):
    return {
        line["collection"]: line["count"] for line in sandbox.statistics["answers"] if line["method"] == "GET"
    }


def written(scene, name):
    return json.loads(scene.path(name).read_text())


@case
def is_what_the_official_client_lists(scene):
    sandbox = account_of(scene, 230, "--quirk", "future-members")
    export(scene, sandbox, "-o", "account.json").expect(0, "231 records written")
    assert written(scene, "account.json") == joined(official_inventory(scene, sandbox))
    assert os.stat(scene.path("account.json")).st_mode & 0o777 == 0o600
    assert not list(scene.folder.glob("*.muster*")), "the checkpoint of a finished export is still there"


@case
def service_users_are_exported_as_well(scene):
    sandbox = scene.sandbox()
    service = sandbox.create("/service_users", name="service")
    sandbox.create("/credentials", owner_id=service["id"], acl=["*"])
    bot = sandbox.create("/bot_users", name="bot")
    sandbox.create("/credentials", owner_id=bot["id"])
    records = json.loads(export(scene, sandbox, "--service-users", "--to", "json").expect(0).out)
    assert records == joined(official_inventory(scene, sandbox), "service_users"), records
    assert [record["owner_kind"] for record in records] == ["service_user", "unlisted"]


@case
def every_format_has_the_same_records(scene):
    sandbox = account_of(scene, 60)

    def table(rows):
        return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]

    def text(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False) if isinstance(value, list) else value

    flat = json.loads(export(scene, sandbox, "--flat", "--to", "json").expect(0).out)
    expected = table([{name: text(value) for name, value in row.items()} for row in flat])
    lines = export(scene, sandbox, "--flat", "--to", "ndjson").expect(0).out.splitlines()
    assert [json.loads(line) for line in lines] == flat
    cells = export(scene, sandbox, "--to", "csv").expect(0).out
    assert table(csv.DictReader(io.StringIO(cells, newline=""))) == expected
    root = ElementTree.fromstring(export(scene, sandbox, "--to", "xml").expect(0).out)
    assert table([{name: row.findtext(name) for name in expected[0]} for row in root]) == expected
    nested = json.loads(export(scene, sandbox, "--to", "json").expect(0).out)
    assert sum(len(record[kind]) for record in nested for kind in CREDENTIALS) == len(
        [row for row in flat if row["credential"]])


def xml_records(text):
    return [{field.tag: field.text for field in record} for record in ElementTree.fromstring(text)]


@cases_of("is read back by muster as it was written,",
          [(f"as {name}", {"name": name}) for name in ("csv", "tsv", "json", "ndjson", "xml")])
def read_back(scene, name):
    sandbox = account_of(scene, 50, "--quirk", "future-members")
    for shape in ("--flat", "--nested", "--for-import"):
        export(scene, sandbox, shape, "-o", f"account.{name}").expect(0)
        again = scene.muster("inspect", f"account.{name}", "--to", name).expect(0).out
        before = scene.path(f"account.{name}").read_bytes().decode()
        if name == "xml":
            # Which columns there are, and in which order, shows only in the records.
            (again, before) = (xml_records(text) for text in (again, before))
        assert again == before, f"{shape} comes back otherwise"


@case
def conditions_columns_and_order_are_as_asked(scene):
    sandbox = account_of(scene, 40)
    inventory = official_inventory(scene, sandbox)
    users = {user["id"]: user for user in inventory["bot_users"]}
    condition = 'active == false && created_at < "2027-01-01" && owner_kind == "bot_user"'
    told = export(
        scene, sandbox, "--with", "none", "--where", condition, "--select", "name,id", "--sort", "name:desc", "--to", "csv")
    rows = list(csv.reader(io.StringIO(told.expect(0).out, newline="")))
    names = sorted((user["name"] for user in users.values() if not user["active"]), key=str.encode, reverse=True)
    assert rows[0] == ["name", "id"] and [row[0] for row in rows[1:]] == names, rows
    assert all(users[row[1]]["name"] == row[0] for row in rows[1:])
    told = export(
        scene, sandbox, "--where", 'credential == "authtoken" && owner_kind != "person"', "--flat", "--to", "ndjson",
        "--select", "credential_id,acl")
    rows = [json.loads(line) for line in told.expect(0).out.splitlines()]
    expected = [(token["id"], token["acl"]) for token in inventory["authtokens"] if token["owner_id"] in users]
    assert sorted((row["credential_id"], row["acl"]) for row in rows) == sorted(expected)
    nested = export(scene, sandbox, "--where", 'has(name) && name.contains("Müller")', "--to", "json").expect(0)
    assert [record for record in joined(inventory) if "Müller" in (record["name"] or "")] == json.loads(nested.out)
    export(scene, sandbox, "--where", 'nmae == "x"').expect(2, "name")
    export(scene, sandbox, "--where", "active =").expect(2)


@case
def for_an_import_it_has_users_alone_with_all_that_is_issued_anew(scene):
    sandbox = account_of(scene, 20)
    inventory = joined(official_inventory(scene, sandbox))
    told = export(scene, sandbox, "--for-import", "--to", "json").expect(0, "2 credentials of people")
    kinds = {"api_keys": "api_key", "authtokens": "authtoken", "ssh_credentials": "ssh"}
    for record, carried in zip(inventory, json.loads(told.out), strict=False):
        expected = [
            {name: value for name, value in item.items() if name not in ("uri", "created_at")} | {"kind": kinds[kind]}
            for kind in CREDENTIALS for item in record[kind]
        ]
        assert {name: carried[name] for name in ("id", "name", "active")} == {
            name: record[name] for name in ("id", "name", "active")}
        assert carried["muster_credentials"] == expected
    assert len(json.loads(told.out)) == 20
    cells = export(scene, sandbox, "--for-import", "--to", "csv").expect(0).out
    rows = list(csv.DictReader(io.StringIO(cells, newline="")))
    assert [json.loads(row["muster_credentials"]) for row in rows] == [
        carried["muster_credentials"] for carried in json.loads(told.out)]


@case
def cells_that_a_spreadsheet_would_run_are_defused_and_come_back(scene):
    sandbox = account_of(scene, 30)
    export(scene, sandbox, "-o", "plain.csv").expect(0)
    export(scene, sandbox, "--spreadsheet", "-o", "safe.csv").expect(0)
    with open(scene.path("safe.csv"), newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row if cell]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r\n"], "a cell would be run"
    assert [cell for cell in cells if cell.startswith("'=")], "no cell was defused"
    again = scene.muster("inspect", "safe.csv", "--spreadsheet", "--to", "csv").expect(0).out
    assert again == scene.path("plain.csv").read_bytes().decode()


@cases_of("asks as often as it has to,", [("without a trailing page", {"trailing": False}),
                                          ("and once more for each list whose last page is full", {"trailing": True})])
def asks(scene, trailing):
    sandbox = account_of(scene, 300, *(["--quirk", "trailing-page"] if trailing else []))
    export(scene, sandbox, "-o", "account.ndjson").expect(0)
    asked = requests_by_list(sandbox)
    # 300 users, 301 keys, 101 authtokens and 60 SSH credentials.
    assert asked == {"bot_users": 3 + trailing, "api_keys": 4, "credentials": 2, "ssh_credentials": 1}, asked
    export(scene, sandbox, "--with", "none", "--to", "csv").expect(0)
    assert requests_by_list(sandbox)["api_keys"] == 4


@case
def an_empty_account_takes_one_request_a_list(scene):
    sandbox = scene.sandbox()
    assert json.loads(export(scene, sandbox, "--to", "json").expect(0).out) == []
    assert requests_by_list(sandbox) == {"bot_users": 1, "api_keys": 1, "credentials": 1, "ssh_credentials": 1}


@cases_of("killed at random instants and given again writes what an undisturbed one does,",
          [(f"to {name}", {"name": name}) for name in ("csv", "json", "ndjson", "xml")], long_repeats=5)
def killed(scene, name):
    sandbox = account_of(scene, 1_500, *SLOW)
    arguments = ("export", "--base-url", sandbox.base_url, "--rate", "none", "-o", f"killed.{name}", "--no-progress")
    checkpoint = scene.path(f"killed.{name}.export.muster")
    kills = 0
    exports = 1
    early = []
    while True:
        run = scene.start(*arguments, key=sandbox.key)
        # Some 30 requests of 30 ms each.
        deadline = time.monotonic() + scene.random.uniform(0.02, 0.5)
        while time.monotonic() < deadline and not run.has_ended:
            time.sleep(0.005)
        if not run.kill():
            run.wait().expect(0)
            break
        kills += 1
        if scene.path(f"killed.{name}").exists():
            # Killed between naming the export and removing its checkpoint.
            early.append(scene.path(f"killed.{name}").read_bytes())
            # Killed after removing it as well, it had nothing left to do, and the same command is the next export.
            exports += not checkpoint.exists()
        assert kills < 100, "it never gets to its end"
    pages = sum(requests_by_list(sandbox).values())
    whole = exports * (15 + 16 + 6 + 3)
    # A kill can cost a page, and each new beginning asks whether it is the same account.
    assert whole <= pages <= whole + 2 * kills + 1, f"{pages} requests, {kills} kills, {exports} exports"
    quick = scene.without_faults(sandbox)
    export(scene, quick, "-o", f"undisturbed.{name}").expect(0)
    undisturbed = scene.path(f"undisturbed.{name}").read_bytes()
    assert scene.path(f"killed.{name}").read_bytes() == undisturbed
    assert all(content == undisturbed for content in early), "half of an export was there"
    assert not list(scene.folder.glob("*.muster*")) and not list(scene.folder.glob("*.partial*"))
    scene.note(f"{kills} kills")
    scene.total["kills"] += kills


@case
def stopped_by_a_signal_it_says_how_to_go_on(scene):
    sandbox = account_of(scene, 1_000, *SLOW)
    run = scene.start(
        "export", "--base-url", sandbox.base_url, "--rate", "none", "-o", "my account.csv", key=sandbox.key)
    while not requests_by_list(sandbox).get("api_keys"):
        time.sleep(0.01)
    run.send(signal.SIGINT)
    ended = run.wait().expect(3)
    assert ended.last_line.startswith("muster export "), ended.last_line
    before = requests_by_list(sandbox)["bot_users"]
    scene.shell(ended.last_line, key=sandbox.key).expect(0, "records written")
    assert requests_by_list(sandbox)["bot_users"] <= before + 1, "the users were listed once more"


@cases_of("a list goes on or is read anew when what it goes on from is deleted,",
          [("and the API passes over it", {"quirk": None}), ("and the API answers 404", {"quirk": "lost-anchor-404"}),
           ("and the API answers 400", {"quirk": "lost-anchor-400"})])
def lost_anchor(scene, quirk):
    options = ["--quirk", quirk] if quirk else []
    sandbox = account_of(scene, 400, *SLOW, *options)
    run = scene.start(
        "export", "--base-url", sandbox.base_url, "--rate", "none", "-o", "account.json", key=sandbox.key)
    while requests_by_list(sandbox).get("bot_users", 0) < 2:
        time.sleep(0.005)
    run.kill()
    # Everybody who can be an anchor goes, but nobody of the last page.
    for user in sandbox.users[100:]:
        if user["id"].endswith("00"):
            sandbox.delete(f"/bot_users/{user['id']}")
    export(scene, sandbox, "-o", "account.json").expect(0)
    listed = joined(official_inventory(scene, sandbox))
    found = written(scene, "account.json")
    if quirk:
        assert found == listed
    else:
        # Who was deleted after his page was read is in it as he was then.
        ids = [record["id"] for record in found]
        assert len(ids) == len(set(ids)) and set(ids) >= {record["id"] for record in listed}


@case
def what_others_change_meanwhile_has_the_effect_that_help_tells(scene):
    sandbox = account_of(scene, 1_200, *SLOW)
    staying = {user["id"]: user["name"] for user in sandbox.users}
    changed = {"deleted": set(), "renamed": {}, "created": set()}
    over = threading.Event()

    def meddle():
        draw = random.Random(scene.seed)
        while not over.is_set():
            victim = draw.choice([id for id in staying if id not in changed["deleted"]])
            kind = draw.choice(["deleted", "renamed", "created"])
            if kind == "deleted":
                sandbox.delete(f"/bot_users/{victim}")
                changed["deleted"].add(victim)
            elif kind == "renamed":
                name = f"renamed {len(changed['renamed'])}"
                sandbox.request("PATCH", f"/bot_users/{victim}", {"name": name})
                changed["renamed"].setdefault(victim, []).append(name)
            else:
                made = sandbox.create("/bot_users", name=f"new {len(changed['created'])}")
                sandbox.create("/api_keys", owner_id=made["id"])
                changed["created"].add(made["id"])

    others = threading.Thread(target=meddle)
    others.start()
    try:
        export(scene, sandbox, "-o", "account.json").expect(0)
    finally:
        over.set()
        others.join()
    records = {record["id"]: record for record in written(scene, "account.json")}
    assert len(records) == len(written(scene, "account.json")), "somebody stands twice"
    for id, name in staying.items():
        if id in changed["deleted"]:
            continue
        names = {name, *changed["renamed"].get(id, [])}
        assert id in records and records[id]["name"] in names, f"{id} is missing, or has a name it never had"
        assert records[id]["api_keys"], f"the key of {id} is missing"
    for id, record in records.items():
        if id in changed["created"]:
            assert record["owner_kind"] in ("bot_user", "unlisted")
        elif id not in staying:
            assert record["owner_kind"] == "person", record
    scene.note(", ".join(f"{len(ids)} {what}" for what, ids in changed.items()))


@case
def keeps_to_the_limit_beside_another_export(scene):
    prepare_account(scene.path("account"), 1_500)
    sandbox = scene.sandbox(limit="20/1s", account="account")
    runs = [
        scene.start("export", "--base-url", sandbox.base_url, "--rate", "20/1s", "-o", f"{number}.csv", key=sandbox.key)
        for number in range(2)
    ]
    for run in runs:
        run.wait().expect(0)
    assert sandbox.answers(status=429) == 0
    assert scene.path("0.csv").read_bytes() == scene.path("1.csv").read_bytes()


@case
def another_account_or_kind_of_user_is_refused(scene):
    sandbox = account_of(scene, 500, *SLOW)
    run = scene.start(
        "export", "--base-url", sandbox.base_url, "--rate", "none", "-o", "account.csv", key=sandbox.key)
    while not requests_by_list(sandbox).get("api_keys"):
        time.sleep(0.01)
    run.kill()
    checkpoint = scene.path("account.csv.export.muster").read_bytes()
    export(scene, sandbox, "--service-users", "-o", "account.csv").expect(5, "service users")
    other = scene.sandbox(account="other")
    export(scene, other, "-o", "account.csv").expect(5, other.base_url)
    # The same address, but none of the users that were listed.
    sandbox.stop()
    empty = scene.sandbox(account="empty", port=sandbox.port)
    export(scene, empty, "-o", "account.csv").expect(5, "another account")
    assert scene.path("account.csv.export.muster").exists() and checkpoint
    scene.muster("status", "account.csv.export.muster").expect(5, "muster export")


@case
def a_large_account_takes_little_memory(scene):
    users = 100_000 if scene.is_long else 20_000
    sandbox = account_of(scene, users)
    measure = (
        "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
        "usage = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(usage.ru_maxrss, usage.ru_utime + usage.ru_stime); sys.exit(code)")
    for name in ("account.json", "account.csv"):
        ended = subprocess.run(
            [sys.executable, "-c", measure, scene.binary, "export", "--base-url", sandbox.base_url, "--rate", "none",
             "-o", name, "--sort", "name", "-q"],
            cwd=scene.folder, env=scene.environment(sandbox.key), capture_output=True, text=True, timeout=300)
        assert ended.returncode == 0, ended.stderr
        kilobytes, seconds = ended.stdout.split()
        assert int(kilobytes) < 64 * 1024, f"{kilobytes} KB"
        scene.note(f"{name}: {int(kilobytes) // 1024} MB, {float(seconds):.1f} CPU s")
    asked = requests_by_list(sandbox)
    assert asked["bot_users"] == 2 * users // 100 and asked["api_keys"] == 2 * (users // 100 + 1), asked
