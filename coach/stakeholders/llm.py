"""A model plays the room: it chooses stances and lines and writes what is said, within bounds.

It never sees a hidden fact's answer, a rubric point or the outline. Lines are chosen by number, so
every quote is real; what it writes is held to what was told; and where a voice cannot be used the
chair stays open for the candidate, with the reason kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from coach.interviewer.guardrails import Bounds, find_fault
from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.structured import UnreadableReply, ask_for
from coach.packs.schema import Stakeholder
from coach.prompts import Prompt
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.stakeholders.chairs import (
    RoomCase,
    classify_line,
    describe_otherwise,
    make_open_voice,
    set_out_chairs,
    settle,
    withhold,
)
from coach.stakeholders.models import Room, Stance, Voice
from coach.text.controls import flatten
from coach.text.cue_matcher import Matcher
from coach.text.document import Document, list_stems
from coach.text.stopwords import STOP_STEMS
from coach.transcripts.review_schema import OWN_NAME, Evidence

TOKENS = 3000
"""Limit of a reply, with room for thinking."""
LINES = 80
"""Sentences of an answer that a model chooses from."""
TAKEN = 2
"""New words that a sentence shares with a hidden fact from which it gives it away."""
OUTLINED = 4
"""The same for the outline, which is longer and says more that anyone may say."""
NEVER = "room_never"
UNUSABLE = "The model's words could not be used; take their chair."
IMPOSSIBLE = "The model's stance does not fit what was said; take their chair."
MISSING = "The model left them out; take their chair."
CHAIRS_ARE_OPEN = "Take the chairs yourself."


S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class RoomModel:
    """A model that plays the room: its endpoint, its template, and a delimiter for each call."""

    endpoint: Endpoint
    prompt: Prompt
    mark: str

    @property
    def name(self) -> str:
        """The profile's name, as the room's record keeps it."""
        return self.endpoint.name

    async def ask(self, content: str, shape: type[S], on_event: OnEvent = ignore) -> S:
        """Ask for a reply in a shape. Raises UnreadableReply."""
        return await ask_for(self.endpoint, content, shape, tokens=TOKENS, on_event=on_event)


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
    """A room, who played it, and why the model played nothing of it where it did not."""

    room: Room
    by: str
    fallback: str | None = None


async def play_room(model: RoomModel, case: RoomCase, on_event: OnEvent = ignore) -> PlayedRoom:
    """Have a model play the room; where it cannot, the chairs stay open."""
    try:
        sent = await model.ask(_fill(model, case), SentRoom, on_event)
    except UnreadableReply as reason:
        return PlayedRoom(set_out_chairs(case), OWN_NAME, f"{reason} {CHAIRS_ARE_OPEN}")
    first = {voice.id: voice for voice in reversed(sent.voices)}
    lines = _list_lines(case)
    voices = [
        _check_voice(first.get(person.id), person, lines, case, model.name)
        for person in case.scenario.stakeholders
    ]
    return PlayedRoom(settle(voices), model.name)


def _check_voice(
    sent: SentVoice | None, person: Stakeholder, lines: list[Evidence], case: RoomCase, name: str
) -> Voice:
    """A voice as the model sent it, or an open chair where that cannot be shown."""
    if sent is None:
        return make_open_voice(person, case, MISSING)
    number = sent.line
    line = lines[number - 1] if number is not None and 0 < number <= len(lines) else None
    if _is_impossible(sent.stance, line, person, case):
        return make_open_voice(person, case, IMPOSSIBLE)
    says, change = (flatten(words) for words in (sent.says, sent.would_change))
    spoken = case.transcript.spoken_text
    about = "\n".join([person.asks, person.needs, person.fears, person.if_no, spoken])
    if _gives_away(says, person, case) or _gives_away(change, person, case, about):
        return make_open_voice(person, case, UNUSABLE)
    return make_open_voice(person, case).model_copy(
        update={
            "stance": sent.stance,
            "heard": classify_line(sent.stance, line),
            "line": line,
            "text": says,
            "would_change": change,
            "otherwise": "" if sent.stance == "accept" else describe_otherwise(person, case),
            "by": name,
        }
    )


def _is_impossible(
    stance: Stance, line: Evidence | None, person: Stakeholder, case: RoomCase
) -> bool:
    """Whether nobody could take this stance on that line."""
    if stance == "accept":
        return line is None
    return stance == "leave" and not _would_leave(person, case)


def _would_leave(person: Stakeholder, case: RoomCase) -> bool:
    """Whether told no they go, and do not only complain, as the scenario has it."""
    return Matcher(person.if_no, case.lexicon).has_list("room_leaves")


def _gives_away(text: str, person: Stakeholder, case: RoomCase, about: str = "") -> bool:
    """Whether words hold what was never told, or go beyond what such a person would say.

    What would change a mind must be about what the person cares for; a first reaction may be short.
    """
    record, scenario = case.transcript, case.scenario
    seen = (*_list_seen(case, person), " ".join(case.lexicon.get("room_openings", ())))
    facts = [fact.answer for fact in scenario.facts if fact.id not in record.earned]
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
        lexicon=case.lexicon,
        asks=False,
        never=NEVER,
    )
    if find_fault(text, bounds):
        return True
    new = _find_content(text) - frozenset().union(*map(_find_content, seen))
    taken = any(len(new & _find_content(answer)) >= TAKEN for answer in facts)
    return taken or len(new & _find_content(scenario.outline)) >= OUTLINED


def _list_seen(case: RoomCase, person: Stakeholder) -> tuple[str, ...]:
    """Everything the candidate has seen, and what may be said of the one who speaks."""
    return (*case.transcript.seen_texts, *_describe_person(person, case).values())


def _find_content(text: str) -> frozenset[str]:
    return frozenset(list_stems(text)) - STOP_STEMS


def _list_lines(case: RoomCase) -> list[Evidence]:
    """The sentences that a model chooses from, without what does not count."""
    spoken = case.transcript.spoken_text
    counted = blank_out(spoken, find_exclusions(spoken, case.transcript.prompt))
    sentences = [s for s in Document(counted, wrapped=True).sentences if s.words]
    return [Evidence.of(spoken, s.start, s.end) for s in sentences[:LINES]]


def _fill(model: RoomModel, case: RoomCase) -> str:
    lines = [flatten(line.quote) for line in _list_lines(case)]
    return model.prompt.fill(
        prompt=case.transcript.prompt.strip(),
        people=[_describe_person(person, case) for person in case.scenario.stakeholders],
        lines=[{"number": number, "text": text} for number, text in enumerate(lines, 1)],
        mark=model.mark,
    )


def _describe_person(person: Stakeholder, case: RoomCase) -> dict[str, str]:
    return {
        "id": person.id,
        "who": person.name,
        "asks": person.asks,
        "needs": withhold(person.needs, person, case) or person.asks,
        "fears": withhold(person.fears, person, case),
        "if_no": withhold(person.if_no, person, case),
    }
