"""The model reviewer: asks a model to judge a round, checks its quotes, and keeps a receipt.

The model proposes; code decides. Quotes are located in the candidate's words, levels without
them are lowered, and the overall level is computed here. Whatever goes wrong gives a review that
is not graded and says why; there is no default level.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from coach.endpoints.calls import Caller, stream
from coach.endpoints.events import Done, Event, Failed, Request, Retrying, Text
from coach.packs.text import Document
from coach.reviews.asking import Job, ask_again
from coach.reviews.asking import request as first_request
from coach.reviews.cases import customers, facts, tradeoffs
from coach.reviews.evidence import locate
from coach.reviews.growing import Growing
from coach.reviews.guards import SetAside, blanked, set_aside
from coach.reviews.judgement import (
    Judgement,
    Parsed,
    SentDimension,
    Unreadable,
    parse,
)
from coach.reviews.levels import supported
from coach.reviews.misconceptions import find_misconceptions
from coach.reviews.moments import moments
from coach.reviews.offline import flags_of
from coach.reviews.overall import overall_level
from coach.reviews.receipts import Spent, receipt, timing_of, usage_of
from coach.reviews.review import (
    CustomerReview,
    DimensionReview,
    Evidence,
    Flag,
    MisconceptionReview,
    PointReview,
    Review,
    not_graded,
)

FEWEST_CHARACTERS_PER_TOKEN = 8
"""Servers that count fewer input tokens than characters divided by this cut the prompt silently;
English takes about four characters a token."""


@dataclass(frozen=True)
class Judged:
    """A dimension of a reply that still grows, with its quotes checked."""

    dimension: DimensionReview


async def review_by_model(job: Job, caller: Caller) -> AsyncIterator[Event | Judged | Review]:
    """Judge a round; yields the call's events, dimensions as they close, and last the review.

    Done and Failed are turned into the review. An unreadable reply is asked for once more.
    """
    if not job.transcript.answer.strip():
        reason = "There is no answer to review; write one and review the round again."
        yield not_graded(job.who, reason)
        return
    request = first_request(job)
    spent = Spent()
    problem: str | None = None
    for asked in range(2):
        outcome: Done | Failed | None = None
        async for event in _call(job, request, caller):
            if isinstance(event, (Done, Failed)):
                outcome = event
            else:
                yield event
        if isinstance(outcome, Failed):
            yield _failed(job, outcome.failure.sentence, request, spent, partial=outcome.partial)
            return
        assert isinstance(outcome, Done)
        spent.add(outcome)
        problem = _unusable(outcome, request)
        if problem:
            yield _failed(job, problem, request, spent)
            return
        try:
            parsed = parse(outcome.text, job.dimensions)
        except Unreadable as error:
            problem = str(error)
            _note_schema(job, caller, request, heeded="{" in outcome.text)
            request = ask_again(job, request, outcome.text, problem)
            continue
        _note_schema(job, caller, request, heeded=True)
        yield _review(job, parsed, request, spent, reasked=asked > 0)
        return
    reason = f"{job.profile.model} sent no judgement that can be read, asked twice: {problem}."
    yield _failed(job, reason, request, spent)


def judge_dimension(
    sent: SentDimension, text: str, asides: list[SetAside], checks: dict[str, str]
) -> DimensionReview:
    """One dimension with its quotes located and its level held to what they carry."""
    evidence = [locate(one.quote, text, asides) for one in sent.evidence]
    level, lowered = supported(sent.level, evidence)
    return DimensionReview(
        id=sent.id,
        level=level,
        rationale=sent.rationale.strip(),
        evidence=evidence,
        met=[checks.get(id, id) for id in sent.met],
        missing=[checks.get(id, id) for id in sent.missing],
        given_level=_as_level(sent.level) if lowered else None,
        lowered_because=lowered,
    )


async def _call(job: Job, request: Request, caller: Caller) -> AsyncIterator[Event | Judged]:
    growing = Growing()
    asides = _asides(job)
    async for event in stream(job.name, job.profile, job.key, request, caller):
        yield event
        if isinstance(event, Retrying):
            growing = Growing()
        if isinstance(event, Text):
            for sent in growing.take(event.text):
                yield Judged(_dimension(job, sent, asides))


def _note_schema(job: Job, caller: Caller, request: Request, *, heeded: bool) -> None:
    if request.schema is not None:
        caller.capabilities.schema_was(job.profile.base_url, job.profile.model, heeded=heeded)


def _unusable(done: Done, request: Request) -> str | None:
    if done.finish == "length":
        return (
            "The reply was cut off at its length limit; raise max_tokens of the profile, or grade "
            "with a model that thinks less."
        )
    size = sum(len(message["content"]) for message in request.messages)
    counted = done.usage.input
    # some servers do not count what they had cached
    read = (counted or 0) + (done.usage.cached or 0)
    if counted is not None and 0 < read < size / FEWEST_CHARACTERS_PER_TOKEN:
        return (
            f"The server read only {counted} tokens of a prompt of {size} characters, so the model "
            "did not see the whole answer; raise its context length and grade again."
        )
    return None


def _review(job: Job, parsed: Parsed, request: Request, spent: Spent, *, reasked: bool) -> Review:
    sent, text = parsed.judgement, job.transcript.candidate_text
    asides = _asides(job)
    document = Document(blanked(text, asides))
    dimensions = [_dimension(job, one, asides) for one in _in_order(job, sent)]
    points = _points(job, sent, text, asides)
    false = _misconceptions(job, sent, text, asides, document.text)
    decided = [e for p in points if "decision" in p.id for e in p.evidence]
    given_up = [e for p in points if "cost" in p.id for e in p.evidence]
    grave = any(one.severity == "high" for one in false)
    quotes = [e for d in dimensions for e in d.evidence]
    levels = {d.id: d.level for d in dimensions}
    overall = overall_level(levels, job.pack.rubric, job.scenario.primary, grave=grave)
    return Review(
        status="graded",
        reviewer=job.who,
        created=job.created,
        overall=overall,
        dimensions=dimensions,
        points=points,
        misconceptions=false,
        customers=_customers(job, sent, document, text, asides),
        tradeoffs=tradeoffs(job.scenario, document, job.pack.lexicon, decided, given_up),
        facts=facts(job.scenario, job.transcript, job.pack.lexicon),
        moments=moments(job.transcript, decided, given_up),
        points_to_make=[point for point in sent.points_to_make if point.strip()][:3],
        priority_fix=sent.priority_fix.strip() or None,
        flags=[*flags_of(asides, text), *_doubts(quotes, parsed.repaired, overall is None)],
        struck_out=sum(1 for e in quotes if not e.verified),
        usage=usage_of(job, spent),
        timing=timing_of(spent),
        receipt=receipt(job, request, spent, repaired=parsed.repaired, reasked=reasked),
    )


def _asides(job: Job) -> list[SetAside]:
    return set_aside(job.transcript.candidate_text, job.transcript.prompt)


def _dimension(job: Job, sent: SentDimension, asides: list[SetAside]) -> DimensionReview:
    known = {d.id: d for d in job.pack.rubric.dimensions}
    checks = {c.id: c.text for c in known[sent.id].checks} if sent.id in known else {}
    return judge_dimension(sent, job.transcript.candidate_text, asides, checks)


def _in_order(job: Job, sent: Judgement) -> list[SentDimension]:
    given = {d.id: d for d in sent.dimensions}
    return [given[id] for id in job.dimensions]


def _points(job: Job, sent: Judgement, text: str, asides: list[SetAside]) -> list[PointReview]:
    given: dict[str, list[Evidence]] = {}
    for point in sent.points:
        given.setdefault(point.id, []).append(locate(point.quote, text, asides))
    return [
        PointReview(
            id=point.id,
            hit=any(e.verified for e in given.get(point.id, [])),
            evidence=[e for e in given.get(point.id, []) if e.verified],
        )
        for point in job.scenario.points
    ]


def _misconceptions(
    job: Job, sent: Judgement, text: str, asides: list[SetAside], clean: str
) -> list[MisconceptionReview]:
    """Those the model names with a quote that is there, and those the pack's own cues find."""
    found = {one.id: one for one in find_misconceptions(clean, job.pack)}
    known = {one.id: one for one in job.pack.misconceptions}
    for claimed in sent.misconceptions:
        evidence = locate(claimed.quote, text, asides)
        one = known.get(claimed.id)
        if one is None or not evidence.verified or one.id in found:
            continue
        found[one.id] = MisconceptionReview(
            id=one.id, evidence=[evidence], correction=one.right, severity=one.severity
        )
    return list(found.values())


