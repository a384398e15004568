"""What an export is made from: a round with all that is known of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from coach.files import CoachError
from coach.packs.schema import Pack, Scenario
from coach.services.coach import Coach
from coach.stakeholders.models import RoomRecord, take_latest_reviews
from coach.transcripts.journal import JournalEvent, read_journal
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review


@dataclass(frozen=True)
class RoundData:
    """One round. Pack and scenario are None where they are gone; ids stand for names then."""

    transcript: Transcript
    reviews: tuple[Review, ...]
    events: tuple[JournalEvent, ...]
    pack: Pack | None
    scenario: Scenario | None
    others: tuple[str, ...]
    """Ids of the other attempts at the scenario, oldest first."""
    visits: tuple[RoomRecord, ...] = ()
    """The rooms, oldest first."""

    @property
    def rooms(self) -> list[RoomRecord]:
        """The rooms as they were played, without those that only repeat the one before."""
        return [
            one
            for before, one in zip((None, *self.visits), self.visits, strict=False)
            if before is None or before.room != one.room
        ]

    @property
    def messages(self) -> list[RoomRecord]:
        """The visits in which a message was written, each as it was looked at last."""
        return [one for one in take_latest_reviews(self.visits) if one.message]

    @property
    def review(self) -> Review | None:
        """The newest graded review."""
        return next((one for one in reversed(self.reviews) if one.status == "graded"), None)

    def name(self, dimension: str) -> str:
        """What a dimension is called."""
        names = {d.id: d.name for d in self.pack.rubric.dimensions} if self.pack else {}
        return names.get(dimension, dimension.replace("_", " "))

    def point(self, id: str) -> str:
        """What a rubric point says."""
        said = (
            {point.id: point.statement for point in self.scenario.points} if self.scenario else {}
        )
        return said.get(id, id)

    def fact(self, id: str) -> str:
        """What a hidden fact answers."""
        return next((f.ask for f in self.scenario.facts if f.id == id), id) if self.scenario else id

    @property
    def pointers(self) -> Review | None:
        """The newest pointers, for a round that nobody judged."""
        return next((one for one in reversed(self.reviews) if one.status == "pointers"), None)


def gather_round_data(desk: Coach, id: str) -> RoundData:
    """Gather a round. Raises CoachError for one that is damaged."""
    transcript = desk.store.recover(id)
    pack: Pack | None = None
    scenario: Scenario | None = None
    with suppress(CoachError):
        pack, scenario = desk.case(transcript)
    others = [one for one in desk.store.ids() if one[18:] == transcript.scenario and one != id]
    return RoundData(
        transcript,
        tuple(desk.reviews(id)),
        tuple(read_journal(desk.store.journal_path(id))),
        pack,
        scenario,
        tuple(others),
        tuple(desk.room.kept(id)),
    )
