"""The keys of a round, and what its help says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.binding import ActiveBinding, Binding

from coach.rounds.round import Round

HELP = """\
# The round

Before the clock starts `l`, `i` and `h` set length, interviewer and hints. `ctrl+s` goes on to the
next phase. `enter` is a newline in the answer, and asks the question while clarifying. In a text
`f7` selects all, since `ctrl+a` goes to the start of the line. `escape` leaves; a round whose clock
was started is kept and offered again. `f8` lets the clock stand still, which is recorded. With
hints on, `f5` gives one. At zero the clock goes into overtime.

Where a model plays the interviewer the clock waits for it, and `escape` lets the script answer.
"""
KEYS = [
    Binding("ctrl+s", "advance", "Go on", id="round.advance"),
    Binding("ctrl+j", "advance", "Go on", show=False, id="round.advance-too"),
    Binding("escape", "leave", "Leave", id="round.leave"),
    Binding("ctrl+e", "editor", "Editor", id="round.editor"),
    Binding("f2", "outline", "Outline", id="round.outline"),
    Binding("f3", "calm", "Hide clock", id="round.calm"),
    Binding("f4", "case", "Case", id="round.case"),
    Binding("f5", "hint", "Hint", id="round.nudge"),
    Binding("f8", "pause", "Pause", id="round.pause"),
    Binding("f9", "again", "More pushback", id="round.again"),
]
FIRST_KEYS = (
    "round.advance",
    "reading.length",
    "reading.interviewer",
    "reading.hints",
    "round.leave",
    "round.case",
    "round.editor",
)
"""Those that come first where there is not room for all."""


def describe_action(
    bindings: Mapping[str, ActiveBinding], action: str, description: str
) -> dict[str, ActiveBinding]:
    """The bindings with another description for those of an action; an empty one changes none."""
    return {
        key: active._replace(binding=replace(active.binding, description=description))
        if description and active.binding.action == action
        else active
        for key, active in bindings.items()
    }


def is_of_use(action: str, round_: Round, *, narrow: bool) -> bool:
    """Whether an action makes sense in the phase; on a `narrow` screen the case can be folded."""
    phase = round_.phase
    match action:
        case "editor":
            return phase in ("answer", "pushback")
        case "outline":
            return phase == "answer"
        case "again":
            return phase == "pushback" and round_.transcript.manner != "friendly"
        case "hint":
            return round_.transcript.learning and phase in ("clarify", "answer")
        case "pause" | "calm":
            return phase != "brief"
        case "case":
            return narrow and phase != "brief"
    return True
