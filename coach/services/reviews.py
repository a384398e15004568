"""Reviews of saved rounds: made by any reviewer, kept with the round, and read back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.files import CoachError, NotKept, keep_aside
from coach.llm.endpoint import OnEvent, ignore
from coach.reviews.attempts import (
    Attempts,
    ReviewedAttempt,
    compare_attempts,
    compare_sentences,
    find_shared_reviewer,
)
from coach.reviews.protocol import STOPPED, Interrupted, OnReviewEvent, ReviewCase, Reviewer
from coach.reviews.registry import BUILT_IN, make_built_in
from coach.reviews.standing import ExamRecords, add_standing
from coach.reviews.verdicts import (
    apply_verdicts,
    find_verdict_file,
    load_verdicts,
    make_verdict_key,
)
from coach.services.round_lists import RoundLists
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import (
    Review,
    find_faults,
    load_reviews,
    make_not_graded,
    read_appended,
)
from coach.transcripts.store import STRONGER
from coach.workspace import Workspace
from coach.yamls import dump

if TYPE_CHECKING:
    from coach.config import Profile
    from coach.reviews.llm.prompt import Prompts, ReviewJob
    from coach.reviews.stronger import Stronger

LOG = logging.getLogger(__name__)
NO_STRONGER = (
    "a stronger version needs a model to write it; add one under Models, or with "
    "`coach models add`."
)


@dataclass(frozen=True)
class KeptReview:
    """A review that was kept, or in `trouble` why not and where it was written instead."""

    review: Review
    trouble: str | None = None


@dataclass(frozen=True)
class KeptStronger:
    """A stronger version that was kept, or in `trouble` why not and where it is instead."""

    version: Stronger
    trouble: str | None = None


class ReviewService:
    """Has rounds reviewed and keeps what comes of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def run(
        self,
        round_id: str,
        name: str | None = None,
        on_event: OnReviewEvent = ignore,
        *,
        careful: bool = False,
        repeats: int = 1,
    ) -> KeptReview:
        """Have a saved round reviewed, keep the review with the round, and return it.

        A grading that fails comes back as a review that is not graded. When the task is cancelled
        what came by then is kept as such a review; where that fails `on_event` gets the NotKept.
        Raises CoachError for a reviewer that is not in the config or whose key is not set.
        """
        transcript = await asyncio.to_thread(self._workspace.store.recover, round_id)
        earlier = await asyncio.to_thread(self.load, round_id)
        reviewer = self.make_reviewer(name, careful=careful, repeats=repeats, earlier=earlier)
        stopped = make_not_graded(reviewer.id, STOPPED)

        def watch(event: object) -> None:
            nonlocal stopped
            if isinstance(event, Interrupted):
                stopped = event.review
            on_event(event)

        try:
            review = await self._review(reviewer, transcript, watch)
        except asyncio.CancelledError:
            try:
                self.keep(round_id, self._add_date(stopped))
            except NotKept as error:
                on_event(error)
            raise
        try:
            await asyncio.to_thread(self.keep, round_id, review)
        except NotKept as error:
            return KeptReview(review, str(error))
        return KeptReview(review)

    async def review(
        self,
        transcript: Transcript,
        name: str | None = None,
        on_event: OnReviewEvent = ignore,
        *,
        careful: bool = False,
        repeats: int = 1,
    ) -> Review:
        """Have a round reviewed that may not be saved; nothing is kept. Raises as `run` does."""
        # in a thread: a profile's command for its key may ask for a password first
        reviewer = await asyncio.to_thread(
            self.make_reviewer, name, careful=careful, repeats=repeats
        )
        return await self._review(reviewer, transcript, on_event)

    async def _review(
        self, reviewer: Reviewer, transcript: Transcript, on_event: OnReviewEvent
    ) -> Review:
        case = await asyncio.to_thread(self.make_case, transcript)
        review = self._add_date(self.add_verdicts(await reviewer.review(case, on_event)))
        review = add_standing(review, ExamRecords(self._workspace.paths.exams))
        LOG.info("%s reviewed by %s: %s", transcript.id, reviewer.id.name, review.status)
        return review

    def make_reviewer(
        self,
        name: str | None = None,
        *,
        careful: bool = False,
        repeats: int = 1,
        earlier: Sequence[Review] = (),
    ) -> Reviewer:
        """Make the reviewer of a name, or the default one. Raises CoachError as `run` does.

        With the round's `earlier` reviews a model goes on with one that was cut off.
        """
        workspace = self._workspace
        name = name or workspace.config.reviewer
        if reviewer := make_built_in(name):
            return reviewer
        endpoint = workspace.make_endpoint(name)
        # the model reviewer's libraries are not needed before the first model review
        from coach.prompts import make_delimiter
        from coach.reviews.llm.reviewer import LLMReviewer

        return LLMReviewer(endpoint, self.find_prompts(), make_delimiter, careful, repeats, earlier)

    def import_client(self, name: str) -> None:
        """Import what a review by a model takes, so that nobody waits for it at the end of a round.

        Takes about a second and is for a thread; there is nothing to do for a built-in reviewer.
        """
        if name in BUILT_IN:
            return
        from coach.llm.wire.client import load_certificates
        from coach.reviews.llm import reviewer

        load_certificates()
        self.find_prompts()
        LOG.debug("%s is imported for %s", reviewer.__name__, name)

    def make_case(self, transcript: Transcript) -> ReviewCase:
        """Gather what a reviewer is given. Raises CoachError where the scenario is gone."""
        pack, scenario = self._workspace.find_case(transcript)
        return ReviewCase(
            transcript,
            scenario,
            pack,
            typed=self._workspace.trace_typing(transcript),
            created=self._workspace.timestamp(),
        )

    def make_job(self, transcript: Transcript, name: str, profile: Profile) -> ReviewJob:
        """Gather what a model's review by batch needs."""
        from coach.prompts import make_delimiter
        from coach.reviews.llm.prompt import ReviewJob

        return ReviewJob(
            case=self.make_case(transcript),
            name=name,
            profile=profile,
            prompts=self.find_prompts(),
            mark=make_delimiter(),
        )

    def find_prompts(self) -> Prompts:
        """Find the templates of a model's review, a user's own before those that ship."""
        from coach.prompts import find_prompt
        from coach.reviews.llm.prompt import Prompts

        folders = self._workspace.paths.prompt_folders
        return Prompts(
            system=find_prompt("reviewer-system.md.j2", folders),
            case=find_prompt("reviewer-case.md.j2", folders),
            part=find_prompt("reviewer-part.md.j2", folders),
            again=find_prompt("reviewer-again.md.j2", folders),
        )

    def add_verdicts(self, review: Review) -> Review:
        """Add what calibration found of the model that reviewed, where it was calibrated."""
        path = find_verdict_file(self._workspace.paths.calibration, make_verdict_key(review))
        return apply_verdicts(review, load_verdicts(path))

    def load(self, round_id: str) -> list[Review]:
        """Read the reviews of a round, oldest first, with how each model stands now.

        Damaged ones are left to `find_faults`.
        """
        records = ExamRecords(self._workspace.paths.exams)
        return [
            add_standing(review, records)
            for review in load_reviews(self._workspace.store, round_id)
        ]

    def find_faults(self, round_id: str) -> list[str]:
        """Say what is wrong with the reviews and stronger versions that cannot be read."""
        return [*find_faults(self._workspace.store, round_id), *self._read_stronger(round_id)[1]]

    def keep(self, round_id: str, review: Review) -> None:
        """Append a review to a saved round. Raises NotKept where it had to be kept elsewhere."""
        data, store = review.model_dump(mode="json"), self._workspace.store
        try:
            store.add_review(round_id, review.reviewer.name, data)
        except OSError as error:
            raise keep_aside("review", dump(data), store.folder / round_id, error) from error

    def compare_attempts(self, first: str, second: str) -> Attempts:
        """Compare two rounds, the older first, by the newest reviewer that judged both.

        Where nobody judged both only their sentences are compared. Raises CoachError when they
        are on two scenarios.
        """
        store = self._workspace.store
        old, new = (store.recover(round_id) for round_id in sorted((first, second)))
        if old.id == new.id:
            raise CoachError(f"{old.id} was given twice; give two rounds on one scenario.")
        if old.scenario != new.scenario:
            raise CoachError(
                f"{old.id} and {new.id} are on two scenarios; give two attempts at one of them."
            )
        pack, scenario = self._workspace.find_case(new)
        shared = find_shared_reviewer(self.load(old.id), self.load(new.id))
        if shared is None:
            return compare_sentences(old, new)
        before, after = (ReviewedAttempt(*pair) for pair in zip((old, new), shared, strict=True))
        return compare_attempts(before, after, pack, scenario)

    def load_stronger(self, round_id: str) -> list[Stronger]:
        """Read the stronger versions of a round that were asked for, oldest first."""
        # earlier programs put one together without a model, from what they took for missing
        return [version for version in self._read_stronger(round_id)[0] if version.kind == "model"]

    def _read_stronger(self, round_id: str) -> tuple[list[Stronger], list[str]]:
        from coach.reviews.stronger import read_stronger

        return read_appended(self._workspace.store, round_id, STRONGER, read_stronger)

    async def strengthen(
        self, round_id: str, name: str | None = None, on_event: OnEvent = ignore
    ) -> KeptStronger:
        """Have a model write a stronger version of a round's answer, and keep it.

        It starts from the newest graded review, if there is one. Raises CoachError as `run` does,
        and when the model sends nothing usable.
        """
        from coach.prompts import find_prompt, make_delimiter
        from coach.reviews.stronger import StrongerJob, write_stronger

        workspace = self._workspace
        name = name or workspace.config.reviewer
        if make_built_in(name):
            raise CoachError(NO_STRONGER)
        transcript = workspace.store.recover(round_id)
        _, scenario = workspace.find_case(transcript)
        job = StrongerJob(
            transcript=transcript,
            scenario=scenario,
            review=_find_newest_graded(self.load(round_id)),
            prompt=find_prompt("stronger.md.j2", workspace.paths.prompt_folders),
            mark=make_delimiter(),
            created=workspace.timestamp(),
        )
        version = await write_stronger(job, workspace.make_endpoint(name), on_event)
        data = version.model_dump(mode="json")
        try:
            workspace.store.add_stronger(round_id, name, data)
        except OSError as error:
            folder = workspace.store.folder / round_id
            trouble = keep_aside("stronger version", dump(data), folder, error)
            return KeptStronger(version, str(trouble))
        return KeptStronger(version)

    def find_last_fix(self, scenario_id: str) -> str | None:
        """Return the one thing to change that came of the last round at a scenario.

        What the candidate wrote themselves comes before what a reviewer said; None where neither
        says one. A review that cannot be read is passed over.
        """
        rows = RoundLists(self._workspace).list_rounds()
        last = next((r for r in rows if r.scenario == scenario_id and r.status == "done"), None)
        if last is None:
            return None
        reviews = sorted(self.load(last.id), key=lambda review: review.is_own)
        return next(
            (review.priority_fix for review in reversed(reviews) if review.priority_fix), None
        )

    def _add_date(self, review: Review) -> Review:
        if review.created:
            return review
        return review.model_copy(update={"created": self._workspace.timestamp()})


def _find_newest_graded(reviews: Sequence[Review]) -> Review | None:
    return next((review for review in reversed(reviews) if review.is_of_reviewer), None)
