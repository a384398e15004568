"""Progress compares like with like, and counts what was done."""

from dataclasses import replace

import pytest

from coach.progress import LevelReading, Series, is_reviewed
from coach.transcripts.summary import RoundSummary

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


def test_a_round_covers_its_case_once_it_was_reviewed_or_marked() -> None:
    assert not is_reviewed(ROW)
    assert is_reviewed(replace(ROW, reviews=["offline"]))
    assert is_reviewed(replace(ROW, own_level=2))
    assert not is_reviewed(replace(ROW, reviews=["offline"], status="left"))
