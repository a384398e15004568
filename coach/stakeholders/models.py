"""The room: who does what on hearing a decision, and the message to the side that lost.

Plain data, as it is saved with the round. A stance is taken by a model, or by the candidate, who
sits in each stakeholder's chair. Rooms from before were read by wording and are only shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from coach.transcripts.record import SCRIPTED
from coach.transcripts.review_schema import OWN_NAME, Evidence, Flag, ReviewPart, read_stored
from coach.transcripts.store import StoredReview

Stance = Literal["accept", "bargain", "escalate", "leave"]
AnswerLine = Literal["met", "partly", "refused", "named", "silent"]
"""What an answer did for somebody: gave what they need, gave a part or later, said no, spoke of
them without giving anything, or did not speak of them."""
CheckId = Literal["honesty", "reason", "alternative", "owner", "date"]
BY_WORDING = "offline"
"""Who found what code found by wording, as records name it."""
NO_STANCE = "Say what they do on hearing it: accept, bargain, escalate or leave."
NO_CAUSE = "They accept because of something you said: choose the sentence."
NO_CHANGE = "Say in a line what would change their mind."


class Voice(ReviewPart):
    """What one stakeholder does on hearing the answer, and why.

    `text` is what a model has them say. `needs` and `fears` stand in rooms since the candidate
    takes the chairs; a figure of a fact that was not asked for is left out of them.
    """

    stakeholder: str
    who: str
    stance: Stance | None = None
    """None where nobody has spoken for them yet."""
    heard: AnswerLine = "silent"
    line: Evidence | None = None
    """The line that caused it; None where no line speaks of them."""
    text: str = ""
    would_change: str = ""
    otherwise: str = ""
    """What they do if it stays so."""
    needs: str = ""
    fears: str = ""
    by: str = SCRIPTED
    fallback: str | None = None
    """Why a model that was asked did not speak for them."""

    @property
    def gap(self) -> str | None:
        """What the candidate still has to say in this chair, as a sentence; None for nothing."""
        if self.by != OWN_NAME:
            return None
        if self.stance is None:
            return NO_STANCE
        if self.stance == "accept":
            return NO_CAUSE if self.line is None else None
        return None if self.would_change.strip() else NO_CHANGE


class Room(ReviewPart):
    """All voices, in the scenario's order."""

    voices: list[Voice]
    lost: str | None = None
    """Id of the side that lost; None where all accept."""
    waits: str | None = None
    """Where all accept: the one that the answer comes to last."""

    def find_voice(self, stakeholder: str) -> Voice | None:
        """Return what one stakeholder says; None for somebody who is not in the room."""
        return next((voice for voice in self.voices if voice.stakeholder == stakeholder), None)

    @property
    def open_chairs(self) -> list[Voice]:
        """The voices for which the candidate still has to speak."""
        return [voice for voice in self.voices if voice.gap is not None]


class MessageCheck(ReviewPart):
    """One of the five things that a message to the side that lost needs.

    `met` is None where nobody has judged it: the candidate has not marked it yet, or the pack has
    no word list for it, in which case `missing` is empty.
    """

    id: CheckId
    met: bool | None
    evidence: list[Evidence] = []
    """Quotes with offsets into the message."""
    missing: str = ""
    by: list[str] = []
    """Who found it: `offline` for the wordings, `self` for the candidate, or a model's profile.
    Empty where nobody did, and in reviews from before models read messages."""

    @property
    def is_to_mark(self) -> bool:
        """Whether the candidate has to say if it is there."""
        return self.met is None and bool(self.missing)


class MessageReview(ReviewPart):
    """What is shown of a message, and what its reader should be wary of."""

    checks: list[MessageCheck]
    flags: list[Flag] = []
    reader: str | None = None
    """The model that read it too; None where none did."""
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

    @property
    def to_mark(self) -> list[MessageCheck]:
        """The checks that the candidate has not marked yet."""
        return [check for check in self.checks if check.is_to_mark]


class RoomRecord(ReviewPart):
    """One file of a round's `rooms`: a room, and the message that was written in it, if any."""

    format: Literal[1] = 1
    created: str = ""
    by: str = SCRIPTED
    """Who played the room: `self` for the candidate, a model's profile, or, in rooms from before,
    `scripted` for the wordings."""
    fallback: str | None = None
    """Why a model that was asked played nothing of it."""
    room: Room
    to: str | None = None
    message: str = ""
    review: MessageReview | None = None


def take_latest_reviews(visits: Sequence[RoomRecord]) -> list[RoomRecord]:
    """Leave out visits, given oldest first, that the next one repeats with more of its review."""
    pairs = zip(visits, (*visits[1:], None), strict=False)
    return [visit for visit, after in pairs if after is None or not _is_same_message(visit, after)]


def _is_same_message(visit: RoomRecord, after: RoomRecord) -> bool:
    """Whether a visit's message is that of the next one, which a model read or the candidate marked
    since."""
    before, since = visit.review, after.review
    if before is None or since is None or (before.asked and not since.asked):
        return False
    if before.asked == since.asked and len(before.to_mark) <= len(since.to_mark):
        return False
    return (visit.to, visit.message, visit.room) == (after.to, after.message, after.room)


def read_room(stored: StoredReview) -> RoomRecord:
    """Read a room from its file; raises CoachError, naming file and field, for one that is none."""
    return read_stored(stored, RoomRecord, "room")
