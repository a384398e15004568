"""A round played again: what stood on the page at each moment, from its journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.transcripts.journal import JournalEvent, PushbackGiven, TextEdited, splice

IDLE = 3.0
"""Seconds of stillness that a replay shows at most; longer ones are cut to this."""


@dataclass(frozen=True)
class Frame:
    """What stood at a moment: `at` in the round's seconds, `shown_at` in the replay's."""

    at: float
    shown_at: float
    text: str


def build_frames(events: Sequence[JournalEvent]) -> list[Frame]:
    """One frame for each edit, replies below the answer, long pauses cut short."""
    answer, replies, frames = "", [""], [Frame(0.0, 0.0, "")]
    before: float | None = None
    clock = 0.0
    for event in events:
        match event:
            case PushbackGiven():
                replies.append("")
                continue
            case TextEdited(field="answer"):
                answer = splice(answer, event)
            case TextEdited(field="reply"):
                replies[-1] = splice(replies[-1], event)
            case _:
                continue
        clock += min(IDLE, event.at - before) if before is not None else 0.0
        before = event.at
        frames.append(Frame(event.at, clock, "\n\n".join(filter(None, [answer, *replies]))))
    return frames


def find_frame(frames: Sequence[Frame], seconds: float) -> Frame:
    """The last frame that is on the page `seconds` into the replay."""
    return next((frame for frame in reversed(frames) if frame.shown_at <= seconds), frames[0])
