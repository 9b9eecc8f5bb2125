"""What a good script does today: aiohttp on uvloop, a bot user and an API key for each customer, no ledger, no retry.

    peer_aiohttp.py BASE_URL CUSTOMERS CONNECTIONS
"""

import asyncio
import sys

import aiohttp
import uvloop


async def customer(session, base_url, number):
    async with session.post(f"{base_url}/bot_users", json={"name": f"Company {number}", "active": True}) as answer:
        user = (await answer.json())["id"]
    key = {"description": f"ops@company-{number}.example", "metadata": f'{{"id":"C-{number}"}}', "owner_id": user}
    async with session.post(f"{base_url}/api_keys", json=key) as answer:
        return (await answer.json())["token"]


async def main(base_url, customers, connections):
    numbers = iter(range(customers))
    tokens = []

    async def worker(session):
        for number in numbers:
            tokens.append(await customer(session, base_url, number))

    headers = {"Authorization": "Bearer benchmark", "Ngrok-Version": "2"}
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
        await asyncio.gather(*(worker(session) for _ in range(connections)))
    assert len(tokens) == customers


uvloop.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
