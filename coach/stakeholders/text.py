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
from coach.text.controls import flatten
from coach.transcripts.record import SCRIPTED
from coach.transcripts.review_schema import OWN_NAME

SIGNS: dict[Stance, str] = {"accept": "+", "bargain": "~", "escalate": "^", "leave": "x"}
"""A sign for each stance; the word stands beside it."""
WORDS: dict[Stance, str] = {
    "accept": "accepts",
    "bargain": "bargains",
    "escalate": "escalates",
    "leave": "leaves",
}
OPEN = "· not taken"
NO_LINE = "No line of yours speaks of them."
ALL_ACCEPT = "Nobody lost: all of them accept."
TAKE_THE_REST = "Take the chairs that are open: what do they do on hearing your answer?"
READ_BY_WORDING = "read by wording"
"""How rooms from before came about, when code guessed the stances."""
OWNER_AND_DATE = "An owner and a date are found by wording; the other marks are yours."
OLD_WORDING = "Read by wording alone: what was not found may still be there in other words."
READ_TOO = (
    "An owner and a date are found by wording. {name} read it too, where its name stands; "
    "the other marks are yours."
)
OLD_READ_TOO = (
    "Read by wording, and by {name}, where its name stands; "
    "what was not found may still be there in other words."
)
WORDED_ALONE = {"honesty", "reason", "alternative"}
"""Checks that only reviews from before found by wording."""


def describe_stance(voice: Voice) -> str:
    """A stance as a sign and a word."""
    return f"{SIGNS[voice.stance]} {WORDS[voice.stance]}" if voice.stance else OPEN


def describe_player(visit: RoomRecord) -> str:
    """How the stances of a room came about, in words."""
    if visit.by == SCRIPTED:
        return READ_BY_WORDING
    return "your chairs" if visit.by == OWN_NAME else f"played by {visit.by}"


def describe_addressee(visit: RoomRecord) -> str:
    """Whom the message goes to, in words."""
    voice = visit.room.find_voice(visit.to or "")
    return voice.who if voice else visit.to or ""


def render_room(visit: RoomRecord) -> list[str]:
    """Each voice, and who lost."""
    lines = [f"The room, {describe_player(visit)}"]
    lines += [visit.fallback] if visit.fallback else []
    for voice in visit.room.voices:
        lines += ["", f"{voice.who} ({voice.stakeholder})   {describe_stance(voice)}"]
        lines += [f"  {line}" for line in _describe_voice(voice)]
    return [*lines, "", describe_loss(visit)]


def _describe_voice(voice: Voice) -> list[str]:
    lines = [f"“{voice.text}”"] if voice.text else []
    lines += [f"Needs: {voice.needs}"] if voice.needs else []
    lines += [f"Fears: {voice.fears}"] if voice.fears else []
    if voice.stance is not None:
        lines.append(f"Your line: {describe_cause(voice)}")
    lines += [f"Would change it: {voice.would_change}"] if voice.would_change else []
    lines += [f"Otherwise: {voice.otherwise}"] if voice.otherwise else []
    return [*lines, f"({voice.fallback})"] if voice.fallback else lines


def describe_cause(voice: Voice) -> str:
    """The line that caused a reply."""
    if voice.line is None:
        return NO_LINE
    return f"“{flatten(voice.line.quote)}”"


def describe_loss(visit: RoomRecord) -> str:
    """Who lost, in a sentence."""
    room = visit.room
    if room.open_chairs:
        return TAKE_THE_REST
    voice = room.find_voice(room.lost or room.waits or "")
    if room.lost is None:
        waits = f" {voice.who} waits longest; write to them if you like." if voice else ""
        return ALL_ACCEPT + waits
    assert voice is not None
    return f"Lost most: {voice.who}. Write to them."


def render_message(visit: RoomRecord) -> list[str]:
    """The message and what is shown of it."""
    lines = [f"Your message to {describe_addressee(visit)}", ""]
    lines += [f"  {line}" for line in visit.message.splitlines()]
    if visit.review is None:
        return lines
    lines += ["", describe_count(visit.review)]
    for check in visit.review.checks:
        lines.append(f"  {render_check(check)}")
        lines += [f"      “{flatten(quote.quote)}”" for quote in check.evidence]
    lines += [f"  ! {flag.text}" for flag in visit.review.flags]
    lines += [visit.review.fallback] if visit.review.fallback else []
    return [*lines, describe_reading(visit.review)]


def describe_count(review: MessageReview) -> str:
    """How many checks are met, and how many are still to be marked."""
    left = len(review.to_mark)
    return f"{review.met} of {len(review.checks)} there" + (f", {left} to mark" if left else "")


def describe_reading(review: MessageReview) -> str:
    """Who read a message, and what that leaves open."""
    is_old = any(BY_WORDING in check.by and check.id in WORDED_ALONE for check in review.checks)
    is_old = is_old or not any(check.is_to_mark or OWN_NAME in check.by for check in review.checks)
    if review.reader:
        return (OLD_READ_TOO if is_old else READ_TOO).format(name=review.reader)
    return OLD_WORDING if is_old else OWNER_AND_DATE


def render_check(check: MessageCheck) -> str:
    """A check in a line: found, missing, or still to be marked."""
    if check.is_to_mark:
        return f"? {check.id}: {check.missing} (yours to mark)"
    if check.met is None:
        return f"? {check.id}: this pack has no words for it"
    sign = f"+ {check.id}" if check.met else f"– {check.id}: {check.missing}"
    return f"{sign}{_describe_finder(check)}"


def _describe_finder(check: MessageCheck) -> str:
    """Who found a check, where that was not the wordings alone."""
    if OWN_NAME in check.by:
        return " (your mark)"
    models = [name for name in check.by if name != BY_WORDING]
    if not models:
        return ""
    too = " too" if BY_WORDING in check.by else ""
    return f" ({', '.join(models)}{too})"
