"""The built-in reviewer: it points at sentences and judges nothing.

Measured on fresh answers, no method without a language model finds rubric points much better than
calling every point made, so it gives no level and says of no point that it is there. It is
deterministic and needs no network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import lru_cache

from coach.packs.schema import Pack, Point, Scenario
from coach.reviews.fact_coverage import review_facts
from coach.reviews.offline.exclusions import (
    Exclusion,
    ExclusionKind,
    blank_out,
    find_exclusions,
)
from coach.reviews.offline.misconceptions import find_misconceptions
from coach.reviews.offline.pointers import Pointer, PointFinder, Rarity
from coach.reviews.protocol import NO_ANSWER, OnReviewEvent, ReviewCase
from coach.text.by_identity import ByIdentity
from coach.text.spans import Span
from coach.transcripts.record import Transcript
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
EXPLANATIONS: dict[ExclusionKind, str] = {
    "to_grader": "This text speaks to the grader; it was set aside.",
    "term_list": "This is a list of terms without sentences; it was set aside.",
    "prompt_pasted": "This repeats the prompt; it was set aside.",
    "rubric_pasted": "This repeats the rubric; it was set aside.",
}


def review_offline(
    transcript: Transcript, scenario: Scenario, pack: Pack, *, created: str = ""
) -> Review:
    """Point at the sentence nearest to each rubric point, and at what is listed as false.

    A round without an answer is not graded. `created` is the time the review gets, as ISO 8601.
    """
    reviewer = ReviewerId(kind="offline", name=NAME)
    text = transcript.candidate_text
    if not transcript.answer.strip():
        return make_not_graded(reviewer, NO_ANSWER).model_copy(update={"created": created})
    rubric = [(point.id, point.statement) for point in scenario.points]
    exclusions = find_exclusions(text, transcript.prompt, rubric)
    # questions come last in the text; they earn facts, and only points that asking itself shows
    spoken = blank_out(text, exclusions)[: len(transcript.spoken_text)]
    misconceptions = find_misconceptions(spoken, pack)
    # what is false is shown as such and proves nothing
    sound = blank_out(spoken, _list_false_claims(misconceptions))
    pointers = _prepare(ByIdentity(scenario), ByIdentity(pack)).find_pointers(sound)
    return Review(
        status="pointers",
        reviewer=reviewer,
        created=created,
        dimensions=[
            DimensionReview(id=d.id, level=None, rationale="") for d in pack.rubric.dimensions
        ],
        points=[
            _review_point(point, pointer, transcript)
            for point, pointer in zip(scenario.points, pointers, strict=True)
        ],
        misconceptions=misconceptions,
        facts=review_facts(scenario, transcript),
        moments=Moments(first_question=transcript.clarify[0].at if transcript.clarify else None),
        flags=make_flags(exclusions, text),
        receipt={"reviewer": NAME, "rubric": f"{pack.rubric.id}@{pack.rubric.version}"},
    )


@lru_cache(maxsize=PACKS_KEPT)
def _measure_rarity(pack: ByIdentity[Pack]) -> Rarity:
    return Rarity(pack.value)


@lru_cache(maxsize=10 * PACKS_KEPT)
def _prepare(scenario: ByIdentity[Scenario], pack: ByIdentity[Pack]) -> PointFinder:
    return PointFinder(scenario.value, pack.value, _measure_rarity(pack))


def _review_point(point: Point, pointer: Pointer, transcript: Transcript) -> PointReview:
    text = transcript.candidate_text
    # the interviewer told the fact, so that it was asked for is certain
    asking = [
        Evidence.of(text, part.start, part.end)
        for part in transcript.parts
        if part.kind == "question"
        and not set(transcript.clarify[part.index].facts).isdisjoint(point.shown_by_asking)
    ]
    if asking:
        return PointReview(id=point.id, hit=None, evidence=asking, nearness=1.0)
    evidence = [] if pointer.span is None else [Evidence.of(text, *pointer.span)]
    return PointReview(
        id=point.id, hit=None, evidence=evidence, nearness=round(pointer.nearness, 3)
    )


def _list_false_claims(misconceptions: Iterable[MisconceptionReview]) -> list[Span]:
    """The quotes of the misconceptions that are not of low severity."""
    return [
        evidence.span
        for misconception in misconceptions
        if misconception.severity != "low"
        for evidence in misconception.evidence
        if evidence.span is not None
    ]


def make_flags(exclusions: Iterable[Exclusion], text: str) -> list[Flag]:
    """What was set aside in the text, as flags for the reader."""
    return [
        Flag(
            kind=exclusion.kind,
            text=EXPLANATIONS[exclusion.kind],
            evidence=[Evidence.of(text, exclusion.start, exclusion.end)],
        )
        for exclusion in exclusions
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
