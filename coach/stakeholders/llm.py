"""A model plays the room: it chooses stances and lines and writes what is said, within bounds.

It never sees a hidden fact's answer, a rubric point or the outline. Lines are chosen by number, so
every quote is real; what it writes is held to what was told; and a voice that cannot be used is
spoken by the script, with the reason kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from coach.interviewer.guardrails import Bounds, find_fault
from coach.llm.endpoint import OnEvent, ignore
from coach.llm.structured import UnreadableReply
from coach.packs.schema import Stakeholder
from coach.stakeholders.models import Room, Stance, Voice
from coach.stakeholders.scripted import (
    Script,
    evidence_of,
    heard_in,
    said_in,
    scripted_room,
    seated,
    unless_hidden,
    would_leave,
)
from coach.stakeholders.seat import RoomModel
from coach.stakeholders.stance import Line
from coach.text.document import Document
from coach.text.similarity import EMPTY
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence

LINES = 80
"""Sentences of an answer that a model chooses from."""
TAKEN = 2
"""New words that a sentence shares with a hidden fact from which it gives it away."""
OUTLINED = 4
"""The same for the outline, which is longer and says more that anyone may say."""
NEVER = "room_never"
UNUSABLE = "The model's words could not be used; the script spoke."
IMPOSSIBLE = "The model's stance does not fit what was said; the script spoke."
MISSING = "The model left them out; the script spoke."
SCRIPT_PLAYED = "The script played the room."


class SentVoice(BaseModel):
    """What a model makes of one person."""

    model_config = ConfigDict(extra="forbid")

    id: str
    stance: Stance
    line: int | None
    says: str
    would_change: str


class SentRoom(BaseModel):
    """What a model makes of the room."""

    model_config = ConfigDict(extra="forbid")

    voices: list[SentVoice]


@dataclass(frozen=True)
class PlayedRoom:
    """A room, and why the script played all of it where it did."""

    room: Room
    by: str
    fallback: str | None = None


async def play_room(seat: RoomModel, script: Script, on_event: OnEvent = ignore) -> PlayedRoom:
    """Have a model play the room; where it cannot, the script does."""
    fallback = scripted_room(script)
    try:
        sent = await seat.ask(_filled(seat, script), SentRoom, on_event)
    except UnreadableReply as reason:
        return PlayedRoom(fallback, fallback.voices[0].by, f"{reason} {SCRIPT_PLAYED}")
    by_id = {one.id: one for one in reversed(sent.voices)}
    lines = _lines(script.transcript)
    voices = []
    for voice, one in zip(fallback.voices, script.scenario.stakeholders, strict=True):
        given = by_id.get(one.id)
        voices.append(_held(given, voice, one, lines, script, seat.name))
    return PlayedRoom(seated(voices, script.lexicon), seat.name)


def _held(
    sent: SentVoice | None,
    scripted: Voice,
    one: Stakeholder,
    lines: list[Evidence],
    script: Script,
    name: str,
) -> Voice:
    """A voice as the model sent it, or as the script has it where that cannot be shown."""
    if sent is None:
        return scripted.model_copy(update={"fallback": MISSING})
    number = sent.line
    line = lines[number - 1] if number is not None and 0 < number <= len(lines) else None
    if _is_impossible(sent, line, scripted, one, script):
        return scripted.model_copy(update={"fallback": IMPOSSIBLE})
    says, change = (" ".join(words.split()) for words in (sent.says, sent.would_change))
    about = "\n".join([one.asks, one.needs, one.fears, one.if_no, said_in(script.transcript)])
    if _gives_away(says, one, script) or _gives_away(change, one, script, about):
        return scripted.model_copy(update={"fallback": UNUSABLE})
    return scripted.model_copy(
        update={
            "stance": sent.stance,
            "heard": scripted.heard if line else "silent",
            "line": line,
            "text": says,
            "would_change": change,
            "otherwise": "" if sent.stance == "accept" else _otherwise(one, script),
            "by": name,
        }
    )


def _otherwise(one: Stakeholder, script: Script) -> str:
    does = unless_hidden(one.if_no, one, script)
    return f"{does}." if does else ""


def _is_impossible(
    sent: SentVoice, line: Evidence | None, scripted: Voice, one: Stakeholder, script: Script
) -> bool:
    """Whether nobody could take this stance on that line."""
    if sent.stance == "accept":
        refused = scripted.heard == "refused" and scripted.line == line
        return line is None or refused
    return sent.stance == "leave" and not would_leave(one, script.lexicon)


def _gives_away(text: str, one: Stakeholder, script: Script, about: str = "") -> bool:
    """Whether words hold what was never told, or go beyond what such a person would say.

    What would change a mind must be about what the person cares for; a first reaction may be short.
    """
    record, scenario = script.transcript, script.scenario
    seen = (*_told(script, one), " ".join(script.lexicon.get("room_openings", ())))
    earned = {asked.fact for asked in record.clarify}
    facts = [fact.answer for fact in scenario.facts if fact.id not in earned]
    bounds = Bounds(
        seen=seen,
        hidden=(
            scenario.outline,
            *facts,
            *(point.statement for point in scenario.points),
            *(pushback.good for pushback in scenario.pushbacks),
        ),
        echoes=(record.answer, *(reply.reply for reply in record.pushback)),
        about=about,
        lexicon=script.lexicon,
        asks=False,
        never=NEVER,
    )
    if find_fault(text, bounds):
        return True
    new = _stems(text) - frozenset().union(*(_stems(known) for known in seen))
    taken = any(len(new & _stems(answer)) >= TAKEN for answer in facts)
    return taken or len(new & _stems(scenario.outline)) >= OUTLINED


def _told(script: Script, one: Stakeholder) -> tuple[str, ...]:
    """Everything the person has seen, and what may be said of the one who speaks."""
    record = script.transcript
    asked = [question.answer for question in record.clarify]
    pressed = [reply.text for reply in record.pushback]
    own = _person(one, script).values()
    return (record.prompt, record.candidate_text, *asked, *pressed, *own)


def _stems(text: str) -> frozenset[str]:
    found = {word.stem for sentence in Document(text).sentences for word in sentence.words}
    return frozenset(found - EMPTY)


def _lines(record: Transcript) -> list[Evidence]:
    said, document = said_in(record), heard_in(record)
    found = [Line(one.start, one.end, "names") for one in document.sentences if one.words]
    return [evidence_of(line, said) for line in found[:LINES]]


def _filled(seat: RoomModel, script: Script) -> str:
    lines = [" ".join(line.quote.split()) for line in _lines(script.transcript)]
    return seat.prompt.fill(
        prompt=script.transcript.prompt.strip(),
        people=[_person(one, script) for one in script.scenario.stakeholders],
        lines=[{"number": n, "text": text} for n, text in enumerate(lines, 1)],
        mark=seat.mark,
    )


def _person(one: Stakeholder, script: Script) -> dict[str, str]:
    return {
        "id": one.id,
        "who": one.name,
        "asks": one.asks,
        "needs": unless_hidden(one.needs, one, script) or one.asks,
        "fears": unless_hidden(one.fears, one, script),
        "if_no": unless_hidden(one.if_no, one, script),
    }
