"""The demo's home: what is in it, that its own readers take it, and that it goes."""

import json
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.demo.builder import build
from coach.demo.home import LOCK, PREFIX, DemoHome, lend_home
from coach.demo.script import load_rounds
from coach.files import CoachError
from coach.locks import FileLock
from coach.paths import find_paths
from coach.reviews.offline.reviewer import review_offline
from coach.reviews.own_read.points import list_points
from coach.reviews.standing import shows_levels
from coach.services.coach import Coach
from coach.services.doctor import examine_rounds
from tests.support.demos import NOW, lend_demo

pytestmark = pytest.mark.slow
TWICE = "claude-vs-metering"


@pytest.fixture
def demo(tmp_path: Path) -> Coach:
    return lend_demo(tmp_path)


def run(coach: Coach, *arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, obj=coach)
    assert done.exit_code == 0, done.output
    return done.stdout


def files(folder: Path) -> dict[str, bytes]:
    kept = (path for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in kept}


def test_it_holds_ten_rounds_of_two_weeks_on_nine_cases(demo: Coach) -> None:
    rows = demo.rounds.list_rounds()
    assert len(rows) == 10
    assert len({row.scenario for row in rows}) == 9
    days = sorted(datetime.fromisoformat(row.started).date() for row in rows)
    assert NOW.date() - timedelta(days=14) < days[0] < days[-1] < NOW.date()
    assert all(row.status == "done" and row.words > 100 for row in rows)


def test_every_file_is_as_its_readers_want_it(demo: Coach) -> None:
    assert {finding.grade for finding in examine_rounds(demo.store)} == {"ok"}


def test_every_question_earns_a_fact(demo: Coach) -> None:
    for row in demo.rounds.list_rounds():
        record = demo.store.load(row.id)
        assert all(asked.facts for asked in record.clarify), (row.id, record.clarify)


def test_the_models_quotes_are_all_in_the_answers_and_its_levels_show(demo: Coach) -> None:
    reviews = [
        review
        for row in demo.rounds.list_rounds()
        for review in demo.reviews.load(row.id)
        if review.reviewer.kind == "model"
    ]
    assert len(reviews) == 7
    for review in reviews:
        assert review.status == "graded" and review.overall is not None
        assert shows_levels(review)
        assert all(e.verified for d in review.dimensions for e in d.evidence)
        assert not any(d.lowered_because for d in review.dimensions)
        assert review.priority_fix and review.points_to_make


def test_levels_rise_and_the_last_round_leaves_something_to_do(demo: Coach) -> None:
    levels = [row.level for row in reversed(demo.rounds.list_rounds()) if row.level]
    assert levels[0] < levels[-1]
    newest = demo.rounds.list_rounds()[0]
    assert newest.dimensions["tradeoff_reasoning"] == 2


def test_own_marks_name_points_that_the_cases_have(demo: Coach) -> None:
    saved = {row.id[18:] + row.started[:10]: row.id for row in demo.rounds.list_rounds()}
    for scripted in load_rounds():
        if scripted.own_read is None:
            continue
        day = NOW.date() - timedelta(days=scripted.days_ago)
        record = demo.store.load(saved[f"{scripted.scenario}{day}"])
        pack, scenario = demo.library.find(scripted.scenario)
        pointers = review_offline(record, scenario, pack)
        points = {point.id for point in list_points(scenario, pack, record, pointers)}
        assert {*scripted.own_read.there, *scripted.own_read.partly} <= points


def test_commands_work_on_it(demo: Coach) -> None:
    assert len(json.loads(run(demo, "rounds", "--json"))) == 10
    assert "Your mark" in run(demo, "show", "last")
    assert "10 rounds" in run(demo, "progress")
    assert "The interview is in 5 days" in run(demo, "plan")
    first, second = [row.id for row in demo.rounds.list_rounds() if row.scenario == TWICE]
    assert "demo-model" in run(demo, "compare", first, second)
    assert "accept" in run(demo, "room", first)
    assert "due" in run(demo, "study")
    assert "demo-model" in run(demo, "models")
    assert "tradeoff" in run(demo, "drills")
    assert "routing" in run(demo, "export", first, "--format", "md")


