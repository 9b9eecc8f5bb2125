#!/usr/bin/env python3
"""Drives the sandbox with ngrok's own Python client (pip install ngrok-api).

    official_client.py BASE_URL API_KEY

Prints a line for each failure and `N passed, M failed` at the end; exits 1 if anything failed. It leaves nothing of its
own behind in the account and does not mind what else is there.
"""

import re
import sys
import traceback
import uuid

import ngrok
from ngrok.error import Error, NotFoundError

CHECKS = []
RUN = uuid.uuid4().hex[:8]
TIMESTAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


def check(function):
    CHECKS.append(function)
    return function


def name(text):
    return f"{text} {RUN}"


def refused(code, status, function, *arguments, **named):
    """The error that the client raises for an answer with this code and status."""
    try:
        function(*arguments, **named)
    except Error as error:
        assert error.error_code == code, f"{error.error_code} instead of {code}: {error}"
        assert error.http_status_code == status, f"{error.http_status_code} instead of {status}"
        assert error.operation_id.startswith("op_"), error.operation_id
        return error
    raise AssertionError(f"nothing was raised instead of {code}")


def user_kinds(client):
    return [(client.bot_users, "bot_"), (client.service_users, "service_")]


@check
def users_are_created_read_changed_and_deleted(client, base_url):
    for users, prefix in user_kinds(client):
        user = users.create(name=name("Müller & Söhne 😀"))
        assert re.fullmatch(prefix + "[0-9A-Za-z]{27}", user.id), user.id
        assert user.name == name("Müller & Söhne 😀") and user.active is True
        assert TIMESTAMP.match(user.created_at), user.created_at
        assert user.uri.startswith(base_url) and user.uri.endswith(user.id), user.uri
        assert users.get(user.id) == user

        changed = users.update(user.id, name=name("Müller"), active=False)
        assert (changed.id, changed.name, changed.active) == (user.id, name("Müller"), False)
        assert users.get(user.id).active is False

        users.delete(user.id)
        for call in (users.get, users.delete, users.update):
            try:
                call(user.id)
            except NotFoundError as error:
                assert error.http_status_code == 404
            else:
                raise AssertionError(f"{call} of a deleted user raised nothing")


@check
def users_are_created_inactive(client, base_url):
    user = client.bot_users.create(name=name("inactive"), active=False)
    assert user.active is False
    client.bot_users.delete(user.id)


@check
def objects_change_and_delete_themselves(client, base_url):
    user = client.bot_users.create(name=name("itself"))
    user.update(active=False)
    assert client.bot_users.get(user.id).active is False
    user.delete()
    try:
        client.bot_users.get(user.id)
    except NotFoundError:
        return
    raise AssertionError("the user is still there")


@check
def names_are_unique_and_not_empty(client, base_url):
    user = client.bot_users.create(name=name("unique"))
    refused("ERR_NGROK_4112", 400, client.bot_users.create, name=name("unique"))
    refused("ERR_NGROK_4112", 400, client.service_users.create, name=name("unique"))
    refused("ERR_NGROK_4109", 400, client.bot_users.create, name="")
    refused("ERR_NGROK_4110", 400, client.bot_users.create, name="x" * 5000)
    user.delete()
    client.bot_users.create(name=name("unique")).delete()


@check
def keys_are_created_read_changed_and_deleted(client, base_url):
    user = client.bot_users.create(name=name("owner"))
    key = client.api_keys.create(description="ours", metadata='{"a":"b"}', owner_id=user.id)
    assert re.fullmatch("ak_[0-9A-Za-z]{27}", key.id), key.id
    assert key.owner_id == user.id and key.description == "ours" and key.metadata == '{"a":"b"}'
    assert key.token and TIMESTAMP.match(key.created_at)
    assert client.api_keys.get(key.id).token is None, "the token is shown again"

    changed = client.api_keys.update(key.id, description="theirs", metadata="")
    assert (changed.description, changed.metadata, changed.token) == ("theirs", "", None)
    client.api_keys.delete(key.id)
    try:
        client.api_keys.get(key.id)
    except NotFoundError:
        user.delete()
        return
    raise AssertionError("the key is still there")


@check
def keys_belong_to_who_asks_unless_told_otherwise(client, base_url):
    key = client.api_keys.create(description=name("mine"))
    assert key.owner_id.startswith("usr_"), key.owner_id
    assert ngrok.Client(key.token, base_url).api_keys.get(key.id).id == key.id
    key.delete()


