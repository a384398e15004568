"""Progress compares like with like, and counts what was done."""

from dataclasses import replace
from datetime import date

import pytest

from coach.progress import LevelReading, Series, is_reviewed, measure_progress
from coach.transcripts.summary import RoundSummary
from tests.support.drills import library

ROW = RoundSummary(
    id="2026-11-24-1000-a",
    scenario="a",
    title="A",
    started="2026-11-24T10:00:00+00:00",
    seconds=600.0,
    attempt=1,
    words=200,
    level=None,
    reviews=[],
    status="done",
)


@pytest.mark.parametrize(
    ("attempts", "trend"),
    [
        ("", 0),
        ("a2", 0),
        ("a4 b2 c3", 0),  # on different cases nothing went down
        ("b4 a2 a3", 1),
        ("a3 b4 a2", -1),
        ("a2 a4 b3 b3", 0),  # the newest case that was tried twice
    ],
)
def test_an_arrow_compares_attempts_at_the_same_case(attempts: str, trend: int) -> None:
    readings = tuple(
        LevelReading(f"round-{number}", "", int(attempt[1]), attempt[0])
        for number, attempt in enumerate(attempts.split())
    )
    assert Series("overall", "Overall", readings).trend == trend


def test_levels_by_an_older_rubric_are_no_part_of_a_trend() -> None:
    def judged(number: int, rubric: str, level: int) -> RoundSummary:
        day = f"2026-11-{number:02}"
        return replace(
            ROW,
            id=f"{day}-1000-a",
            started=f"{day}T10:00:00+00:00",
            level=level,
            dimensions={"structure": level},
            reviews=["sharp"],
            rubric=rubric,
        )

    rows = [judged(1, "pm@1", 4), judged(2, "own@1", 3), judged(3, "pm@2", 2), judged(4, "pm@2", 3)]
    progress = measure_progress(library(), rows[::-1], date(2026, 11, 5))
    assert [reading.level for reading in progress.overall.readings] == [3, 2, 3]
    assert progress.overall.trend == 1, "down from the 4 of the older rubric is no trend"
    assert progress.note_on_rubrics == (
        "1 earlier round was judged by an older rubric, not shown here."
    )
    structure = next(series for series in progress.series if series.dimension == "structure")
    assert structure.earlier == 1
    alike = measure_progress(library(), rows[:0:-1], date(2026, 11, 5))
    assert alike.note_on_rubrics is None


def test_a_round_covers_its_case_once_it_was_reviewed_or_marked() -> None:
    assert not is_reviewed(ROW)
    assert is_reviewed(replace(ROW, reviews=["offline"]))
    assert is_reviewed(replace(ROW, own_level=2))
    assert not is_reviewed(replace(ROW, reviews=["offline"], status="left"))
