"""The reviewer that leaves a round to a person."""

from datetime import datetime
from pathlib import Path

import pytest

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    return Coach(Workspace(paths, Settings(Config()), now=lambda: now))


async def test_a_round_left_for_later_is_not_graded_and_says_what_to_do(coach: Coach) -> None:
    kept = coach.store.add(coach.rounds.record_written("price-war", "I hold the price."))
    outcome = await coach.reviews.run(kept.id, "later")
    assert outcome.review.status == "not_graded"
    assert "coach scorecard" in outcome.review.reason
    assert coach.reviews.load(kept.id) == [outcome.review]
