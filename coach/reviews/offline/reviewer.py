"""The built-in reviewer: it points at sentences and judges nothing.

Measured on fresh answers, no method without a language model finds rubric points much better than
calling every point made, so it gives no level and says of no point that it is there. It is
deterministic and needs no network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache

from coach.packs.schema import Pack, Point, Scenario
from coach.reviews.coverage import facts
from coach.reviews.offline.exclusions import Exclusion, blank_out, find_exclusions
from coach.reviews.offline.misconceptions import find_misconceptions
from coach.reviews.offline.pointers import Pointer, Pointing, Rarity
from coach.reviews.protocol import NO_ANSWER, OnReviewEvent, ReviewCase
from coach.transcripts.record import SEPARATOR, Transcript
from coach.transcripts.review_schema import (
    DimensionReview,
    Evidence,
    Flag,
    MisconceptionReview,
    Moments,
    PointReview,
    Review,
    ReviewerId,
    make_not_graded,
)

NAME = "offline"
PACKS_KEPT = 4
"""Packs whose word rarities, and ten times as many scenarios whose points, are kept ready."""
SAYS = {
    "to_grader": "This text speaks to the grader; it was set aside.",
    "term_list": "This is a list of terms without sentences; it was set aside.",
    "prompt_pasted": "This repeats the prompt; it was set aside.",
    "rubric_pasted": "This repeats the rubric; it was set aside.",
}


def review_offline(
    transcript: Transcript, scenario: Scenario, pack: Pack, *, created: str = ""
) -> Review:
    """Point at the sentence nearest to each rubric point, and at what is listed as false."""
    who = ReviewerId(kind="offline", name=NAME)
    text = transcript.candidate_text
    if not transcript.answer.strip():
        reason = NO_ANSWER
        return make_not_graded(who, reason).model_copy(update={"created": created})
    asides = find_exclusions(
        text, transcript.prompt, [(p.id, p.statement) for p in scenario.points]
    )
    # questions come last in the text; they earn facts, and only points that asking itself shows
    spoken = len(text) - sum(len(q.question) + len(SEPARATOR) for q in transcript.clarify)
    said = blank_out(text, asides)[: max(spoken, len(transcript.answer))]
    false = find_misconceptions(said, pack)
    # what is false is shown as such and proves nothing
    sound = blank_out(said, [claim for one in false for claim in _claimed(one)])
    pointers = _prepared(_Same(scenario), _Same(pack)).points_at(sound)
    first = transcript.clarify[0].at if transcript.clarify else None
    return Review(
        status="pointers",
        reviewer=who,
        created=created,
        dimensions=[
            DimensionReview(id=d.id, level=None, rationale="") for d in pack.rubric.dimensions
        ],
        points=[
            _point(point, pointer, transcript, text)
            for point, pointer in zip(scenario.points, pointers, strict=True)
        ],
        misconceptions=false,
        facts=facts(scenario, transcript),
        moments=Moments(first_question=first),
        flags=make_flags(asides, text),
        receipt={"reviewer": NAME, "rubric": f"{pack.rubric.id}@{pack.rubric.version}"},
    )


class _Same:
    """A key by identity: packs do not change, and comparing them whole would take long."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


@lru_cache(maxsize=PACKS_KEPT)
def _rarity(pack: _Same) -> Rarity:
    assert isinstance(pack.value, Pack)
    return Rarity(pack.value)


@lru_cache(maxsize=10 * PACKS_KEPT)
def _prepared(scenario: _Same, pack: _Same) -> Pointing:
    assert isinstance(scenario.value, Scenario)
    assert isinstance(pack.value, Pack)
    return Pointing(scenario.value, pack.value, _rarity(pack))


def _point(point: Point, pointer: Pointer, transcript: Transcript, text: str) -> PointReview:
    asked = _asked(point, transcript, text)
    if asked:
        # the interviewer told the fact, so that it was asked for is certain
        return PointReview(id=point.id, hit=None, evidence=asked, nearness=1.0)
    evidence = []
    if pointer.place is not None:
        start, end = pointer.place
        evidence = [Evidence(quote=text[start:end], start=start, end=end, verified=True)]
    return PointReview(
        id=point.id, hit=None, evidence=evidence, nearness=round(pointer.nearness, 3)
    )


def _asked(point: Point, transcript: Transcript, text: str) -> list[Evidence]:
    """The clarifying questions that earned a fact whose asking shows the point."""
    shown = []
    position = len(text) - sum(len(q.question) + len(SEPARATOR) for q in transcript.clarify)
    for asked in transcript.clarify:
        start = position + len(SEPARATOR)
        position = start + len(asked.question)
        if not set(asked.facts).isdisjoint(point.shown_by_asking):
            shown.append(Evidence(quote=asked.question, start=start, end=position, verified=True))
    return shown


def _claimed(false: MisconceptionReview) -> list[Exclusion]:
    if false.severity == "low":
        return []
    return [Exclusion(e.start or 0, e.end or 0, "false_claim") for e in false.evidence]


def make_flags(asides: Sequence[Exclusion], text: str) -> list[Flag]:
    """What was set aside, as flags for the reader."""
    return [
        Flag(
            kind=aside.kind,
            text=SAYS[aside.kind],
            evidence=[
                Evidence(
                    quote=text[aside.start : aside.end],
                    start=aside.start,
                    end=aside.end,
                    verified=True,
                )
            ],
        )
        for aside in asides
    ]


class OfflineReviewer:
    """The built-in reviewer."""

    name = NAME

    @property
    def id(self) -> ReviewerId:
        """Who reviews."""
        return ReviewerId(kind="offline", name=NAME)

    async def review(self, case: ReviewCase, on_event: OnReviewEvent) -> Review:
        """Read the wording of a round, in a thread."""
        return await asyncio.to_thread(
            review_offline,
            case.transcript,
            case.scenario,
            case.pack,
            created=case.created,
        )
