"""A room and a message's review as plain text."""

from __future__ import annotations

from coach.reviews.room import Check, Sitting, Stance, Voice
from coach.transcripts.transcript import SCRIPTED

SIGNS: dict[Stance, str] = {"accept": "+", "bargain": "~", "escalate": "^", "leave": "x"}
"""A sign for each stance; the word stands beside it."""
WORDS: dict[Stance, str] = {
    "accept": "accepts",
    "bargain": "bargains",
    "escalate": "escalates",
    "leave": "leaves",
}
NO_LINE = "No line of yours speaks of them."
ALL_ACCEPT = "Nobody lost: all of them accept."
WORDING = "Read by wording alone: what was not found may still be there in other words."


def stance(voice: Voice) -> str:
    """A stance as a sign and a word."""
    return f"{SIGNS[voice.stance]} {WORDS[voice.stance]}"


def player(sitting: Sitting) -> str:
    """Who played the room, in words."""
    return "the script" if sitting.by == SCRIPTED else sitting.by


def addressee(sitting: Sitting) -> str:
    """Whom the message goes to, in words."""
    voice = sitting.room.voice(sitting.to or "")
    return voice.who if voice else sitting.to or ""


def room_lines(sitting: Sitting) -> list[str]:
    """Each voice, and who lost."""
    lines = [f"The room, played by {player(sitting)}"]
    lines += [sitting.fallback] if sitting.fallback else []
    for voice in sitting.room.voices:
        lines += ["", f"{voice.who}   {stance(voice)}", f"  “{voice.text}”"]
        lines.append(f"  Your line: {caused_by(voice)}")
        lines.append(f"  Would change it: {voice.would_change}")
        lines += [f"  Otherwise: {voice.otherwise}"] if voice.otherwise else []
        lines += [f"  ({voice.fallback})"] if voice.fallback else []
    return [*lines, "", lost(sitting)]


def caused_by(voice: Voice) -> str:
    """The line that caused a reply."""
    if voice.line is None:
        return NO_LINE
    return f"“{' '.join(voice.line.quote.split())}”"


def lost(sitting: Sitting) -> str:
    """Who lost, in a sentence."""
    room = sitting.room
    voice = room.voice(room.lost or room.waits or "")
    if room.lost is None:
        waits = f" {voice.who} waits longest; write to them if you like." if voice else ""
        return ALL_ACCEPT + waits
    assert voice is not None
    return f"Lost most: {voice.who}. Write to them."


def message_lines(sitting: Sitting) -> list[str]:
    """The message and what is proven of it."""
    lines = [f"Your message to {addressee(sitting)}", ""]
    lines += [f"  {line}" for line in sitting.message.splitlines()]
    if sitting.review is None:
        return lines
    lines += ["", f"{sitting.review.met} of {len(sitting.review.checks)} found"]
    for check in sitting.review.checks:
        lines.append(f"  {check_line(check)}")
        lines += [f"      “{' '.join(one.quote.split())}”" for one in check.evidence]
    lines += [f"  ! {flag.text}" for flag in sitting.review.flags]
    return [*lines, WORDING]


def check_line(check: Check) -> str:
    """A check in a line: found, or what is missing."""
    if check.met is None:
        return f"? {check.id}: this pack has no words for it"
    return f"+ {check.id}" if check.met else f"– {check.id}: {check.missing}"
