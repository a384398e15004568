"""Keys that cannot be keys are refused before anything is sent, and are never repeated."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.store import Store
from coach.workspace import Workspace
from tests.support.calls import profile
from tests.support.fault import ANSWER, never
from tests.support.judgements import judgement
from tests.support.server import served, streams


def coach(home: Path, url: str, key: str | None) -> Coach:
    env = {} if key is None else {"JUDGE_KEY": key}
    config = Config(models={"judge": profile(url, api_key_env="JUDGE_KEY")}, reviewer="judge")
    return Coach(Workspace(find_paths({"COACH_HOME": str(home)}), Settings(config), env=env))


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("sk-secret-one\n", "spaces or line breaks"),
        ("sk-secret one", "spaces or line breaks"),
        ("sk-secret-\u043a\u043b\u044e\u0447", "characters that no key has"),
        ("sk-secret-\x07", "characters that no key has"),
        ("", "is not set"),
        (None, "is not set"),
    ],
)
def test_5_a_key_that_is_none(tmp_path: Path, key: str | None, why: str) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(ANSWER)
    with served(never) as server:
        found = coach(tmp_path, server.url, key)
        command = ["grade", "claude-vs-metering", "--answer", str(answer)]
        result = CliRunner().invoke(cli, command, obj=found)
        tested = CliRunner().invoke(cli, ["models", "test", "judge"], obj=found)
        assert not server.got
    for one in (result, tested):
        assert one.exit_code == 2
        assert "JUDGE_KEY" in one.output
        assert why in one.output
        assert "sk-secret" not in one.output
        assert "Traceback" not in one.output
        assert len(one.output.strip().splitlines()) == 1
    store = Store(found.paths.transcripts)
    assert [store.load(id).answer for id in store.ids()] == [ANSWER]


def test_5_no_key_is_needed_where_the_profile_names_none(tmp_path: Path) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(ANSWER)
    with served(streams(judgement())) as server:
        config = Config(models={"judge": profile(server.url)}, reviewer="judge")
        found = Coach(
            Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(config), env={})
        )
        command = ["grade", "claude-vs-metering", "--answer", str(answer), "--json"]
        result = CliRunner().invoke(cli, command, obj=found)
    assert json.loads(result.stdout)["review"]["status"] == "graded"
    assert server.got[0].headers["authorization"] == "Bearer no-key-needed"


@pytest.mark.parametrize(
    "url", ["127.0.0.1:11434/v1", "localhost", "ftp://h/v1", "http://a b/v1", "http://u:sk-pw@h/v1"]
)
def test_2_an_address_that_is_none(tmp_path: Path, url: str) -> None:
    answer = tmp_path / "answer.md"
    answer.write_text(ANSWER)
    given = ("--base-url", url, "--model", "m")
    command = ["grade", "claude-vs-metering", "--answer", str(answer), *given]
    result = CliRunner().invoke(cli, command, env={"COACH_HOME": str(tmp_path)})
    assert result.exit_code == 2
    assert "an address such as" in result.output
    assert "sk-pw" not in result.output


def test_a_key_where_its_variable_belongs_is_refused_and_not_repeated(tmp_path: Path) -> None:
    for key in ("sk-proj-secret-0123", "fw_3ZsecretAbCdEfGhIjKl"):
        given = ("--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--api-key-env", key)
        command = ["models", "add", "p", *given]
        result = CliRunner().invoke(cli, command, env={"COACH_HOME": str(tmp_path)})
        assert result.exit_code == 2
        assert "never a key itself" in result.output
        assert "secret" not in result.output
    assert not (tmp_path / "config.yaml").exists()