def test_days_are_counted_from_the_clock(tmp_path: Path) -> None:
    then = datetime.fromisoformat("2031-03-02T23:59:00-05:00")
    coach = DemoHome(tmp_path, kept=False).open(lambda: then)
    assert coach.config.interview == date(2031, 3, 7)
    assert coach.rounds.list_rounds()[0].started.startswith("2031-03-01")


def test_one_moment_gives_the_same_files_twice(demo: Coach, tmp_path: Path) -> None:
    again = DemoHome(tmp_path / "again", kept=True)
    again.open(lambda: NOW)
    first, second = files(demo.paths.config_file.parent), files(again.folder)
    del first["banner.txt"], second["banner.txt"]
    assert first == second


def test_a_temporary_home_is_gone_afterwards_also_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), lend_home() as home:
        (home.folder / "data").mkdir()
        raise ZeroDivisionError
    assert not home.folder.exists()


def test_a_home_that_was_killed_goes_with_the_next_demo_and_a_running_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    killed, foreign = tmp_path / f"{PREFIX}killed", tmp_path / f"{PREFIX}not-ours"
    for folder in (killed, foreign):
        folder.mkdir()
    (killed / LOCK).write_text("1 nowhere\n")
    (foreign / "thesis.txt").write_text("mine")
    with lend_home() as running:
        assert not killed.exists()
        assert FileLock(running.folder / LOCK).path.exists()
    assert (foreign / "thesis.txt").exists()


def test_a_kept_home_is_opened_again_as_it_was_left(tmp_path: Path) -> None:
    with lend_home(tmp_path / "mine") as home:
        coach = home.open(lambda: NOW)
        coach.store.delete(coach.rounds.list_rounds()[0].id)
    with lend_home(tmp_path / "mine") as home:
        later = home.open(lambda: NOW + timedelta(days=1))
        assert len(later.rounds.list_rounds()) == 9
        assert later.banner == f"Demo with a fictional candidate, kept in {tmp_path / 'mine'}."


@pytest.mark.parametrize("what", ["file", "folder"])
def test_it_does_not_move_in_with_other_files(tmp_path: Path, what: str) -> None:
    place = tmp_path / "mine"
    if what == "file":
        place.write_text("thesis")
    else:
        place.mkdir()
        (place / "thesis.txt").write_text("thesis")
    with pytest.raises(CoachError, match="name a"), lend_home(place):
        pytest.fail("it moved in")


def test_the_model_can_quote_what_it_says_of_tradeoffs(demo: Coach) -> None:
    newest = next(row for row in demo.rounds.list_rounds() if row.scenario == TWICE)
    review = next(r for r in demo.reviews.load(newest.id) if r.reviewer.kind == "model")
    assert all(t.chosen and t.evidence and t.given_up and t.flip for t in review.tradeoffs)


def test_a_dimension_that_was_added_to_the_rubric_has_no_level_in_the_demo(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(find_paths({}).builtin_packs, packs)
    path = packs / "ai-inference" / "rubric.yaml"
    rubric = yaml.safe_load(path.read_text(encoding="utf-8"))
    rubric["dimensions"].append(rubric["dimensions"][0] | {"id": "added"})
    path.write_text(yaml.safe_dump(rubric), encoding="utf-8")
    paths = replace(find_paths({"COACH_HOME": str(tmp_path / "home")}), builtin_packs=packs)
    coach = Coach(build(paths, NOW))
    reviews = [
        review
        for row in coach.rounds.list_rounds()
        for review in coach.reviews.load(row.id)
        if review.reviewer.kind == "model"
    ]
    assert len(reviews) == 7
    for review in reviews:
        added = review.find_dimension("added")
        assert added is not None and added.level is None and added.rationale
        assert review.overall is not None
