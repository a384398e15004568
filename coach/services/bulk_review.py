"""Reviewing many saved rounds: a few at a time, each kept as soon as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coach.config import OFFLINE
from coach.services.coach import Coach
from coach.transcripts.review_schema import Review

AT_ONCE = 3
GIVE_UP_AFTER = 3
"""Failures with nothing graded before a run stops: a wrong key fails every round alike."""
Told = Callable[[int, int], None]


@dataclass
class Bulk:
    """What came of a run: the reviews made, by round, and rounds that needed none."""

    graded: list[tuple[str, Review]] = field(default_factory=list)
    failed: list[tuple[str, Review]] = field(default_factory=list)
    already: list[str] = field(default_factory=list)

    @property
    def hopeless(self) -> bool:
        """Whether nothing succeeds."""
        return len(self.failed) >= GIVE_UP_AFTER and not self.graded


def list_finished_rounds(desk: Coach, scenario: str | None = None) -> list[str]:
    """Ids of the rounds that can be reviewed, oldest first."""
    rows = [row for row in desk.rounds() if row.status == "done" and row.words]
    return sorted(row.id for row in rows if scenario is None or row.scenario == scenario)


def is_reviewed(desk: Coach, id: str, reviewer: str) -> bool:
    """Whether a reviewer has read a round with the prompts and the rubric there are now."""
    return any(
        review.status != "not_graded"
        and review.reviewer.name == reviewer
        and _stands(desk, id, reviewer, review)
        for review in desk.reviews(id)
    )


async def regrade_all(
    desk: Coach,
    ids: Sequence[str],
    reviewer: str,
    *,
    again: bool = False,
    at_once: int = AT_ONCE,
    told: Told = lambda done, total: None,
) -> Bulk:
    """Review rounds, `at_once` in flight; what was reviewed before is passed over.

    Each review is saved before the next begins, so that a run that was stopped goes on where it
    was. When the first few all fail, the rest is left. Raises CoachError as `Desk.judge` does.
    """
    bulk, room = Bulk(), asyncio.Semaphore(at_once)
    done = 0

    async def one(id: str) -> None:
        nonlocal done
        async with room:
            if bulk.hopeless:
                return
            if not again and is_reviewed(desk, id, reviewer):
                bulk.already.append(id)
            else:
                review = await _judged(desk, id, reviewer)
                desk.keep_review(id, review)
                (bulk.failed if review.status == "not_graded" else bulk.graded).append((id, review))
            done += 1
            told(done, len(ids))

    try:
        async with asyncio.TaskGroup() as group:
            for id in ids:
                group.create_task(one(id))
    except ExceptionGroup as failures:
        # what stops one stops all: a missing key, a prompt that cannot be read
        raise failures.exceptions[0] from None
    return bulk


async def _judged(desk: Coach, id: str, reviewer: str) -> Review:
    review: Review | None = None
    async for event in desk.judge(desk.store.load(id), reviewer):
        review = event if isinstance(event, Review) else None
    assert review is not None
    return review


def _stands(desk: Coach, id: str, reviewer: str, review: Review) -> bool:
    pack, _ = desk.case(desk.store.load(id))
    rubric = f"{pack.rubric.id}@{pack.rubric.version}"
    if review.receipt.get("rubric") != rubric:
        return False
    if reviewer == OFFLINE:
        return True
    profile = desk.config.profile(reviewer)
    asked = (review.reviewer.model, review.reviewer.base_url)
    same = asked == (profile.model, profile.base_url)
    return same and review.receipt.get("prompts") == desk.prompts().versions()
