"""An emulated account in a process of its own, and its admin's view."""

import http.client
import json
import subprocess
from urllib.parse import quote, urlsplit

from .program import eventually


class Sandbox:
    """`muster sandbox` with an account file. The requests made here are plain HTTP and none of muster's code."""

    def __init__(self, running, account, key="sandbox"):
        self.running = running
        self.account = account
        self.key = key
        self.base_url = eventually(self._first_line, "the sandbox's address")

    def _first_line(self):
        assert not self.running.has_ended, f"the sandbox ended at once: {self.running.err}"
        return self.running.out.partition("\n")[0] if "\n" in self.running.out else None

    @property
    def port(self):
        return urlsplit(self.base_url).port

    def request(self, method, path, body=None, key=None):
        """Status and JSON of one request."""
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=20)
        headers = {"Authorization": f"Bearer {key or self.key}", "Ngrok-Version": "2"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
        finally:
            connection.close()

    def create(self, path, **fields):
        status, answer = self.request("POST", path, fields)
        assert status in (200, 201), f"POST {path} {fields}: {status} {answer}"
        return answer

    def delete(self, path):
        status, answer = self.request("DELETE", path)
        assert status == 204, f"DELETE {path}: {status} {answer}"

    @property
    def statistics(self):
        return self.request("GET", "/_sandbox/stats")[1]

    @property
    def requests(self):
        return self.statistics["requests"]

    def answers(self, status=None, method=None):
        """How many requests were answered so; a status of 0 means not at all."""
        return sum(
            line["count"] for line in self.statistics["answers"]
            if status in (None, line["status"]) and method in (None, line["method"]))

    @property
    def users(self):
        """Bot and service users, oldest first."""
        dump = self._dump
        return dump["bot_users"] + dump["service_users"]

    @property
    def keys(self):
        return self._dump["keys"]

    @property
    def _dump(self):
        return self.request("GET", "/_sandbox/dump")[1]

    def owner_of_token(self, key_id, token):
        """Who a token authenticates as: the owner of its key, asked for with the token itself; `None` if refused."""
        status, answer = self.request("GET", f"/api_keys/{quote(key_id)}", key=token)
        return answer["owner_id"] if status == 200 else None

    def stop(self):
        self.running.process.terminate()
        try:
            self.running.process.wait(10)
        except subprocess.TimeoutExpired:
            self.running.kill()
