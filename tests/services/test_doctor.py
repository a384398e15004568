"""What `coach doctor` says of the terminal, the exam and the index, each with what to do."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.packs.authoring import new_pack
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.doctor import examine_terminal
from coach.workspace import Workspace
from tests.support.demos import lend_demo


@pytest.mark.parametrize(
    ("env", "size", "grade", "words"),
    [
        ({"COLORTERM": "truecolor"}, (120, 40), "ok", "full color"),
        ({}, (120, 40), "ok", "COLORTERM"),
        ({}, (70, 20), "note", "make the window 80 by 24 or larger"),
        ({"NO_COLOR": "1"}, (80, 24), "note", "gray"),
        ({"TERM": "dumb"}, (80, 24), "fault", "terminal window"),
    ],
)
def test_the_terminal_is_judged_with_a_remedy(
    env: dict[str, str], size: tuple[int, int], grade: str, words: str
) -> None:
    finding = examine_terminal(env, size)
    assert finding.grade == grade
    assert words in finding.said


@pytest.mark.slow
def test_it_tells_which_models_passed_and_what_the_index_has(tmp_path: Path) -> None:
    coach = lend_demo(tmp_path)
    done = CliRunner().invoke(cli, ["doctor", "--json"], obj=coach)
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert findings["exam demo-model"]["grade"] == "ok"
    assert findings["index"]["said"].startswith("10 rounds")
    for verdict in coach.paths.exams.iterdir():
        verdict.unlink()
    done = CliRunner().invoke(cli, ["doctor"], obj=coach)
    assert "coach models exam demo-model" in done.stdout


def test_a_fault_in_a_pack_of_ones_own_is_named(tmp_path: Path) -> None:
    coach = Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)})))
    paths = coach.paths
    (shipped,) = (path.parent for path in paths.builtin_packs.glob("*/rubric.yaml"))
    example = new_pack("mine", paths.user_packs, shipped) / "example.yaml"
    text = example.read_text()
    example.write_text(text.replace("dimensions: [tradeoff_reasoning]", "dimensions: [nowhere]"))
    assert example.read_text() != text
    done = CliRunner().invoke(cli, ["doctor", "--json"], obj=coach)
    findings = {finding["what"]: finding for finding in json.loads(done.stdout)}
    assert findings["packs"]["grade"] == "fault"
    assert str(example) in findings["packs"]["said"]
    assert "nowhere" in findings["packs"]["said"]
