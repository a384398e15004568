"""The scripted interviewer: answers from the hidden facts a question earns, and pushes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.packs.cues import Document, find
from coach.packs.models import Fact, Point, Pushback, Scenario
from coach.rounds.nearness import Nearness
from coach.transcripts.journal import Pushed

NO_FACT = (
    "I don't have that. Make an assumption, say it out loud, and go on.",
    "I can't help you there. What would you assume?",
    "Nobody here knows. Tell me what you would take as given.",
)
AGAIN = "As I said: {answer}"
QUOTED = "You said: “{quote}” "
QUOTE_LIMIT = 160
"""Characters of the candidate's own words that a pushback takes up."""
CUE_WEIGHT = 2.0
"""What a cue that finds the question counts against nearness; fitted on fresh questions."""


class ScriptedInterviewer:
    """Plays the interviewer from the scenario file alone; the same words get the same answer."""

    def __init__(
        self, scenario: Scenario, lexicon: Mapping[str, Sequence[str]], company: str
    ) -> None:
        self._scenario = scenario
        self._lexicon = lexicon
        self._company = company
        self._refused = 0
        self._nearness = Nearness(scenario.facts)

    def answer(self, question: str, earned: list[str]) -> tuple[str, str | None]:
        """Answer with the fact the question earns, or say plainly that there is none."""
        fact = self._earned_by(question, earned)
        if fact is None:
            self._refused += 1
            return NO_FACT[(self._refused - 1) % len(NO_FACT)], None
        said = self._named(fact.answer)
        if fact.id in earned:
            return AGAIN.format(answer=said), None
        return said, fact.id

    def push(self, answer: str, used: list[str]) -> Pushed | None:
        """Press the weakest point: the pushback most of whose points the answer leaves open."""
        left = [p for p in self._scenario.pushbacks if p.id not in used]
        if not left:
            return None
        document = Document(answer)
        hits = {point.id: self._line(point, document) for point in self._scenario.points}
        chosen = min(left, key=lambda pushback: _share_hit(pushback, hits))
        quote = next((hits[id] for id in chosen.presses if hits.get(id)), None)
        text = self._named(chosen.text)
        if quote:
            text = QUOTED.format(quote=quote) + text
        return Pushed(0.0, chosen.id, self._named(chosen.who), text, quote)

    def _earned_by(self, question: str, earned: list[str]) -> Fact | None:
        """The fact most of whose cues find the question; of equals the nearest in its words."""
        document = Document(question)
        found = {
            fact.id: len(find(fact.earned_by, document, self._lexicon))
            for fact in self._scenario.facts
        }
        facts = {fact.id: fact for fact in self._scenario.facts}
        if not any(found.values()):
            winner = self._nearness.clear_winner(question)
            return facts[winner] if winner else None
        near = self._nearness.to(question)
        best = max(facts, key=lambda id: (CUE_WEIGHT * found[id] + near[id], id not in earned))
        return facts[best]

    def _line(self, point: Point, document: Document) -> str | None:
        matches = find(point.cues, document, self._lexicon)
        if not matches:
            return None
        line = document.text[matches[0].start : matches[0].end].strip()
        return line if len(line) <= QUOTE_LIMIT else line[: QUOTE_LIMIT - 1].rstrip() + "…"

    def _named(self, text: str) -> str:
        return text.replace("{{company}}", self._company).strip()


def _share_hit(pushback: Pushback, hits: Mapping[str, str | None]) -> float:
    return sum(1 for id in pushback.presses if hits.get(id)) / len(pushback.presses)
