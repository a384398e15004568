"""The room: who says what on hearing a decision, and the message to the side that lost.

Plain data, as it is saved with the round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from coach.transcripts.record import SCRIPTED
from coach.transcripts.review_schema import Evidence, Flag, ReviewPart, read_stored
from coach.transcripts.store import StoredReview

Stance = Literal["accept", "bargain", "escalate", "leave"]
AnswerLine = Literal["met", "partly", "refused", "named", "silent"]
"""What an answer did for somebody: gave what they need, gave a part or later, said no, spoke of
them without giving anything, or did not speak of them."""
CheckId = Literal["honesty", "reason", "alternative", "owner", "date"]
BY_WORDING = "offline"
"""Who found what code found by wording, as records name it."""


class Voice(ReviewPart):
    """What one stakeholder says on hearing the answer."""

    stakeholder: str
    who: str
    stance: Stance
    heard: AnswerLine
    line: Evidence | None = None
    """The line that caused it; None where no line speaks of them."""
    text: str
    would_change: str
    otherwise: str = ""
    """What they do if it stays so."""
    by: str = SCRIPTED
    fallback: str | None = None
    """Why the script spoke in a model's place."""


class Room(ReviewPart):
    """All voices, in the scenario's order."""

    voices: list[Voice]
    lost: str | None = None
    """Id of the side that lost; None where all accept."""
    waits: str | None = None
    """Where all accept: the one that the answer comes to last."""

    def voice(self, id: str) -> Voice | None:
        """What one stakeholder says."""
        return next((one for one in self.voices if one.stakeholder == id), None)


class MessageCheck(ReviewPart):
    """One of the five things that a message to the side that lost needs.

    `met` is None where the pack has no word list for it.
    """

    id: CheckId
    met: bool | None
    evidence: list[Evidence] = []
    """Quotes with offsets into the message."""
    missing: str = ""
    by: list[str] = []
    """Who found it: `offline` for the wordings, or a model's profile. Where both did, the quotes
    are the wordings'. Empty where nobody did, and in reviews from before models read messages."""


class MessageReview(ReviewPart):
    """What is proven of a message, and what its reader should be wary of."""

    checks: list[MessageCheck]
    flags: list[Flag] = []
    reader: str | None = None
    """The model that read it too; None where wordings alone did."""
    fallback: str | None = None
    """Why a model that was asked has no part in it."""

    @property
    def asked(self) -> bool:
        """Whether a model was asked as well, whatever came of it."""
        return self.reader is not None or self.fallback is not None

    @property
    def met(self) -> int:
        """How many of the checks are met."""
        return sum(1 for check in self.checks if check.met)


class RoomRecord(ReviewPart):
    """One file of a round's `rooms`: a room, and the message that was written in it, if any."""

    format: Literal[1] = 1
    created: str = ""
    by: str = SCRIPTED
    """Who played the room: the script, or a model's profile."""
    fallback: str | None = None
    """Why the script played all of it in a model's place."""
    room: Room
    to: str | None = None
    message: str = ""
    review: MessageReview | None = None


def take_latest_reviews(visits: Sequence[RoomRecord]) -> list[RoomRecord]:
    """Visits, oldest first, without those that the next one repeats with a model's reading."""
    pairs = zip(visits, (*visits[1:], None), strict=False)
    return [one for one, after in pairs if after is None or not _is_same_look(one, after)]


def _is_same_look(one: RoomRecord, after: RoomRecord) -> bool:
    """Whether a visit is the one before, with what came of asking a model."""
    if one.review is None or after.review is None or one.review.asked or not after.review.asked:
        return False
    return (one.to, one.message, one.room) == (after.to, after.message, after.room)


def read_room(stored: StoredReview) -> RoomRecord:
    """A room from its file; raises CoachError, naming file and field, for one that is none."""
    return read_stored(stored, RoomRecord, "room")
