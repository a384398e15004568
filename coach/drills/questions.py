"""The questions of an attempt, and the fact that the scripted interviewer would tell for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.interviewer.scripted import InterviewerScript
from coach.text.clauses import split_questions
from coach.text.cue_matcher import Document

MOST = 20
"""Questions that are put to the interviewer; more are no three questions whatever they earn."""
_ASKS = re.compile(
    r"(?:[-*•–]|\d+[.)])?\s*(?:what|who|whom|whose|how|why|when|where|which|is|are|was|were|do|does|"
    r"did|can|could|would|will|should|has|have)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DrillQuestion:
    """One question: where it stands, the fact it earns, and whether it is several in one."""

    text: str
    start: int
    end: int
    fact: str | None
    compound: bool


def find_questions(document: Document, interviewer: InterviewerScript) -> list[DrillQuestion]:
    """The questions of a text in order, each heard as if it were the only one."""
    places = [
        (sentence.start, sentence.end)
        for sentence in document.sentences
        if sentence.question or _ASKS.match(document.text[sentence.start : sentence.end])
    ]
    asked = []
    for number, (start, end) in enumerate(places):
        text = document.text[start:end]
        fact = interviewer.answer(text, []).fact if number < MOST else None
        several = number < MOST and _is_several(text, interviewer)
        asked.append(DrillQuestion(text, start, end, fact, several))
    return asked


def _is_several(question: str, interviewer: InterviewerScript) -> bool:
    """Whether its parts earn different facts; two that ask for one fact are one question."""
    parts = [part for part in split_questions(question) if len(part.split()) > 1][:MOST]
    facts = {interviewer.answer(f"{part}?", []).fact for part in parts}
    return len(parts) > 1 and len(facts - {None}) > 1
