"""A model's exam: what it will take, taking it, and what it showed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coach.calibration.exam import ExamItem, judge_exam, list_exam_items, make_exam_round
from coach.calibration.gradings import Grading, GradingStore
from coach.calibration.runner import grade_all
from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError, NotKept, keep_aside
from coach.packs.exam import FOLDER, list_exam_files
from coach.packs.schema import Pack
from coach.reviews.standing import ExamRecords, ExamVerdict, ModelKey, hash_prompts
from coach.services.reviews import ReviewService
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review
from coach.workspace import Workspace
from coach.yamls import dump

AT_ONCE = 2


@dataclass(frozen=True)
class ExamCost:
    """What the rest of an exam will take; seconds and cost are None where nothing tells.

    `calls` are those still to be made, of `answers` in all.
    """

    answers: int
    calls: int
    tokens_in: int
    tokens_out: int
    seconds: float | None
    cost: float | None

    @property
    def sentence(self) -> str:
        """Say it to the person who is asked whether to start."""
        size = f"about {_round(self.tokens_in)} tokens in and {_round(self.tokens_out)} out"
        how_long = "how long is not known yet"
        if self.seconds is not None:
            how_long = f"about {max(1, round(self.seconds / 60))} minutes at its speed so far"
        price = "" if self.cost is None else f"; it costs about {self.cost:.2g}"
        return f"The exam takes {self.calls} calls, {size}; {how_long}{price}."


class ExamService:
    """Lets models take the exam of a pack and keeps the verdicts."""

    def __init__(self, workspace: Workspace, reviews: ReviewService) -> None:
        self._workspace = workspace
        self._reviews = reviews

    def find_verdict(self, name: str) -> ExamVerdict:
        """How a profile's model stands with the prompts and the rubric there are now.

        Untested, with the reason, where nothing is known. Raises CoachError for a name that is not
        in the config.
        """
        self._check_name(name)
        pack = self._find_pack()
        if pack is None:
            return ExamVerdict(verdict="untested", because="No pack has an exam.")
        return ExamRecords(self._workspace.paths.exams).find(self._make_key(name, pack))

    def estimate(self, name: str, *, again: bool = False) -> ExamCost:
        """What is left of the exam takes, by prompt sizes and earlier calls. Raises CoachError."""
        from coach.llm.events import TokenUsage
        from coach.llm.timings import Timings, compute_cost
        from coach.reviews.llm.estimate import count_tokens, estimate_speed

        self._check_name(name)
        profile = self._workspace.config.find_profile(name)
        items, kept = self._list_items(name)
        left = [item for item in items if again or kept.find(item, 0) is None]
        jobs = [self._reviews.make_job(make_exam_round(item), name, profile) for item in left]
        counts = [count_tokens(job) for job in jobs]
        tokens_in = sum(count[0] for count in counts)
        tokens_out = sum(count[1] for count in counts)
        calls = Timings(self._workspace.paths.timings).list_calls(name, profile)
        expected = estimate_speed(tokens_in, tokens_out, calls)
        usage = TokenUsage(input=tokens_in, output=tokens_out)
        return ExamCost(
            answers=len(items),
            calls=len(left),
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            seconds=expected.seconds if expected else None,
            cost=compute_cost(usage, profile.price),
        )

    async def run(
        self,
        name: str,
        *,
        again: bool = False,
        done: Callable[[Grading], None] = lambda grading: None,
    ) -> ExamVerdict:
        """Let a model take the exam, or what is left of it, and keep the verdict.

        Each grading is kept as it comes, so that a run that is cancelled goes on; `done` hears of
        each. With `again` it is taken from the start. An exam that could not be finished leaves the
        model untested, and an earlier verdict as it was. Raises CoachError where no pack has an
        exam or the key is missing, and NotKept where the verdict could not be written.
        """
        self._check_name(name)
        items, kept = self._list_items(name)
        if again:
            kept.forget()

        async def judge(transcript: Transcript) -> Review:
            return await self._reviews.review(transcript, name)

        gradings = await grade_all(
            items,
            judge,
            make_exam_round,
            kept=kept,
            at_once=AT_ONCE,
            clock=time.perf_counter,
            done=done,
        )
        return self._keep(name, items, gradings)

    def _keep(
        self, name: str, items: Sequence[ExamItem], gradings: Sequence[Grading]
    ) -> ExamVerdict:
        verdict = judge_exam(items, gradings)
        if verdict.verdict == "untested":
            return verdict
        verdict = verdict.model_copy(update={"date": self._workspace.timestamp()})
        records = ExamRecords(self._workspace.paths.exams)
        try:
            return records.keep(self._make_key(name, items[0].pack), verdict)
        except OSError as error:
            text = dump(verdict.model_dump(mode="json"))
            folder = self._workspace.paths.exams
            raise NotKept(str(keep_aside("verdict", text, folder, error))) from error

    def _list_items(self, name: str) -> tuple[list[ExamItem], GradingStore]:
        """The exam's answers, and the gradings that an earlier run has left."""
        pack = self._find_pack()
        if pack is None:
            raise CoachError(
                f"no pack has an exam; its answers lie in {FOLDER}/ beside the scenarios."
            )
        profile = self._workspace.config.find_profile(name)
        asked = profile.model_dump(mode="json", exclude={"price", "timeouts"})
        key = self._make_key(name, pack)
        store = GradingStore(self._workspace.paths.gradings, json.dumps(["exam", asked, key.name]))
        return list_exam_items(pack), store

    def _make_key(self, name: str, pack: Pack) -> ModelKey:
        from coach.reviews.llm.receipt import hash_text

        profile = self._workspace.config.find_profile(name)
        prompts = hash_prompts(self._reviews.find_prompts().list_versions())
        rubric = hash_text(pack.rubric.dump_judged())
        return ModelKey(profile.base_url, profile.model, prompts, rubric)

    def _find_pack(self) -> Pack | None:
        packs = self._workspace.library.packs.values()
        return next((pack for pack in packs if list_exam_files(pack)), None)

    def _check_name(self, name: str) -> None:
        if name in BUILT_IN_REVIEWERS:
            raise CoachError(f"{name} gives no levels, so there is no exam for it to take.")
        self._workspace.config.find_profile(name)


def _round(tokens: int) -> str:
    return f"{tokens / 1000:.0f}k" if tokens >= 1000 else str(tokens)
