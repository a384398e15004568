"""The reviewer `pace` counts words and grades nothing."""

from datetime import datetime
from pathlib import Path

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace


async def test_pace_counts_the_words_and_gives_no_level(tmp_path: Path) -> None:
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    coach = Coach(
        Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config()), now=lambda: now)
    )
    kept = coach.store.add(coach.rounds.record_written("price-war", "I hold the price."))
    outcome = await coach.reviews.run(kept.id, "pace")
    assert outcome.review.reason == "The answer has 4 words; pace says nothing of its worth."
    assert outcome.review.overall is None
    assert coach.reviews.load(kept.id) == [outcome.review]