@check
def owners_must_exist_and_be_active(client, base_url):
    try:
        client.api_keys.create(owner_id="bot_000000000000000000000000000")
    except NotFoundError:
        pass
    else:
        raise AssertionError("an unknown owner was taken")
    user = client.bot_users.create(name=name("sleeps"), active=False)
    refused("ERR_NGROK_636", 400, client.api_keys.create, owner_id=user.id)
    user.delete()


@check
def a_bot_works_with_its_key_until_it_is_deactivated_or_deleted(client, base_url):
    user = client.bot_users.create(name=name("works"))
    key = client.api_keys.create(owner_id=user.id)
    bot = ngrok.Client(key.token, base_url)
    own = bot.api_keys.create(description="own")
    assert own.owner_id == user.id
    assert {item.id for item in bot.api_keys.list()} == {key.id, own.id}
    refused("ERR_NGROK_4111", 403, bot.bot_users.create, name=name("forbidden"))
    refused("ERR_NGROK_4111", 403, bot.bot_users.update, user.id, active=True)
    refused("ERR_NGROK_630", 403, bot.api_keys.create, owner_id="bot_000000000000000000000000000")

    client.bot_users.update(user.id, active=False)
    refused("ERR_NGROK_203", 401, bot.api_keys.list)
    client.bot_users.update(user.id, active=True)
    assert bot.api_keys.get(own.id).id == own.id
    client.bot_users.delete(user.id)
    refused("ERR_NGROK_203", 401, bot.api_keys.list)
    for deleted in (key, own):
        try:
            client.api_keys.get(deleted.id)
        except NotFoundError:
            continue
        raise AssertionError("a key outlived its owner")


@check
def lists_are_newest_first_and_paged(client, base_url):
    for users, _ in user_kinds(client):
        made = [users.create(name=name(f"page {number}")).id for number in range(7)]
        listed = [user.id for user in users.list(limit="2") if user.id in made]
        assert listed == made[::-1], (listed, made)
        first = users.list(limit="2")
        assert len(list(first._props[users.list().uri.rsplit("/", 1)[1]])) == 2
        assert first.next_page_uri.startswith(base_url), first.next_page_uri
        older = users.list(before_id=made[2], limit="2")
        assert [user.id for user in older._props[older.uri.rsplit("/", 1)[1]]] == [made[1], made[0]]
        for id in made:
            users.delete(id)
    refused("ERR_NGROK_215", 400, client.bot_users.list, limit="101")


@check
def keys_are_filtered_and_paged(client, base_url):
    user = client.bot_users.create(name=name("filtered"))
    made = [client.api_keys.create(description=f"key {number}", owner_id=user.id).id for number in range(5)]
    owned = f'obj.owner_id == "{user.id}"'
    recent = 'obj.created_at > timestamp("2020-01-01T00:00:00Z")'
    listed = [key.id for key in client.api_keys.list(limit="2", filter=f"{owned} && {recent}")]
    assert listed == made[::-1], (listed, made)
    named = client.api_keys.list(filter=f'{owned} && obj.description in ["key 1", "key 3"]')
    assert [key.description for key in named] == ["key 3", "key 1"]
    assert list(client.api_keys.list(filter=f"{owned} && !({recent})")) == []
    refused("ERR_NGROK_250", 400, client.api_keys.list, filter="obj.owner_id ==")
    user.delete()


def public_key(text):
    """A public key of its own for each text; what stands in it is not looked at by the account."""
    return f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{RUN}{text} {text}@example.com"


def other_credentials(client):
    """The two further kinds, each with what its creation needs beside the owner."""
    return [
        (client.credentials, "cr_", lambda text: {}),
        (client.ssh_credentials, "sshcr_", lambda text: {"public_key": public_key(text)}),
    ]


@check
def authtokens_and_ssh_credentials_are_created_read_changed_and_deleted(client, base_url):
    user = client.bot_users.create(name=name("restricted"))
    rules = ["bind:*.acme.example.com", "bind:1.tcp.ngrok.io:20002"]
    for credentials, prefix, needs in other_credentials(client):
        made = credentials.create(description="ours", metadata='{"a":"b"}', acl=rules, owner_id=user.id, **needs("x"))
        assert re.fullmatch(prefix + "[0-9A-Za-z]{27}", made.id), made.id
        assert made.owner_id == user.id and made.description == "ours" and made.metadata == '{"a":"b"}'
        assert made.acl == rules and TIMESTAMP.match(made.created_at)
        assert made.uri == f"{base_url}{made.uri[len(base_url):]}" and made.uri.endswith(made.id), made.uri
        read = credentials.get(made.id)
        assert read.acl == rules
        if prefix == "cr_":
            assert made.token and read.token is None, "the token is shown again, or never"
        else:
            assert made.public_key == public_key("x") == read.public_key
        changed = credentials.update(made.id, description="theirs", metadata="", acl=["*"])
        assert (changed.description, changed.metadata, changed.acl) == ("theirs", "", ["*"])
        assert credentials.get(made.id).acl == ["*"]
        credentials.delete(made.id)
        for call in (credentials.get, credentials.delete, credentials.update):
            try:
                call(made.id)
            except NotFoundError:
                continue
            raise AssertionError(f"{call} of a deleted credential raised nothing")
    user.delete()


