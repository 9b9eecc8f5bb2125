"""What a good script does today: pages through both lists at once, joins them by owner, writes a file; no checkpoint, no retry.

    peer_aiohttp.py BASE_URL FILE json|orjson

Half a page's cost is in reading its JSON, so it can do that with Python's own module or with orjson.
"""

import asyncio
import csv
import json
import sys
from collections import defaultdict

import aiohttp
import uvloop


async def pages(session, base_url, path, member, loads):
    url = f"{base_url}{path}?limit=100"
    while url:
        async with session.get(url) as answer:
            page = loads(await answer.read())
        yield page[member]
        following = page["next_page_uri"]
        url = following and base_url + following[following.index(path):]


async def read(session, base_url, loads):
    users = []
    keys = defaultdict(list)

    async def read_users():
        async for page in pages(session, base_url, "/bot_users", "bot_users", loads):
            users.extend(page)

    async def read_keys():
        async for page in pages(session, base_url, "/api_keys", "keys", loads):
            for key in page:
                keys[key["owner_id"]].append(key)

    await asyncio.gather(read_users(), read_keys())
    return users, keys


def write_csv(file, users, keys):
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        ["id", "name", "active", "created_at", "owner_kind", "credential", "credential_id", "description", "metadata",
         "credential_created_at"])
    for user in users:
        about = [user["id"], user["name"], str(user["active"]).lower(), user["created_at"], "bot_user"]
        for key in keys[user["id"]]:
            writer.writerow(
                [*about, "api_key", key["id"], key["description"], key["metadata"], key["created_at"]])


def write_json(file, users, keys):
    file.write("[")
    for number, user in enumerate(users):
        owned = [{name: value for name, value in key.items() if name not in ("owner_id", "token")} for key in keys[user["id"]]]
        file.write((",\n" if number else "\n") + json.dumps(user | {"owner_kind": "bot_user", "api_keys": owned}))
    file.write("\n]\n")


async def main(base_url, path, loads):
    headers = {"Authorization": "Bearer benchmark", "Ngrok-Version": "2"}
    async with aiohttp.ClientSession(headers=headers) as session:
        users, keys = await read(session, base_url, loads)
    with open(path, "w", encoding="utf-8", newline="") as file:
        (write_csv if path.endswith(".csv") else write_json)(file, users, keys)


if sys.argv[3] == "orjson":
    import orjson
uvloop.run(main(sys.argv[1], sys.argv[2], orjson.loads if sys.argv[3] == "orjson" else json.loads))
