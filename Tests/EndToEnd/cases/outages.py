"""The API is gone for a while, or something else answers in its place: hours, shortened to seconds."""

import time

from harness.case import case, cases_of
from harness.front import Certificate, Front
from harness.program import eventually
from harness.promise import check_law, check_promise
from harness.proxy import ConnectProxy, SocksProxy

CHECKPOINT = "customers.csv.muster"
PACE = ("--rate", "none", "--settle", "300ms", "--timeout", "500ms", "--connect-timeout", "500ms")
PORTAL = b"<html><body>Welcome to the hotel. Please log in.</body></html>"


def is_change(method):
    return method != "GET"


@cases_of("the run goes on by itself after", [
    ("a captive portal that answers 200 with HTML", {"trouble": lambda method: PORTAL}),
    ("5xx to everything", {"trouble": lambda method: 503}),
    ("5xx to changes alone, while reads are answered", {"trouble": lambda method: 502 if is_change(method) else None}),
    ("closed connections", {"trouble": lambda method: "drop"}),
    ("answers lost after the work", {"trouble": lambda method: "drop after"}),
    ("a redirect to a page to log in", {"trouble": lambda method: 302}),
])
def an_outage_passes(scene, trouble):
    sandbox = scene.sandbox("--fault", "latency=1,5-10")
    customers = scene.customers(150)
    outage = {"is_on": False}
    front = Front(sandbox, lambda method, path: trouble(method) if outage["is_on"] else None)
    run = scene.start("import", customers.path, "--base-url", front.base_url, *PACE, key=sandbox.key)
    eventually(lambda: front.received["POST"] > 60, "requests")
    outage["is_on"] = True
    time.sleep(6)
    before = front.received.copy()
    time.sleep(4)
    during = sum(front.received.values()) - sum(before.values())
    scene.note(f"{during} requests in 4 s of outage")
    assert during <= 12, f"an API that does not answer was asked {during} times in 4 s"
    outage["is_on"] = False
    run.wait(60).expect(0, "The API answers again")
    check_promise(sandbox, customers, scene.results(CHECKPOINT))
    front.stop()


@case
def an_outage_that_lasts_too_long_stops_the_run_which_goes_on_later(scene):
    sandbox = scene.sandbox("--fault", "latency=1,5-10")
    customers = scene.customers(100)
    run = scene.start(
        "import", customers.path, "--base-url", sandbox.base_url, *PACE, "--max-outage", "2s", key=sandbox.key)
    eventually(lambda: sandbox.answers(201) > 40, "users")
    sandbox.stop()
    begin = time.monotonic()
    ended = run.wait(40).expect(3, "--max-outage", "for too long")
    assert 1.5 < time.monotonic() - begin < 12, f"it stopped after {time.monotonic() - begin:.1f} s"
    assert ended.last_line == f"muster resume {CHECKPOINT}", ended.err
    # The checkpoint remembers how long an outage may be, also at the first contact.
    scene.muster("resume", CHECKPOINT, key=sandbox.key, timeout=40).expect(3, "--max-outage")
    assert scene.status(CHECKPOINT)["states"]["failed"] == 0
    sandbox = scene.without_faults(sandbox)
    scene.muster("resume", CHECKPOINT, key=sandbox.key).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))


@case
def an_api_that_answers_in_trickles_is_given_up_by_the_timeout_and_nothing_is_doubled(scene):
    sandbox = scene.sandbox("--fault", "post:slow-body=0.15,400")
    customers = scene.customers(40)
    scene.muster(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--settle", "300ms", "--timeout", "1s",
        key=sandbox.key).expect(0)
    sandbox = scene.without_faults(sandbox)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))


@case
def a_certificate_that_goes_bad_in_the_middle_is_waited_for(scene):
    sandbox = scene.sandbox("--fault", "latency=1,20-40")
    customers = scene.customers(150)
    certificate = Certificate(scene.folder)
    is_closing = []
    front = Front(sandbox, lambda method, path: "drop" if is_closing else None, certificate=certificate)
    port = int(front.base_url.rpartition(":")[2])
    run = scene.start(
        "import", customers.path, "--base-url", front.base_url, "--ca-cert", certificate.path, *PACE, key=sandbox.key)
    eventually(lambda: front.received["POST"] > 30, "requests")
    is_closing.append(True)
    front.stop()
    (scene.folder / "other").mkdir()
    front = Front(sandbox, certificate=Certificate(scene.folder / "other"), port=port)
    time.sleep(2)
    assert not run.has_ended, run.err
    assert not front.received, "a request was sent over an unverified connection"
    front.stop()
    front = Front(sandbox, certificate=certificate, port=port)
    run.wait(60).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))
    front.stop()


