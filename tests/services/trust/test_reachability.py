"""`coach doctor` and the endpoints of the profiles: who is asked, for what, what is said of it."""

import json
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from tests.support.server import Server, Step, answers, hangs, raw, served, streams

pytestmark = pytest.mark.slow

KEY = "sk-doctor-1234567890"


def examine(home: Path, *options: str, code: int = 0, **more: str) -> dict[str, dict[str, Any]]:
    env = {"COACH_HOME": str(home)} | more
    done = CliRunner().invoke(cli, ["doctor", "--json", *options], env=env)
    assert done.exit_code == code, done.output
    assert KEY not in done.output
    return {finding["what"]: finding for finding in json.loads(done.stdout)}


def write_config(home: Path, base_url: str, *, reviewer: bool = False, **fields: str) -> None:
    profile = {"base_url": base_url, "model": "judge-1"} | fields
    config: dict[str, Any] = {"models": {"mine": profile}}
    if reviewer:
        config["reviewer"] = "mine"
    (home / "config.yaml").write_text(json.dumps(config))


def assert_only_listed(server: Server, times: int) -> None:
    assert (server.listed, server.got) == (times, [])


@pytest.mark.parametrize(
    ("models", "grade", "words"),
    [
        (answers(200, {"data": [{"id": "judge-1"}]}), "ok", "has 'judge-1'"),
        (answers(200, {"data": [{"id": "accounts/x/models/judge-1"}]}), "ok", "has 'judge-1'"),
        (answers(200, {"data": [{"id": "judge-2"}]}), "note", "nearest by name: judge-2"),
        (answers(200, {"data": []}), "note", "coach models test mine"),
        (answers(404, {"error": "no"}), "note", "coach models test mine"),
        (answers(401, {"error": f"bad key {KEY}"}), "fault", "refused the key in MY_KEY"),
        (answers(200, "<html>", "text/html"), "fault", "type the model's id"),
        (answers(500, {"error": "down"}), "fault", "500"),
        (raw(b"\x00\xff"), "fault", "http://127.0.0.1"),
    ],
)
def test_the_reviewers_endpoint_is_asked_for_its_models_and_nothing_else(
    tmp_path: Path, models: Step, grade: str, words: str
) -> None:
    with served(streams(""), models=models) as server:
        write_config(tmp_path, server.url, reviewer=True, api_key_env="MY_KEY")
        found = examine(tmp_path, code=2 if grade == "fault" else 0, MY_KEY=KEY)
        assert_only_listed(server, 1)
    assert found["endpoint mine"]["grade"] == grade
    assert words in found["endpoint mine"]["said"]
    assert found["sent"]["said"] == (
        f"a request for the list of models, with their keys, to {server.url}/models; nothing else."
    )
    assert found["exam mine"]["grade"] == "note"


@pytest.mark.parametrize(("reviewer", "grade"), [(True, "fault"), (False, "note")])
def test_one_that_does_not_answer_is_a_fault_where_it_reviews(
    tmp_path: Path, reviewer: bool, grade: str
) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    write_config(tmp_path, url, reviewer=reviewer)
    finding = examine(tmp_path, code=2 if reviewer else 0)["endpoint mine"]
    assert finding["grade"] == grade
    assert "Start the server" in finding["said"]


def test_one_elsewhere_is_asked_only_with_the_flag(tmp_path: Path) -> None:
    with served(streams(""), models=answers(200, [{"id": "judge-1"}])) as server:
        # reaches this machine, and yet is none of its own addresses
        elsewhere = f"http://0.0.0.0:{server.port}/v1"
        write_config(tmp_path, elsewhere, reviewer=True)
        found = examine(tmp_path)
        assert_only_listed(server, 0)
        assert "coach doctor --online" in found["endpoint mine"]["said"]
        assert found["sent"]["said"] == "nothing; no endpoint was asked."
        found = examine(tmp_path, "--online")
        assert_only_listed(server, 1)
    assert found["endpoint mine"]["grade"] == "ok"
    assert f"without a key, to {elsewhere}/models" in found["sent"]["said"]


def test_one_whose_key_is_missing_is_not_asked(tmp_path: Path) -> None:
    with served(streams(""), models=answers(200, [{"id": "judge-1"}])) as server:
        write_config(tmp_path, server.url, reviewer=True, api_key_env="MY_KEY")
        found = examine(tmp_path, MY_KEY="")
        assert_only_listed(server, 0)
    assert "MY_KEY" in found["model mine"]["said"]
    assert found["endpoint mine"]["said"] == "was not asked: see its key above."


def test_neither_privacy_nor_rounds_ask_anything(tmp_path: Path) -> None:
    with served(streams(""), models=answers(200, [{"id": "judge-1"}])) as server:
        write_config(tmp_path, server.url, reviewer=True)
        examine(tmp_path, "--privacy", "--online")
        examine(tmp_path, "--transcripts", "--online")
        assert_only_listed(server, 0)


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with (
        served(streams(""), models=hangs()) as other,
        served(streams(""), models=answers(302, "", Location=f"{other.url}/models")) as server,
    ):
        write_config(tmp_path, server.url, api_key_env="MY_KEY")
        found = examine(tmp_path, MY_KEY=KEY)
        assert_only_listed(other, 0)
    assert found["endpoint mine"]["grade"] == "note"
