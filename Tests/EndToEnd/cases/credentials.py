"""Credentials of every kind: what each customer gets, held against what ngrok's own client reads."""

import base64
import json
import struct
from collections import defaultdict

from cases.kills import LOST, MIXED, PACE, SETTLE, fault_options, kill_again_and_again, resumed_until_done
from harness.accounts import official_inventory
from harness.case import case, cases_of
from harness.customers import rows_as_csv
from harness.ledger import LedgerView
from harness.promise import check_law

LISTS = {"api_key": "api_keys", "authtoken": "authtokens", "ssh": "ssh_credentials"}


def public_key(random):
    """A new key's line as ssh-keygen writes it, without its comment."""
    name = b"ssh-ed25519"
    key = random.randbytes(32)
    blob = struct.pack(">I", len(name)) + name + struct.pack(">I", len(key)) + key
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


class Wanted:
    """A list of customers each of whom is to get a mix of its own."""

    def __init__(self, scene, count):
        random = scene.random
        self.rows = [
            (f"C-{number}", f"Ünit {number} GmbH", random.randrange(3), random.randrange(3),
             f"bind:{number}.tcp.example.com:22, bind:team=t{number}",
             public_key(random) if random.random() < 0.5 else "") for number in range(count)]
        comments = [row[:5] + (f"{row[5]} somebody@{row[0]}" if row[5] else "",) for row in self.rows]
        scene.write("customers.csv", rows_as_csv(["id", "company", "keys", "tokens", "rules", "key"], comments))

    options = (
        "--map", "keys=keys", "--map", "authtokens=tokens", "--map", "acl=rules",
        "--acl", "bind:*.{slug}.example.com", "--ssh-public-key", "key")

    def check(self, scene, sandbox, kind="bot_users"):
        """Exactly what is wanted is in the account, and the results say so, with each token on the right customer."""
        inventory = official_inventory(scene, sandbox)
        users = {user["name"]: user["id"] for user in inventory[kind]}
        assert len(users) == len(inventory[kind]) == len(self.rows)
        owned = defaultdict(list)
        for word, name in LISTS.items():
            for item in inventory[name]:
                owned[item["owner_id"]].append((word, item))
        recorded = defaultdict(list)
        for row in scene.results("customers.csv.muster"):
            recorded[row["key"]].append(row)
        tokens = tokens_in(scene.path(sandbox.account))
        for key, name, keys, authtokens, rules, public in self.rows:
            mine = owned.pop(users[name], [])
            counts = {word: sum(kind == word for kind, _ in mine) for word in LISTS}
            assert counts == {"api_key": keys, "authtoken": authtokens, "ssh": int(bool(public))}, (key, counts)
            slug = name.lower().replace("ü", "u").replace(" ", "-")
            for word, item in mine:
                if word != "api_key":
                    assert item["acl"] == [*rules.split(", "), f"bind:*.{slug}.example.com"], item
                if word == "ssh":
                    assert item["public_key"] == public
            rows = [row for row in recorded.pop(key) if row["credential_id"]]
            assert {row["credential_id"]: row["credential"] for row in rows} == {
                item["id"]: word for word, item in mine}
            assert all(row["state"] == "created" and row["user_id"] == users[name] for row in rows)
            for row in rows:
                assert row["token"] == (tokens[row["credential_id"]] or ""), row
                assert bool(row["token"]) == (row["credential"] != "ssh"), row
        assert not owned and not recorded


def tokens_in(account):
    """All tokens that an account ever showed, out of its file."""
    tokens = {}
    for line in map(json.loads, account.read_text().splitlines()):
        # Each start of the account writes a line of another kind.
        for change in line if isinstance(line, list) else []:
            if change["change"] == "created":
                tokens[change["id"]] = change.get("token")
    return tokens


@case
def each_customer_gets_credentials_of_every_kind_as_its_row_says(scene):
    wanted = Wanted(scene, 40)
    sandbox = scene.sandbox()
    beginning = ("import", "customers.csv", "--base-url", sandbox.base_url, "--rate", "none", *wanted.options)
    scene.muster(*beginning, key=sandbox.key).expect(0)
    wanted.check(scene, sandbox)
    scene.muster("verify", "customers.csv.muster", "--base-url", sandbox.base_url, "--rate", "none",
                 key=sandbox.key).expect(0, "Everything is there")
    plan = ("plan", "customers.csv", "--base-url", sandbox.base_url, "--rate", "none", *wanted.options)
    scene.muster(*plan, "--detailed-exitcode", key=sandbox.key).expect(0, "There is nothing to do")
    # Other numbers are for customers to come only, as with --keys.
    scene.muster(*beginning, "--existing", "fail", key=sandbox.key).expect(0)
    wanted.check(scene, sandbox)


