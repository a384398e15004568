"""A room and a message's review as plain text."""

from __future__ import annotations

from coach.stakeholders.models import (
    BY_WORDING,
    MessageCheck,
    MessageReview,
    RoomRecord,
    Stance,
    Voice,
)
from coach.transcripts.record import SCRIPTED

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
READ_TOO = (
    "Read by wording, and by {name}, where its name stands; "
    "what was not found may still be there in other words."
)


def describe_stance(voice: Voice) -> str:
    """A stance as a sign and a word."""
    return f"{SIGNS[voice.stance]} {WORDS[voice.stance]}"


def describe_player(visit: RoomRecord) -> str:
    """Who played the room, in words."""
    return "the script" if visit.by == SCRIPTED else visit.by


def describe_addressee(visit: RoomRecord) -> str:
    """Whom the message goes to, in words."""
    voice = visit.room.voice(visit.to or "")
    return voice.who if voice else visit.to or ""


def render_room(visit: RoomRecord) -> list[str]:
    """Each voice, and who lost."""
    lines = [f"The room, played by {describe_player(visit)}"]
    lines += [visit.fallback] if visit.fallback else []
    for voice in visit.room.voices:
        lines += ["", f"{voice.who}   {describe_stance(voice)}", f"  “{voice.text}”"]
        lines.append(f"  Your line: {describe_cause(voice)}")
        lines.append(f"  Would change it: {voice.would_change}")
        lines += [f"  Otherwise: {voice.otherwise}"] if voice.otherwise else []
        lines += [f"  ({voice.fallback})"] if voice.fallback else []
    return [*lines, "", describe_loss(visit)]


def describe_cause(voice: Voice) -> str:
    """The line that caused a reply."""
    if voice.line is None:
        return NO_LINE
    return f"“{' '.join(voice.line.quote.split())}”"


def describe_loss(visit: RoomRecord) -> str:
    """Who lost, in a sentence."""
    room = visit.room
    voice = room.voice(room.lost or room.waits or "")
    if room.lost is None:
        waits = f" {voice.who} waits longest; write to them if you like." if voice else ""
        return ALL_ACCEPT + waits
    assert voice is not None
    return f"Lost most: {voice.who}. Write to them."


def render_message(visit: RoomRecord) -> list[str]:
    """The message and what is proven of it."""
    lines = [f"Your message to {describe_addressee(visit)}", ""]
    lines += [f"  {line}" for line in visit.message.splitlines()]
    if visit.review is None:
        return lines
    lines += ["", f"{visit.review.met} of {len(visit.review.checks)} found"]
    for check in visit.review.checks:
        lines.append(f"  {render_check(check)}")
        lines += [f"      “{' '.join(one.quote.split())}”" for one in check.evidence]
    lines += [f"  ! {flag.text}" for flag in visit.review.flags]
    lines += [visit.review.fallback] if visit.review.fallback else []
    return [*lines, describe_reading(visit.review)]


def describe_reading(review: MessageReview) -> str:
    """Who read a message, and what that leaves open."""
    return READ_TOO.format(name=review.reader) if review.reader else WORDING


def render_check(check: MessageCheck) -> str:
    """A check in a line: found, or what is missing."""
    if check.met is None:
        return f"? {check.id}: this pack has no words for it"
    return f"+ {check.id}{_finder(check)}" if check.met else f"– {check.id}: {check.missing}"


def _finder(check: MessageCheck) -> str:
    """The model that found a check, with or without the wordings."""
    models = [name for name in check.by if name != BY_WORDING]
    if not models:
        return ""
    too = " too" if BY_WORDING in check.by else ""
    return f" ({', '.join(models)}{too})"
