"""The model reviewer: asks a model to judge a round, in one call or several, and keeps a receipt.

What the model sends is held to the candidate's words in `grounding`. Whatever goes wrong gives a
review that is not graded and says why; there is no default level.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import CallEvent, Done, Failed, Request, Retrying, Text
from coach.reviews.llm.grounding import JudgedText, ground_dimension, ground_review
from coach.reviews.llm.median import take_median
from coach.reviews.llm.partial_json import PartialReply
from coach.reviews.llm.prompt import (
    PromptPart,
    Prompts,
    ReviewJob,
    build_repeat_request,
    build_request,
    identify_model,
)
from coach.reviews.llm.receipt import Spending, make_receipt, sum_timing, sum_usage
from coach.reviews.llm.response import Judgement, Unreadable, parse
from coach.reviews.protocol import NO_ANSWER, OnReviewEvent, ReviewCase
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


@dataclass(frozen=True)
class Judged:
    """A dimension of a reply that is still being written, with its quotes checked."""

    dimension: DimensionReview


class GivenUp(Exception):
    """Why a review came to nothing, in a sentence; `partial` is what had been said by then."""

    def __init__(self, reason: str, partial: str = "") -> None:
        super().__init__(reason)
        self.partial = partial


@dataclass(frozen=True)
class LLMReviewer:
    """Judges rounds with a model.

    `careful` asks for one dimension a call; of several `repeats` the median is taken.
    `make_mark` makes the delimiter around the candidate's words, a new one for each review.
    """

    endpoint: Endpoint
    prompts: Prompts
    make_mark: Callable[[], str]
    careful: bool = False
    repeats: int = 1

    @property
    def id(self) -> ReviewerId:
        """The model, under the name of its profile."""
        return identify_model(self.endpoint.name, self.endpoint.profile)

    async def review(self, case: ReviewCase, on_event: OnReviewEvent = ignore) -> Review:
        """Judge a round; `on_event` gets the calls' events and each dimension as it closes.

        An unreadable reply is asked for once more. Of several repeats those that came through
        count, and the review says when some did not.
        """
        job = ReviewJob(
            case=case,
            name=self.endpoint.name,
            profile=self.endpoint.profile,
            prompts=self.prompts,
            mark=self.make_mark(),
            careful=self.careful,
            repeats=self.repeats,
        )
        return await _Judging(job, self.endpoint, on_event).run()


class _Judging:
    """One review under way: its calls, what they cost, and what came of them."""

    def __init__(self, job: ReviewJob, endpoint: Endpoint, on_event: OnReviewEvent) -> None:
        self._job = job
        self._endpoint = endpoint
        self._on_event = on_event
        self._text = JudgedText.of(job.case)
        self._spent = Spending()

    async def run(self) -> Review:
        """Ask as often as wanted and put together what came."""
        job, runs = self._job, list[Review]()
        if not job.case.transcript.answer.strip():
            return make_not_graded(job.reviewer, NO_ANSWER)
        failed: str | None = None
        while len(runs) < job.repeats and failed is None:
            try:
                runs.append(await self._judge())
            except GivenUp as reason:
                failed = str(reason)
                if reason.partial:
                    self._spent.raw.append(reason.partial)
        return assemble_review(job, runs, failed, self._spent)

    async def _judge(self) -> Review:
        """One whole judgement, part by part. Raises GivenUp."""
        judgements = [await self._ask(part) for part in self._job.parts]
        grounded = {
            sent.id: ground_dimension(self._text, sent)
            for judgement in judgements
            for sent in judgement.dimensions
        }
        dimensions = [grounded[name] for name in self._job.dimensions]
        return ground_review(self._text, judgements[-1], dimensions, self._job.reviewer)

    async def _ask(self, part: PromptPart) -> Judgement:
        """Ask for a part, and once more where the reply cannot be read. Raises GivenUp."""
        job, spent = self._job, self._spent
        request, problem = build_request(job, part), ""
        shown: set[str] = set()
        for attempt in range(2):
            outcome = await self._endpoint.send(request, self._watch(shown))
            spent.ask(part.dimensions, request, again=attempt > 0)
            if isinstance(outcome, Failed):
                raise GivenUp(outcome.failure.sentence, outcome.partial)
            spent.add(outcome)
            if defect := find_defect(outcome, request):
                raise GivenUp(defect)
            try:
                parsed = await asyncio.to_thread(parse, outcome.text, part.dimensions)
            except Unreadable as error:
                problem = str(error)
                self._note_schema(request, heeded="{" in outcome.text)
                request = build_repeat_request(job, request, outcome.text, problem)
                continue
            self._note_schema(request, heeded=True)
            spent.repaired = spent.repaired or parsed.repaired
            for sent in parsed.judgement.dimensions:
                if sent.id not in shown:
                    self._on_event(Judged(ground_dimension(self._text, sent)))
            return parsed.judgement
        unread = f"{job.profile.model} did not return a readable review, even when asked again"
        raise GivenUp(f"{unread}: {problem}.")

    def _watch(self, shown: set[str]) -> OnEvent:
        """Pass events on, and show each dimension once it is complete in a growing reply."""
        partial = PartialReply()

        def watch(event: CallEvent) -> None:
            nonlocal partial
            if not isinstance(event, (Done, Failed)):
                self._on_event(event)
            if isinstance(event, Retrying):
                partial = PartialReply()
            if isinstance(event, Text):
                for sent in partial.take(event.text):
                    shown.add(sent.id)
                    self._on_event(Judged(ground_dimension(self._text, sent)))

        return watch

    def _note_schema(self, request: Request, *, heeded: bool) -> None:
        if request.schema is not None:
            profile = self._job.profile
            self._endpoint.caller.capabilities.schema_was(
                profile.base_url, profile.model, heeded=heeded, whole=request.whole
            )


def find_defect(done: Done, request: Request) -> str | None:
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
        said = "The reply was not valid JSON and was repaired; read the raw reply if in doubt."
        flags.append(Flag(kind="repaired", text=said))
    if failed:
        said = f"Only {len(runs)} of {job.repeats} reviews came through: {failed}"
        flags.append(Flag(kind="repeats_failed", text=said))
    return review.model_copy(update=about | {"flags": flags})
