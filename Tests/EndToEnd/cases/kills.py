"""kill -9 at random instants while the account misbehaves, and what is in the account afterwards."""

import time

from harness.case import case, cases_of
from harness.kills import (
    LATE, LOST, MIXED, NOT_DONE, PACE, SETTLE, fault_options, kill_again_and_again, resumed_until_done)
from harness.ledger import LedgerView
from harness.promise import Foreign, check_law, check_promise

KILLS_OF_A_RUN = 10


@cases_of(
    f"{KILLS_OF_A_RUN} times kill -9",
    [
        ("while all is well", {"faults": {}, "keys": 1}),
        ("while answers are lost", {"faults": LOST, "keys": 1}),
        ("while requests are lost", {"faults": NOT_DONE, "keys": 2}),
        ("while requests are carried out late", {"faults": LATE, "keys": 2}),
        ("while everything goes wrong", {"faults": MIXED, "keys": 3}),
        ("while everything goes wrong, without markers", {"faults": MIXED, "keys": 1, "options": ["--no-marker"]}),
        ("while answers to service users are lost", {"faults": LOST, "keys": 2, "options": ["--service-users"]}),
    ],
    long_repeats=9,
)
def killed_again_and_again(scene, faults, keys, options=()):
    sandbox = scene.sandbox("--seed", scene.seed)
    foreign = Foreign(sandbox)
    sandbox.stop()
    sandbox = scene.sandbox(*fault_options("--fault", PACE | faults))
    customers = scene.customers(2000 // (keys + 1))
    checkpoint = f"{customers.path}.muster"
    beginning = [
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", SETTLE, "--keys", keys,
        "--timeout", "1500ms", "--retries", "50", "--description", "key of {id}", "--metadata", "id,address",
        *options]

    def start():
        resumes = LedgerView(scene.path(checkpoint)).is_staged and scene.random.random() < 0.5
        return scene.start(*(("resume", checkpoint) if resumes else beginning), key=sandbox.key)

    kill_again_and_again(scene, start, checkpoint, KILLS_OF_A_RUN)
    ended = resumed_until_done(scene, beginning, sandbox)
    scene.note(f"{sandbox.requests} requests")

    sandbox = scene.without_faults(sandbox)
    results = scene.results(checkpoint)
    undecidable = check_undecidable(sandbox, results) if "--no-marker" in options else set()
    ended.expect(1 if undecidable else 0)
    accepted = [customer for customer in customers if customer.id not in undecidable]
    check_promise(sandbox, accepted, results, keys=keys, foreign=foreign, apart_from=undecidable)
    kinds = {row["user_id"].partition("_")[0] for row in results}
    assert kinds == {"service" if "--service-users" in options else "bot"}, kinds
    check_law(scene.status(checkpoint), created=len(accepted), unknown=len(undecidable))


def check_undecidable(sandbox, results):
    """Without a marker, a key on a user whose own creation was not answered may be anybody's. Returns the customers who
    were left undecided, which has to be for that reason alone."""
    undecided = {row["key"]: row for row in results if row["state"] == "unknown"}
    for row in undecided.values():
        assert row["code"] == "credential_undecidable", row
        found = [key["id"] for key in sandbox.keys if key["owner_id"] == row["user_id"]]
        assert found and all(key in row["message"] for key in found), (row, found)
    assert len(undecided) * 20 <= len(results), f"{len(undecided)} of {len(results)} are undecided"
    return set(undecided)


@case
def a_kill_takes_the_embedded_account_along(scene):
    customers = scene.customers(200)
    checkpoint = f"{customers.path}.sandbox.muster"
    beginning = [
        "import", customers.path, "--sandbox", "--sandbox-limit", "none", "--timeout", "1500ms", "--retries", "50",
        *fault_options("--sandbox-fault", PACE | LOST)]
    kill_again_and_again(scene, lambda: scene.start(*beginning), checkpoint, 5)
    scene.muster("resume", checkpoint).expect(0)
    scene.muster("verify", checkpoint).expect(0)
    sandbox = scene.sandbox(account=f"{customers.path}.sandbox.account")
    check_promise(sandbox, customers, scene.results(checkpoint))
    check_law(scene.status(checkpoint), created=len(customers))


@case
def a_kill_while_the_list_is_read_costs_nothing_but_the_reading(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(40_000)
    checkpoint = f"{customers.path}.muster"
    beginning = (
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", SETTLE,
        "--stop-after", "20")
    unstaged = 0
    for _ in range(40 if scene.is_long else 12):
        run = scene.start(*beginning, key=sandbox.key)
        time.sleep(scene.random.uniform(0, 0.15))
        run.kill()
        if LedgerView(scene.path(checkpoint)).is_staged:
            break
        unstaged += 1
        assert sandbox.requests == 0, "something was sent before the list was in"
    scene.note(f"{unstaged} kills")
    assert unstaged > 0, "the list was in too soon for this case"
    scene.muster(*beginning, key=sandbox.key).expect(3)
    states = scene.status(checkpoint)["states"]
    assert sum(states.values()) == len(customers) and states["created"] >= 20, states
