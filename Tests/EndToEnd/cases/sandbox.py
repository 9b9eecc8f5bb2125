"""The emulated account: outages on a schedule, a scenario out of a file, limits, the admin's view."""

import http.client
import time

from harness.case import case, cases_of
from harness.promise import check_promise

CHECKPOINT = "customers.csv.muster"
PACE = ("--rate", "none", "--settle", "300ms", "--timeout", "500ms")


def import_through(scene, sandbox, count=60):
    customers = scene.customers(count)
    ended = scene.muster("import", customers.path, "--base-url", sandbox.base_url, *PACE, key=sandbox.key).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))
    return ended


def fault_counts(sandbox):
    return {entry["fault"]: entry["count"] for entry in sandbox.statistics["faults"]}


@cases_of("an outage on a schedule is lived through:", [
    (what, {"what": what}) for what in ("reset", "hang", "page", "503")])
def outage(scene, what):
    sandbox = scene.sandbox("--fault", f"outage=50+3s,{what}")
    begin = time.monotonic()
    import_through(scene, sandbox)
    assert time.monotonic() - begin > 3
    met = fault_counts(sandbox)["outage"]
    scene.note(f"{met} requests met it")
    assert 10 <= met <= 40, "an outage met more than what was under way and the probes"


@case
def an_outage_after_a_time_begins_then(scene):
    sandbox = scene.sandbox("--fault", "outage=2s+2s")
    assert sandbox.request("GET", "/bot_users")[0] == 200
    time.sleep(2.2)
    try:
        sandbox.request("GET", "/bot_users")
        raise AssertionError("somebody answers")
    except OSError:
        pass
    time.sleep(2)
    assert sandbox.request("GET", "/bot_users")[0] == 200
    assert fault_counts(sandbox) == {"outage": 1}


@case
def a_scenario_comes_from_a_file_and_the_command_line_counts_more(scene):
    scene.write("scenario.json5", """{
      // a bad day
      seed: 7, limit: "5/1s", "name-limit": 30, 'key-limit': "1000/60s",
      quirk: ["random-order"],
      fault: ["latency=1,5-10", "post:drop-after=0.1@20+5s", "outage=60+2s,502",],
    }""")
    sandbox = scene.sandbox("--scenario", "scenario.json5")
    import_through(scene, sandbox)
    assert sandbox.answers(502) > 0 and fault_counts(sandbox)["outage"] > 0
    assert sandbox.answers(429) == 0, "--limit none on the command line did not count"
    assert error_code_of_long_name(sandbox) == "ERR_NGROK_4110"


def error_code_of_long_name(sandbox):
    """The scenario drops some answers, this one's as well."""
    for _ in range(50):
        try:
            return sandbox.request("POST", "/bot_users", {"name": "x" * 31})[1]["error_code"]
        except (ConnectionError, http.client.HTTPException):
            continue
    raise AssertionError("50 answers were dropped in a row")


@cases_of("a scenario is refused with its place:", [
    ("an unknown option", {"text": "{\n  faults: []\n}", "says": "scenario.json5:2:3"}),
    ("a fault that is none", {"text": '{ fault: ["drop-afer=1"] }', "says": "scenario.json5:1:11"}),
    ("broken JSON5", {"text": "{ fault: [", "says": "scenario.json5:1"}),
])
def refused(scene, text, says):
    scene.write("scenario.json5", text)
    scene.muster("sandbox", "--scenario", "scenario.json5").expect(2, says)


@case
def too_many_at_once_and_too_many_new_keys_cost_nobody_anything(scene):
    sandbox = scene.sandbox("--concurrency-limit", "3", "--key-limit", "20/1s", "--fault", "latency=1,5-20")
    import_through(scene, sandbox)
    assert sandbox.answers(429) > 0
