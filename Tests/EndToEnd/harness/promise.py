"""The promise, held against the account: what is in it, and what its tokens open, not what muster says of it."""

from collections import defaultdict


class Foreign:
    """Users and keys of other people, to be found as they were."""

    def __init__(self, sandbox, names=("Somebody else", "Müller & Söhne"), keys=2):
        users = [sandbox.create("/bot_users", name=name) for name in names]
        for user in users:
            for number in range(keys):
                sandbox.create("/api_keys", owner_id=user["id"], description=f"theirs {number}", metadata="{}")
        self.ids = {user["id"] for user in users}
        self._before = self._seen(sandbox)

    def _seen(self, sandbox):
        users = [user for user in sandbox.users if user["id"] in self.ids]
        keys = [key for key in sandbox.keys if key["owner_id"] in self.ids]
        return users, [{name: value for name, value in key.items() if name != "last_used"} for key in keys]

    def check(self, sandbox):
        assert self._seen(sandbox) == self._before, "users or keys of other people were touched"


def check_promise(sandbox, customers, results, keys=1, foreign=None, apart_from=()):
    """Exactly one bot user and so many keys for every customer, each token known, on the right customer, and working;
    nothing else in the account but what is foreign, or belongs to customers that are left apart."""
    others = foreign.ids if foreign else set()
    others = others | {row["user_id"] for row in results if row["key"] in apart_from}
    users = {}
    for user in sandbox.users:
        if user["id"] in others:
            continue
        assert user["name"] not in users, f"two users are called {user['name']}"
        users[user["name"]] = user["id"]
    names = {customer.name for customer in customers}
    assert set(users) == names, f"missing {sorted(names - set(users))[:5]}, surplus {sorted(set(users) - names)[:5]}"

    keys_of = defaultdict(set)
    for key in sandbox.keys:
        if key["owner_id"] not in others:
            keys_of[key["owner_id"]].add(key["id"])
    rows_of = defaultdict(list)
    for row in results:
        if row["key"] not in apart_from:
            rows_of[row["key"]].append(row)

    for customer in customers:
        user = users[customer.name]
        rows = rows_of.pop(customer.id, [])
        assert len(rows) == max(keys, 1), f"{customer.id} has {len(rows)} rows in the results"
        for row in rows:
            assert (row["user_id"], row["name"], row["state"]) == (user, customer.name, "created"), (customer, row)
        recorded = {row["credential_id"]: row["token"] for row in rows if row["credential_id"]}
        assert len(recorded) == keys, f"{customer.id} has {len(recorded)} keys in the results instead of {keys}"
        live = keys_of.pop(user, set())
        assert live == set(recorded), f"{customer.id}: the account has {live}, the results {set(recorded)}"
        for key, token in recorded.items():
            owner = sandbox.owner_of_token(key, token)
            assert owner == user, f"the token of {key} ({customer.id}) opens {owner} instead of {user}"
    assert not rows_of, f"results of nobody: {list(rows_of)[:5]}"
    assert not keys_of, f"keys of nobody: {dict(keys_of)}"
    if foreign:
        foreign.check(sandbox)


def check_law(status, **expected):
    """The conservation law, added up here, and what it has to count."""
    states = status["states"]
    assert status["read"] == sum(states.values()), f"the law is broken: {status['read']} read, {states}"
    assert status["is_balanced"] is True
    counted = {word: count for word, count in states.items() if count}
    assert counted == {word: count for word, count in expected.items() if count}, counted
