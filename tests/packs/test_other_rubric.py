"""A rubric with another dimension and other bands: the program knows nothing of the shipped one."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.paths import find_paths

MEASURE = {
    "id": "measuring",
    "name": "Measuring success",
    "asks": "Is it said how one would know that it worked?",
    "anchors": {
        1: "No measure.",
        2: "A word such as adoption.",
        3: "One measure with a number or a date.",
        4: "As 3, with a guardrail and what happens if it fails.",
    },
    "checks": [
        {"id": "me-one", "text": "Is there one measure?"},
        {"id": "me-number", "text": "Does it have a number or a date?"},
        {"id": "me-guardrail", "text": "Is there a guardrail?"},
    ],
}


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the shipped pack whose rubric has a ninth dimension and bands of its own."""
    folder = tmp_path / "packs" / "ai-inference"
    shutil.copytree(find_paths({}).builtin_packs / "ai-inference", folder)
    path = folder / "rubric.yaml"
    rubric = yaml.safe_load(path.read_text())
    rubric["dimensions"].append(MEASURE)
    rubric["bands"] = {1: "no hire", 2: "lean no", 3: "lean yes", 4: "hire"}
    path.write_text(yaml.safe_dump(rubric))
    scenario = folder / "price-war.yaml"
    text = scenario.read_text()
    first = text.index("dimensions: [", text.index("points:"))
    scenario.write_text(text[:first] + text[first:].replace("[", "[measuring, ", 1))
    return folder.parent


@pytest.mark.slow
def test_it_is_checked_without_a_fault(packs: Path) -> None:
    result = CliRunner().invoke(cli, ["check", str(packs)])
    assert result.exit_code == 0, result.output


def test_a_scorecard_and_a_review_have_the_new_dimension(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_PACKS", str(packs))
    answer = tmp_path / "answer.md"
    answer.write_text("I hold the price and watch weekly tokens; below 90% of today I stop.")
    graded = CliRunner().invoke(cli, ["grade", "price-war", "--answer", str(answer), "--json"])
    assert graded.exit_code == 0, graded.output
    assert '"measuring"' in graded.stdout
    form = CliRunner().invoke(cli, ["scorecard", "last"])
    assert "Measuring success" in form.stdout
    assert "lean yes" in form.stdout
