"""kill -9 at random instants while the account misbehaves, and what is in the account afterwards."""

import time

from harness.case import case
from harness.ledger import LedgerView
from harness.promise import Foreign, check_law, check_promise


@case
def a_killed_import_is_resumed(scene):
    sandbox = scene.sandbox("--fault", "latency=1,5-20", account="account")
    foreign = Foreign(sandbox)
    customers = scene.customers(60)
    arguments = ("import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms")
    run = scene.start(*arguments, key=sandbox.key)
    ledger = LedgerView(scene.path("customers.csv.muster"))
    while not (ledger.is_staged and ledger.intended):
        time.sleep(0.01)
    assert run.kill(), "it had ended before it was killed"
    scene.muster("resume", "customers.csv.muster", key=sandbox.key).expect(0)
    scene.muster("verify", "customers.csv.muster", key=sandbox.key).expect(0)
    check_promise(sandbox, customers, scene.results("customers.csv.muster"), foreign=foreign)
    check_law(scene.status("customers.csv.muster"), created=len(customers))
