"""The first run in a real terminal: three keys, then home, and never again."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from coach.llm.discovery import load_presets
from tests.e2e.terminal import Terminal

KEY = "fw-never-to-be-shown-1234567890"


def start(home: Path, *, first_run: bool = True, **env: str) -> Terminal:
    return Terminal(env={"COACH_HOME": str(home)} | env, size=(24, 80), first_run=first_run)


def test_three_keys_lead_home_and_the_next_start_is_silent(tmp_path: Path) -> None:
    coach = start(tmp_path)
    coach.wait("1 of 3   Welcome to coach")
    coach.press("enter")
    coach.wait("2 of 3   When is the interview?")
    coach.press("enter")
    coach.wait("3 of 3   Who reviews your rounds?")
    coach.wait("Nobody yet")
    coach.press("escape")
    coach.gone("3 of 3")
    coach.wait("Claude against metering")
    coach.press("ctrl+q")
    assert coach.end() == 0

    again = start(tmp_path)
    again.wait("press n")
    again.wait("No model reviews yet")
    assert "Welcome" not in again.text
    again.press("ctrl+q")
    assert again.end() == 0


def test_a_key_is_offered_without_color_and_not_shown(tmp_path: Path) -> None:
    coach = start(tmp_path, FIREWORKS_API_KEY=KEY, NO_COLOR="1")
    coach.wait("1 of 3")
    coach.press("enter")
    coach.wait("2 of 3")
    coach.press("2030-01-01", "enter")
    coach.wait("more than a year away")
    coach.press("escape")
    coach.gone("2 of 3")
    coach.wait("FIREWORKS_API_KEY is set")
    assert KEY not in coach.text
    coach.press("ctrl+q")
    assert coach.end() == 0
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes()


def test_a_round_that_was_asked_for_is_not_kept_waiting(tmp_path: Path) -> None:
    coach = Terminal(
        "practice", "claude-vs-metering", env={"COACH_HOME": str(tmp_path)}, first_run=True
    )
    coach.wait("[Read]")
    assert "Welcome" not in coach.text
    coach.press("escape")
    coach.press("ctrl+q")
    assert coach.end() == 0


class Models(BaseHTTPRequestHandler):
    """A server that lists one model and can do nothing else."""

    def do_GET(self) -> None:
        body = b'{"data": [{"id": "tiny-chat"}]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_a_server_on_its_usual_port_is_found(tmp_path: Path) -> None:
    server = next(filter(None, map(_bind, load_presets())), None)
    if server is None:
        pytest.skip("every port that servers of models use is taken")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        coach = start(tmp_path)
        coach.wait("1 of 3")
        coach.press("enter")
        coach.wait("2 of 3")
        coach.press("enter")
        coach.wait("is running here, 1 model   tiny-chat")
        coach.press("ctrl+q")
        coach.end()
    finally:
        server.shutdown()
        server.server_close()


def _bind(preset) -> HTTPServer | None:  # type: ignore[no-untyped-def]
    try:
        return HTTPServer(("127.0.0.1", preset.port), Models) if preset.port else None
    except OSError:
        return None
