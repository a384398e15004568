"""`coach serve` answers its own page, and with a token only who has it."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.cli.web.serve import TOKEN_ENV, Guard, choose_token, describe_address, is_loopback
from coach.files import CoachError
from tests.support.served import Served, serve

TOKEN = "a-token-of-my-own-for-tests"
PATIENCE = 30.0


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"Host": "127.0.0.1:8000"}, True),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, True),
        ({"Host": "localhost:8000", "Origin": "http://127.0.0.1:8000"}, False),
        ({"Host": "127.0.0.1:8000", "Origin": "https://elsewhere.example"}, False),
        ({"Host": "elsewhere.example:8000"}, False),
        ({"Host": "127.0.0.1:8000", "Origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_its_own_page_is_answered(headers: dict[str, str], is_own: bool) -> None:
    assert Guard("127.0.0.1", 8000, None).is_own_page(headers) is is_own


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({"Host": "my-machine:8000", "Origin": "http://my-machine:8000"}, True),
        ({"Host": "192.168.1.7:8000"}, True),
        ({"Host": "my-machine:8000", "Origin": "http://elsewhere.example"}, False),
        ({}, False),
    ],
)
def test_other_machines_may_call_it_by_any_name_but_from_its_own_page(
    headers: dict[str, str], is_own: bool
) -> None:
    assert Guard("0.0.0.0", 8000, TOKEN).is_own_page(headers) is is_own


@pytest.mark.parametrize(
    ("host", "is_this_machine"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.168.1.7", False),
        ("my-machine", False),
    ],
)
def test_only_loopback_is_this_machine_alone(host: str, is_this_machine: bool) -> None:
    assert is_loopback(host) is is_this_machine
    if is_this_machine:
        assert choose_token(host, "", with_token=False) is None
    else:
        with pytest.raises(CoachError, match="add --token"):
            choose_token(host, "", with_token=False)
    assert choose_token(host, TOKEN, with_token=False) == TOKEN


def test_a_host_for_others_without_a_token_is_one_sentence() -> None:
    done = CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0"])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "add --token" in done.stderr


def test_a_short_token_is_refused() -> None:
    done = CliRunner().invoke(cli, ["serve"], env={TOKEN_ENV: "short"})
    assert done.exit_code == 2
    assert "16 characters" in done.stderr


def test_a_token_is_made_anew_each_time_and_the_users_own_is_not_shown() -> None:
    made = [choose_token("0.0.0.0", "", with_token=True) for _ in range(2)]
    assert made[0] != made[1]
    assert all(token is not None and len(token) > 40 for token in made)
    guard = Guard("127.0.0.1", 8000, TOKEN)
    assert TOKEN in describe_address(guard, is_own=False)
    assert TOKEN not in describe_address(guard, is_own=True)
    assert TOKEN not in guard.session


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    pytest.importorskip("textual_serve")
    with serve(tmp_path_factory.mktemp("home"), token=TOKEN) as served:
        yield served


def admit(served: Served, token: str) -> str:
    """Show the token as a browser does, and return the cookie."""
    status, headers, _ = served.ask(f"/?token={token}&fontsize=20")
    assert status == 303
    assert headers["Location"] == "/?fontsize=20"
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert token not in cookie
    return cookie.split(";")[0]


@pytest.mark.slow
@pytest.mark.xdist_group("serve")
@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong", "/static/js/textual.js", "/ws"])
@pytest.mark.parametrize("cookie", ["", "coach-{port}=wrong", "coach-{port}=\xff"])
def test_without_the_token_nothing_is_answered(guarded: Served, path: str, cookie: str) -> None:
    headers = {"Cookie": cookie.format(port=guarded.port)} if cookie else {}
    status, answered, text = guarded.ask(path, **headers)
    assert status == 403
    assert answered["Content-Type"].startswith("text/plain")
    assert text.count("\n") == 1
    assert guarded.upgrade(**headers) == 403
    assert guarded.upgrade(f"/ws?token={TOKEN}", **headers) == 403


@pytest.mark.slow
@pytest.mark.xdist_group("serve")
def test_with_the_token_the_page_and_its_websocket_are_answered(guarded: Served) -> None:
    assert TOKEN not in guarded.address
    cookie = admit(guarded, TOKEN)
    status, headers, page = guarded.ask("/", Cookie=cookie)
    assert status == 200
    assert f"ws://127.0.0.1:{guarded.port}/ws" in page
    assert "no-store" in headers["Cache-Control"]
    assert guarded.ask("/static/js/textual.js", Cookie=cookie)[0] == 200
    assert guarded.ask("/?token=wrong", Cookie=cookie)[0] == 403
    assert guarded.upgrade(Cookie=cookie, Origin="http://elsewhere.example") == 403
    assert guarded.upgrade(Cookie=cookie, Origin=f"http://127.0.0.1:{guarded.port}") == 101


@pytest.mark.slow
@pytest.mark.xdist_group("serve")
async def test_keys_sent_through_the_websocket_reach_coach(guarded: Served) -> None:
    aiohttp = pytest.importorskip("aiohttp")
    name, _, value = admit(guarded, TOKEN).partition("=")
    async with (
        aiohttp.ClientSession(cookies={name: value}) as session,
        session.ws_connect(f"ws://127.0.0.1:{guarded.port}/ws?width=80&height=24") as socket_,
    ):
        drawn = ""
        async with asyncio.timeout(PATIENCE):
            while "1 of 3" not in drawn:
                drawn += (await socket_.receive_bytes()).decode(errors="replace")
            await socket_.send_json(["stdin", "\r"])
            while "2 of 3" not in drawn:
                drawn += (await socket_.receive_bytes()).decode(errors="replace")


@pytest.mark.slow
def test_a_token_that_is_made_is_printed_once_and_its_requests_are_not(tmp_path: Path) -> None:
    pytest.importorskip("textual_serve")
    with serve(tmp_path, "--token") as served:
        match = re.search(r"token=(\S+)", served.address)
        assert match is not None
        admit(served, match[1])
        assert served.ask("/?token=wrong")[0] == 403
        served.process.terminate()
        assert served.process.stderr is not None
        rest = served.process.stderr.read()
    assert match[1] not in rest
    assert not any(match[1] in path.read_text() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.slow
def test_this_machine_alone_needs_no_token_and_a_port_in_use_is_one_sentence(
    tmp_path: Path,
) -> None:
    pytest.importorskip("textual_serve")
    with serve(tmp_path) as served:
        assert served.ask("/")[0] == 200
        assert served.ask("/", Host="elsewhere.example")[0] == 403
        command = [sys.executable, "-m", "coach", "serve", "--port", str(served.port)]
        again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "choose another" in again.stderr.splitlines()[-1]
    assert "Traceback" not in again.stderr
