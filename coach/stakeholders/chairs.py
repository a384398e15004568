"""The candidate takes each stakeholder's chair: what they do on hearing the answer, and why.

Code guesses no stance from wording. It says who needs and fears what, holds the rule that whoever
accepts does so because of a line, and works out who lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coach.files import CoachError
from coach.packs.schema import Scenario, Stakeholder
from coach.reviews.sentence_claims import locate_sentences
from coach.stakeholders.models import AnswerLine, Room, Stance, Voice
from coach.text.cue_parser import Lexicon
from coach.text.new_facts import find_new_facts
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import OWN_NAME, Evidence

ORDER: tuple[Stance, ...] = ("leave", "escalate", "bargain", "accept")
"""Who lost most, of those to whom the same was said."""


@dataclass(frozen=True)
class RoomCase:
    """The round that a room hears, and its scenario."""

    transcript: Transcript
    scenario: Scenario
    lexicon: Lexicon
    company: str

    def name_company(self, text: str) -> str:
        """Put the company's name into a text of the scenario."""
        return text.replace("{{company}}", self.company)


def list_spoken_sentences(transcript: Transcript) -> list[Evidence]:
    """List the sentences of the answer and the replies, at their offsets in `candidate_text`."""
    text = transcript.candidate_text
    return [Evidence.of(text, *span) for span in locate_sentences(transcript)]


def set_out_chairs(case: RoomCase) -> Room:
    """Set out a room in which nobody has spoken yet."""
    return Room(voices=[make_open_voice(person, case) for person in case.scenario.stakeholders])


def make_open_voice(person: Stakeholder, case: RoomCase, fallback: str | None = None) -> Voice:
    """Make the voice of somebody for whom the candidate has to speak.

    `fallback` says why a model that was asked did not.
    """
    return Voice(
        stakeholder=person.id,
        who=case.name_company(person.name),
        needs=case.name_company(withhold(person.needs, person, case) or person.asks),
        fears=case.name_company(withhold(person.fears, person, case)),
        by=OWN_NAME,
        fallback=fallback,
    )


def take_chair(room: Room, stakeholder: str, case: RoomCase, **changes: Any) -> Room:
    """Say as one stakeholder what they do: `stance`, `line` or `would_change`, each when it is set.

    Raises CoachError for somebody who is not in the room.
    """
    people = {person.id: person for person in case.scenario.stakeholders}
    if room.find_voice(stakeholder) is None or stakeholder not in people:
        known = ", ".join(voice.stakeholder for voice in room.voices)
        raise CoachError(f"nobody in this room has the id {stakeholder!r}; there is {known}.")
    voices = []
    for voice in room.voices:
        if voice.stakeholder == stakeholder:
            fresh = voice
            if voice.by != OWN_NAME:
                fresh = make_open_voice(people[stakeholder], case)
            taken = fresh.model_copy(update=changes)
            otherwise = (
                "" if taken.stance == "accept" else describe_otherwise(people[stakeholder], case)
            )
            voice = taken.model_copy(
                update={"heard": classify_line(taken.stance, taken.line), "otherwise": otherwise}
            )
        voices.append(voice)
    return settle(voices)


def settle(voices: Sequence[Voice]) -> Room:
    """Make a room of voices, with the side that lost named once all have spoken.

    Who was told something goes before who was forgotten.
    """
    room = Room(voices=list(voices))
    if room.open_chairs:
        return room
    losing = [voice for voice in voices if voice.stance != "accept"]
    lost = min(losing, key=_rank, default=None)
    latest = max(voices, key=lambda voice: voice.line.start or 0 if voice.line else 0)
    return Room(
        voices=list(voices),
        lost=lost.stakeholder if lost else None,
        waits=None if lost else latest.stakeholder,
    )


def classify_line(stance: Stance | None, line: Evidence | None) -> AnswerLine:
    """Say what an answer did for somebody, by what they do about it and the line that caused it."""
    if stance == "accept":
        return "met"
    if line is None or stance is None:
        return "silent"
    return "partly" if stance == "bargain" else "refused"


def describe_otherwise(person: Stakeholder, case: RoomCase) -> str:
    """Say what somebody does if it stays a no; nothing where that is a figure not asked for."""
    does = withhold(person.if_no, person, case)
    return f"{case.name_company(does)}." if does else ""


def withhold(text: str, person: Stakeholder, case: RoomCase) -> str:
    """Return what the scenario says of somebody, or nothing where it holds a figure of a fact that
    was not asked for.
    """
    record = case.transcript
    answers = [asked.answer for asked in record.clarify]
    hidden = [fact.answer for fact in case.scenario.facts if fact.id not in record.earned]
    seen = [record.prompt, record.candidate_text, person.name, person.asks, *answers]
    known = {new.text for new in find_new_facts(text, hidden)}
    return "" if any(new.text not in known for new in find_new_facts(text, seen)) else text


def _rank(voice: Voice) -> tuple[bool, int]:
    assert voice.stance is not None
    return voice.line is None, ORDER.index(voice.stance)
