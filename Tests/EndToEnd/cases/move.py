"""A whole account moved to another one: users, activity, and every credential issued anew."""

import json
import re
import time

from harness.accounts import CREDENTIALS, NAMES, joined, official_inventory, prepare_account
from harness.case import cases_of

KINDS = {"api_keys": "api_key", "authtokens": "authtoken", "ssh_credentials": "ssh"}


def described(inventory):
    """What has to be the same on both sides: all but ids, times and addresses, and nothing of people."""

    def credential(item):
        return tuple(
            str(item.get(name)) for name in ("description", "metadata", "acl", "public_key"))

    return sorted(
        (record["name"], record["active"], *(sorted(map(credential, record[kind])) for kind in CREDENTIALS))
        for record in inventory if record["owner_kind"] == "bot_user")


def exported(scene, path):
    """An export's records as muster reads them, without ids, in an order of their own."""
    records = [json.loads(line) for line in scene.muster("inspect", path, "--to", "ndjson").expect(0).out.splitlines()]
    for record in records:
        del record["id"]
        credentials = record["muster_credentials"]
        credentials = json.loads(credentials) if isinstance(credentials, str) else credentials
        for credential in credentials:
            del credential["id"]
        record["muster_credentials"] = sorted(credentials, key=json.dumps)
    return sorted(records, key=json.dumps)


def without_marks(records):
    """The account's records without the member by which muster finds its own credentials again."""
    for record in records:
        for kind in CREDENTIALS:
            for item in record[kind]:
                item["metadata"] = without_mark(item["metadata"])
    return records


MARK = re.compile(r'([ ,]?)"muster":"[0-9a-z]+\.\d+-\d+\.\d+"')


def without_mark(metadata):
    found = MARK.search(metadata)
    rest = MARK.sub("", metadata, 1)
    return "" if found and not found[1] and rest == "{}" else rest


def add_odd_credentials(sandbox):
    """Credentials that say what no list of ours would."""
    user = sandbox.create("/bot_users", name="odd", active=True)
    full = json.dumps({"notes": "x" * 4080})
    for metadata in ("", "{}", "plain text", '{"n": 1 }\n', '{"muster":"by hand"}', "[1]", full):
        sandbox.create("/api_keys", owner_id=user["id"], description="odd", metadata=metadata)
    sandbox.create("/credentials", owner_id=user["id"], description='"quoted", \\', metadata="", acl=["bind:a.example.com"])


@cases_of("users, activity and credentials arrive as they were,",
          [(f"by way of {name}", {"name": name, "is_killed": False}) for name in ("csv", "json", "ndjson", "xml")]
          + [("though the import is killed", {"name": "csv", "is_killed": True})])
def moved(scene, name, is_killed):
    # A list's names have no line breaks: an import refuses them.
    prepare_account(scene.path("old-account"), 60, names=[name.replace("\n", " ") for name in NAMES])
    old = scene.sandbox(account="old-account")
    add_odd_credentials(old)
    before = joined(official_inventory(scene, old))
    path = f"moved.{name}"
    export = ("export", "--base-url", old.base_url, "--rate", "none", "--for-import", "-o", path)
    scene.muster(*export, key=old.key).expect(0)
    new = scene.sandbox(*(["--fault", "latency=1,5-10"] if is_killed else []), account="new-account")
    options = ("--base-url", new.base_url, "--rate", "none", "--settle", "200ms")
    if is_killed:
        run = scene.start("import", path, *options, key=new.key)
        while new.answers(method="POST") < 40:
            time.sleep(0.01)
        assert run.kill(), "it had ended before it was killed"
    scene.muster("import", path, *options, key=new.key).expect(0)
    verify = ("verify", f"{path}.muster", "--base-url", new.base_url, "--rate", "none")
    scene.muster(*verify, key=new.key).expect(0, "Everything is there")
    after = without_marks(joined(official_inventory(scene, new)))
    assert described(after) == described(before)

    # Each old credential has one successor, on the user of the same name, and its token is known and works.
    owners = {record["id"]: record["name"] for record in before + after}
    of_old = {item["id"]: (kind, record["id"]) for record in before for kind in CREDENTIALS for item in record[kind]}
    of_new = {item["id"]: (kind, record["id"]) for record in after for kind in CREDENTIALS for item in record[kind]}
    rows = [row for row in scene.results(f"{path}.muster") if row["credential_id"]]
    expected = {id for id, (_, owner) in of_old.items() if owner.startswith("bot_")}
    assert {row["replaces_id"] for row in rows} == expected and len(rows) == len(expected)
    for row in rows:
        kind, owner = of_new[row["credential_id"]]
        assert KINDS[kind] == row["credential"] and of_old[row["replaces_id"]][0] == kind
        assert owners[owner] == owners[of_old[row["replaces_id"]][1]] == row["name"]
        assert bool(row["token"]) == (kind != "ssh_credentials")
    assert new.answers(status=429) == 0
    # Whoever is inactive was so only in the end, and nothing was refused on the way; but a user that is made once more
    # after a kill is.
    assert is_killed or new.answers(status=400) == 0
    again = ("export", "--base-url", new.base_url, "--rate", "none", "--for-import", "-o", f"again.{name}")
    scene.muster(*again, key=new.key).expect(0)
    assert exported(scene, f"again.{name}") == exported(scene, path)
