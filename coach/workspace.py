"""What every service works with: packs, saved rounds, settings and clocks. It judges nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from coach.config import find_key
from coach.later import Later, run_later
from coach.packs.cards import CaseCard, make_cards, merge_cards
from coach.packs.compiled import CompiledPacks, read_all_cards
from coach.paths import Paths
from coach.settings import Settings
from coach.transcripts.record import Transcript
from coach.transcripts.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from coach.config import Config, Profile
    from coach.interviewer.scripted import InterviewerScript
    from coach.llm.call import Caller
    from coach.llm.endpoint import Endpoint
    from coach.packs.load import Library
    from coach.packs.schema import Pack, Scenario
    from coach.transcripts.index import Index
    from coach.transcripts.timeline import TypingTrace

Now = Callable[[], datetime]


def read_clock() -> datetime:
    """Return the wall clock's time with its offset."""
    return datetime.now().astimezone()


async def wait(seconds: float) -> None:
    """Sleep for some seconds; a list of rounds does without asyncio, which imports slowly."""
    import asyncio

    await asyncio.sleep(seconds)


@dataclass
class Workspace:
    """The packs, the saved rounds and the settings of one home. Clocks are passed in."""

    paths: Paths
    settings: Settings = field(default_factory=Settings)
    now: Now = read_clock
    monotonic: Callable[[], float] = time.monotonic
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    """Where the keys of profiles are looked up."""
    sleep: Callable[[float], Awaitable[None]] = wait
    """How a call waits before it is tried again."""
    later: Later = run_later
    """How a journal has the disk take what was typed without the keyboard waiting for it."""
    on_change: Callable[[str], None] = lambda round_id: None
    """Called with a round's id after its files changed."""

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self.settings.config

    @cached_property
    def library(self) -> Library:
        """All packs; loaded on first use, which takes a moment."""
        from coach.packs.load import load_library

        return load_library(
            self._pack_folders, self.paths.builtin_packs, CompiledPacks(self.paths.compiled_packs)
        )

    def list_cards(self) -> list[CaseCard]:
        """List what is shown of each scenario, by title, without loading the packs where it can."""
        if "library" not in self.__dict__:
            compiled = CompiledPacks(self.paths.compiled_packs)
            cards = list(read_all_cards(self._pack_folders, compiled))
            known = [part for part in cards if part is not None]
            if len(known) == len(cards):
                return merge_cards(known)
        return merge_cards(make_cards(pack) for pack in self.library.packs.values())

    @property
    def _pack_folders(self) -> list[Path]:
        return [*self.paths.pack_folders, *self.config.packs]

    @cached_property
    def store(self) -> Store:
        """The saved rounds."""
        return Store(self.paths.transcripts, lambda round_id: self.on_change(round_id))

    @cached_property
    def index(self) -> Index:
        """What the saved rounds are listed and searched by."""
        from coach.transcripts.index import Index

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
            wall=self.timestamp,
            sleep=self.sleep,
        )

    def timestamp(self) -> str:
        """Return the time now as ISO 8601 with offset, to the second."""
        return self.now().isoformat(timespec="seconds")

    def make_endpoint(self, name: str, profile: Profile | None = None) -> Endpoint:
        """Bind a profile of the config to its key and to what calls need.

        A `profile` that is given stands for the one that has the name in the config. Raises
        CoachError for an unknown name, and for a key that is missing or cannot be one.
        """
        from coach.llm.endpoint import Endpoint

        profile = profile or self.config.find_profile(name)
        return Endpoint(name, profile, find_key(name, profile, self.env), self.caller)

    def name_company(self, pack: Pack) -> str:
        """Return the company the round is about: the config's, else the pack's."""
        return self.config.company or pack.manifest.company

    def find_case(self, transcript: Transcript) -> tuple[Pack, Scenario]:
        """Return the scenario a round was taken on. Raises CoachError when it is gone."""
        return self.library.find(transcript.scenario)

    def load_script(self, pack: Pack, scenario: Scenario) -> InterviewerScript:
        """Make the interviewer's script of a scenario, in the name of the round's company."""
        from coach.interviewer.prepared import load_script

        return load_script(pack, scenario, self.name_company(pack))

    def trace_typing(self, transcript: Transcript) -> TypingTrace | None:
        """Trace when the words of a round were typed; None for one that was not typed here."""
        from coach.transcripts.journal_file import read_journal
        from coach.transcripts.timeline import trace_typing

        journal = self.store.journal_path(transcript.id)
        return trace_typing(transcript, read_journal(journal)) if journal.exists() else None
