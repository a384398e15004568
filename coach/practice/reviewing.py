"""Having rounds judged, by the built-in reviewer or a model, and what is made of their reviews."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from coach.config import OFFLINE, key_of
from coach.files import CoachError, NotKept, keep_aside
from coach.practice.ground import Ground
from coach.reviews.offline import review_offline
from coach.reviews.review import Moments, Review, ReviewerId, not_graded
from coach.reviews.verdicts import (
    load_verdicts,
    verdict_file,
    verdict_key,
    with_verdicts,
)
from coach.transcripts.journal import read_journal
from coach.transcripts.playback import Frame, frames
from coach.transcripts.timeline import Growth, Silence, growth, silences
from coach.transcripts.transcript import Transcript
from coach.yamls import dump

if TYPE_CHECKING:
    from coach.config import Profile
    from coach.endpoints.events import Event
    from coach.reviews.asking import Job, Prompts
    from coach.reviews.model import Judged
    from coach.reviews.stronger import Stronger


NO_STRONGER = (
    "a stronger version needs a model to write it; add one under Models, or with "
    "`coach models add`."
)


def fresh_mark() -> str:
    """A line that no answer can hold, since it is new for each request."""
    return f"=== {secrets.token_hex(6)} ==="


async def _last(events: AsyncIterator[object], heard: Callable[[object], None]) -> Review:
    last: object = None
    async for last in events:
        heard(last)
    assert isinstance(last, Review)
    return last


class Reviewing(Ground):
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
    ) -> AsyncIterator[Event | Judged | Review]:
        """Have a round judged; yields what happens on the way and, last, the review.

        Raises as `review`. Closing the iterator closes the connection.
        """
        name = reviewer or self.config.reviewer
        if name == OFFLINE:
            yield await asyncio.to_thread(self.review_offline, transcript)
            return
        # the model reviewer's libraries are not needed before the first model review
        from coach.reviews.model import review_by_model

        key = key_of(name, self.config.profile(name), self.env)
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
    ) -> Job:
        """What a model needs to judge a round. Raises CoachError for an unknown profile.

        A profile that is given stands for the one that bears the name in the config.
        """
        from coach.reviews.asking import Job

        pack, scenario = self.case(transcript)
        return Job(
            transcript=transcript,
            scenario=scenario,
            pack=pack,
            name=name,
            profile=profile or self.config.profile(name),
            key=key,
            prompts=self.prompts(),
            mark=fresh_mark(),
            created=self.now().isoformat(timespec="seconds"),
            typed=self.typed(transcript),
            careful=careful,
            repeats=repeats,
        )

    def calibrated(self, review: Review) -> Review:
        """A model's review with what calibration found of that model, where it was calibrated."""
        found = load_verdicts(verdict_file(self.paths.calibration, verdict_key(review)))
        return with_verdicts(review, found)

    def prompts(self) -> Prompts:
        """The templates of a model's review, a user's own before those that ship."""
        from coach.prompts import find_prompt
        from coach.reviews.asking import Prompts

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
        stopped = not_graded(who, reason, {"raw": [partial] if partial else []})
        return stopped.model_copy(update={"created": self.now().isoformat(timespec="seconds")})

    def versions(self, round_id: str) -> list[Stronger]:
        """The stronger versions of a round that were asked for, oldest first."""
        from coach.reviews.stronger import Stronger

        found = [Stronger.model_validate(one.data) for one in self.store.stronger(round_id)]
        # earlier versions put one together without a model, from what they took for missing
        return [version for version in found if version.kind == "model"]

    async def strengthen(
        self, round_id: str, reviewer: str | None = None
    ) -> AsyncIterator[Event | Stronger]:
        """Write a stronger version of a round's answer and keep it; yields it last.

        It starts from the newest graded review, if there is one. Raises CoachError as `review`
        does, when no model is there to write it, and when the model sends nothing usable; NotKept
        after the version, where it had to be kept elsewhere.
        """
        from coach.prompts import find_prompt
        from coach.reviews.stronger import Stronger, StrongerJob, stronger_by_model

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
            key=key_of(name, profile, self.env),
            prompt=find_prompt("stronger.md.j2", self.paths.prompt_folders),
            mark=fresh_mark(),
            created=self.now().isoformat(timespec="seconds"),
        )
        async for event in stronger_by_model(job, self.caller):
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
        return growth(events), silences(events), found

    def replay(self, round_id: str) -> list[Frame]:
        """The frames of a round's typing."""
        return frames(list(read_journal(self.store.journal_path(round_id))))
