"""What every part of the desk stands on: packs, rounds, settings, clocks."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.config import RunOnly
from coach.files import keep_aside
from coach.interviewer.fact_matcher import FactMatcher
from coach.interviewer.scripted import ScriptedInterviewer
from coach.packs.load import Library, load_library
from coach.packs.questions import load_questions
from coach.packs.schema import Pack, Scenario
from coach.paths import Paths
from coach.transcripts.index import Index
from coach.transcripts.journal import read_journal
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review, read_review
from coach.transcripts.store import Store
from coach.transcripts.timeline import TypingTrace, trace_typing
from coach.yamls import dump

if TYPE_CHECKING:
    from coach.config import Config
    from coach.llm.call import Caller

Now = Callable[[], datetime]


def local_now() -> datetime:
    """The wall clock, with its offset."""
    return datetime.now().astimezone()


@dataclass
class Workspace:
    """The packs, the saved rounds and the settings, together. Clocks are passed in."""

    paths: Paths
    config: Config
    now: Now = local_now
    monotonic: Callable[[], float] = time.monotonic
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    """Where the keys of profiles are looked up."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """How a call waits before it is tried again."""
    run_only: RunOnly = field(default_factory=RunOnly)
    """What was chosen for this run; `config` has it in force already."""
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
        from coach.llm.call import Caller
        from coach.llm.capabilities import CapabilityStore
        from coach.llm.timings import Timings

        return Caller(
            CapabilityStore(self.paths.capabilities),
            Timings(self.paths.timings),
            wall=lambda: self.now().isoformat(timespec="seconds"),
            sleep=self.sleep,
        )

    def choose(self, **choices: Any) -> None:
        """Choose a reviewer, an interviewer or models for this run; the file is left as it is."""
        self.run_only = self.run_only.model_copy(update=choices)
        self.config = self.run_only.over(self.config)

    def take_config(self, config: Config) -> None:
        """Take the config as it is in the file now; what was chosen for this run stays in force."""
        self.config = self.run_only.over(config)

    def company(self, pack: Pack) -> str:
        """The company the round is about: the config's, else the pack's."""
        return self.config.company or pack.manifest.company

    def case(self, transcript: Transcript) -> tuple[Pack, Scenario]:
        """The scenario a saved round was taken on. Raises CoachError when it is gone."""
        return self.library.find(transcript.scenario)

    def interviewer(self, pack: Pack, scenario: Scenario) -> ScriptedInterviewer:
        """The scripted interviewer of a round, with all wordings there are to hear by."""
        questions = load_questions(pack, scenario.id)
        asked = questions.asked if questions else {}
        hearing = FactMatcher(scenario.facts, pack.lexicon, pack.related, asked)
        return ScriptedInterviewer(
            scenario, pack.lexicon, self.company(pack), hearing, pack.manifest.openers
        )

    def reviews(self, round_id: str) -> list[Review]:
        """The reviews of a round, oldest first. Raises CoachError for a damaged one."""
        return [read_review(found) for found in self.store.reviews(round_id)]

    def keep_review(self, round_id: str, review: Review) -> None:
        """Append a review to a saved round. Raises NotKept where it had to be kept elsewhere."""
        data = review.model_dump(mode="json")
        try:
            self.store.add_review(round_id, review.reviewer.name, data)
        except OSError as error:
            raise keep_aside("review", dump(data), self.store.folder / round_id, error) from error

    def typed(self, transcript: Transcript) -> TypingTrace | None:
        """When the words of a round were typed; None for one that was not typed here."""
        journal = self.store.journal_path(transcript.id)
        return trace_typing(transcript, read_journal(journal)) if journal.exists() else None

    def _mirror(self, id: str) -> None:
        """Hear that a round on disk changed."""