@check
def public_keys_are_unique_and_sound(client, base_url):
    user = client.bot_users.create(name=name("keys"))
    made = client.ssh_credentials.create(public_key=public_key("unique"), owner_id=user.id)
    for text in (public_key("unique"), public_key("unique").rsplit(" ", 1)[0]):
        refused("ERR_NGROK_609", 400, client.ssh_credentials.create, public_key=text, owner_id=user.id)
    refused("ERR_NGROK_611", 400, client.ssh_credentials.create, public_key="", owner_id=user.id)
    refused("ERR_NGROK_612", 400, client.ssh_credentials.create, public_key="nonsense", owner_id=user.id)
    refused("ERR_NGROK_600", 400, client.credentials.create, acl=["acme.example.com"], owner_id=user.id)
    made.delete()
    client.ssh_credentials.create(public_key=public_key("unique"), owner_id=user.id)
    user.delete()


@check
def owners_of_authtokens_and_ssh_credentials_take_them_along(client, base_url):
    for credentials, _, needs in other_credentials(client):
        user = client.bot_users.create(name=name("owner of all"))
        made = credentials.create(owner_id=user.id, **needs("goes"))
        client.bot_users.update(user.id, active=False)
        refused("ERR_NGROK_636", 400, credentials.create, owner_id=user.id, **needs("late"))
        assert credentials.get(made.id).owner_id == user.id, "an inactive user lost its credential"
        client.bot_users.delete(user.id)
        try:
            credentials.get(made.id)
        except NotFoundError:
            continue
        raise AssertionError("a credential outlived its owner")


@check
def authtokens_and_ssh_credentials_are_filtered_and_paged(client, base_url):
    for credentials, _, needs in other_credentials(client):
        user = client.bot_users.create(name=name("lists"))
        rules = [[], ["bind:*.a.com"], ["bind:*.a.com", "bind:b.com"], [], ["*"]]
        made = [
            credentials.create(description=f"number {number}", acl=acl, owner_id=user.id, **needs(f"n{number}")).id
            for number, acl in enumerate(rules)
        ]
        owned = f'obj.owner_id == "{user.id}"'

        def find(condition):
            return [made.index(item.id) for item in credentials.list(limit="2", filter=f"{owned} && {condition}")]

        assert find('obj.created_at > timestamp("2020-01-01T00:00:00Z")') == [4, 3, 2, 1, 0]
        assert find('"bind:*.a.com" in obj.acl') == [2, 1]
        assert find("obj.acl == []") == [3, 0]
        assert find('obj.description in ["number 1", "number 3"]') == [3, 1]
        assert find(f'obj.id == "{made[2]}" && obj.metadata == ""') == [2]
        refused("ERR_NGROK_250", 400, credentials.list, filter="obj.acl == 'x'")
        older = credentials.list(before_id=made[2], limit="2", filter=owned)
        assert [item.id for item in older] == [made[1], made[0]]
        user.delete()


@check
def wrong_keys_are_refused(client, base_url):
    for key in ("", "nonsense", "0" * 27 + "_" + "1" * 21):
        try:
            ngrok.Client(key, base_url).bot_users.list()
        except Error as error:
            assert error.http_status_code == 401, error.http_status_code
            assert re.fullmatch("ERR_NGROK_20[0-9]", error.error_code), error.error_code
            assert not key or key not in str(error), "the message repeats the key"
        else:
            raise AssertionError(f"the key {key!r} was taken")


def main():
    base_url, key = sys.argv[1].rstrip("/"), sys.argv[2]
    client = ngrok.Client(key, base_url)
    failed = 0
    for function in CHECKS:
        try:
            function(client, base_url)
        except Exception:
            failed += 1
            print(f"failed: {function.__name__.replace('_', ' ')}")
            traceback.print_exc(limit=-2, file=sys.stdout)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
