"""A scorecard written, filled in by hand, and read back."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.judgements import DIMENSIONS

ID = "claude-vs-metering"
ANSWER = "I ask what the demo needs. I choose metering, and the price is that A waits a week."
FILLED = dict.fromkeys(DIMENSIONS, ("-", "", "")) | {
    "competing_priorities": (
        "3",
        "Both are there.\nThe order is argued.",
        "I choose metering",
    ),
    "roadmap_balance": ("2", "No sizes.", ""),
    "portfolio_view": ("1", "Only these two.", ""),
    "pushback_momentum": ("-", "", ""),
    "tradeoff_reasoning": ("4", "The price is named.", "“the price is that A waits a week”"),
    "customer_reasoning": ("3", "Asks first.", "I ask what the demo needs"),
    "structure": ("3", "Short and clear.", ""),
    "technical_accuracy": ("2", "Nothing technical.", ""),
}


@pytest.fixture
def coach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    made = Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: now)
    )
    made.store.save(made.rounds.record_written(ID, ANSWER, ["Metering has three other customers."]))
    return made


def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.txt"
    path.unlink(missing_ok=True)
    result = CliRunner().invoke(cli, ["scorecard", "last", "-o", str(path)])
    assert result.exit_code == 0, result.output
    return path


def fill(path: Path, **changes: str) -> None:
    """Fill the form in as an editor on Windows would leave it."""
    text = path.read_text().replace("Reviewer: ", f"Reviewer: {changes.pop('reviewer', 'Ana')}")
    for id, (level, reason, quote) in FILLED.items():
        head, section = text.split(f"[{id}]\n")
        section = section.replace("Level: ", f"Level: {changes.get(id, level)}", 1)
        section = section.replace("Reason: ", f"Reason: {reason}", 1)
        section = section.replace("Quote: ", f"Quote: {quote}", 1)
        text = f"{head}[{id}]\n{section}"
    text = text.replace("Fix: ", "Fix: Size both asks.")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())


def read(path: Path, *more: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["scorecard", "--import", str(path), *more])
    return result.exit_code, result.stdout, result.stderr


def test_the_form_holds_the_rubric_and_the_round(coach: Coach, tmp_path: Path) -> None:
    text = form(tmp_path).read_text()
    assert f"> {ANSWER}" in text
    assert "> Metering has three other customers." in text
    rubric = coach.library.packs["ai-inference"].rubric
    for dimension in rubric.dimensions:
        assert f"[{dimension.id}]" in text
        assert all(anchor in text for anchor in dimension.anchors.values())


def test_a_filled_form_becomes_a_human_review(coach: Coach, tmp_path: Path) -> None:
    path = form(tmp_path)
    fill(path)
    code, out, _ = read(path, "--json")
    assert code == 0
    review = json.loads(out)["review"]
    (saved,) = coach.reviews.load(coach.store.resolve("last"))
    assert saved.model_dump(mode="json") == review
    assert (saved.reviewer.kind, saved.reviewer.name) == ("human", "Ana")
    assert {d.id: d.level for d in saved.dimensions} == {
        id: None if level == "-" else int(level) for id, (level, _, _) in FILLED.items()
    }
    text = coach.store.load(coach.store.resolve("last")).candidate_text
    quotes = [e for d in saved.dimensions for e in d.evidence]
    assert [text[e.start : e.end] for e in quotes] == [
        "I choose metering",
        "the price is that A waits a week",
        "I ask what the demo needs",
    ]
    assert saved.dimensions[0].rationale == "Both are there. The order is argued."
    assert saved.priority_fix == "Size both asks."
    assert saved.overall is not None
    assert [flag.kind for flag in saved.flags] == ["unproven"]
    result = CliRunner().invoke(cli, ["regrade", "last", "--with", "offline"])
    assert result.exit_code == 0
    compared = json.loads(CliRunner().invoke(cli, ["compare", "last", "--json"]).stdout)
    assert [column["kind"] for column in compared["reviews"]] == ["human"]


def line_of(path: Path, start: str, section: str) -> int:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    begin = lines.index(section) if section else 0
    return next(n for n, line in enumerate(lines[begin:], begin + 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("id", "level", "said"),
    [
        ("structure", "5", "is '5', not 1, 2, 3, 4 or -"),
        ("structure", "three", "is 'three', not 1, 2, 3, 4 or -"),
        ("structure", "0", "is '0', not"),
        ("structure", "", "is empty; write 1 to 4, or -"),
    ],
)
def test_a_wrong_level_is_refused_with_its_line(
    coach: Coach, tmp_path: Path, id: str, level: str, said: str
) -> None:
    path = form(tmp_path)
    fill(path, **{id: level})
    code, _, err = read(path)
    assert code == 2
    assert f"form.txt:{line_of(path, 'Level:', f'[{id}]')}: Level: of {id} {said}" in err
    assert coach.reviews.load(coach.store.resolve("last")) == []
    code, _, err = read(path, "--partial")
    assert code == 0 and "left out" in err
    (saved,) = coach.reviews.load(coach.store.resolve("last"))
    assert saved.find_dimension(id) is None and len(saved.dimensions) == len(FILLED) - 1


@pytest.mark.parametrize(
    ("old", "new", "start", "said"),
    [
        ("[structure]", "[structur]", "[structur]", "is no dimension of the rubric"),
        (
            "Quote: I choose metering",
            "Quote: I choose tomatoes",
            "Quote: I choose t",
            "not in the answer",
        ),
        ("Reviewer: Ana", "Reviewer:", "Reviewer", "write your name"),
        ("Reviewer: Ana", "Name: Ana", "Name", "cannot be read; here stand Round:, Reviewer:"),
        ("Level: 4", "Level: 4\nLevel: 3", "Level: 3", "is there twice"),
    ],
)
def test_what_is_misspelt_or_invented_is_refused_with_its_line(
    coach: Coach, tmp_path: Path, old: str, new: str, start: str, said: str
) -> None:
    path = form(tmp_path)
    fill(path)
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1))
    code, _, err = read(path)
    assert code == 2
    assert said in err or "more)" in err
    lines = path.read_text().splitlines()
    places = [n for n, line in enumerate(lines, 1) if line.startswith(start)]
    _, _, told = read(path, "--partial")
    assert any(f"form.txt:{n}: " in told and said in told for n in places)


def test_a_form_without_its_round_or_of_another_is_refused(coach: Coach, tmp_path: Path) -> None:
    path = form(tmp_path)
    text = path.read_text()
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith("Round:")))
    assert read(path)[0] == 2 and "which round it is for" in read(path)[2]
    path.write_text(text.replace("Round: 2026", "Round: 2025"))
    assert read(path)[0] == 2 and "there is no saved round" in read(path)[2]


def test_a_form_is_never_written_over(coach: Coach, tmp_path: Path) -> None:
    path = form(tmp_path)
    result = CliRunner().invoke(cli, ["scorecard", "last", "-o", str(path)])
    assert result.exit_code == 2 and "may be filled in" in result.stderr