@case
def authtokens_alone_the_same_number_for_everybody_from_a_job_file(scene):
    customers = scene.customers(10)
    sandbox = scene.sandbox()
    scene.write("job.json5", """{
      list: "customers.csv", keys: 0, authtokens: 2, acl: ["bind:*.{slug}.example.com", "bind:shared.example.com"],
      map: {name: "{company} {id}"},
    }""")
    arguments = ("--base-url", sandbox.base_url, "--rate", "none")
    scene.muster("check", "--job", "job.json5").expect(0, "10 bot users and 20 authtokens")
    scene.muster("import", "--job", "job.json5", *arguments, key=sandbox.key).expect(0)
    inventory = official_inventory(scene, sandbox)
    assert len(inventory["authtokens"]) == 20 and not inventory["api_keys"] and not inventory["ssh_credentials"]
    assert all(len(item["acl"]) == 2 for item in inventory["authtokens"])
    assert len(customers) == 10
    # Another number is binding only for whom nothing was done yet.
    more = scene.muster("import", "--job", "job.json5", "--authtokens", "3", *arguments, key=sandbox.key)
    more.expect(0, "10 changed, but left as they are")
    assert len(official_inventory(scene, sandbox)["authtokens"]) == 20


@case
def rules_and_keys_that_are_none_are_refused_with_row_column_and_reason(scene):
    good = public_key(scene.random)
    scene.write("customers.csv", rows_as_csv(
        ["id", "company", "domain", "key"],
        [("1", "A", "a.com", good + " a@b"), ("2", "B", "b..com", ""), ("3", "C", "", ""), ("4", "D", "d.com", good[:-4]),
         ("5", "E", "e.com", "-----BEGIN OPENSSH PRIVATE KEY-----")]))
    run = scene.muster("check", "customers.csv", "--authtokens", "1", "--acl", "bind:*.{domain}",
                       "--ssh-public-key", "key")
    run.expect(1)
    for text in ("customers.csv:3: the ACL rule \"bind:*.b..com\", made by 'bind:*.{domain}', is none: a part",
                 "customers.csv:4: the ACL is empty: column \"domain\" is empty; without a rule",
                 'customers.csv:5: the SSH public key in column "key" is none: its base64 is cut off',
                 'customers.csv:6: the SSH public key in column "key" is none: it is in another form'):
        assert text in run.out, text
    scene.muster("check", "customers.csv", "--acl", "binds:x", "--authtokens", "1").expect(2, 'the ACL rule "binds:x"')


@case
def a_full_quota_of_one_kind_does_not_stop_the_others(scene):
    customers = scene.customers(30)
    sandbox = scene.sandbox("--quota", "authtoken=10")
    arguments = ("import", customers.path, "--authtokens", "1", "--base-url", sandbox.base_url, "--rate", "none")
    run = scene.muster(*arguments, key=sandbox.key)
    run.expect(3, "ERR_NGROK_602")
    assert run.err.rstrip().splitlines()[-1].startswith("muster resume "), run.err
    inventory = official_inventory(scene, sandbox)
    assert (len(inventory["bot_users"]), len(inventory["api_keys"]), len(inventory["authtokens"])) == (30, 30, 10)
    check_law(scene.status(f"{customers.path}.muster"), created=10, pending=20)
    sandbox = scene.without_faults(sandbox)
    scene.muster("resume", f"{customers.path}.muster", key=sandbox.key).expect(0)
    inventory = official_inventory(scene, sandbox)
    assert (len(inventory["bot_users"]), len(inventory["api_keys"]), len(inventory["authtokens"])) == (30, 30, 30)


@case
def a_full_quota_stops_the_run_where_that_is_asked_for_and_charges_nobody(scene):
    customers = scene.customers(30)
    sandbox = scene.sandbox("--quota", "api_key=10")
    arguments = ("import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--authtokens", "1")
    scene.muster(*arguments, "--on-quota", "stop", key=sandbox.key).expect(3, "The account's quota of API keys is full")
    assert scene.status(f"{customers.path}.muster")["states"]["failed"] == 0
    sandbox = scene.without_faults(sandbox)
    scene.muster(*arguments, key=sandbox.key).expect(0)
    check_law(scene.status(f"{customers.path}.muster"), created=30)


@cases_of(
    "10 times kill -9 with credentials of all kinds,",
    [
        ("while answers are lost", {"faults": LOST}),
        ("while everything goes wrong", {"faults": MIXED}),
        ("while everything goes wrong to service users", {"faults": MIXED, "options": ["--service-users"]}),
    ],
    long_repeats=9,
)
def killed(scene, faults, options=()):
    sandbox = scene.sandbox("--seed", scene.seed, *fault_options("--fault", PACE | faults))
    wanted = Wanted(scene, 500)
    checkpoint = "customers.csv.muster"
    beginning = [
        "import", "customers.csv", "--base-url", sandbox.base_url, "--rate", "none", "--settle", SETTLE,
        "--timeout", "1500ms", "--retries", "50", "--description", "key of {id}", *wanted.options, *options]

    def start():
        resumes = LedgerView(scene.path(checkpoint)).is_staged and scene.random.random() < 0.5
        return scene.start(*(("resume", checkpoint) if resumes else beginning), key=sandbox.key)

    kill_again_and_again(scene, start, checkpoint, 10)
    resumed_until_done(scene, beginning, sandbox).expect(0)
    sandbox = scene.without_faults(sandbox)
    wanted.check(scene, sandbox, "service_users" if options else "bot_users")
    check_law(scene.status(checkpoint), created=len(wanted.rows))
