"""`coach serve` as a program of its own, and what a browser or a test asks of it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.cli.web.serve import TOKEN_ENV
from tests.support.warm import warm_home

SECONDS = 20.0


@dataclass
class Served:
    """A server that runs on this machine; `address` is the first line that it printed."""

    port: int
    address: str
    process: subprocess.Popen[str]

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Send one GET and return its status, headers and text."""
        with closing(self._connect()) as connection:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read().decode(errors="replace")

    def upgrade(self, path: str = "/ws", **headers: str) -> int:
        """Ask for a websocket and return the status."""
        key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
        wanted = {"Upgrade": "websocket", "Connection": "Upgrade", **key, **headers}
        with closing(self._connect()) as connection:
            connection.request("GET", path, headers=wanted)
            return connection.getresponse().status

    def wait(self) -> None:
        """Connect until it listens."""
        while self.process.poll() is None:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        assert self.process.stderr is not None
        raise AssertionError(self.process.stderr.read())

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)


@contextmanager
def serve(home: Path, *arguments: str, token: str = "") -> Iterator[Served]:
    """Run `coach serve` on a free port with a home of its own."""
    warm_home(home)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "coach", "serve", "--port", str(port), *arguments]
    env = os.environ | {"COACH_HOME": str(home)} | ({TOKEN_ENV: token} if token else {})
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        served = Served(port, process.stderr.readline(), process)
        try:
            served.wait()
            yield served
        finally:
            process.terminate()
