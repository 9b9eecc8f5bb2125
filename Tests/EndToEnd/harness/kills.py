"""kill -9 at random instants, and the faults of an account under which it is done."""

import time

from .ledger import LedgerView
from .program import eventually

# Late work is done within a third of the settling time; the rest is for the machine to be slow in.
SETTLE = "500ms"
# Slow enough that a run lives for ten kills.
PACE = {"latency": "1,10-50"}
# Seldom enough that the run is hardly ever paused for an outage, or for a 429.
LOST = {
    "drop-after": "0.05", "half-answer": "0.02", "error-after": "0.03", "garbage-after": "0.02", "hang-after": "0.005"}
NOT_DONE = {
    "drop-before": "0.05", "error-before": "0.03,502", "garbage-before": "0.02", "hang": "0.005", "throttle": "0.002,1"}
LATE = {"late": "0.08,20-150", "close-idle": "0.1", "drop-after": "0.03"}
MIXED = {
    "drop-after": "0.03", "half-answer": "0.02", "error-after": "0.02", "garbage-after": "0.02", "hang-after": "0.01",
    "drop-before": "0.02", "error-before": "0.02", "hang": "0.01", "throttle": "0.002,date:1", "late": "0.04,20-150",
    "slow-body": "0.02,20", "slow-answer": "0.1,50-200", "close-idle": "0.1"}


def fault_options(option, faults):
    return [word for name, value in faults.items() for word in (option, f"{name}={value}")]


def kill_again_and_again(scene, start, checkpoint, kills, awaits_changes=False):
    """Starts the program and kills it at a random instant, so many times, and on until half of the kills have hit
    changes under way: the ledger then holds attempts of that very life of which it knows no outcome.

    Jobs that look much and change little are given the time until they change something every second time."""
    ledger = LedgerView(scene.path(checkpoint))
    number = hits = 0
    share = 1 / 3 if awaits_changes else 1 / 2
    reach = 0.9
    while number < kills or (hits < number * share and number < 4 * kills):
        before = ledger.intended if ledger.is_staged else set()
        run = start()
        if awaits_changes and number % 2 == 0:
            eventually(lambda: run.has_ended or (ledger.is_staged and ledger.intended - before), "no change", 60)
        time.sleep(scene.random.uniform(0, reach))
        assert run.kill(), f"it ended by itself, after {number} kills:\n{run.err}"
        number += 1
        if ledger.is_staged and ledger.intended - before:
            hits += 1
        if hits < number * share:
            # A machine under load takes longer to get there.
            reach *= 1.2
    assert hits >= number * share, f"only {hits} of {number} kills hit requests under way"
    scene.note(f"{number} kills, {hits} with requests under way")
    scene.total["kills"] += number
    scene.total["kills with requests under way"] += hits


def resumed_until_done(scene, beginning, sandbox):
    """Gives the same command until it has done everything. A run waits longer and longer for a customer who meets one
    fault after another; a new one begins with short waits, which saves time here."""
    for _ in range(20):
        ended = scene.muster(*beginning, "--max-duration", "8s", key=sandbox.key)
        if ended.code != 3:
            return ended
    raise AssertionError(f"it does not come to its end:\n{ended.err}")
