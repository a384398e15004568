"""The questions of an attempt, and the fact that the scripted interviewer would tell for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.interviewer.scripted import InterviewerScript
from coach.text.clauses import split_questions
from coach.text.document import Document

MOST_QUESTIONS = 20
"""Questions that are put to the interviewer; whoever writes more has not asked three."""
_ASKS = re.compile(
    r"(?:[-*•–]|\d+[.)])?\s*(?:what|who|whom|whose|how|why|when|where|which|is|are|was|were|do|does|"
    r"did|can|could|would|will|should|has|have)\b",
    re.IGNORECASE,
)
"""How a question begins that was written without its mark."""


@dataclass(frozen=True)
class DrillQuestion:
    """A question, its offsets in the attempt, and the fact it earns, None for no fact.

    `compound` says that it is several questions in one.
    """

    text: str
    start: int
    end: int
    fact: str | None
    compound: bool


def find_questions(document: Document, interviewer: InterviewerScript) -> list[DrillQuestion]:
    """The questions of a text in order; each is answered as if it were the only one."""
    sentences = [
        sentence
        for sentence in document.sentences
        if sentence.question or _ASKS.match(document.text[sentence.start : sentence.end])
    ]
    questions = []
    for number, sentence in enumerate(sentences):
        text = document.text[sentence.start : sentence.end]
        fact = _find_fact(text, interviewer) if number < MOST_QUESTIONS else None
        compound = number < MOST_QUESTIONS and _is_compound(text, interviewer)
        questions.append(DrillQuestion(text, sentence.start, sentence.end, fact, compound))
    return questions


def _find_fact(question: str, interviewer: InterviewerScript) -> str | None:
    """The fact a question earns, or the one it would be offered: nobody says yes in a drill."""
    answer = interviewer.answer(question, [])
    return answer.fact or answer.offered


def _is_compound(question: str, interviewer: InterviewerScript) -> bool:
    """Whether its parts earn different facts; two that ask for one fact are one question."""
    parts = [part for part in split_questions(question) if len(part.split()) > 1]
    if len(parts) < 2:
        return False
    facts = {_find_fact(f"{part}?", interviewer) for part in parts[:MOST_QUESTIONS]}
    return len(facts - {None}) > 1