# Proxies


def import_by_way_of(scene, *options, variables={}, sandbox=None, expected=0, texts=()):
    """An import over TLS; returns the sandbox, the customers and what became of the program."""
    sandbox = sandbox or scene.sandbox()
    certificate = Certificate(scene.folder)
    front = Front(sandbox, certificate=certificate)
    customers = scene.customers(20)
    ended = scene.muster(
        "import", customers.path, "--base-url", front.base_url, "--ca-cert", certificate.path, *PACE, *options, "-v",
        key=sandbox.key, variables=variables)
    ended.expect(expected, *texts)
    if expected == 0:
        check_promise(sandbox, customers, scene.results(CHECKPOINT))
    front.stop()
    return front, ended


@cases_of("an import by way of", [
    ("an HTTP proxy", {"make": ConnectProxy, "scheme": "http"}),
    ("a SOCKS proxy", {"make": SocksProxy, "scheme": "socks5"}),
    ("a SOCKS proxy that resolves names", {"make": SocksProxy, "scheme": "socks5h"}),
])
def by_way_of(scene, make, scheme):
    proxy = make()
    front, _ = import_by_way_of(scene, "--proxy", f"{scheme}://{proxy.address}")
    assert proxy.targets and set(proxy.targets) == {front.base_url.removeprefix("https://")}, proxy.targets
    proxy.stop()


@cases_of("a proxy's password in the environment is used and written nowhere:", [
    ("HTTP", {"make": ConnectProxy, "scheme": "http", "variable": "https_proxy"}),
    ("SOCKS", {"make": SocksProxy, "scheme": "socks5h", "variable": "ALL_PROXY"}),
])
def with_a_password(scene, make, scheme, variable):
    proxy = make(password="clerk:pr0xy-s3cret")
    import_by_way_of(scene, variables={variable: f"{scheme}://clerk:pr0xy-s3cret@{proxy.address}"})
    assert proxy.targets and not proxy.refusals
    check_unwritten(scene, "pr0xy-s3cret")
    proxy.stop()


@case
def a_proxy_that_wants_another_password_is_named_as_the_trouble(scene):
    proxy = ConnectProxy(password="clerk:pr0xy-s3cret")
    _, ended = import_by_way_of(
        scene, "--max-outage", "1s", variables={"HTTPS_PROXY": f"http://clerk:wr0ng-s3cret@{proxy.address}"}, expected=3,
        texts=["407", "proxy"])
    assert ended.last_line == f"muster resume {CHECKPOINT}"
    check_unwritten(scene, "wr0ng-s3cret")
    proxy.stop()


@case
def a_proxys_address_that_makes_no_sense_is_not_quoted(scene):
    import_by_way_of(
        scene, "--max-outage", "1s", variables={"https_proxy": "nonsense://clerk:pr0xy-s3cret@127.0.0.1:1"}, expected=3,
        texts=["https_proxy"])
    check_unwritten(scene, "pr0xy-s3cret")


@case
def no_proxy_lists_whom_the_environments_proxy_is_not_for_and_the_option_counts_more(scene):
    proxy = ConnectProxy()
    variables = {"https_proxy": f"http://{proxy.address}", "no_proxy": "127.0.0.1"}
    import_by_way_of(scene, variables=variables)
    assert not proxy.targets
    certificate = scene.folder / "certificate.pem"
    front = Front(scene.sandbox(account="second"), certificate=Certificate(scene.folder))
    for option, is_used in ((f"http://{proxy.address}", True), ("none", False)):
        scene.muster(
            "export", "--base-url", front.base_url, "--ca-cert", certificate, "--proxy", option, key="sandbox",
            variables=variables if is_used else {"https_proxy": f"http://{proxy.address}"}).expect(0)
        assert bool(proxy.targets) == is_used, (option, proxy.targets)
        proxy.targets.clear()
    front.stop()
    proxy.stop()


@cases_of("a proxy is refused on the command line:", [
    (text.replace("secret", "…"), {"text": text})
    for text in ("http://clerk:secret@proxy.example:3128", "ftp://proxy.example", "http://", "proxy.example:99999")])
def refused(scene, text):
    customers = scene.customers(3)
    scene.muster("import", customers.path, "--proxy", text, key="k-0123456789").expect(2, "--proxy")
    assert not scene.path(CHECKPOINT).exists()


def check_unwritten(scene, secret):
    for path in scene.folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert secret.encode() not in path.read_bytes(), f"{path} holds the proxy's password"
