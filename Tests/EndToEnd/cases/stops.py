"""SIGINT, SIGTERM and SIGHUP: once to stop in good order, twice to stop at once."""

import signal
import time

from harness.case import case, cases_of
from harness.ledger import LedgerView
from harness.program import eventually
from harness.promise import check_law, check_promise

CHECKPOINT = "customers.csv.muster"


def begin(scene, sandbox, *options, count=120):
    """Starts an import and waits until it sends."""
    customers = scene.customers(count)
    run = scene.start(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", *options, key=sandbox.key)
    ledger = LedgerView(scene.path(CHECKPOINT))
    eventually(lambda: ledger.is_staged and ledger.attempts, "requests under way")
    return customers, run


def go_on_as_told(scene, ended, sandbox, customers):
    """Runs the last line on standard error as it stands, in a shell, and holds the account against the promise."""
    assert ended.last_line == f"muster resume {CHECKPOINT}", ended.err
    sandbox = scene.without_faults(sandbox)
    scene.shell(ended.last_line, key=sandbox.key).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))
    check_law(scene.status(CHECKPOINT), created=len(customers))


@cases_of(
    "once and in good order by",
    [(number.name, {"number": number}) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)],
)
def stopped_once(scene, number):
    sandbox = scene.sandbox("--fault", "latency=1,30-80")
    customers, run = begin(scene, sandbox, "--settle", "500ms")
    run.send(number)
    ended = run.wait(10).expect(3)
    assert not LedgerView(scene.path(CHECKPOINT)).intended, "what was under way was not finished"
    sent = sandbox.answers(method="POST")
    recorded = LedgerView(scene.path(CHECKPOINT)).attempts
    assert sent == recorded, f"{sent} requests were sent, {recorded} are recorded"
    go_on_as_told(scene, ended, sandbox, customers)


@cases_of("at once by two", [(f"{number.name}s", {"number": number}) for number in (signal.SIGINT, signal.SIGTERM)])
def stopped_twice(scene, number):
    sandbox = scene.sandbox("--fault", "latency=1,20", "--fault", "post:hang-after=0.3,3000")
    customers, run = begin(scene, sandbox, "--settle", "500ms", "--timeout", "2s", count=60)
    run.send(number)
    # Longer than two signals that are one and the same wish.
    time.sleep(0.6)
    assert not run.has_ended, "it did not wait for what was under way"
    begin_of_end = time.monotonic()
    run.send(number)
    ended = run.wait(10).expect(3)
    assert time.monotonic() - begin_of_end < 1, "it did not stop at once"
    assert LedgerView(scene.path(CHECKPOINT)).intended, "nothing was under way"
    go_on_as_told(scene, ended, sandbox, customers)


@case
def a_wait_for_the_settling_time_is_no_hindrance(scene):
    sandbox = scene.sandbox("--fault", "post:drop-after=1")
    customers, run = begin(scene, sandbox, "--settle", "1h", count=3)
    eventually(lambda: sandbox.answers(status=0) == 3, "three lost answers")
    time.sleep(0.2)
    run.send(signal.SIGINT)
    ended = run.wait(5).expect(3)
    assert ended.last_line == f"muster resume {CHECKPOINT}", ended.err
    check_law(scene.status(CHECKPOINT), pending=len(customers))


@case
def while_the_list_is_read_nothing_is_left_behind(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(150_000)
    run = scene.start("import", customers.path, "--base-url", sandbox.base_url, key=sandbox.key)
    eventually(lambda: scene.path(CHECKPOINT).exists(), "the checkpoint")
    run.send(signal.SIGINT)
    ended = run.wait(10).expect(3)
    assert sandbox.requests == 0
    scene.shell(f"{ended.last_line} --stop-after 1 --rate none", key=sandbox.key).expect(3)
    assert scene.status(CHECKPOINT)["read"] == len(customers)


@case
def a_reader_that_has_seen_enough_is_no_failure(scene):
    customers = scene.customers(5_000)
    scene.muster("import", customers.path, "--sandbox", "--sandbox-limit", "none", "--stop-after", "1").expect(3)
    piped = scene.shell("muster results customers.csv.sandbox.muster | head -n 1; echo ${PIPESTATUS[0]}")
    assert piped.out.startswith("key,name,state,") and piped.out.endswith("\n0\n"), piped.out
    assert piped.err == "", piped.err


@case
def at_once_by_a_quit_signal_and_without_questions(scene):
    sandbox = scene.sandbox("--fault", "latency=1,100-200")
    customers, run = begin(scene, sandbox)
    eventually(lambda: sandbox.answers(method="POST") > 3, "answers")
    run.send(signal.SIGQUIT)
    ended = run.wait(5).expect(3)
    assert "Backtrace" not in ended.err and ended.last_line == f"muster resume {CHECKPOINT}", ended.err


@case
def a_plan_that_is_stopped_says_how_to_do_it_again(scene):
    sandbox = scene.sandbox("--fault", "GET:hang-after=1")
    customers = scene.customers(3)
    run = scene.start("plan", customers.path, "--base-url", sandbox.base_url, key=sandbox.key)
    eventually(lambda: sandbox.requests > 0, "a request")
    time.sleep(0.2)
    run.send(signal.SIGINT)
    ended = run.wait(50).expect(3, "nothing was changed")
    assert ended.last_line == f"muster plan {customers.path} --base-url {sandbox.base_url}", ended.err
