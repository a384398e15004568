"""`coach plan` as a person and another program use it: the program itself, its config, its JSON."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.config import Config, load_config
from coach.files import CoachError
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.config_file import set_interview
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.warm import warm_home

TODAY = date(2026, 11, 24)
HAND_MADE = """\
# mine
theme:   nord   # dark

interview: 2026-11-30   # first call
preparing_since: 2026-11-20
# packs of my own
packs:
- ~/packs
"""


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    return Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: now)
    )


def run(coach: Coach, *options: str) -> Result:
    return CliRunner().invoke(cli, ["plan", *options], obj=coach)


def program(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    warm_home(home)
    env = {"COACH_HOME": str(home), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "coach", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_program_keeps_the_day_and_follows_what_is_done(tmp_path: Path) -> None:
    day = date.today() + timedelta(days=6)
    set_ = program(tmp_path, "plan", "--date", str(day))
    assert (set_.returncode, set_.stderr) == (0, "")
    assert "0 of 11 rounds are done" in set_.stdout
    assert load_config(tmp_path / "config.yaml").interview == day

    before = json.loads(program(tmp_path, "plan", "--json").stdout)
    assert len(before["areas"]) == 4 and all(before["areas"].values()), "every area is covered"
    scenario = before["next"]["scenario"]
    answer = tmp_path / "answer.md"
    answer.write_text("It depends.")
    assert program(tmp_path, "grade", scenario, "--answer", str(answer)).returncode == 0

    after = json.loads(program(tmp_path, "plan", "--json").stdout)
    assert after["rounds_done"] == 1
    assert [item["done"] for item in after["days"][0]["items"][:2]] == [True, False]
    assert after["next"]["kind"] == "round", "no level, so nothing says that it went badly"
    progress = json.loads(program(tmp_path, "progress", "--json").stdout)
    recommended = progress["following"]["scenario"]
    assert recommended == after["next"]["scenario"], "progress recommends what the plan says"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("interview: soon", ":2: interview: expected a day such as 2026-12-01 (found 'soon')"),
        ("interview: 2026-02-30", ":2: interview: expected a day such as 2026-12-01"),
        ("interview: 20261201", ":2: interview: expected a day such as 2026-12-01"),
        ("interview: 2026-12-01 09:00:00", ":2: interview: expected a day such as 2026-12-01"),
        ("preparing_since: [1]", ":2: preparing_since: expected a day such as 2026-12-01"),
    ],
)
def test_a_day_in_the_config_that_is_none_is_named_with_its_line(
    tmp_path: Path, line: str, says: str
) -> None:
    (tmp_path / "config.yaml").write_text(f"# mine\n{line}\n")
    ended = program(tmp_path, "plan")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1 and says in ended.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "no interview is set; `coach plan --date 2026-12-01` sets the day."),
        (("--json",), "no interview is set"),
        (("--date", "soon"), "'soon' is not a day; give one such as 2026-12-01."),
        (("--date", "2026-02-30"), "'2026-02-30' is not a day"),
        (("--date", ""), "'' is not a day"),
        (("--date", "2026-11-23"), "2026-11-23 has passed; give a day from 2026-11-24 on."),
        (("--date", "2062-12-01"), "more than a year away"),
        (("--date", "2026-12-01", "--clear"), "exclude each other"),
    ],
)
def test_what_cannot_be_is_said_in_a_line_and_nothing_is_written(
    coach: Coach, options: tuple[str, ...], says: str
) -> None:
    ended = run(coach, *options)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1 and says in ended.stderr
    assert not coach.paths.config_file.exists()


def test_moving_and_clearing_the_day_leave_the_rest_of_the_config_alone(coach: Coach) -> None:
    coach.paths.config_file.write_text(HAND_MADE)
    assert run(coach, "--date", "2026-12-03").exit_code == 0
    moved = coach.paths.config_file.read_text()
    assert moved == HAND_MADE.replace("2026-11-30", "2026-12-03"), "still counted from before"
    assert "No interview is set now" in run(coach, "--clear").stdout
    left = coach.paths.config_file.read_text()
    assert left == "".join(
        line
        for line in HAND_MADE.splitlines(keepends=True)
        if not line.startswith(("interview", "preparing_since"))
    )
    assert run(coach, "--clear", "--json").stdout == "null\n"
    assert run(coach).exit_code == 2


def test_the_next_interview_is_counted_from_the_day_it_is_set(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("interview: 2026-11-20\npreparing_since: 2026-11-01\n")
    assert set_interview(path, date(2026, 12, 1), TODAY).preparing_since == TODAY
    assert load_config(path).preparing_since == TODAY


@pytest.mark.parametrize("text", ["interview:\n", "# only this\n", "", "theme: nord", "a: &b 1\n"])
def test_a_day_is_set_in_any_config_or_the_file_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    try:
        kept = set_interview(path, date(2026, 12, 1), TODAY)
    except CoachError:
        assert text.startswith("a:") and path.read_text() == text
        return
    assert load_config(path) == kept
    assert kept.interview == date(2026, 12, 1)
    set_interview(path, None, TODAY)
    assert load_config(path).interview is None


def test_an_interview_today_can_be_set(coach: Coach) -> None:
    said = run(coach, "--date", str(TODAY))
    assert said.exit_code == 0
    assert said.stdout.startswith("The interview is today.")


def test_a_passed_interview_is_said_with_how_to_go_on(coach: Coach) -> None:
    coach.workspace.settings.replace_file(Config(interview=date(2026, 11, 20)))
    said = run(coach)
    assert said.exit_code == 0
    assert "The interview was 4 days ago" in said.stdout
    assert "coach plan --clear" in said.stdout
    assert json.loads(run(coach, "--json").stdout)["days"] == []
