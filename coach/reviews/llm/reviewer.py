"""The model reviewer: asks a model to judge a round, in one call or several, and keeps a receipt.

What the model sends is held to the candidate's words in `proving`. Whatever goes wrong gives a
review that is not graded and says why; there is no default level.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from coach.llm.call import Caller, stream
from coach.llm.events import CallEvent, Done, Failed, Request, Retrying, Text
from coach.reviews.llm.grounding import JudgedRound, ground_dimension, ground_review
from coach.reviews.llm.median import take_median
from coach.reviews.llm.partial_json import PartialReply
from coach.reviews.llm.prompt import PromptPart, ReviewJob, build_repeat_request
from coach.reviews.llm.prompt import build_request as first_request
from coach.reviews.llm.receipt import Spending, make_receipt, sum_timing, sum_usage
from coach.reviews.llm.response import Judgement, Parsed, Unreadable, parse
from coach.transcripts.review_schema import DimensionReview, Flag, Review, make_not_graded

FEWEST_CHARACTERS_PER_TOKEN = 8
"""Servers that count fewer input tokens than characters divided by this cut the prompt silently;
English takes about four characters a token."""


@dataclass(frozen=True)
class Judged:
    """A dimension of a reply that still grows, with its quotes checked."""

    dimension: DimensionReview


@dataclass(frozen=True)
class GivenUp:
    """Why a review came to nothing, and what had been said by then."""

    reason: str
    partial: str = ""


async def review_by_model(
    job: ReviewJob, caller: Caller
) -> AsyncIterator[CallEvent | Judged | Review]:
    """Judge a round; yields the calls' events, dimensions as they close, and last the review.

    Done and Failed are turned into the review. An unreadable reply is asked for once more. Of
    several repeats those that came through count; the review says when some did not.
    """
    if not job.transcript.answer.strip():
        reason = "There is no answer to review; write one and review the round again."
        yield make_not_graded(job.who, reason)
        return
    case = JudgedRound(job.transcript, job.scenario, job.pack, job.typed)
    spent = Spending()
    runs: list[Review] = []
    failed: GivenUp | None = None
    while len(runs) < job.repeats and failed is None:
        async for event in _once(job, case, caller, spent):
            if isinstance(event, Review):
                runs.append(event)
            elif isinstance(event, GivenUp):
                failed = event
            else:
                yield event
    yield extract_reply(job, runs, failed, spent)


async def _once(
    job: ReviewJob, case: JudgedRound, caller: Caller, spent: Spending
) -> AsyncIterator[CallEvent | Judged | Review | GivenUp]:
    """One whole judgement, part by part."""
    sent: list[Judgement] = []
    for part in job.parts:
        async for event in _part(job, part, case, caller, spent):
            if isinstance(event, GivenUp):
                yield event
                return
            if isinstance(event, Parsed):
                spent.repaired = spent.repaired or event.repaired
                sent.append(event.judgement)
            else:
                yield event
    given = {d.id: ground_dimension(case, d) for one in sent for d in one.dimensions}
    yield ground_review(case, sent[-1], [given[id] for id in job.dimensions], job.who)


async def _part(
    job: ReviewJob, part: PromptPart, case: JudgedRound, caller: Caller, spent: Spending
) -> AsyncIterator[CallEvent | Judged | Parsed | GivenUp]:
    """Ask for a part, and once more where the reply cannot be read."""
    request = first_request(job, part)
    problem = ""
    shown: set[str] = set()
    for asked in range(2):
        outcome: Done | Failed | None = None
        async for event in _call(job, case, request, caller):
            if isinstance(event, (Done, Failed)):
                outcome = event
                continue
            if isinstance(event, Judged):
                shown.add(event.dimension.id)
            yield event
        spent.ask(part.dimensions, request, again=asked > 0)
        if isinstance(outcome, Failed):
            yield GivenUp(outcome.failure.sentence, outcome.partial)
            return
        assert isinstance(outcome, Done)
        spent.add(outcome)
        if reason := make_unusable(outcome, request):
            yield GivenUp(reason)
            return
        try:
            parsed = parse(outcome.text, part.dimensions)
        except Unreadable as error:
            problem = str(error)
            _note_schema(job, caller, request, heeded="{" in outcome.text)
            request = build_repeat_request(job, request, outcome.text, problem)
            continue
        _note_schema(job, caller, request, heeded=True)
        for late in [d for d in parsed.judgement.dimensions if d.id not in shown]:
            yield Judged(ground_dimension(case, late))
        yield parsed
        return
    unread = f"{job.profile.model} sent no judgement that can be read, asked twice"
    yield GivenUp(f"{unread}: {problem}.")


async def _call(
    job: ReviewJob, case: JudgedRound, request: Request, caller: Caller
) -> AsyncIterator[CallEvent | Judged]:
    growing = PartialReply()
    async for event in stream(job.name, job.profile, job.key, request, caller):
        yield event
        if isinstance(event, Retrying):
            growing = PartialReply()
        if isinstance(event, Text):
            for sent in growing.take(event.text):
                yield Judged(ground_dimension(case, sent))


def _note_schema(job: ReviewJob, caller: Caller, request: Request, *, heeded: bool) -> None:
    if request.schema is not None:
        where = job.profile.base_url, job.profile.model
        caller.capabilities.schema_was(*where, heeded=heeded, whole=request.whole)


def make_unusable(done: Done, request: Request) -> str | None:
    """Why a reply that came to its end is no judgement of the whole answer; None when it is."""
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


def extract_reply(
    job: ReviewJob, runs: list[Review], failed: GivenUp | None, spent: Spending
) -> Review:
    """The review that the runs amount to, with its receipt; not graded when there are none."""
    if failed and failed.partial:
        spent.raw.append(failed.partial)
    about = {
        "created": job.created,
        "usage": sum_usage(job, spent) if spent.done else None,
        "timing": sum_timing(spent) if spent.done else None,
        "receipt": make_receipt(job, spent),
    }
    if not runs:
        assert failed is not None
        return make_not_graded(job.who, failed.reason).model_copy(update=about)
    review = take_median(runs, job.pack.rubric, job.scenario.primary)
    flags = [*review.flags]
    if spent.repaired:
        said = "The reply was not valid JSON and was repaired; read the raw reply if in doubt."
        flags.append(Flag(kind="repaired", text=said))
    if failed:
        said = f"Only {len(runs)} of {job.repeats} reviews came through: {failed.reason}"
        flags.append(Flag(kind="repeats_failed", text=said))
    return review.model_copy(update=about | {"flags": flags})
