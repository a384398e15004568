"""When each character of a round was typed, and how the number of words grew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from coach.transcripts.journal import JournalEvent, PushbackGiven, TextEdited
from coach.transcripts.playback import build_frames
from coach.transcripts.record import PartKind, Transcript

EVERY = 5.0
"""Seconds from one reading of the number of words to the next, at least."""
LONG_PAUSE = 20.0
"""Seconds without a key, while the clock ran, that count as a pause in the writing."""


@dataclass(frozen=True)
class Growth:
    """How many words stood in answer and replies at a moment, in active seconds."""

    at: float
    words: int


@dataclass(frozen=True)
class Silence:
    """A stretch without a key, in active seconds."""

    start: float
    end: float


class TypingTrace:
    """The moments at which the characters of `Transcript.candidate_text` were typed."""

    def __init__(self, moments: Sequence[float | None]) -> None:
        self._moments = moments

    def find_moment(self, start: int, end: int) -> float | None:
        """When the words between two offsets were written: the median over their characters.

        The median, so that mending a word later does not move the sentence. None where the journal
        does not tell.
        """
        known = [moment for moment in self._moments[start:end] if moment is not None]
        return round(median(known), 1) if known else None


def trace_typing(transcript: Transcript, events: Iterable[JournalEvent]) -> TypingTrace:
    """Work out from a round's journal when each of the candidate's characters was typed.

    Where the journal does not add up to the text (edited by hand, say), that part has no moments.
    """
    typed: dict[tuple[PartKind, int], list[float]] = {("answer", 0): []}
    replies = 0
    for event in events:
        match event:
            case PushbackGiven():
                typed["reply", replies] = []
                replies += 1
            case TextEdited(field="answer"):
                _splice(typed["answer", 0], event)
            case TextEdited(field="reply") if replies:
                _splice(typed["reply", replies - 1], event)
    moments: list[float | None] = [None] * len(transcript.candidate_text)
    for part in transcript.parts:
        length = part.end - part.start
        if part.kind == "question":
            moments[part.start : part.end] = [transcript.clarify[part.index].at] * length
        elif len(times := typed.get((part.kind, part.index), [])) == length:
            moments[part.start : part.end] = times
    return TypingTrace(moments)


def measure_growth(events: Iterable[JournalEvent]) -> list[Growth]:
    """Count the words over time, a reading at most each EVERY seconds and one at the end."""
    readings = [Growth(0.0, 0)]
    last = readings[0]
    for frame in build_frames(list(events)):
        last = Growth(frame.at, len(frame.text.split()))
        if last.at - readings[-1].at >= EVERY:
            readings.append(last)
    return readings if readings[-1] == last else [*readings, last]


def find_silences(events: Iterable[JournalEvent], least: float = LONG_PAUSE) -> list[Silence]:
    """Stretches between two edits of at least so many seconds."""
    keys = [e.at for e in events if isinstance(e, TextEdited) and e.field != "question"]
    return [Silence(a, b) for a, b in pairwise(keys) if b - a >= least]


def _splice(moments: list[float], event: TextEdited) -> None:
    moments[event.start : event.start + event.removed] = [event.at] * len(event.text)
