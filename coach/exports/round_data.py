"""What an export is made from: a round with all that is known of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from coach.files import CoachError
from coach.packs.schema import Pack, Scenario
from coach.stakeholders.models import RoomRecord, read_room, take_latest_reviews
from coach.transcripts.journal import JournalEvent
from coach.transcripts.journal_file import read_journal
from coach.transcripts.record import Transcript, read_scenario_id
from coach.transcripts.review_schema import Review, read_review
from coach.workspace import Workspace


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
            visit
            for before, visit in zip((None, *self.visits), self.visits, strict=False)
            if before is None or before.room != visit.room
        ]

    @property
    def messages(self) -> list[RoomRecord]:
        """The visits in which a message was written, each as it was looked at last."""
        return [record for record in take_latest_reviews(self.visits) if record.message]

    @property
    def review(self) -> Review | None:
        """The newest review that gives a reviewer's levels."""
        return next((review for review in reversed(self.reviews) if review.is_of_reviewer), None)

    @property
    def own(self) -> Review | None:
        """The newest of the candidate's own marks."""
        return next((review for review in reversed(self.reviews) if review.is_own), None)

    def name_dimension(self, dimension: str) -> str:
        """Return the name of a dimension by its id."""
        names = {d.id: d.name for d in self.pack.rubric.dimensions} if self.pack else {}
        return names.get(dimension, dimension.replace("_", " "))

    def find_statement(self, point_id: str) -> str:
        """Return what a rubric point says by its id."""
        points = self.scenario.points if self.scenario else []
        return next((point.statement for point in points if point.id == point_id), point_id)

    def find_question(self, fact_id: str) -> str:
        """Return the question that a hidden fact answers by the fact's id."""
        facts = self.scenario.facts if self.scenario else []
        return next((fact.ask for fact in facts if fact.id == fact_id), fact_id)

    @property
    def pointers(self) -> Review | None:
        """The newest pointers, for a round that nobody judged."""
        return next(
            (review for review in reversed(self.reviews) if review.status == "pointers"), None
        )


def gather_round_data(workspace: Workspace, round_id: str) -> RoundData:
    """Gather a round. Raises CoachError for one that is damaged."""
    store = workspace.store
    transcript = store.recover(round_id)
    pack: Pack | None = None
    scenario: Scenario | None = None
    with suppress(CoachError):
        pack, scenario = workspace.find_case(transcript)
    others = [other for other in store.ids() if read_scenario_id(other) == transcript.scenario]
    return RoundData(
        transcript,
        tuple(read_review(stored) for stored in store.reviews(round_id)),
        tuple(read_journal(store.journal_path(round_id))),
        pack,
        scenario,
        tuple(other for other in others if other != round_id),
        tuple(read_room(stored) for stored in store.rooms(round_id)),
    )
