"""What a judging model is asked: the round in turn order, between marks, constant part first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from coach.config import Profile
from coach.llm.events import Request
from coach.prompts import Prompt
from coach.reviews.llm.relevance import select_misconceptions
from coach.reviews.llm.reply.response import SentDimension, build_schema, describe_shape
from coach.reviews.llm.sentences import split_for_judging
from coach.reviews.protocol import ReviewCase
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import ReviewerId

TOKENS_BASE = 1500
TOKENS_PER_DIMENSION = 450
LEAST_TOKENS = 900
"""Room for the reply. Reasoning models spend most of theirs before it, so the sum is doubled."""
LONGEST_QUOTED = 20_000
"""Characters of an unreadable reply that are sent back."""


@dataclass(frozen=True)
class Prompts:
    """The templates of a review."""

    system: Prompt
    case: Prompt
    part: Prompt
    again: Prompt

    def list_versions(self) -> dict[str, str]:
        """Names and content hashes, for the receipt."""
        return {p.name: p.hash for p in (self.system, self.case, self.part, self.again)}


@dataclass(frozen=True)
class ReviewJob:
    """One round to be judged by one model. `mark` is a random delimiter, new for each review.

    A careful review asks for one dimension a call; `repeats` reviews are taken together. `begun`
    are the dimensions that an earlier review of this very round was cut off after.
    """

    case: ReviewCase
    name: str
    profile: Profile
    prompts: Prompts
    mark: str
    careful: bool = False
    repeats: int = 1
    begun: tuple[SentDimension, ...] = ()

    @property
    def reviewer(self) -> ReviewerId:
        """The reviewer, as reviews name it."""
        return identify_model(self.name, self.profile)

    @property
    def dimensions(self) -> list[str]:
        """Ids of the rubric's dimensions, in order."""
        return [d.id for d in self.case.pack.rubric.dimensions]

    @property
    def parts(self) -> list[PromptPart]:
        """What is asked for, a call each."""
        if not self.careful:
            return [PromptPart(tuple(self.dimensions), rest=True)]
        return [
            *(PromptPart((dimension_id,), rest=False) for dimension_id in self.dimensions),
            PromptPart((), rest=True),
        ]


@dataclass(frozen=True)
class PromptPart:
    """What one call asks for: some of the dimensions, and with `rest` everything else."""

    dimensions: tuple[str, ...]
    rest: bool

    def leave_out(self, ids: Collection[str]) -> PromptPart:
        """What is left to ask for where some dimensions are there already."""
        return PromptPart(
            tuple(dimension_id for dimension_id in self.dimensions if dimension_id not in ids),
            self.rest,
        )


def identify_model(name: str, profile: Profile) -> ReviewerId:
    """Say who judges where a model does: the profile's name, the model and its address."""
    return ReviewerId(kind="model", name=name, model=profile.model, base_url=profile.base_url)


def build_request(job: ReviewJob, part: PromptPart) -> Request:
    """The first request for a part of a review."""
    room = TOKENS_BASE * part.rest + TOKENS_PER_DIMENSION * len(part.dimensions)
    return Request(
        messages=_build_messages(job, part),
        max_tokens=2 * max(room, LEAST_TOKENS),
        schema=build_schema(part.dimensions, rest=part.rest),
    )


def build_repeat_request(job: ReviewJob, first: Request, reply: str, error: str) -> Request:
    """The request that sends back what could not be read, and why."""
    complaint = job.prompts.again.fill(error=error)
    messages = (
        *first.messages,
        {"role": "assistant", "content": reply[:LONGEST_QUOTED]},
        {"role": "user", "content": complaint},
    )
    # some servers keep to a schema only when they do not stream
    return Request(messages, first.max_tokens, first.schema, first.schema_name, whole=True)


def _build_messages(job: ReviewJob, part: PromptPart) -> tuple[dict[str, str], ...]:
    # what stays the same from call to call comes first, byte for byte, so that servers cache it
    system = job.prompts.system.fill(
        dimensions=job.case.pack.rubric.dimensions,
        schema=describe_shape(),
    )
    case = job.prompts.case.fill(
        prompt=job.case.transcript.prompt.strip(),
        points=job.case.scenario.points,
        stakeholders=job.case.scenario.stakeholders,
        tradeoffs=job.case.scenario.in_play,
        misconceptions=select_misconceptions(job.case.pack, job.case.scenario),
        outline=job.case.scenario.outline.strip(),
        parts=_list_turns(job.case.transcript),
        mark=job.mark,
    )
    return (
        {"role": "system", "content": system},
        {"role": "user", "content": case + _render_part(job, part)},
    )


def _render_part(job: ReviewJob, part: PromptPart) -> str:
    if part.rest and len(part.dimensions) == len(job.dimensions):
        return ""
    shape = describe_shape(dimensions=bool(part.dimensions), rest=part.rest)
    return "\n" + job.prompts.part.fill(dimensions=part.dimensions, rest=part.rest, schema=shape)


def _list_turns(transcript: Transcript) -> list[dict[str, Any]]:
    """The round in turn order, the candidate's sentences numbered throughout."""
    number = 0

    def sentences(text: str) -> list[dict[str, Any]]:
        nonlocal number
        numbered = []
        for sentence in split_for_judging(text):
            number += 1
            numbered.append({"number": number, "text": sentence})
        return numbered

    parts: list[dict[str, Any]] = [
        {
            "heading": "Clarifying question, and the interviewer's answer:",
            "said": asked.answer.strip(),
            "sentences": sentences(asked.question),
        }
        for asked in transcript.clarify
    ]
    parts.append({"heading": "Answer:", "said": "", "sentences": sentences(transcript.answer)})
    parts += [
        {
            "heading": "Pushback, and the reply:",
            "said": f"{push.who}: {push.text.strip()}",
            "sentences": sentences(push.reply),
        }
        for push in transcript.pushback
    ]
    return parts
