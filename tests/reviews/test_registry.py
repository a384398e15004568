"""A reviewer is a class with two members and a line in the registry; copy this for a new one."""

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from coach.cli.commands import cli
from coach.config import BUILT_IN_REVIEWERS, Config
from coach.llm.endpoint import ignore
from coach.paths import find_paths
from coach.reviews import registry
from coach.reviews.protocol import OnReviewEvent, ReviewCase
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.review_schema import Review, ReviewerId, make_not_graded
from coach.workspace import Workspace


class CountingReviewer:
    """Says how long an answer is and grades nothing."""

    name = "counting"

    @property
    def id(self) -> ReviewerId:
        return ReviewerId(kind="offline", name=self.name)

    async def review(self, case: ReviewCase, on_event: OnReviewEvent = ignore) -> Review:
        words = len(case.transcript.answer.split())
        return make_not_graded(self.id, f"The answer has {words} words.")


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    return Coach(Workspace(paths, Settings(Config()), now=lambda: now))


async def test_a_registered_reviewer_is_run_and_its_review_kept(
    coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.BUILT_IN, "counting", CountingReviewer)
    written = coach.rounds.record_written("price-war", "I hold the price.")
    kept = coach.store.add(written)
    outcome = await coach.reviews.run(kept.id, "counting")
    assert outcome.review.reason == "The answer has 4 words."
    assert outcome.review.created == "2026-11-24T10:00:00+00:00"
    assert coach.reviews.load(kept.id) == [outcome.review]


def test_the_config_knows_every_built_in_reviewer_by_name() -> None:
    assert list(registry.BUILT_IN) == list(BUILT_IN_REVIEWERS)


def test_one_that_neither_grades_nor_points_is_not_measured(
    coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.BUILT_IN, "counting", CountingReviewer)
    monkeypatch.setitem(BUILT_IN_REVIEWERS, "counting", "It counts words.")
    refused = CliRunner().invoke(cli, ["calibrate", "--with", "counting"], obj=coach)
    assert refused.exit_code == 2
    assert "counting neither gives levels nor points" in refused.stderr


async def test_every_built_in_reviewer_gives_no_level_without_an_answer(coach: Coach) -> None:
    blank = coach.rounds.record_written("price-war", " ")
    for make in registry.BUILT_IN.values():
        review = await make().review(coach.reviews.make_case(blank), ignore)
        assert review.status == "not_graded" and review.reason
        assert review.overall is None
