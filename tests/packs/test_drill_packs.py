"""`drills.yaml` in packs of one's own: faults with their line, and packs that have none."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coach.cli.commands import cli
from coach.packs.authoring import new_pack
from coach.paths import find_paths
from tests.support.drills import pack

SHIPPED = Path(pack().folder)
DRILL = """\
drills:
- id: mine
  title: One of mine
  task: Say it.
  dimensions: [structure]
  habits:
  - name: a decision
    checks: [st-decision]
  limits: {sentences: 2}
  checks:
  - id: plain
    statement: It decides.
    good: A decision.
    fix: Decide.
    cues: ['@my_words']
lists: {my_words: [i decide]}
"""
Break = Callable[[str], str]
FAULTS: list[tuple[str, str, int, str]] = [
    ("dimensions: [structure]", "dimensions: [strukture]", 5, "'strukture' is not a dimension"),
    ("task: Say it.", "task: Say it.\n  scenarios: [nowhere]", 5, "'nowhere' is not a scenario"),
    ("checks: [st-decision]", "checks: [st-nothing]", 8, "'st-nothing' is not a check"),
    ("cues: ['@my_words']", "cues: ['(a)']", 15, "parentheses"),
    ("cues: ['@my_words']", "cues: ['@nowhere']", 15, "no word list @nowhere"),
    ("cues: ['@my_words']", "within: 2", 11, "neither cues nor a rule"),
    ("cues: ['@my_words']", "rule: guess", 15, "should be"),
    ("sentences: 2}", "sentences: 0}", 9, "greater than or equal to 1"),
    ("  task: Say it.\n", "", 2, "missing"),
    ("title: One of mine", 'title: "bad \\e[2J"', 3, "control character"),
    ("title: One of mine", "tittle: One of mine", 3, "unknown field"),
    ("- id: mine", "- id: ../../etc", 2, "should match pattern"),
    ("limits: {sentences: 2}", "limits: &a {sentences: 2}", 9, "anchors"),
    ("limits: {sentences: 2}", "limits: !!python/name:os.system {}", 9, ""),
]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack of one's own without drills."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    folder = find_paths({"COACH_HOME": str(tmp_path)}).user_packs
    return new_pack("mine", folder, SHIPPED)


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], input=given)


def checked(mine: Path, text: str) -> Result:
    (mine / "drills.yaml").write_text(text)
    return run("check", mine)


def test_what_ships_and_what_is_right_has_no_fault(mine: Path) -> None:
    assert checked(mine, DRILL).exit_code == 0
    shipped = (SHIPPED / "drills.yaml").read_text()
    assert (
        checked(mine, re.sub(r"scenarios: \[.+\]", "scenarios: [example]", shipped)).exit_code == 0
    )
    assert checked(mine, "drills: []\n").exit_code == 0


@pytest.mark.parametrize(("right", "wrong", "line", "said"), FAULTS, ids=lambda value: str(value))
def test_a_fault_is_named_with_its_line(
    mine: Path, right: str, wrong: str, line: int, said: str
) -> None:
    assert right in DRILL
    result = checked(mine, DRILL.replace(right, wrong))
    assert result.exit_code == 2
    assert said in result.output
    assert f"drills.yaml:{line}:" in result.output
    assert "Traceback" not in result.output and "\x1b" not in result.output


def test_one_id_twice_and_limits_that_are_not_there(mine: Path) -> None:
    twice = DRILL.replace("lists:", DRILL.split("drills:\n")[1].split("lists:")[0] + "lists:")
    assert "'mine' is used twice" in checked(mine, twice).output
    unlimited = DRILL.replace("  limits: {sentences: 2}\n", "").replace(
        "cues: ['@my_words']", "rule: limits"
    )
    assert "the drill has no limits" in checked(mine, unlimited).output


def test_a_broken_file_leaves_the_pack_and_the_shipped_drills(mine: Path) -> None:
    (mine / "drills.yaml").write_text("drills: [")
    listed = json.loads(run("drills", "--json").stdout)
    assert [one["id"] for one in listed][:2] == ["goal", "questions"]
    assert run("scenario", "example").exit_code == 0


def test_a_pack_without_drills_is_drilled_with_those_that_ship(mine: Path) -> None:
    result = run("drill", "goal", "--scenario", "example", "--answer", "-", given="A team ships.")
    assert result.exit_code == 0, result.output
    assert "of 5 checks" in result.stdout


def test_a_packs_own_drills_stand_beside_the_others(mine: Path) -> None:
    (mine / "drills.yaml").write_text(DRILL)
    listed = json.loads(run("drills", "--json").stdout)
    assert "mine" in [one["id"] for one in listed]
    result = run("drill", "mine", "--answer", "-", "--json", given="I decide for B.")
    found = json.loads(result.stdout)
    assert (found["scenario"], found["met"], found["of"]) == ("example", 1, 1)


def test_the_schema_is_written_for_editors(mine: Path) -> None:
    schema = json.loads((mine / "schema" / "drills.json").read_text())
    assert "drills" in schema["properties"]
