"""The pack of one's own is checked and its cases are listed beside those that ship."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli


def test_the_pack_passes_the_check_and_its_cases_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    checked = CliRunner().invoke(cli, ["check", "scenarios/my-interviews"])
    assert checked.exit_code == 0, checked.output
    listed = CliRunner().invoke(cli, ["scenarios", "--pack", "my-interviews", "--json"])
    assert {row["id"] for row in json.loads(listed.stdout)} == {"example", "the-first-case"}
