"""Every fault through the command line: what is said, what is kept, and that nothing leaks.

The rows stand in the modules `faults_*`, and as a sheet in docs/endpoint-faults.md.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.config import Config, Profile
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.store import Store
from coach.workspace import Workspace
from tests.support import fault_sheet as sheet
from tests.support.fault import KEY, QUOTES, SAME, THOUGHT, Fault, Ran
from tests.support.judgements import judgement
from tests.support.server import Server, served

pytestmark = pytest.mark.slow

FAULTS = sheet.FAULTS
TIRED = [fault for fault in FAULTS if fault.test is not None]


async def no_sleep(seconds: float) -> None:
    """Waits of the program take no time in a test."""


def coach_for(fault: Fault, home: Path, server: Server) -> Coach:
    fields: dict[str, Any] = {"base_url": server.url, "model": "judge-1"} | dict(fault.profile)
    fields["base_url"] = fields["base_url"].replace("ROOT", server.url.removesuffix("/v1"))
    config = Config(models={"judge": Profile(**fields)}, reviewer="judge")
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    paths = find_paths({"COACH_HOME": str(home)})
    return Coach(
        Workspace(paths, Settings(config), lambda: now, env={"JUDGE_KEY": KEY}, sleep=no_sleep)
    )


def said(text: str, coach: Coach) -> str:
    """A sentence with what differs between runs taken out."""
    text = text.replace(coach.config.models["judge"].base_url, "URL")
    return re.sub(r"prompt of \d+ characters", "prompt of SIZE characters", text)


def is_clean(home: Path, result: Result) -> None:
    """No traceback, and neither the key nor a thought in anything printed or written."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    files = (path.read_bytes() for path in home.rglob("*") if path.is_file())
    written = [result.output, *(data.decode("utf-8", "replace") for data in files)]
    for text in written:
        assert "Traceback" not in text
        assert KEY not in text
        assert THOUGHT not in text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_review(fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in fault.env.items():
        monkeypatch.setenv(name, value)
    answer, home = tmp_path / "answer.md", tmp_path / "home"
    answer.write_text(fault.answer)
    with served(*fault.server(judgement(*QUOTES)), models=fault.models) as server:
        coach = coach_for(fault, home, server)
        command = ["grade", "claude-vs-metering", "--answer", str(answer), "--json"]
        result = CliRunner().invoke(cli, command, obj=coach)
    is_clean(home, result)
    graded = json.loads(result.stdout)
    review = graded["review"]
    assert Store(coach.paths.transcripts).load(graded["round"]).answer == fault.answer
    if fault.graded:
        assert review["status"] == "graded", review["reason"]
        learned = "; ".join(review["receipt"]["adapted"])
        if fault.says == "repaired":
            assert review["receipt"]["repaired"]
        elif fault.says == "limit raised":
            assert re.fullmatch(r"limit raised to \d+ tokens", learned)
        else:
            assert learned == fault.says
            assert not review["receipt"]["repaired"]
    else:
        assert review["status"] == "not_graded"
        assert said(review["reason"], coach) == fault.says
        assert "coach: not graded: " in result.stderr
        assert review["overall"] is None
        assert not review["dimensions"]
    assert result.exit_code == (0 if fault.graded else 1)
    assert len(server.got) == fault.requests
    if fault.also:
        fault.also(Ran(review, server, home, result.output))


@pytest.mark.parametrize("fault", TIRED, ids=lambda fault: fault.id)
def test_a_diagnosis(fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`coach models test` says in one line what the review would fail on."""
    for name, value in fault.env.items():
        monkeypatch.setenv(name, value)
    with served(*fault.server('{"ready": true}'), models=fault.models) as server:
        coach = coach_for(fault, tmp_path, server)
        result = CliRunner().invoke(cli, ["models", "test", "judge"], obj=coach)
    is_clean(tmp_path, result)
    (line,) = result.stdout.splitlines()
    line = said(line, coach)
    if fault.graded and fault.test == SAME:
        assert line.startswith("judge works: judge-1 at URL answered in ")
        assert result.exit_code == 0
    else:
        assert line == (fault.says if fault.test == SAME else fault.test)
        assert result.exit_code == 1


def test_the_sheet_says_what_the_tests_show() -> None:
    """Written anew by `python -m tests.support.fault_sheet`."""
    assert sheet.PATH.read_text(encoding="utf-8") == sheet.written()
