"""What leaves the machine is what the ledger knows of: no request is sent a second time unseen."""

from harness.case import cases_of
from harness.front import Certificate, Front
from harness.ledger import LedgerView
from harness.program import wait_until
from harness.promise import check_law, check_promise

CHECKPOINT = "customers.csv.muster"


@cases_of(
    "requests received are attempts in the ledger where connections are closed without an answer",
    [("in clear text", {"has_tls": False}), ("over TLS", {"has_tls": True})],
)
def requests_received_are_attempts(scene, has_tls):
    sandbox = scene.sandbox()
    certificate = Certificate(scene.folder) if has_tls else None
    decisions = ["drop", "drop after", "close", "close"] + [None] * 26
    front = Front(sandbox, lambda method, path: scene.random.choice(decisions), certificate)
    customers = scene.customers(250)
    trust = ["--ca-cert", certificate.path] if certificate else []
    scene.muster(
        "import", customers.path, "--base-url", front.base_url, "--rate", "none", "--settle", "300ms", "--keys", "2",
        "--retries", "50", *trust, key=sandbox.key).expect(0)
    ledger = LedgerView(scene.path(CHECKPOINT))
    attempts = ledger.attempts
    received = front.received
    # What was sent into a connection that was just being closed is read behind the end of the run.
    wait_until(lambda: received["POST"] >= attempts, 2)
    front.stop()
    removals = ledger.rows("SELECT count(*) FROM removal")[0][0]
    scene.note(f"{received['POST']} POSTs, {received['DELETE']} DELETEs")
    assert received["POST"] == attempts, f"{received} arrived, {attempts} attempts are recorded"
    assert received["POST"] > 750, "no request was lost"
    # A deletion is repeated until it is answered.
    assert received["DELETE"] >= removals
    check_promise(sandbox, customers, scene.results(CHECKPOINT), keys=2)
    check_law(scene.status(CHECKPOINT), created=len(customers))
