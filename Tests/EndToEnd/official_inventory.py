#!/usr/bin/env python3
"""Lists an account with ngrok's own Python client, as JSON: what muster's exports and changes are held against.

    official_inventory.py BASE_URL API_KEY
"""

import json
import sys

import ngrok


def main():
    client = ngrok.Client(sys.argv[2], sys.argv[1].rstrip("/"))
    lists = {
        "bot_users": client.bot_users, "service_users": client.service_users, "api_keys": client.api_keys,
        "authtokens": client.credentials, "ssh_credentials": client.ssh_credentials,
    }
    print(json.dumps({name: [item._props for item in resource.list()] for name, resource in lists.items()}))


if __name__ == "__main__":
    main()
