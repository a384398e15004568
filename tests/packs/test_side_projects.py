"""The pack of side projects: it passes the check and its case can be practised."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.paths import find_paths

PACK = find_paths({}).builtin_packs / "side-projects"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_it_passes_the_check(home: Path) -> None:
    checked = run("check", PACK)
    assert checked.exit_code == 0, checked.stdout


def test_its_case_is_listed(home: Path) -> None:
    listed = json.loads(run("scenarios", "--pack", "side-projects", "--json").stdout)
    assert [row["id"] for row in listed] == ["two-asks"]
