"""Addresses where nobody, nobody sensible or somebody else answers."""

import socket
import time

from harness.case import case, cases_of
from harness.front import Certificate, Front, SilentListener
from harness.promise import check_law, check_promise

CHECKPOINT = "customers.csv.muster"
IN_A_HURRY = ("--timeout", "300ms", "--connect-timeout", "300ms", "--settle", "100ms", "--max-duration", "1500ms")


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def import_in_vain(scene, base_url, *options, texts=()):
    """Imports where it cannot work; ends in time, stays resumable, and records nothing as done or failed."""
    customers = scene.customers(30)
    begin = time.monotonic()
    ended = scene.muster(
        "import", customers.path, "--base-url", base_url, *IN_A_HURRY, *options, key="k-0123456789", timeout=20)
    ended.expect(3, *texts)
    assert time.monotonic() - begin < 8, "it took its time"
    assert ended.last_line == f"muster resume {CHECKPOINT}", ended.err
    check_law(scene.status(CHECKPOINT), pending=30)
    return ended


@case
def a_listener_that_never_answers(scene):
    silent = SilentListener()
    import_in_vain(scene, silent.base_url)
    silent.stop()


@case
def a_port_where_nobody_listens(scene):
    import_in_vain(scene, f"http://127.0.0.1:{closed_port()}")


@case
def a_name_that_does_not_exist(scene):
    import_in_vain(scene, "https://name.invalid", texts=["name.invalid"])


@case
def a_certificate_that_nobody_vouches_for(scene):
    sandbox = scene.sandbox()
    certificate = Certificate(scene.folder)
    front = Front(sandbox, certificate=certificate)
    import_in_vain(scene, front.base_url, texts=["certificate", "--ca-cert"])
    assert not front.received, "a request was sent over an unverified connection"
    scene.muster("resume", CHECKPOINT, "--ca-cert", certificate.path, key=sandbox.key).expect(0)
    assert front.received["POST"] == 60
    scene.muster("verify", CHECKPOINT, "--ca-cert", certificate.path, key=sandbox.key).expect(0)
    front.stop()


@case
def a_certificate_of_another_name(scene):
    certificate = Certificate(scene.folder, name="DNS:other.example")
    front = Front(scene.sandbox(), certificate=certificate)
    import_in_vain(scene, front.base_url, "--ca-cert", certificate.path, texts=["certificate"])
    assert not front.received
    front.stop()


@cases_of("clear text is refused for", [
    (url, {"url": url}) for url in ("http://api.ngrok.com", "http://127.0.0.1.example.com", "http://192.168.0.1:80")])
def clear_text_is_refused(scene, url):
    customers = scene.customers(3)
    scene.muster("import", customers.path, "--base-url", url, key="k-0123456789").expect(2, "https://")
    assert not scene.path(CHECKPOINT).exists()


@cases_of("is not followed:", [(f"redirect {status}", {"status": status}) for status in (301, 302, 307, 308)])
def redirects_are_not_followed(scene, status):
    sandbox = scene.sandbox()
    front = Front(sandbox, lambda method, path: status)
    ended = import_in_vain(scene, front.base_url)
    assert sandbox.requests == 0, "the redirect was followed"
    assert str(status) in ended.err, ended.err
    front.stop()


@case
def an_outage_is_waited_for(scene):
    sandbox = scene.sandbox()
    customers = scene.customers(60)
    scene.muster(
        "import", customers.path, "--base-url", sandbox.base_url, "--rate", "none", "--stop-after", "20",
        "--settle", "300ms", key=sandbox.key).expect(3)
    sandbox.stop()
    run = scene.start("resume", CHECKPOINT, key=sandbox.key)
    time.sleep(1)
    assert not run.has_ended, f"it gave up: {run.err}"
    sandbox = scene.without_faults(sandbox)
    run.wait(40).expect(0)
    check_promise(sandbox, customers, scene.results(CHECKPOINT))
