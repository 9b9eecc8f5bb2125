"""Several runs on one account: they share its window."""

import time

from harness.case import case
from harness.ledger import LedgerView
from harness.program import eventually
from harness.promise import check_law

LIMIT = "60/1s"


@case
def two_imports_side_by_side_never_see_a_429(scene):
    sandbox = scene.sandbox(limit=LIMIT)
    lists = [scene.customers(120, name=f"{prefix}.csv", prefix=prefix) for prefix in ("A", "B")]
    options = ("--base-url", sandbox.base_url, "--rate", LIMIT, "--settle", "300ms")
    begin = time.monotonic()
    runs = [scene.start("import", customers.path, *options, key=sandbox.key) for customers in lists]
    for run in runs:
        run.wait().expect(0)
    seconds = time.monotonic() - begin
    check_window(scene, sandbox)
    assert sandbox.answers(method="POST") == 480
    # 480 requests take seven windows after the burst of the first.
    assert seconds < 25, f"the window was hardly used: {seconds:.1f} s"
    for customers in lists:
        check_law(scene.status(f"{customers.path}.muster"), created=len(customers))


@case
def a_killed_run_and_the_next_one_share_the_window_too(scene):
    sandbox = scene.sandbox(limit=LIMIT)
    customers = scene.customers(150)
    checkpoint = f"{customers.path}.muster"
    run = scene.start(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", LIMIT, "--settle", "300ms", key=sandbox.key)
    ledger = LedgerView(scene.path(checkpoint))
    for number in range(4):
        eventually(lambda: ledger.is_staged and ledger.attempts > 60 * number, "some requests")
        run.kill()
        run = scene.start("resume", checkpoint, key=sandbox.key)
    run.wait().expect(0)
    scene.muster("verify", checkpoint, key=sandbox.key).expect(0)
    check_window(scene, sandbox)
    check_law(scene.status(checkpoint), created=len(customers))


def check_window(scene, sandbox):
    most = sandbox.statistics["maximum_arrivals_in_window"]
    scene.note(f"{sandbox.requests} requests, at most {most} in a window, {sandbox.answers(status=429)} times 429")
    assert sandbox.answers(status=429) == 0, f"{sandbox.answers(status=429)} times 429"
    assert most <= 60


@case
def a_stranger_on_the_account_is_given_way_to(scene):
    sandbox = scene.sandbox(limit=LIMIT)
    customers = scene.customers(100)
    run = scene.start(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", LIMIT, "--settle", "300ms", key=sandbox.key)
    while not run.has_ended:
        sandbox.request("GET", "/bot_users?limit=1")
        time.sleep(0.03)
    run.wait().expect(0)
    check_law(scene.status(f"{customers.path}.muster"), created=len(customers))
    scene.note(f"{sandbox.answers(status=429, method='POST')} POSTs met a 429")
