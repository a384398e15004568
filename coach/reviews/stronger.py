"""A stronger version of an answer, written by a model from the candidate's own points on request.

What the candidate did not say stays a gap in brackets for them to fill: people who supply their own
missing details write better answers than rewriting gives them (arXiv 2603.09995). A model's version
is searched for numbers and names that the round never held, and these are marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.files import CoachError
from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import Failed, Request
from coach.packs.schema import Scenario
from coach.prompts import Prompt
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.text.controls import flatten
from coach.text.document import Document
from coach.text.new_facts import find_new_facts
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review, read_stored
from coach.transcripts.store import StoredReview


class NewFactMark(BaseModel):
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
    new_facts: list[NewFactMark] = []
    receipt: dict[str, Any] = {}


def read_stronger(stored: StoredReview) -> Stronger:
    """Read a stronger version; raises CoachError, naming file and field, for what is none."""
    return read_stored(stored, Stronger, "stronger version")


@dataclass(frozen=True)
class StrongerJob:
    """What a model needs to write a stronger version; `mark` is a random delimiter."""

    transcript: Transcript
    scenario: Scenario
    review: Review | None
    prompt: Prompt
    mark: str
    created: str = ""


async def write_stronger(
    job: StrongerJob, endpoint: Endpoint, on_event: OnEvent = ignore
) -> Stronger:
    """Have a model write a stronger version. Raises CoachError when nothing usable came."""
    request = Request(messages=_build_messages(job), max_tokens=2000)
    outcome = await endpoint.send(request, on_event)
    if isinstance(outcome, Failed):
        raise CoachError(outcome.failure.sentence)
    if outcome.finish == "length":
        raise CoachError("The stronger version was cut off at its length limit; try again.")
    text = outcome.text.strip()
    return Stronger(
        by=endpoint.name,
        kind="model",
        created=job.created,
        text=text,
        new_facts=_mark_new_facts(text, job),
        receipt={
            "profile": endpoint.name,
            "base_url": endpoint.profile.base_url,
            "model": endpoint.profile.model,
            "prompt": {job.prompt.name: job.prompt.hash},
            "messages": [dict(message) for message in request.messages],
        },
    )


def _build_messages(job: StrongerJob) -> tuple[dict[str, str], ...]:
    record = job.transcript
    text = record.candidate_text
    clean = blank_out(text, find_exclusions(text, record.prompt))[: len(record.answer)]
    sentences = [clean[s.start : s.end] for s in Document(clean).sentences]
    missing = [] if job.review is None else _list_missing(job.scenario, job.review)
    filled = job.prompt.fill(
        prompt=record.prompt.strip(),
        asked=[{"question": q.question, "answer": q.answer} for q in record.clarify if q.fact],
        sentences=[flatten(sentence) for sentence in sentences],
        missing=missing,
        mark=job.mark,
    )
    return ({"role": "user", "content": filled},)


def _list_missing(scenario: Scenario, review: Review) -> list[str]:
    left_out = {point.id for point in review.points if point.hit is False}
    return [point.statement for point in scenario.points if point.id in left_out]


def _mark_new_facts(text: str, job: StrongerJob) -> list[NewFactMark]:
    new = find_new_facts(text, job.transcript.seen_texts)
    return [NewFactMark(start=fact.start, end=fact.end, text=fact.text) for fact in new]
