"""Having rounds judged, by the built-in reviewer or a model, and what is made of their reviews."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from coach.config import OFFLINE, find_key
from coach.files import CoachError, NotKept, keep_aside
from coach.reviews.offline.reviewer import review_offline
from coach.reviews.verdicts import (
    apply_verdicts,
    find_verdict_file,
    load_verdicts,
    make_verdict_key,
)
from coach.transcripts.journal import read_journal
from coach.transcripts.playback import Frame, build_frames
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Moments, Review, ReviewerId, make_not_graded
from coach.transcripts.timeline import Growth, Silence, find_silences, measure_growth
from coach.workspace import Workspace
from coach.yamls import dump

if TYPE_CHECKING:
    from coach.config import Profile
    from coach.llm.events import CallEvent
    from coach.reviews.llm.prompt import Prompts, ReviewJob
    from coach.reviews.llm.reviewer import Judged
    from coach.reviews.stronger import Stronger


NO_STRONGER = (
    "a stronger version needs a model to write it; add one under Models, or with "
    "`coach models add`."
)


def make_delimiter() -> str:
    """A line that no answer can hold, since it is new for each request."""
    return f"=== {secrets.token_hex(6)} ==="


async def _last(events: AsyncIterator[object], heard: Callable[[object], None]) -> Review:
    last: object = None
    async for last in events:
        heard(last)
    assert isinstance(last, Review)
    return last


class ReviewService(Workspace):
    """Reviews, stronger versions, and when things happened in a round."""

    def review_offline(self, transcript: Transcript) -> Review:
        """Have the built-in reviewer point at sentences of a round; nothing is saved."""
        pack, scenario = self.case(transcript)
        created = self.now().isoformat(timespec="seconds")
        return review_offline(transcript, scenario, pack, created=created)

    def review(
        self,
        transcript: Transcript,
        reviewer: str | None = None,
        heard: Callable[[object], None] = lambda event: None,
        *,
        careful: bool = False,
        repeats: int = 1,
    ) -> Review:
        """Have a round judged and wait for it, `heard` told what happens; nothing is saved.

        `careful` asks a model for one dimension a call, `repeats` takes the median of so many.
        Raises CoachError for a reviewer that is not in the config or whose key is not set. A
        grading that fails comes back as a review that is not graded.
        """
        if (reviewer or self.config.reviewer) == OFFLINE:
            return self.review_offline(transcript)
        judging = self.judge(transcript, reviewer, careful=careful, repeats=repeats)
        return asyncio.run(_last(judging, heard))

    async def judge(
        self,
        transcript: Transcript,
        reviewer: str | None = None,
        *,
        careful: bool = False,
        repeats: int = 1,
    ) -> AsyncIterator[CallEvent | Judged | Review]:
        """Have a round judged; yields what happens on the way and, last, the review.

        Raises as `review`. Closing the iterator closes the connection.
        """
        name = reviewer or self.config.reviewer
        if name == OFFLINE:
            yield await asyncio.to_thread(self.review_offline, transcript)
            return
        # the model reviewer's libraries are not needed before the first model review
        from coach.reviews.llm.reviewer import review_by_model

        key = find_key(name, self.config.profile(name), self.env)
        job = self.job(transcript, name, key, careful=careful, repeats=repeats)
        async for event in review_by_model(job, self.caller):
            yield self.calibrated(event) if isinstance(event, Review) else event

    def job(
        self,
        transcript: Transcript,
        name: str,
        key: str | None,
        *,
        profile: Profile | None = None,
        careful: bool = False,
        repeats: int = 1,
    ) -> ReviewJob:
        """What a model needs to judge a round. Raises CoachError for an unknown profile.

        A profile that is given stands for the one that bears the name in the config.
        """
        from coach.reviews.llm.prompt import ReviewJob

        pack, scenario = self.case(transcript)
        return ReviewJob(
            transcript=transcript,
            scenario=scenario,
            pack=pack,
            name=name,
            profile=profile or self.config.profile(name),
            key=key,
            prompts=self.prompts(),
            mark=make_delimiter(),
            created=self.now().isoformat(timespec="seconds"),
            typed=self.typed(transcript),
            careful=careful,
            repeats=repeats,
        )

    def calibrated(self, review: Review) -> Review:
        """A model's review with what calibration found of that model, where it was calibrated."""
        found = load_verdicts(find_verdict_file(self.paths.calibration, make_verdict_key(review)))
        return apply_verdicts(review, found)

    def prompts(self) -> Prompts:
        """The templates of a model's review, a user's own before those that ship."""
        from coach.prompts import find_prompt
        from coach.reviews.llm.prompt import Prompts

        folders = self.paths.prompt_folders
        return Prompts(
            system=find_prompt("reviewer-system.md.j2", folders),
            case=find_prompt("reviewer-case.md.j2", folders),
            part=find_prompt("reviewer-part.md.j2", folders),
            again=find_prompt("reviewer-again.md.j2", folders),
        )

    def stopped_review(self, name: str, partial: str) -> Review:
        """The review that a stopped one amounts to: not graded, with what had come by then."""
        profile = self.config.models.get(name)
        who = ReviewerId(
            kind="model" if profile else "offline",
            name=name,
            model=profile.model if profile else None,
            base_url=profile.base_url if profile else None,
        )
        reason = "You stopped this review before it was complete."
        stopped = make_not_graded(who, reason, {"raw": [partial] if partial else []})
        return stopped.model_copy(update={"created": self.now().isoformat(timespec="seconds")})

    def versions(self, round_id: str) -> list[Stronger]:
        """The stronger versions of a round that were asked for, oldest first."""
        from coach.reviews.stronger import Stronger

        found = [Stronger.model_validate(one.data) for one in self.store.stronger(round_id)]
        # earlier versions put one together without a model, from what they took for missing
        return [version for version in found if version.kind == "model"]

    async def strengthen(
        self, round_id: str, reviewer: str | None = None
    ) -> AsyncIterator[CallEvent | Stronger]:
        """Write a stronger version of a round's answer and keep it; yields it last.

        It starts from the newest graded review, if there is one. Raises CoachError as `review`
        does, when no model is there to write it, and when the model sends nothing usable; NotKept
        after the version, where it had to be kept elsewhere.
        """
        from coach.prompts import find_prompt
        from coach.reviews.stronger import Stronger, StrongerJob, write_stronger

        transcript = self.store.recover(round_id)
        _, scenario = self.case(transcript)
        graded = [one for one in self.reviews(round_id) if one.status == "graded"]
        name = reviewer or self.config.reviewer
        if name == OFFLINE:
            raise CoachError(NO_STRONGER)
        profile = self.config.profile(name)
        job = StrongerJob(
            transcript=transcript,
            scenario=scenario,
            review=graded[-1] if graded else None,
            name=name,
            profile=profile,
            key=find_key(name, profile, self.env),
            prompt=find_prompt("stronger.md.j2", self.paths.prompt_folders),
            mark=make_delimiter(),
            created=self.now().isoformat(timespec="seconds"),
        )
        async for event in write_stronger(job, self.caller):
            not_kept = None
            if isinstance(event, Stronger):
                not_kept = self._keep_stronger(round_id, name, event)
            yield event
            if not_kept:
                raise not_kept

    def _keep_stronger(self, round_id: str, name: str, version: Stronger) -> NotKept | None:
        data = version.model_dump(mode="json")
        try:
            self.store.add_stronger(round_id, name, data)
        except OSError as error:
            folder = self.store.folder / round_id
            return keep_aside("stronger version", dump(data), folder, error)
        return None

    def timeline(
        self, transcript: Transcript, review: Review | None
    ) -> tuple[list[Growth], list[Silence], Moments]:
        """Words over time, long silences, and what happened when, as far as the journal tells."""
        events = list(read_journal(self.store.journal_path(transcript.id)))
        found = review.moments if review else Moments()
        return measure_growth(events), find_silences(events), found

    def replay(self, round_id: str) -> list[Frame]:
        """The frames of a round's typing."""
        return build_frames(list(read_journal(self.store.journal_path(round_id))))
