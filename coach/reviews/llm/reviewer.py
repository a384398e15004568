"""The model reviewer: asks a model to judge a round, in one call or several, and keeps a receipt.

What the model sends is checked against the candidate's words in `grounding`. Whatever goes wrong
gives a review that is not graded and says why; there is no default level. Complete dimensions are
kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import CallEvent, Done, Failed, Reasoning, Request, Retrying, Text
from coach.reviews.llm.degenerate import find_degeneracy
from coach.reviews.llm.estimate import estimate_review
from coach.reviews.llm.grounding import JudgedText, ground_dimension, ground_review
from coach.reviews.llm.median import take_median
from coach.reviews.llm.prompt import (
    PromptPart,
    Prompts,
    ReviewJob,
    build_repeat_request,
    build_request,
    identify_model,
)
from coach.reviews.llm.receipt import Spending, make_receipt, sum_timing, sum_usage
from coach.reviews.llm.reply.partial_json import PartialReply, find_closed_dimensions
from coach.reviews.llm.reply.repetition import RepetitionWatch
from coach.reviews.llm.reply.response import Judgement, SentDimension, Unreadable, parse
from coach.reviews.llm.resuming import add_kept, find_begun
from coach.reviews.protocol import NO_ANSWER, STOPPED, Interrupted, OnReviewEvent, ReviewCase
from coach.transcripts.review_schema import (
    DimensionReview,
    Flag,
    Review,
    ReviewerId,
    make_not_graded,
)

FEWEST_CHARACTERS_PER_TOKEN = 8
"""Servers that count fewer input tokens than characters divided by this cut the prompt silently;
English takes about four characters a token."""
CUT_OFF = (
    "The reply was cut off at its length limit; raise max_tokens of the profile, or grade "
    "with a model that thinks less."
)
LOOPING = "wrote the same words over and over, so its reply was stopped"


@dataclass(frozen=True)
class Judged:
    """A dimension of a reply that is still being written, with its quotes checked."""

    dimension: DimensionReview


class GivenUp(Exception):
    """Why a review came to nothing, in a sentence; `partial` is what had been said by then.

    `worthless` says that what was complete cannot be kept either.
    """

    def __init__(self, reason: str, partial: str = "", *, worthless: bool = False) -> None:
        super().__init__(reason)
        self.partial = partial
        self.worthless = worthless


@dataclass(frozen=True)
class LLMReviewer:
    """Judges rounds with a model.

    `careful` asks for one dimension a call; of several `repeats` the median is taken.
    `make_mark` makes the delimiter around the candidate's words, a new one for each review.
    `earlier` are the reviews that the round has: one of them may have been cut off.
    """

    endpoint: Endpoint
    prompts: Prompts
    make_mark: Callable[[], str]
    careful: bool = False
    repeats: int = 1
    earlier: Sequence[Review] = ()

    @property
    def id(self) -> ReviewerId:
        """The model, under the name of its profile."""
        return identify_model(self.endpoint.name, self.endpoint.profile)

    async def review(self, case: ReviewCase, on_event: OnReviewEvent = ignore) -> Review:
        """Judge a round; `on_event` gets the calls' events and each dimension as it closes.

        An unreadable reply is asked for once more. Of several repeats those that came through
        count, and the review says when some did not. A model that failed to answer in one piece
        before is asked for one dimension a call. Cancelled, it sends an Interrupted first.
        """
        endpoint = self.endpoint.allow_reading()
        known = endpoint.caller.capabilities.get(endpoint.profile.base_url, endpoint.profile.model)
        job = ReviewJob(
            case=case,
            name=endpoint.name,
            profile=endpoint.profile,
            prompts=self.prompts,
            mark=self.make_mark(),
            careful=self.careful or known.one_at_a_time,
            repeats=self.repeats,
        )
        if self.repeats == 1:
            job = replace(job, begun=find_begun(job, self.earlier))
        return await _Judging(job, endpoint, on_event).run()


class _Judging:
    """One review under way: its calls, what they cost, and what came of them."""

    def __init__(self, job: ReviewJob, endpoint: Endpoint, on_event: OnReviewEvent) -> None:
        self._job = job
        self._endpoint = endpoint
        self._on_event = on_event
        self._text = JudgedText.of(job.case)
        self._spent = Spending()
        self._kept: dict[str, SentDimension] = {}

    async def run(self) -> Review:
        """Ask as often as wanted and put together what came."""
        job, runs = self._job, list[Review]()
        if not job.case.transcript.answer.strip():
            return make_not_graded(job.reviewer, NO_ANSWER)
        if expected := estimate_review(job, self._endpoint.caller.timings):
            self._on_event(expected)
        failed: str | None = None
        while len(runs) < job.repeats and failed is None:
            try:
                runs.append(await self._judge())
            except GivenUp as reason:
                failed = str(reason)
                if reason.partial:
                    self._spent.raw.append(reason.partial)
                if reason.worthless:
                    self._kept.clear()
            except asyncio.CancelledError:
                self._on_event(Interrupted(self._assemble([], STOPPED)))
                raise
        return self._assemble(runs, failed)

    def _assemble(self, runs: list[Review], failed: str | None) -> Review:
        review = assemble_review(self._job, runs, failed, self._spent)
        if runs:
            return review
        kept = [
            self._kept[dimension_id]
            for dimension_id in self._job.dimensions
            if dimension_id in self._kept
        ]
        degenerate = find_degeneracy(self._text, Judgement(dimensions=kept))
        # that some levels are alike says nothing while others are to come
        if degenerate is not None and degenerate.kind != "all-alike":
            return review
        grounded = [ground_dimension(self._text, sent) for sent in kept]
        return add_kept(review, kept, grounded, len(self._job.dimensions))

    async def _judge(self) -> Review:
        """One whole judgement, part by part. Raises GivenUp."""
        job = self._job
        self._kept = {sent.id: sent for sent in job.begun}
        for sent in job.begun:
            self._on_event(Judged(ground_dimension(self._text, sent)))
        rest = Judgement()
        for part in job.parts:
            wanted = part.leave_out(self._kept)
            if wanted.dimensions or wanted.rest:
                rest = await self._ask(wanted)
        sent_dimensions = [self._kept[dimension_id] for dimension_id in job.dimensions]
        judgement = rest.model_copy(update={"dimensions": sent_dimensions})
        if degenerate := find_degeneracy(self._text, judgement):
            self._spent.degenerate = degenerate.kind
            reason = f"{job.profile.model} sent no judgement: {degenerate.reason}."
            raise GivenUp(reason, worthless=True)
        grounded = [ground_dimension(self._text, sent) for sent in sent_dimensions]
        return ground_review(self._text, judgement, grounded, job.reviewer)

    async def _ask(self, part: PromptPart) -> Judgement:
        """Ask for a part until all its dimensions are there, and return what else it says.

        A reply that cannot be read is asked for once more; of one that was cut off at its limit
        the dimensions that are missing are. Raises GivenUp.
        """
        job, spent = self._job, self._spent
        request, again = build_request(job, part), False
        while True:
            spent.ask(part.dimensions, request, again=again)
            outcome = await self._send(request)
            if isinstance(outcome, Failed):
                self._keep_closed(outcome.partial)
                raise GivenUp(outcome.failure.sentence, outcome.partial)
            spent.add(outcome)
            if outcome.finish == "length":
                self._note_failed_whole(part)
                self._keep_closed(outcome.text)
                left = part.leave_out(self._kept)
                if left == part:
                    raise GivenUp(CUT_OFF)
                part, request, again = left, build_request(job, left), False
                continue
            if defect := find_defect(outcome, request):
                raise GivenUp(defect, worthless=True)
            try:
                others = job.dimensions
                parsed = await asyncio.to_thread(parse, outcome.text, part.dimensions, others)
            except Unreadable as error:
                self._note_schema(request, heeded="{" in outcome.text)
                if again:
                    if "{" in outcome.text:
                        self._note_failed_whole(part)
                    for dimension_id in part.dimensions:
                        self._kept.pop(dimension_id, None)
                    model = job.profile.model
                    unread = f"{model} did not return a readable review, even when asked again"
                    raise GivenUp(f"{unread}: {error}.") from None
                request, again = build_repeat_request(job, request, outcome.text, str(error)), True
                continue
            self._note_schema(request, heeded=True)
            spent.repaired = spent.repaired or parsed.repaired
            for sent in parsed.judgement.dimensions:
                self._keep(sent)
            return parsed.judgement

    async def _send(self, request: Request) -> Done | Failed:
        """Send a request; a reply that only repeats itself is stopped. Raises GivenUp."""
        repetition, pieces, looping = RepetitionWatch(), list[str](), False
        watch = self._make_watch()

        def watch_repetition(event: CallEvent) -> None:
            nonlocal looping
            watch(event)
            if isinstance(event, Text):
                pieces.append(event.text)
            if isinstance(event, (Text, Reasoning)) and repetition.take(event.text):
                looping = True
                sending.cancel()

        sending = asyncio.ensure_future(self._endpoint.send(request, watch_repetition))
        try:
            return await sending
        except asyncio.CancelledError:
            self._spent.raw.append("".join(pieces))
            task = asyncio.current_task()
            if not looping or (task is not None and task.cancelling()):
                raise
        self._spent.degenerate = "looping"
        raise GivenUp(f"{self._job.profile.model} {LOOPING}.", worthless=True)

    def _make_watch(self) -> OnEvent:
        """Pass events on, and keep each dimension once it is complete in a growing reply."""
        partial = PartialReply()
        fresh: list[str] = []

        def watch(event: CallEvent) -> None:
            nonlocal partial
            if not isinstance(event, (Done, Failed)):
                self._on_event(event)
            if isinstance(event, Retrying):
                # what came of this call is void
                partial = PartialReply()
                for dimension_id in fresh:
                    self._kept.pop(dimension_id, None)
                fresh.clear()
            if isinstance(event, Text):
                fresh.extend(sent.id for sent in partial.take(event.text) if self._keep(sent))

        return watch

    def _keep_closed(self, text: str) -> None:
        """Keep the dimensions that are complete in a reply that broke off."""
        for sent in find_closed_dimensions(text):
            self._keep(sent)

    def _keep(self, sent: SentDimension) -> bool:
        """Keep a complete dimension and show it when it is new; whether it is of the rubric."""
        if sent.id not in self._job.dimensions:
            return False
        if self._kept.get(sent.id) != sent:
            self._on_event(Judged(ground_dimension(self._text, sent)))
        self._kept[sent.id] = sent
        return True

    def _note_failed_whole(self, part: PromptPart) -> None:
        """Remember that a reply with several dimensions failed, so that the next one has one."""
        if len(part.dimensions) > 1:
            profile = self._job.profile
            self._endpoint.caller.capabilities.note_one_at_a_time(profile.base_url, profile.model)

    def _note_schema(self, request: Request, *, heeded: bool) -> None:
        if request.schema is not None:
            profile = self._job.profile
            self._endpoint.caller.capabilities.note_schema(
                profile.base_url, profile.model, heeded=heeded, whole=request.whole
            )


def find_defect(done: Done, request: Request) -> str | None:
    """Why a reply that came to its end is no judgement of the whole answer; None when it is."""
    if done.finish == "length":
        return CUT_OFF
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


def assemble_review(
    job: ReviewJob, runs: list[Review], failed: str | None, spent: Spending
) -> Review:
    """The review that the runs amount to, with its receipt; not graded when there are none."""
    about = {
        "created": job.case.created,
        "usage": sum_usage(job, spent) if spent.done else None,
        "timing": sum_timing(spent) if spent.done else None,
        "receipt": make_receipt(job, spent),
    }
    if not runs:
        assert failed is not None
        return make_not_graded(job.reviewer, failed).model_copy(update=about)
    review = take_median(runs, job.case.pack.rubric, job.case.scenario.primary)
    flags = [*review.flags]
    if spent.repaired:
        note = "The reply was not valid JSON and was repaired; read the raw reply if in doubt."
        flags.append(Flag(kind="repaired", text=note))
    if failed:
        note = f"Only {len(runs)} of {job.repeats} reviews came through: {failed}"
        flags.append(Flag(kind="repeats_failed", text=note))
    return review.model_copy(update=about | {"flags": flags})
