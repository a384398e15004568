"""The room by the script: each stakeholder's stance follows from the lines they heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.packs.schema import Scenario, Stakeholder
from coach.prompts import Prompt
from coach.reviews.offline.exclusions import blank_out, find_exclusions
from coach.stakeholders.models import AnswerLine, Room, Stance, Voice
from coach.stakeholders.stance import Line, Listening
from coach.text.cue_matcher import Document, Lexicon, find_cues
from coach.text.new_facts import find_new_facts
from coach.transcripts.record import SEPARATOR, Transcript
from coach.transcripts.review_schema import Evidence

ORDER: tuple[Stance, ...] = ("leave", "escalate", "bargain", "accept")
"""Who lost most, of those to whom the same happened."""


@dataclass(frozen=True)
class Script:
    """What the script plays a room from."""

    transcript: Transcript
    scenario: Scenario
    lexicon: Lexicon
    words: Prompt
    """The template of what is said."""
    company: str


def said_in(transcript: Transcript) -> str:
    """What a room hears: the answer and the replies, as they stand in `candidate_text`."""
    return SEPARATOR.join([transcript.answer, *(one.reply for one in transcript.pushback)])


def heard_in(transcript: Transcript) -> Document:
    """The same without what does not count, at the same offsets."""
    said = said_in(transcript)
    return Document(blank_out(said, find_exclusions(said, transcript.prompt)), wrapped=True)


def scripted_room(script: Script) -> Room:
    """Every stakeholder's reply to an answer."""
    document = heard_in(script.transcript)
    hearing = Listening(script.scenario, document, script.lexicon)
    voices = []
    for turn, one in enumerate(script.scenario.stakeholders):
        heard, line = judged(hearing.lines(one.id))
        voices.append(_voice(script, one, heard, line, turn))
    return seated(voices, script.lexicon)


def seated(voices: Sequence[Voice], lexicon: Lexicon) -> Room:
    """A room with the side that lost named.

    Who was told no, or is named among what is given up, goes before who was forgotten.
    """
    losing = [one for one in voices if one.stance != "accept"]
    lost = min(losing, key=lambda one: _rank(one, lexicon), default=None)
    latest = max(voices, key=lambda one: one.line.start or 0 if one.line else 0)
    return Room(
        voices=list(voices),
        lost=lost.stakeholder if lost else None,
        waits=None if lost else latest.stakeholder,
    )


def judged(lines: Sequence[Line]) -> tuple[AnswerLine, Line | None]:
    """What lines about somebody come to, and the line that decides it.

    A decision outweighs other lines, and whoever is named among what is given up does not simply
    accept.
    """
    if not lines:
        return "silent", None
    gives, partly, refuses = (
        [line for line in lines if line.meaning == meaning]
        for meaning in ("gives", "partly", "refuses")
    )
    if not gives and not partly:
        return ("refused", _nearest(refuses)) if refuses else ("named", _nearest(lines))
    against = [line for line in refuses if line.costs] or refuses or partly
    decided = {line.meaning for line in lines if line.decides} - {"names"}
    if decided == {"gives"}:
        accepts = len(refuses) <= 1
    elif decided:
        accepts = False
    else:
        accepts = _outweigh(len(gives), len(partly), len(refuses))
    if accepts and not any(line.costs for line in refuses):
        return "met", _nearest(gives)
    return "partly", _nearest(against or lines)


def _nearest(lines: Sequence[Line]) -> Line:
    """The line to quote: the one most about them, and of equals the one that decides."""
    return max(lines, key=lambda line: (line.nearness, line.decides))


def _outweigh(gives: int, partly: int, refuses: int) -> bool:
    return gives > partly + refuses or (gives >= max(partly, 1) and not refuses)


def stance_of(heard: AnswerLine, one: Stakeholder, lexicon: Lexicon) -> Stance:
    """What somebody does about what they heard."""
    if heard == "met":
        return "accept"
    if heard == "partly":
        return "bargain"
    return "leave" if heard == "refused" and would_leave(one, lexicon) else "escalate"


def would_leave(one: Stakeholder, lexicon: Lexicon) -> bool:
    """Whether told no they go, and do not only complain."""
    return "room_leaves" in lexicon and bool(
        find_cues(["@room_leaves"], Document(one.if_no), lexicon)
    )


def evidence_of(line: Line, text: str) -> Evidence:
    """A line as a quote."""
    return Evidence(
        quote=text[line.start : line.end], start=line.start, end=line.end, verified=True
    )


def _voice(
    script: Script, one: Stakeholder, heard: AnswerLine, line: Line | None, turn: int
) -> Voice:
    said = said_in(script.transcript)
    dated = line is not None and _names_date(said[line.start : line.end], script.lexicon)
    stance = stance_of(heard, one, script.lexicon)
    shown = {
        "needs": unless_hidden(one.needs, one, script) or one.asks,
        "fears": unless_hidden(one.fears, one, script),
        "if_no": unless_hidden(one.if_no, one, script),
    }

    def words(part: str) -> str:
        filled = script.words.fill(
            part=part, heard=heard, stance=stance, dated=dated, turn=turn, **shown
        )
        return " ".join(filled.replace("{{company}}", script.company).split())

    return Voice(
        stakeholder=one.id,
        who=one.name,
        stance=stance,
        heard=heard,
        line=evidence_of(line, said) if line else None,
        text=words("says"),
        would_change=words("would_change"),
        otherwise=words("otherwise"),
    )


def unless_hidden(text: str, one: Stakeholder, script: Script) -> str:
    """What the scenario says of somebody, or nothing where it holds a figure of a fact that was
    not asked for.
    """
    record = script.transcript
    earned = [asked.fact for asked in record.clarify]
    told = [asked.answer for asked in record.clarify]
    hidden = [fact.answer for fact in script.scenario.facts if fact.id not in earned]
    new = find_new_facts(text, [record.prompt, record.candidate_text, one.name, one.asks, *told])
    known = {found.text for found in find_new_facts(text, hidden)}
    return "" if any(found.text not in known for found in new) else text


def _names_date(text: str, lexicon: Lexicon) -> bool:
    return "date" in lexicon and bool(find_cues(["@date"], Document(text), lexicon))


def _rank(voice: Voice, lexicon: Lexicon) -> tuple[int, int]:
    given_up = (
        voice.line is not None
        and "room_costs" in lexicon
        and bool(find_cues(["@room_costs"], Document(voice.line.quote), lexicon))
    )
    told = 0 if voice.heard == "refused" else 1 if given_up else 2
    return told, ORDER.index(voice.stance)
