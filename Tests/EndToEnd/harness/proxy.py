"""Proxies of the tests' own: HTTP by CONNECT, and SOCKS 5, both with and without a password."""

import base64
import select
import socket
import threading


class Proxy:
    """Hands bytes on both ways, and notes for whom, whatever is asked for: `targets` are HOST:PORT."""

    def __init__(self, password=None):
        # NAME:PASSWORD, or nothing for everybody.
        self.password = password
        self.targets = []
        self.refusals = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client:
            try:
                target = self.meet(client)
                if target is None:
                    self.refusals += 1
                    return
                self.targets.append(f"{target[0]}:{target[1]}")
                with socket.create_connection(target, timeout=20) as server:
                    self.welcome(client)
                    hand_on(client, server)
            except OSError:
                return

    def stop(self):
        self._listener.close()


class ConnectProxy(Proxy):
    def meet(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(4096)
            if not piece:
                return None
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        if self.password is not None:
            wanted = "Basic " + base64.b64encode(self.password.encode()).decode()
            if f"Proxy-Authorization: {wanted}" not in lines:
                client.sendall(
                    b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
                return None
        method, target, _ = lines[0].split(" ")
        assert method == "CONNECT", lines[0]
        host, _, port = target.rpartition(":")
        return host, int(port)

    def welcome(self, client):
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")


class SocksProxy(Proxy):
    def meet(self, client):
        count = exactly(client, 2)[1]
        methods = exactly(client, count)
        if self.password is None:
            client.sendall(b"\x05\x00")
        elif 2 in methods:
            client.sendall(b"\x05\x02")
            name = exactly(client, exactly(client, 2)[1])
            password = exactly(client, exactly(client, 1)[0])
            is_known = f"{name.decode()}:{password.decode()}" == self.password
            client.sendall(b"\x01\x00" if is_known else b"\x01\x01")
            if not is_known:
                return None
        else:
            client.sendall(b"\x05\xff")
            return None
        kind = exactly(client, 4)[3]
        if kind == 1:
            host = socket.inet_ntoa(exactly(client, 4))
        else:
            host = exactly(client, exactly(client, 1)[0]).decode()
        return host, int.from_bytes(exactly(client, 2), "big")

    def welcome(self, client):
        client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")


def exactly(connection, count):
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise OSError("the client hung up")
        data += piece
    return data


def hand_on(one, other):
    while True:
        for source in select.select([one, other], [], [], 30)[0]:
            piece = source.recv(65536)
            if not piece:
                return
            (other if source is one else one).sendall(piece)
