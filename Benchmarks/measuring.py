"""The server that benchmarks run against, and what a program's run costs."""

import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

SERVER = Path(__file__).resolve().parent / "server.c"


class Server:
    """The compiled `server.c`, which ends with this process."""

    def __init__(self, folder, users=0):
        binary = folder / "server"
        subprocess.run(["cc", "-O2", "-o", binary, SERVER], check=True)
        self.process = subprocess.Popen(
            [binary, str(users)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.base_url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def statistics(self):
        """Of the time since the last call."""
        with urllib.request.urlopen(f"{self.base_url}/_stats", timeout=10) as answer:
            return json.load(answer)


class Measurement:
    """One client's run: wall and CPU seconds and peak memory, as the system counts them."""

    def __init__(self, command, server, **options):
        server.statistics()
        start = time.monotonic()
        self.started_ns = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        process = subprocess.Popen(command, **options)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.exit_code = process.returncode
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.rss = usage.ru_maxrss / 1024
        counts = server.statistics()
        self.requests = counts["requests"]
        self.server_cpu = counts["cpu_us"] / 1e6
        self.first = (counts["first_ns"] - self.started_ns) / 1e9

    @property
    def rate(self):
        return self.requests / self.wall

    @property
    def cost(self):
        return self.cpu / self.requests * 1e6
