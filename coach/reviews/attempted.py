"""An attempt at a drill, read once for all checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from coach.packs.cues import Document, Lexicon, Match, find
from coach.packs.drills import Drill, DrillCheck
from coach.packs.models import Scenario
from coach.packs.text import Sentence
from coach.reviews.drill_questions import Asked, asked_in
from coach.reviews.guards import SetAside, blanked, set_aside, small_share
from coach.reviews.quoting import quoted
from coach.reviews.review import Evidence
from coach.rounds.interviewer import ScriptedInterviewer

LISTED_WORDS = 5
LISTED_SHARE = 0.12
"""An attempt of at least so many words, of which a smaller share than this are small words, is a
list of terms. It is stricter than the guard on answers, because an attempt is a few sentences."""
OWN_WORDS = 4
"""Words, not in the prompt, that a goal in one's own words has at least."""


@dataclass(frozen=True)
class Situation:
    """What an attempt is about. `words` are the lists that the drill's cues refer to, `lexicon`
    those of the scenario's."""

    scenario: Scenario
    prompt: str
    words: Lexicon
    lexicon: Lexicon
    interviewer: ScriptedInterviewer
    """Who hears which fact a question asks for."""


class Attempted:
    """An attempt read once for all checks."""

    def __init__(self, drill: Drill, text: str, situation: Situation) -> None:
        self.drill = drill
        self.text = text
        self.situation = situation
        points = [(point.id, point.statement) for point in situation.scenario.points]
        found = set_aside(text, situation.prompt, points)
        found += _copied(text, situation.prompt)
        words, share = small_share(text)
        listed = words >= LISTED_WORDS and share < LISTED_SHARE
        self.asides = [aside.kind for aside in found] + (["term_list"] if listed else [])
        sound = re.sub(r"\S", " ", text) if listed else blanked(text, found)
        self.document = Document(sound, wrapped=True)

    @cached_property
    def asked(self) -> list[Asked]:
        """Its questions, with the fact that each earns."""
        return asked_in(self.document, self.situation.interviewer)

    @property
    def says_something(self) -> bool:
        """Whether anything is left that counts."""
        return bool(self.document.sentences)


def by_cues(check: DrillCheck, attempt: Attempted) -> list[Evidence]:
    words, document = attempt.situation.words, attempt.document
    barred = barred_by(check, attempt)
    sentences = document.sentences
    end = sentences[min(check.within or len(sentences), len(sentences)) - 1].end
    matches = [
        match
        for match in find(check.cues, document, words)
        if match.end <= end and not any(overlap(match, other) for other in barred)
    ]
    return quoted(matches, document)


def overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end


def barred_by(check: DrillCheck, attempt: Attempted) -> list[Match]:
    return find(check.unless, attempt.document, attempt.situation.words)


def shared(sentence: Sentence, known: set[tuple[str, ...]]) -> float:
    runs = runs_of(sentence)
    return sum(1 for run in runs if run in known) / len(runs) if runs else 1.0


def runs_of(sentence: Sentence) -> list[tuple[str, ...]]:
    stems = [word.stem for word in sentence.words]
    return [tuple(stems[i : i + 3]) for i in range(len(stems) - 2)]


def _copied(text: str, prompt: str) -> list[SetAside]:
    """Sentences, short ones too, that stand in the prompt word for word."""
    known = {run for sentence in Document(prompt).sentences for run in runs_of(sentence)}
    sentences = Document(text, wrapped=True).sentences
    return [
        SetAside(one.start, one.end, "prompt_pasted")
        for one in sentences
        if len(one.words) > OWN_WORDS and shared(one, known) == 1
    ]