def _customers(
    job: Job, sent: Judgement, document: Document, text: str, asides: list[SetAside]
) -> list[CustomerReview]:
    given = {one.id: one for one in sent.customers}
    reviewed = []
    for base in customers(job.scenario, document, job.pack.lexicon):
        said = given.get(base.id)
        evidence = [e for e in [locate(said.quote, text, asides)] if e.verified] if said else []
        told = said.open.strip() if said and said.open.strip() else base.open
        reviewed.append(
            base.model_copy(
                update={
                    "given": evidence or base.given,
                    "open": told,
                    "mentioned": base.mentioned or bool(evidence),
                }
            )
        )
    return reviewed


def _doubts(quotes: list[Evidence], repaired: bool, no_overall: bool) -> list[Flag]:
    struck = sum(1 for e in quotes if not e.verified)
    doubts = []
    if struck:
        said = f"{struck} of {len(quotes)} quotes are not in your words; they were struck out."
        doubts.append(Flag(kind="struck_out", text=said))
    if repaired:
        said = "The reply was not valid JSON and was repaired; read the raw reply if in doubt."
        doubts.append(Flag(kind="repaired", text=said))
    if no_overall:
        said = "Too few dimensions have a level, so there is no overall level."
        doubts.append(Flag(kind="no_overall", text=said))
    return doubts


def _failed(job: Job, reason: str, request: Request, spent: Spent, *, partial: str = "") -> Review:
    if partial:
        spent.raw.append(partial)
    paper = receipt(job, request, spent, repaired=False, reasked=len(spent.raw) > 1)
    failed = not_graded(job.who, reason, paper)
    return failed.model_copy(
        update={
            "created": job.created,
            "usage": usage_of(job, spent) if spent.done else None,
            "timing": timing_of(spent) if spent.done else None,
        }
    )


def _as_level(level: int) -> Any:
    return level or None
