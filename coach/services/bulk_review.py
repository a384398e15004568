"""Reviewing many saved rounds: a few at a time, each review kept as soon as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coach.files import NotKept
from coach.reviews.registry import BUILT_IN
from coach.services.reviews import ReviewService
from coach.services.round_lists import ignore_progress
from coach.services.rounds import RoundService
from coach.transcripts.review_schema import Review
from coach.workspace import Workspace

AT_ONCE = 3
GIVE_UP_AFTER = 3
"""Failures with nothing graded before a run stops: a wrong key fails every round alike."""
OnProgress = Callable[[int, int], None]
"""Called with how many rounds are done, and of how many."""


@dataclass
class BulkResult:
    """What came of a run: the reviews made, by round, and rounds that needed none."""

    reviewed: list[tuple[str, Review]] = field(default_factory=list)
    failed: list[tuple[str, Review]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def hopeless(self) -> bool:
        """Whether so many failed and none succeeded that the rest would fail too."""
        return len(self.failed) >= GIVE_UP_AFTER and not self.reviewed


class BulkReviewService:
    """Has many rounds reviewed by one reviewer."""

    def __init__(self, workspace: Workspace, rounds: RoundService, reviews: ReviewService) -> None:
        self._workspace = workspace
        self._rounds = rounds
        self._reviews = reviews

    def list_finished(self, scenario: str | None = None) -> list[str]:
        """List the ids of the rounds that can be reviewed, oldest first."""
        rows = [row for row in self._rounds.list_rounds() if row.status == "done" and row.words]
        return sorted(row.id for row in rows if scenario is None or row.scenario == scenario)

    def is_reviewed(self, round_id: str, reviewer: str) -> bool:
        """Say whether a reviewer did a round with the prompts and the rubric there are now."""
        return any(
            review.status != "not_graded"
            and review.reviewer.name == reviewer
            and self._is_current(round_id, reviewer, review)
            for review in self._reviews.load(round_id)
        )

    async def run(
        self,
        round_ids: Sequence[str],
        reviewer: str,
        *,
        again: bool = False,
        at_once: int = AT_ONCE,
        on_progress: OnProgress = ignore_progress,
    ) -> BulkResult:
        """Review rounds, `at_once` at a time, and pass over those that were reviewed before.

        Each review is saved before the next begins, so that a run that was stopped goes on where
        it was. When the first few all fail, the rest is left. Raises CoachError as
        `ReviewService.run` does.
        """
        result, slots = BulkResult(), asyncio.Semaphore(at_once)
        done = 0

        async def review_round(round_id: str) -> None:
            nonlocal done
            async with slots:
                if result.hopeless:
                    return
                if not again and self.is_reviewed(round_id, reviewer):
                    result.skipped.append(round_id)
                else:
                    outcome = await self._reviews.run(round_id, reviewer)
                    review = outcome.review
                    if outcome.trouble:
                        raise NotKept(outcome.trouble)
                    failed = review.status == "not_graded"
                    (result.failed if failed else result.reviewed).append((round_id, review))
                done += 1
                on_progress(done, len(round_ids))

        try:
            async with asyncio.TaskGroup() as group:
                for round_id in round_ids:
                    group.create_task(review_round(round_id))
        except ExceptionGroup as failures:
            # what stops one stops all: a missing key, a prompt that cannot be read
            raise failures.exceptions[0] from None
        return result

    def _is_current(self, round_id: str, reviewer: str, review: Review) -> bool:
        pack, _ = self._workspace.find_case(self._workspace.store.load(round_id))
        rubric = f"{pack.rubric.id}@{pack.rubric.version}"
        if review.receipt.get("rubric") != rubric:
            return False
        if reviewer in BUILT_IN:
            return True
        profile = self._workspace.config.find_profile(reviewer)
        judged_by = (review.reviewer.model, review.reviewer.base_url)
        versions = self._reviews.find_prompts().list_versions()
        return (
            judged_by == (profile.model, profile.base_url)
            and review.receipt.get("prompts") == versions
        )
