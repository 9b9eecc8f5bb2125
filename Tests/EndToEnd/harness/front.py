"""A server of the tests' own before a sandbox: it counts what arrives on the wire, with and without TLS, and closes
connections without an answer."""

import http.client
import socket
import ssl
import subprocess
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Certificate:
    """A self-signed certificate of 127.0.0.1 or of another name."""

    def __init__(self, folder, name="IP:127.0.0.1"):
        self.path = str(folder / "certificate.pem")
        self.key_path = str(folder / "certificate-key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", self.key_path, "-out", self.path, "-days", "2", "-subj", "/CN=muster test",
             "-addext", f"subjectAltName={name}"],
            check=True, capture_output=True, timeout=60)


class Front:
    """Hands requests on to a sandbox and its answers back, unless `decide(method, path)` says otherwise:

    `drop` closes the connection without doing anything, `drop after` does the work and closes it, `close` answers and
    closes the kept connection without announcing it, a whole number answers with that status and a `Location`, bytes are
    answered as a page of HTML with 200, as a hotel's network does it.

    A client may send a request just before it sees that its connection is being closed. So that no such request is
    missed, `close` ends the sending direction alone, and what comes in later is counted and dropped."""

    def __init__(self, sandbox, decide=lambda method, path: None, certificate=None, port=0):
        self.received = Counter()
        self._lock = threading.Lock()
        front = self
        backend = urlsplit(sandbox.base_url).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            timeout = 60
            is_closing = False

            def handle_request(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with front._lock:
                    front.received[self.command] += 1
                    decision = "drop" if self.is_closing else decide(self.command, self.path)
                if decision == "drop":
                    self.close_connection = True
                    return
                if isinstance(decision, bytes):
                    self.answer(200, [("Content-Type", "text/html")], decision)
                    return
                if isinstance(decision, int):
                    self.answer(decision, [("Location", f"http://{backend}{self.path}")], b"")
                    return
                connection = http.client.HTTPConnection(backend, timeout=20)
                try:
                    headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
                    connection.request(self.command, self.path, body or None, headers)
                    answer = connection.getresponse()
                    content = answer.read()
                finally:
                    connection.close()
                self.close_connection = decision == "drop after"
                if decision != "drop after":
                    kept = ("content-type", "date", "ngrok-operation-id", "retry-after")
                    self.answer(
                        answer.status, [header for header in answer.getheaders() if header[0].lower() in kept], content)
                if decision == "close":
                    self.is_closing = True
                    # Not the method of the TLS socket, which could not read any more.
                    socket.socket.shutdown(self.connection, socket.SHUT_WR)

            do_GET = do_POST = do_PATCH = do_DELETE = handle_request

            def answer(self, status, headers, content):
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def finish_request(self, request, client_address):
                # In the connection's own thread, so that a client that breaks the handshake off holds up nobody.
                if certificate is not None:
                    request = context.wrap_socket(request, server_side=True)
                super().finish_request(request, client_address)

            def handle_error(self, request, client_address):
                with front._lock:
                    front.broken += 1

        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.path, certificate.key_path)
        # Connections that ended in the middle of something, a refused handshake for one.
        self.broken = 0
        self._server = Server(("127.0.0.1", port), Handler)
        scheme = "http" if certificate is None else "https"
        self.base_url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class SilentListener:
    """Takes connections and never says a word."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def stop(self):
        self._socket.close()
