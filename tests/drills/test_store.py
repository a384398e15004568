"""Attempts on disk: nothing typed is lost, nothing damaged stops the rest."""

import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from coach.config import Config
from coach.drills.session import DrillSession
from coach.files import CoachError
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.services.doctor import examine_rounds
from tests.support.drills import ID, library

NOW = datetime.fromisoformat("2026-11-25T10:00:00+00:00")
GOAL = "B's finance can close the month with forty teams on board."


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_desk(tmp_path: Path, clock: Clock) -> Callable[[], Coach]:
    def make() -> Coach:
        desk = Coach(
            find_paths({"COACH_HOME": str(tmp_path)}), Config(), now=lambda: NOW, monotonic=clock
        )
        desk.__dict__["library"] = library()
        return desk

    return make


def files(desk: Coach) -> list[Path]:
    return sorted(desk.paths.drills.glob("*")) if desk.paths.drills.exists() else []


def written(desk: Coach, clock: Clock, text: str = GOAL) -> DrillSession:
    sitting = desk.drilling.sit_down("goal", ID)
    for end in range(1, len(text) + 1):
        clock.seconds += 0.5
        sitting.write(text[:end])
    return sitting


def test_opening_a_drill_leaves_nothing(make_desk: Callable[[], Coach]) -> None:
    desk = make_desk()
    desk.drilling.sit_down("goal", ID).leave()
    assert files(desk) == []


def test_every_key_is_on_disk_without_leaving(make_desk: Callable[[], Coach], clock: Clock) -> None:
    written(make_desk(), clock)  # and then the power goes
    found = make_desk().drilling.sit_down("goal")
    assert (found.text, found.resumed, found.attempt.scenario) == (GOAL, True, ID)
    assert found.elapsed == pytest.approx(0.5 * (len(GOAL) - 1))


def test_what_was_left_is_chosen_and_goes_on(make_desk: Callable[[], Coach], clock: Clock) -> None:
    written(make_desk(), clock).leave()
    desk = make_desk()
    chosen = desk.drilling.choose()
    assert chosen is not None and chosen.drill == "goal" and "kept" in chosen.why
    sitting = desk.drilling.sit_down()
    sitting.write(GOAL + " More.")
    sitting.finish()
    (attempt,) = make_desk().drilling.book.kept().attempts
    assert (attempt.status, attempt.text) == ("done", GOAL + " More.")
    assert make_desk().drilling.sit_down("goal", ID).text == ""


def test_an_attempt_is_a_readable_file_of_ones_own(
    make_desk: Callable[[], Coach], clock: Clock
) -> None:
    desk = make_desk()
    result = written(desk, clock).finish()
    record, journal = files(desk)[1], files(desk)[0]
    assert record.name == "2026-11-25-100000-goal.yaml" and journal.suffix == ".jsonl"
    assert GOAL in record.read_text()
    assert result.met and "met: true" in record.read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(desk)} == {0o600}
    assert stat.S_IMODE(desk.paths.drills.stat().st_mode) == 0o700


def test_two_attempts_in_one_second_are_two(make_desk: Callable[[], Coach]) -> None:
    desk = make_desk()
    for _ in range(2):
        desk.drilling.check(GOAL, "goal", ID, save=True)
    assert len(desk.drilling.book.kept().done) == 2


def test_a_damaged_file_is_named_and_the_rest_is_read(make_desk: Callable[[], Coach]) -> None:
    desk = make_desk()
    desk.drilling.check(GOAL, "goal", ID, save=True)
    bad = desk.paths.drills / "2026-11-25-110000-goal.yaml"
    bad.write_text("drill: [\n")
    kept = desk.drilling.book.kept()
    assert len(kept.attempts) == 1
    assert len(kept.faults) == 1 and str(bad) in kept.faults[0]
    assert bad.read_text() == "drill: [\n"


def test_an_id_in_a_file_is_never_a_path(make_desk: Callable[[], Coach]) -> None:
    desk = make_desk()
    desk.drilling.check(GOAL, "goal", ID, save=True)
    (record,) = files(desk)
    record.write_text(record.read_text().replace(f"id: {record.stem}", "id: ../../elsewhere", 1))
    kept = desk.drilling.book.kept()
    assert kept.attempts == [] and "bears its file's name" in kept.faults[0]


def test_an_attempt_at_what_is_gone_is_not_offered(make_desk: Callable[[], Coach]) -> None:
    desk = make_desk()
    attempt = desk.drilling.book.new("goal", "no-such-case", NOW)
    desk.drilling.book.keep(attempt.model_copy(update={"text": "x"}))
    chosen = desk.drilling.choose()
    assert chosen is not None and "kept" not in chosen.why


def test_a_disk_that_refuses_is_said_and_tried_again(
    make_desk: Callable[[], Coach], clock: Clock
) -> None:
    desk = make_desk()
    desk.paths.data.mkdir(parents=True)
    desk.paths.drills.write_text("in the way")
    sitting = written(desk, clock)
    assert sitting.trouble
    assert sitting.text == GOAL
    desk.paths.drills.unlink()
    sitting.retry_saving()
    assert sitting.trouble is None
    assert make_desk().drilling.sit_down("goal").text == GOAL


def test_half_a_character_is_said_and_kept_in_the_journal(
    make_desk: Callable[[], Coach], clock: Clock
) -> None:
    desk = make_desk()
    sitting = desk.drilling.sit_down("goal", ID)
    sitting.write("whole")
    sitting.write("whole \ud83d")
    sitting.finish()
    assert sitting.trouble and "surrogate" in sitting.trouble
    assert make_desk().drilling.sit_down("goal").text == "whole \ud83d"


def test_nothing_written_is_nothing_to_check(make_desk: Callable[[], Coach]) -> None:
    with pytest.raises(CoachError, match="nothing to check"):
        make_desk().drilling.sit_down("goal", ID).finish()


def test_rounds_know_nothing_of_drills(make_desk: Callable[[], Coach], clock: Clock) -> None:
    desk = make_desk()
    written(desk, clock).finish()
    assert desk.rounds() == []
    assert list(examine_rounds(desk.store)) == []


def test_overtime_takes_nothing_away(make_desk: Callable[[], Coach], clock: Clock) -> None:
    sitting = written(make_desk(), clock)
    assert sitting.pace == "calm"
    clock.seconds += 95
    assert sitting.pace == "overtime" and sitting.reading.startswith("+")
    sitting.write(GOAL + " And more.")
    assert sitting.finish().checks
    assert sitting.text.endswith("And more.")
