"""An attempt at a drill, read once for all checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from coach.drills.questions import DrillQuestion, find_questions
from coach.interviewer.scripted import InterviewerScript
from coach.packs.drill_schema import Drill, DrillCheck
from coach.packs.schema import Scenario
from coach.reviews.offline.exclusions import (
    Exclusion,
    blank_out,
    find_exclusions,
    measure_stop_words,
)
from coach.text.cue_matcher import Document, Lexicon, Match, find_cues
from coach.text.document import Sentence
from coach.text.shingles import Shingle, list_shingles, measure_containment
from coach.text.spans import overlap
from coach.transcripts.review_schema import Evidence, quote_spans

MOST_QUOTES = 3
"""Quotes that show one check."""
LISTED_WORDS = 5
LISTED_SHARE = 0.12
"""An attempt of at least so many words, of which a smaller share than this are small words, is a
list of terms. It is stricter than the guard on answers, because an attempt is a few sentences."""
RUN_WORDS = 3
"""Words in a row by which an attempt is compared with the prompt."""
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
    interviewer: InterviewerScript
    """Who hears which fact a question asks for."""


class ParsedAttempt:
    """An attempt read once for all checks."""

    def __init__(self, drill: Drill, text: str, situation: Situation) -> None:
        self.drill = drill
        self.text = text
        self.situation = situation
        points = [(point.id, point.statement) for point in situation.scenario.points]
        found = find_exclusions(text, situation.prompt, points)
        found += _copied(text, situation.prompt)
        words, share = measure_stop_words(text)
        listed = words >= LISTED_WORDS and share < LISTED_SHARE
        self.asides = [aside.kind for aside in found] + (["term_list"] if listed else [])
        sound = re.sub(r"\S", " ", text) if listed else blank_out(text, found)
        self.document = Document(sound, wrapped=True)

    @cached_property
    def asked(self) -> list[DrillQuestion]:
        """Its questions, with the fact that each earns."""
        return find_questions(self.document, self.situation.interviewer)

    @property
    def says_something(self) -> bool:
        """Whether anything is left that counts."""
        return bool(self.document.sentences)


def match_cues(check: DrillCheck, attempt: ParsedAttempt) -> list[Evidence]:
    words, document = attempt.situation.words, attempt.document
    barred = find_bar(check, attempt)
    sentences = document.sentences
    end = sentences[min(check.within or len(sentences), len(sentences)) - 1].end
    matches = [
        match
        for match in find_cues(check.cues, document, words)
        if match.end <= end and not any(overlap(match, other) for other in barred)
    ]
    return quote_spans(document.text, matches, MOST_QUOTES)


def find_bar(check: DrillCheck, attempt: ParsedAttempt) -> list[Match]:
    return find_cues(check.unless, attempt.document, attempt.situation.words)


def list_runs(sentence: Sentence) -> list[Shingle]:
    """The runs of three words of a sentence."""
    return list_shingles([word.stem for word in sentence.words], RUN_WORDS)


def list_prompt_runs(prompt: str) -> frozenset[Shingle]:
    """The runs of three words of all sentences of a prompt."""
    return frozenset(run for sentence in Document(prompt).sentences for run in list_runs(sentence))


def _copied(text: str, prompt: str) -> list[Exclusion]:
    """Sentences, short ones too, that stand in the prompt word for word."""
    known = list_prompt_runs(prompt)
    return [
        Exclusion(sentence.start, sentence.end, "prompt_pasted")
        for sentence in Document(text, wrapped=True).sentences
        if len(sentence.words) > OWN_WORDS and measure_containment(list_runs(sentence), known) == 1
    ]
