"""A stronger version of an answer, from the candidate's own points; given only when asked for.

What the candidate did not say stays a gap in brackets for them to fill: people who supply their own
missing details write better answers than rewriting gives them (arXiv 2603.09995). A model's version
is searched for numbers and names that the round never held, and these are marked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.config import Profile
from coach.endpoints.calls import Caller, stream
from coach.endpoints.events import Done, Event, Failed, Request
from coach.files import CoachError
from coach.packs.models import Point, Scenario
from coach.packs.novelty import new_facts
from coach.packs.text import Document
from coach.prompts import Prompt
from coach.reviews.guards import blanked, set_aside
from coach.reviews.review import PointReview, Review
from coach.transcripts.transcript import Transcript

ORDER = ("structure", "competing_priorities", "technical_accuracy", "customer_reasoning")
"""Points for these dimensions open an answer, in this order; the others follow as the scenario has
them. Decision early, then reasons, is what the rubric asks of structure."""


class Mark(BaseModel):
    """Something in a stronger version that the round never held; code-point offsets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    text: str


class Stronger(BaseModel):
    """A stronger version: its text, the gaps to fill, and what in it came from nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    kind: Literal["offline", "model"]
    created: str = ""
    text: str
    new_facts: list[Mark] = []
    receipt: dict[str, Any] = {}


@dataclass(frozen=True)
class StrongerJob:
    """What a model needs to write a stronger version."""

    transcript: Transcript
    scenario: Scenario
    review: Review | None
    name: str
    profile: Profile
    key: str | None
    prompt: Prompt
    mark: str
    created: str = ""


def stronger_offline(
    transcript: Transcript, scenario: Scenario, review: Review, created: str = ""
) -> Stronger:
    """The candidate's own sentences in an order that decides early, with a gap for what is missing.

    Sentences that hit no point are left out; they are still in the answer.
    """
    hit = {point.id: point for point in review.points}
    lines: list[str] = []
    used: set[tuple[int, int]] = set()
    for point in sorted(scenario.points, key=_place):
        found = hit.get(point.id)
        lines += _own_words(found, used) if found and found.hit else [_gap(point)]
    return Stronger(by="offline", kind="offline", created=created, text="\n\n".join(lines))


async def stronger_by_model(job: StrongerJob, caller: Caller) -> AsyncIterator[Event | Stronger]:
    """Have a model write it; yields the call's events and last the version.

    Raises CoachError with the reason when nothing usable came.
    """
    request = Request(messages=_messages(job), max_tokens=2000)
    outcome: Done | Failed | None = None
    async for event in stream(job.name, job.profile, job.key, request, caller):
        if isinstance(event, (Done, Failed)):
            outcome = event
        else:
            yield event
    if isinstance(outcome, Failed):
        raise CoachError(outcome.failure.sentence)
    assert outcome is not None
    if outcome.finish == "length":
        raise CoachError("The stronger version was cut off at its length limit; try again.")
    yield Stronger(
        by=job.name,
        kind="model",
        created=job.created,
        text=outcome.text.strip(),
        new_facts=_marks(outcome.text.strip(), job),
        receipt={
            "profile": job.name,
            "base_url": job.profile.base_url,
            "model": job.profile.model,
            "prompt": {job.prompt.name: job.prompt.hash},
            "messages": [dict(message) for message in request.messages],
        },
    )


def _messages(job: StrongerJob) -> tuple[dict[str, str], ...]:
    record = job.transcript
    text = record.candidate_text
    clean = blanked(text, set_aside(text, record.prompt))[: len(record.answer)]
    said = [clean[s.start : s.end] for s in Document(clean).sentences]
    missing = [] if job.review is None else _missing(job.scenario, job.review)
    filled = job.prompt.fill(
        prompt=record.prompt.strip(),
        asked=[{"question": q.question, "answer": q.answer} for q in record.clarify if q.fact],
        sentences=[" ".join(sentence.split()) for sentence in said],
        missing=missing,
        mark=job.mark,
    )
    return ({"role": "user", "content": filled},)


def _missing(scenario: Scenario, review: Review) -> list[str]:
    hit = {point.id for point in review.points if point.hit}
    return [point.statement for point in scenario.points if point.id not in hit]


def _marks(text: str, job: StrongerJob) -> list[Mark]:
    record = job.transcript
    told = [asked.answer for asked in record.clarify]
    pushed = [reply.text for reply in record.pushback]
    sources = [record.prompt, record.candidate_text, *told, *pushed]
    return [Mark(start=f.start, end=f.end, text=f.text) for f in new_facts(text, sources)]


def _place(point: Point) -> int:
    places = [ORDER.index(d) for d in point.dimensions if d in ORDER]
    return min(places, default=len(ORDER))


def _own_words(found: PointReview, used: set[tuple[int, int]]) -> list[str]:
    """The sentences that hit a point, without those that stand already and speak for it too."""
    words = []
    for one in found.evidence:
        if one.start is None or one.end is None or (one.start, one.end) in used:
            continue
        used.add((one.start, one.end))
        words.append(" ".join(one.quote.split()))
    return words


def _gap(point: Point) -> str:
    said = (point.fix or point.statement).rstrip(".")
    return f"[your words or your number: {said}]"
