"""Rounds named, tagged, noted, deleted and brought back, taken out and in; and the doctor."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.journal import PhaseEntered, RoundMarked, TextEdited
from coach.transcripts.journal_file import Journal
from coach.workspace import Workspace
from tests.support.reviews import point

ID = "claude-vs-metering"


@pytest.fixture
def coach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coach:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    made = Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: now)
    )
    for minute in range(2):
        now += timedelta(minutes=minute)
        taken = made.rounds.record_written(ID, f"I choose B, attempt {minute}.", [])
        made.store.save(taken)
        made.reviews.keep(taken.id, point(made, taken))
    return made


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


def ids() -> list[str]:
    return [row["id"] for row in data("rounds")]


def test_name_tags_and_note(coach: Coach) -> None:
    run("rounds", "rename", "last", "The calm one")
    run("rounds", "tag", "last", "calm", "second", "calm")
    run("rounds", "tag", "last", "--remove", "second")
    run("rounds", "note", "last", "Slept well.")
    found = coach.store.load(coach.store.resolve("last"))
    assert (found.name, found.tags, found.note) == ("The calm one", ["calm"], "Slept well.")
    assert [r["id"] for r in data("rounds", "--search", "tag:calm slept")] == [found.id]
    run("rounds", "rename", "last", "")
    assert coach.store.load(found.id).name is None


def test_a_deleted_round_comes_back_whole(coach: Coach) -> None:
    second, first = ids()
    whole = data("show", second)
    assert second in run("rounds", "delete", second)
    assert ids() == [first]
    assert data("rounds", "trash") == [second]
    assert "no saved round" in run("show", second, code=2)
    run("rounds", "undelete")
    assert ids() == [second, first]
    assert data("show", second) == whole
    assert "the trash is empty" in run("rounds", "undelete", code=2)


def test_what_is_in_the_way_of_a_deleted_round_stays(coach: Coach) -> None:
    second = ids()[0]
    record = coach.store.load(second)
    run("rounds", "delete", second)
    coach.store.save(record)
    assert "nothing was changed" in run("rounds", "undelete", code=2)
    assert "already" in run("rounds", "delete", second, code=2)


def test_all_rounds_go_out_and_come_back(coach: Coach, tmp_path: Path) -> None:
    before = [data("show", id) for id in ids()]
    file = tmp_path / "all.json"
    run("export", "--all", "--format", "json", "-o", str(file))
    for id in ids():
        run("rounds", "delete", id)
    assert ids() == []
    assert "2 rounds added" in run("import", str(file))
    assert "0 rounds added, 2 were here already" in run("import", str(file))
    assert [data("show", id) for id in ids()] == before


def test_a_damaged_review_is_one_line_and_the_rest_goes_out(coach: Coach, tmp_path: Path) -> None:
    second, first = ids()
    path = coach.store.reviews(second)[0].path
    path.write_text("status: maybe\n")
    said = run("show", second, code=2).splitlines()
    assert said[-1].startswith("coach: ") and path.name in said[-1]
    assert said[0].startswith("Claude against metering"), "the round itself is shown"
    run("export", "--all", "--format", "md", "-o", str(tmp_path / "notes"))
    assert [file.stem for file in (tmp_path / "notes").iterdir()] == [first]


def test_several_exports_go_to_a_folder(coach: Coach, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    run("export", *ids(), "--format", "html", "-o", str(folder))
    assert sorted(path.stem for path in folder.iterdir()) == sorted(ids())
    assert "need a folder" in run("export", "--all", code=2)
    assert "name the rounds" in run("export", code=2)
    assert run("export", "last").startswith("---\ntitle: Claude against metering\n")


def test_the_doctor_looks_at_every_file(coach: Coach) -> None:
    assert {one["grade"] for one in data("doctor", "--transcripts")} == {"ok"}
    second, first = ids()
    journal = Journal(coach.store.journal_path(first))
    for event in (
        PhaseEntered(0, "answer"),
        TextEdited(1, "answer", 0, 0, "Other words"),
        RoundMarked(2, "done"),
    ):
        journal.append(event)
    with coach.store.journal_path(first).open("a") as file:
        file.write('{"at": 5, "fie')
    review = coach.store.reviews(second)[0].path
    review.write_text("status: maybe\n")
    found = json.loads(run("doctor", "--transcripts", "--json", code=2))
    told = [(one["what"], one["grade"], one["said"]) for one in found]
    assert any(w == first and g == "note" and "cut off" in s for w, g, s in told)
    assert any(w == first and g == "note" and "another text" in s for w, g, s in told)
    assert any(w == second and g == "fault" and review.name in s for w, g, s in told)


@pytest.mark.slow
def test_the_doctor_looks_over_the_installation(
    coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    coach.paths.config_file.write_text(
        "models:\n  mine: {base_url: http://127.0.0.1:9/v1, model: m, api_key_env: NO_SUCH_KEY}\n"
    )
    found = {one["what"]: one for one in data("doctor")}
    assert found["packs"]["grade"] == found["search"]["grade"] == "ok"
    assert found["model mine"]["grade"] == "note"
    assert "NO_SUCH_KEY" in found["model mine"]["said"]
