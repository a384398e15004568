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
from coach.settings import Settings
from coach.workspace import Workspace
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
def make_coach(tmp_path: Path, clock: Clock) -> Callable[[], Coach]:
    def make() -> Coach:
        coach = Coach(
            Workspace(
                find_paths({"COACH_HOME": str(tmp_path)}),
                Settings(Config()),
                now=lambda: NOW,
                monotonic=clock,
            )
        )
        coach.__dict__["library"] = library()
        return coach

    return make


def files(coach: Coach) -> list[Path]:
    return sorted(coach.paths.drills.glob("*")) if coach.paths.drills.exists() else []


def written(coach: Coach, clock: Clock, text: str = GOAL) -> DrillSession:
    sitting = coach.drills.open_session("goal", ID)
    for end in range(1, len(text) + 1):
        clock.seconds += 0.5
        sitting.write(text[:end])
    return sitting


def test_opening_a_drill_leaves_nothing(make_coach: Callable[[], Coach]) -> None:
    coach = make_coach()
    coach.drills.open_session("goal", ID).leave()
    assert files(coach) == []


def test_every_key_is_on_disk_without_leaving(
    make_coach: Callable[[], Coach], clock: Clock
) -> None:
    written(make_coach(), clock)  # and then the power goes
    found = make_coach().drills.open_session("goal")
    assert (found.text, found.resumed, found.attempt.scenario) == (GOAL, True, ID)
    assert found.elapsed == pytest.approx(0.5 * (len(GOAL) - 1))


def test_what_was_left_is_chosen_and_goes_on(make_coach: Callable[[], Coach], clock: Clock) -> None:
    written(make_coach(), clock).leave()
    coach = make_coach()
    chosen = coach.drills.choose()
    assert chosen is not None and chosen.drill == "goal" and "kept" in chosen.why
    sitting = coach.drills.open_session()
    sitting.write(GOAL + " More.")
    sitting.finish()
    (attempt,) = make_coach().drills.store.load_attempts().attempts
    assert (attempt.status, attempt.text) == ("done", GOAL + " More.")
    assert make_coach().drills.open_session("goal", ID).text == ""


@pytest.mark.posix
def test_an_attempt_is_a_readable_file_of_ones_own(
    make_coach: Callable[[], Coach], clock: Clock
) -> None:
    coach = make_coach()
    result = written(coach, clock).finish()
    record, journal = files(coach)[1], files(coach)[0]
    assert record.name == "2026-11-25-100000-goal.yaml" and journal.suffix == ".jsonl"
    assert GOAL in record.read_text()
    assert result.met and "met: true" in record.read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(coach)} == {0o600}
    assert stat.S_IMODE(coach.paths.drills.stat().st_mode) == 0o700


def test_two_attempts_in_one_second_are_two(make_coach: Callable[[], Coach]) -> None:
    coach = make_coach()
    for _ in range(2):
        coach.drills.check(GOAL, "goal", ID, save=True)
    assert len(coach.drills.store.load_attempts().done) == 2


def test_two_programs_that_begin_in_one_second_keep_both(
    make_coach: Callable[[], Coach],
) -> None:
    texts = ["B's finance closes the month.", "A's board sees the demo."]
    sessions = [make_coach().drills.open_session("goal", ID) for _ in texts]
    assert sessions[0].attempt.id == sessions[1].attempt.id, "both were begun before a key"
    for end in range(1, max(map(len, texts)) + 1):
        for session, text in zip(sessions, texts, strict=True):
            session.write(text[:end])
    kept = make_coach().drills.store.load_attempts()
    assert {attempt.text for attempt in kept.attempts} == set(texts)
    assert len(files(make_coach())) == 4


def test_a_damaged_file_is_named_and_the_rest_is_read(make_coach: Callable[[], Coach]) -> None:
    coach = make_coach()
    coach.drills.check(GOAL, "goal", ID, save=True)
    bad = coach.paths.drills / "2026-11-25-110000-goal.yaml"
    bad.write_text("drill: [\n")
    kept = coach.drills.store.load_attempts()
    assert len(kept.attempts) == 1
    assert len(kept.faults) == 1 and str(bad) in kept.faults[0]
    assert bad.read_text() == "drill: [\n"


def test_an_id_in_a_file_is_never_a_path(make_coach: Callable[[], Coach]) -> None:
    coach = make_coach()
    coach.drills.check(GOAL, "goal", ID, save=True)
    (record,) = files(coach)
    record.write_text(record.read_text().replace(f"id: {record.stem}", "id: ../../elsewhere", 1))
    kept = coach.drills.store.load_attempts()
    assert kept.attempts == [] and "bears its file's name" in kept.faults[0]


def test_an_attempt_at_what_is_gone_is_not_offered(make_coach: Callable[[], Coach]) -> None:
    coach = make_coach()
    attempt = coach.drills.store.make_attempt("goal", "no-such-case", NOW)
    coach.drills.store.save(attempt.model_copy(update={"text": "x"}))
    chosen = coach.drills.choose()
    assert chosen is not None and "kept" not in chosen.why


def test_a_disk_that_refuses_is_said_and_tried_again(
    make_coach: Callable[[], Coach], clock: Clock
) -> None:
    coach = make_coach()
    coach.paths.data.mkdir(parents=True)
    coach.paths.drills.write_text("in the way")
    sitting = written(coach, clock)
    assert sitting.trouble
    assert sitting.text == GOAL
    coach.paths.drills.unlink()
    sitting.retry_saving()
    assert sitting.trouble is None
    assert make_coach().drills.open_session("goal").text == GOAL


def test_half_a_character_is_said_and_kept_in_the_journal(
    make_coach: Callable[[], Coach], clock: Clock
) -> None:
    coach = make_coach()
    sitting = coach.drills.open_session("goal", ID)
    sitting.write("whole")
    sitting.write("whole \ud83d")
    sitting.finish()
    assert sitting.trouble and "surrogate" in sitting.trouble
    # one sign for the half, which no file could hold and no screen could show
    assert make_coach().drills.open_session("goal").text == "whole \ufffd"


def test_nothing_written_is_nothing_to_check(make_coach: Callable[[], Coach]) -> None:
    with pytest.raises(CoachError, match="nothing to check"):
        make_coach().drills.open_session("goal", ID).finish()


def test_rounds_know_nothing_of_drills(make_coach: Callable[[], Coach], clock: Clock) -> None:
    coach = make_coach()
    written(coach, clock).finish()
    assert coach.rounds.list_rounds() == []
    assert list(examine_rounds(coach.store)) == []


def test_overtime_takes_nothing_away(make_coach: Callable[[], Coach], clock: Clock) -> None:
    sitting = written(make_coach(), clock)
    assert sitting.pace == "calm"
    clock.seconds += 95
    assert sitting.pace == "overtime" and sitting.reading.startswith("+")
    sitting.write(GOAL + " And more.")
    assert sitting.finish().checks
    assert sitting.text.endswith("And more.")
