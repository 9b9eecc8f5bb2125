"""Accounts that are there before a case begins, and what ngrok's own client says of an account."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path

LISTER = Path(__file__).parent.parent / "official_inventory.py"
CREDENTIALS = ("api_keys", "authtokens", "ssh_credentials")
ADMIN = "usr_000000000000000000000000000"


NAMES = ["Müller & Söhne", '=SUM("A1")', "Comma, Inc.", "東京 商会", "two\nlines", "<b>&amp;</b>", "-5", "it's"]


def prepare_account(path, users, names=NAMES):
    """Writes a sandbox's account file: bot users with a key each, every third with an authtoken, every fifth with an SSH
    credential and inactive, and some credentials of a person. Faster by far than asking for each."""
    with open(path, "w") as file:

        def write(kind, number, **fields):
            line = {"change": "created", "id": f"{kind}_{10**20 + number:027}", "created_at": 1_767_225_600 + number // 50}
            file.write(json.dumps([line | fields]) + "\n")
            return line["id"]

        def credential(kind, number, owner, text, **fields):
            return write(kind, number, owner_id=owner, description=text, metadata=json.dumps({"n": number}), **fields)

        file.write(json.dumps({"muster_sandbox_account": 1, "seed": "1", "admin_id": ADMIN, "opened": 0}) + "\n")
        for number in range(users):
            text = names[number % len(names)]
            user = write("bot", number, name=f"{text} {number}", active=number % 5 != 0)
            credential("ak", number, user, text, token=f"{number:027}_x")
            if number % 3 == 0:
                credential("cr", number, user, text, token="t", acl=[f"bind:*.c{number}.example.com", "*"])
            if number % 5 == 0:
                credential("sshcr", number, user, text, public_key=f"ssh-ed25519 AAAA{number:08} {text[:3]}")
        credential("ak", users, ADMIN, "by hand", token=f"{users:027}_x")
        credential("cr", users, ADMIN, "by hand", token="t")


def official_inventory(scene, sandbox):
    """The account's lists, as ngrok's own client reads them."""
    ended = subprocess.run(
        [scene.python, LISTER, sandbox.base_url, sandbox.key], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def joined(inventory, kind="bot_users"):
    """The account as `muster export --to json` has to write it: a record an owner, with unknown members and all."""
    owned = defaultdict(lambda: {name: [] for name in CREDENTIALS})
    for name in CREDENTIALS:
        for item in inventory[name]:
            plain = {key: value for key, value in item.items() if key not in ("owner_id", "token")}
            owned[item["owner_id"]][name].append(plain)
    records = [user | {"owner_kind": kind[:-1]} | owned.pop(user["id"], empty()) for user in inventory[kind]]
    for owner, credentials in sorted(owned.items()):
        about = {"id": owner, "name": None, "active": None, "created_at": None}
        records.append(about | {"owner_kind": "person" if owner.startswith("usr_") else "unlisted"} | credentials)
    return records


def empty():
    return {name: [] for name in CREDENTIALS}
