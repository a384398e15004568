"""All that a front end can do, screen or command line: begin, resume, look up, judge, keep."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import OFFLINE, key_of
from coach.files import CoachError
from coach.packs.gold import FOLDER
from coach.packs.load import Library, load_library, shown_prompt
from coach.packs.models import Pack, Scenario
from coach.paths import Paths
from coach.reviews.offline import review_offline
from coach.reviews.review import Moments, Review, ReviewerId, not_graded
from coach.reviews.verdicts import (
    OFFLINE_FILE,
    load_verdicts,
    shown_by_name,
    verdict_file,
    verdict_key,
    with_verdicts,
)
from coach.rounds.interviewer import ScriptedInterviewer
from coach.rounds.round import Round
from coach.transcripts.index import Index, Told
from coach.transcripts.journal import Journal, read_journal
from coach.transcripts.playback import Frame, frames
from coach.transcripts.rows import Row
from coach.transcripts.search import Hit, parse, search
from coach.transcripts.store import Store
from coach.transcripts.timeline import Growth, Silence, Typed, growth, silences, typed
from coach.transcripts.transcript import Reply, Transcript

if TYPE_CHECKING:
    from coach.config import Config, Profile
    from coach.endpoints.calls import Caller
    from coach.endpoints.events import Event
    from coach.practice.progress import Progress
    from coach.practice.study import Study
    from coach.reviews.asking import Job, Prompts
    from coach.reviews.model import Judged
    from coach.reviews.stronger import Stronger

Now = Callable[[], datetime]


def _mark() -> str:
    """A line that no answer can hold, since it is new for each request."""
    return f"=== {secrets.token_hex(6)} ==="


async def _last(events: AsyncIterator[object], heard: Callable[[object], None]) -> Review:
    last: object = None
    async for last in events:
        heard(last)
    assert isinstance(last, Review)
    return last


def local_now() -> datetime:
    """The wall clock, with its offset."""
    return datetime.now().astimezone()


@dataclass
class Desk:
    """The packs, the saved rounds and the settings, together. Clocks are passed in."""

    paths: Paths
    config: Config
    now: Now = local_now
    monotonic: Callable[[], float] = time.monotonic
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    """Where the keys of profiles are looked up."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """How a call waits before it is tried again."""
    mirror_trouble: str | None = None
    """Why the last Markdown copy could not be written; None when it was."""

    @cached_property
    def library(self) -> Library:
        """All packs; loaded on first use, which takes a moment."""
        return load_library(
            [*self.paths.pack_folders, *self.config.packs], trusted=self.paths.builtin_packs
        )

    @cached_property
    def store(self) -> Store:
        """The saved rounds."""
        return Store(self.paths.transcripts, self._mirror)

    @cached_property
    def index(self) -> Index:
        """What the saved rounds are listed and searched by."""
        return Index(self.paths.index, self.store)

    @cached_property
    def caller(self) -> Caller:
        """What calls to models need: clocks, and what was learned of servers before."""
        from coach.endpoints.calls import Caller
        from coach.endpoints.capabilities import CapabilityStore
        from coach.endpoints.timings import Timings

        return Caller(
            CapabilityStore(self.paths.capabilities),
            Timings(self.paths.timings),
            wall=lambda: self.now().isoformat(timespec="seconds"),
            sleep=self.sleep,
        )

    def company(self, pack: Pack) -> str:
        """The company the round is about: the config's, else the pack's."""
        return self.config.company or pack.manifest.company

    @cached_property
    def study(self) -> Study:
        """The study deck. Raises CoachError for a schedule that cannot be read."""
        from coach.practice.study import Study, cards_of

        return Study(self.paths.study, cards_of(self.library))

    def progress(self) -> Progress:
        """How practice goes."""
        from coach.practice.progress import progress

        return progress(self.library, self.rounds(), self.now().date())

    def prompt(self, scenario_id: str) -> str:
        """The prompt as the candidate sees it."""
        pack, scenario = self.library.find(scenario_id)
        return shown_prompt(scenario, self.company(pack))

    def new_transcript(self, scenario_id: str, minutes: int | None = None) -> Transcript:
        """The record of a round that begins now. Raises CoachError for an unknown scenario."""
        pack, scenario = self.library.find(scenario_id)
        started = self.now()
        return Transcript(
            id=self.store.new_id(scenario.id, started),
            scenario=scenario.id,
            pack=pack.manifest.id,
            title=scenario.title,
            prompt=shown_prompt(scenario, self.company(pack)),
            started=started.isoformat(timespec="seconds"),
            minutes=minutes or scenario.minutes,
            attempt=self._attempts(scenario.id) + 1,
        )

    def _attempts(self, scenario_id: str) -> int:
        taken = (row.attempt for row in self.rounds() if row.scenario == scenario_id)
        return max(taken, default=0)

    def begin(self, scenario_id: str, minutes: int | None = None) -> Round:
        """Start a round; it is on disk before the first key is typed."""
        transcript = self.new_transcript(scenario_id, minutes)
        self.store.save(transcript)
        return self._round(transcript)

    def resume(self, round_id: str) -> Round:
        """Go on with a round that was left or cut off. Raises CoachError when it is finished."""
        transcript = self.store.recover(round_id)
        if transcript.status == "done":
            raise CoachError(f"round {round_id} is finished; `coach show {round_id}` prints it.")
        return self._round(transcript)

    def case(self, transcript: Transcript) -> tuple[Pack, Scenario]:
        """The scenario a saved round was taken on. Raises CoachError when it is gone."""
        return self.library.find(transcript.scenario)

    def rounds(self, told: Told = lambda done, total: None) -> list[Row]:
        """All saved rounds in a line each, newest first; `told` hears of rounds read anew."""
        return self.index.rows(told)

    def search(
        self, text: str, rows: Sequence[Row], *, typing: bool = False, shown: int | None = None
    ) -> list[Hit]:
        """Those of the rounds that fit a query, the first `shown` with where they do.

        Raises CoachError for a query that cannot be read.
        """
        areas = {scenario.id: scenario.areas for _, scenario in self.library.scenarios}
        return search(self.index, rows, parse(text, typing=typing), areas, shown)

    def reviews(self, round_id: str) -> list[Review]:
        """The reviews of a round, oldest first."""
        return [Review.model_validate(found.data) for found in self.store.reviews(round_id)]

    def review_offline(self, transcript: Transcript) -> Review:
        """Have the built-in reviewer judge a round; nothing is saved."""
        pack, scenario = self.case(transcript)
        verdicts = load_verdicts(Path(pack.folder) / FOLDER / OFFLINE_FILE)
        review = review_offline(
            transcript,
            scenario,
            pack,
            created=self.now().isoformat(timespec="seconds"),
            verdicts=shown_by_name(verdicts),
            typed=self.typed(transcript),
        )
        return with_verdicts(review, verdicts)

    def typed(self, transcript: Transcript) -> Typed | None:
        """When the words of a round were typed; None for one that was not typed here."""
        journal = self.store.journal_path(transcript.id)
        return typed(transcript, read_journal(journal)) if journal.exists() else None

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
            mark=_mark(),
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
        from coach.reviews.asking import Prompts
        from coach.reviews.prompts import find_prompt

        folders = self.paths.prompt_folders
        return Prompts(
            system=find_prompt("reviewer-system.md.j2", folders),
            case=find_prompt("reviewer-case.md.j2", folders),
            part=find_prompt("reviewer-part.md.j2", folders),
            again=find_prompt("reviewer-again.md.j2", folders),
        )

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

    def keep_review(self, round_id: str, review: Review) -> None:
        """Append a review to a saved round."""
        self.store.add_review(round_id, review.reviewer.name, review.model_dump(mode="json"))

    def versions(self, round_id: str) -> list[Stronger]:
        """The stronger versions of a round that were asked for, oldest first."""
        from coach.reviews.stronger import Stronger

        return [Stronger.model_validate(found.data) for found in self.store.stronger(round_id)]

    async def strengthen(
        self, round_id: str, reviewer: str | None = None
    ) -> AsyncIterator[Event | Stronger]:
        """Write a stronger version of a round's answer and keep it; yields it last.

        It starts from the newest graded review, or makes one offline. Raises CoachError as
        `review` does, and when the model sends nothing usable.
        """
        from coach.reviews.stronger import (
            Stronger,
            StrongerJob,
            stronger_by_model,
            stronger_offline,
        )

        transcript = self.store.recover(round_id)
        _, scenario = self.case(transcript)
        graded = [one for one in self.reviews(round_id) if one.status == "graded"]
        review = graded[-1] if graded else self.review_offline(transcript)
        name = reviewer or self.config.reviewer
        created = self.now().isoformat(timespec="seconds")
        if name == OFFLINE:
            version = stronger_offline(transcript, scenario, review, created)
            self.store.add_stronger(round_id, name, version.model_dump(mode="json"))
            yield version
            return
        from coach.reviews.prompts import find_prompt

        profile = self.config.profile(name)
        job = StrongerJob(
            transcript=transcript,
            scenario=scenario,
            review=review,
            name=name,
            profile=profile,
            key=key_of(name, profile, self.env),
            prompt=find_prompt("stronger.md.j2", self.paths.prompt_folders),
            mark=_mark(),
            created=created,
        )
        async for event in stronger_by_model(job, self.caller):
            if isinstance(event, Stronger):
                self.store.add_stronger(round_id, name, event.model_dump(mode="json"))
            yield event

    def written_round(
        self, scenario_id: str, answer: str, replies: Sequence[str] = ()
    ) -> Transcript:
        """A finished round from text written elsewhere; each reply meets a scripted pushback."""
        transcript = self.new_transcript(scenario_id)
        pack, scenario = self.library.find(scenario_id)
        interviewer = ScriptedInterviewer(scenario, pack.lexicon, self.company(pack))
        pushed: list[Reply] = []
        for text in replies:
            push = interviewer.push(answer, [reply.id for reply in pushed])
            if push is None:
                break
            pushed.append(
                Reply(id=push.id, who=push.who, text=push.text, quote=push.quote, reply=text)
            )
        return transcript.model_copy(
            update={"answer": answer, "pushback": pushed, "status": "done"}
        )

    def _round(self, transcript: Transcript) -> Round:
        pack, scenario = self.case(transcript)
        return Round(
            scenario,
            transcript,
            ScriptedInterviewer(scenario, pack.lexicon, self.company(pack)),
            Journal(self.store.journal_path(transcript.id)),
            self.monotonic,
            on_phase=self._keep,
        )

    def _mirror(self, id: str) -> None:
        """Write the Markdown copy of a round that changed, where the config asks for one."""
        if self.config.transcripts.mirror is None:
            return
        from coach.practice.exports.mirror import mirror

        self.mirror_trouble = mirror(self, id)

    def _keep(self, transcript: Transcript) -> None:
        # the journal has it all already: a record that cannot be written now is written later
        try:
            self.store.save(transcript)
        except OSError:
            return
