"""The questions of an attempt, and the fact that the scripted interviewer would tell for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.packs.cues import Document, Lexicon
from coach.packs.models import Scenario
from coach.rounds.interviewer import COMPOUND, ScriptedInterviewer

MOST = 20
"""Questions that are put to the interviewer; more are no three questions whatever they earn."""
_ASKS = re.compile(
    r"(?:[-*•–]|\d+[.)])?\s*(?:what|who|whom|whose|how|why|when|where|which|is|are|was|were|do|does|"
    r"did|can|could|would|will|should|has|have)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """One question: where it stands, the fact it earns, and whether it is several in one."""

    text: str
    start: int
    end: int
    fact: str | None
    compound: bool


def asked_in(document: Document, scenario: Scenario, lexicon: Lexicon, company: str) -> list[Asked]:
    """The questions of a text in order, each heard as if it were the only one."""
    interviewer = ScriptedInterviewer(scenario, lexicon, company)
    places = [
        (sentence.start, sentence.end)
        for sentence in document.sentences
        if sentence.question or _ASKS.match(document.text, sentence.start)
    ]
    asked = []
    for number, (start, end) in enumerate(places):
        text = document.text[start:end]
        heard = interviewer.answer(text, []) if number < MOST else None
        fact = heard.fact if heard else None
        asked.append(Asked(text, start, end, fact, bool(heard and heard.text.startswith(COMPOUND))))
    return asked
