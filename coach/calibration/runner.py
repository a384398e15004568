"""Running a reviewer over labelled answers: a few at a time, each kept as soon as it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import zip_longest
from typing import TypeVar

from coach.calibration.gradings import (
    Grading,
    GradingItem,
    GradingStore,
    ItemToGrade,
    ReviewedRound,
    make_grading,
)
from coach.packs.gold import load_gold
from coach.packs.load import render_prompt
from coach.packs.schema import Pack, Scenario
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review

AT_ONCE = 3
GIVE_UP_AFTER = 3
"""Failures with nothing graded before a run stops: a wrong key fails every answer alike."""
Judge = Callable[[Transcript], Awaitable[Review]]
T = TypeVar("T", bound=ItemToGrade)


def list_gold_items(pack: Pack, limit: int | None = None) -> list[GradingItem]:
    """The gold answers of a pack. A limit takes them from all scenarios in turn."""
    by_scenario = [
        [GradingItem(pack, pack.scenarios[gold.scenario], answer) for answer in gold.answers]
        for gold in load_gold(pack)
        if gold.scenario in pack.scenarios
    ]
    if limit is None:
        return [item for items in by_scenario for item in items]
    in_turn = [item for turn in zip_longest(*by_scenario) for item in turn if item is not None]
    return in_turn[:limit]


def make_transcript(item: GradingItem) -> Transcript:
    """A gold answer as a finished round; a reviewed round as it was saved."""
    if isinstance(item.answer, ReviewedRound):
        return item.answer.transcript
    return make_plain_round(item.pack, item.scenario, item.answer.text)


def make_plain_round(pack: Pack, scenario: Scenario, text: str) -> Transcript:
    """A finished round in which nothing was asked and this was answered."""
    manifest = pack.manifest
    return Transcript(
        id=f"2000-01-01-000000-{scenario.id}",
        scenario=scenario.id,
        pack=manifest.id,
        title=scenario.title,
        prompt=render_prompt(scenario, manifest.company),
        started="2000-01-01T00:00:00+00:00",
        minutes=scenario.minutes,
        answer=text,
        status="done",
    )


async def grade_all(
    items: Sequence[T],
    judge: Judge,
    make_round: Callable[[T], Transcript],
    *,
    repeats: int = 1,
    kept: GradingStore | None = None,
    at_once: int = AT_ONCE,
    clock: Callable[[], float],
    done: Callable[[Grading], None] = lambda grading: None,
) -> list[Grading]:
    """Grade every answer `repeats` times, `at_once` in flight; `done` hears of each in turn.

    `make_round` makes the round that is judged. Gradings found in `kept` are not made again. When
    the first few all fail, the rest is left.
    """
    slots = asyncio.Semaphore(at_once)
    graded: list[Grading] = []

    def is_hopeless() -> bool:
        failed = sum(1 for grading in graded if grading.status != "graded")
        return failed >= GIVE_UP_AFTER and failed == len(graded)

    async def grade(item: T, run: int) -> None:
        grading = kept.find(item, run) if kept else None
        if grading is None:
            async with slots:
                if is_hopeless():
                    return
                began = clock()
                review = await judge(make_round(item))
                grading = make_grading(item, run, review, clock() - began)
            if kept:
                kept.keep(item, grading)
        graded.append(grading)
        done(grading)

    try:
        async with asyncio.TaskGroup() as group:
            for run in range(repeats):
                for item in items:
                    group.create_task(grade(item, run))
    except ExceptionGroup as failures:
        # what stops one stops all: a missing key, a prompt that cannot be read
        raise failures.exceptions[0] from None
    order = {(item.scenario.id, item.answer.id): place for place, item in enumerate(items)}
    return sorted(graded, key=lambda g: (order[g.scenario, g.answer], g.run))
