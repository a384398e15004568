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
from coach.text.cue_matcher import Match, Matcher
from coach.text.cue_parser import Lexicon
from coach.text.document import Document, Sentence
from coach.text.shingles import Shingle, list_shingles, measure_containment
from coach.text.spans import overlap
from coach.transcripts.review_schema import Evidence, quote_spans

MOST_QUOTES = 3
"""Quotes that show one check."""
LISTED_WORDS = 5
LISTED_SHARE = 0.12
"""An attempt of at least so many words, of which a smaller share than this are stop words, is a
list of terms. It is stricter than the guard on answers, because an attempt is a few sentences."""
RUN_WORDS = 3
"""Words in a row by which an attempt is compared with the prompt."""
OWN_WORDS = 4
"""Words of the longest sentence that may repeat the prompt to the letter; and stems, none of them
in the prompt, that a goal in one's own words has at least."""


@dataclass(frozen=True)
class Situation:
    """What an attempt is about.

    `words` are the lists that the drill's cues refer to, `lexicon` those of the scenario's;
    `interviewer` knows which fact a question asks for.
    """

    scenario: Scenario
    prompt: str
    words: Lexicon
    lexicon: Lexicon
    interviewer: InterviewerScript


class ParsedAttempt:
    """An attempt read once for all checks.

    `document` is the text with what does not count blanked, so that offsets are those of the text;
    `set_aside` names the kinds of what does not count. `matcher` finds the drill's cues in it,
    `scenario_matcher` those of the scenario.
    """

    def __init__(self, drill: Drill, text: str, situation: Situation) -> None:
        self.drill = drill
        self.text = text
        self.situation = situation
        points = [(point.id, point.statement) for point in situation.scenario.points]
        exclusions = find_exclusions(text, situation.prompt, points)
        exclusions += _exclude_repeats(text, situation.prompt)
        kinds: set[str] = {exclusion.kind for exclusion in exclusions}
        words, share = measure_stop_words(text)
        if words >= LISTED_WORDS and share < LISTED_SHARE:
            kinds.add("term_list")
            sound = re.sub(r"\S", " ", text)
        else:
            sound = blank_out(text, exclusions)
        self.set_aside = sorted(kinds)
        self.document = Document(sound, wrapped=True)
        self.matcher = Matcher(self.document, situation.words)
        self.scenario_matcher = Matcher(self.document, situation.lexicon)

    @cached_property
    def questions(self) -> list[DrillQuestion]:
        """Its questions, with the fact that each earns."""
        return find_questions(self.document, self.situation.interviewer)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left that counts."""
        return not self.document.sentences

    def find_cued(self, check: DrillCheck) -> list[Evidence]:
        """The sentences that a check's cues find and its `unless` leaves, within its limit."""
        sentences = self.document.sentences
        end = sentences[min(check.within or len(sentences), len(sentences)) - 1].end
        matches = [m for m in self.matcher.find(check.cues) if m.end <= end]
        return quote_spans(self.text, self.drop_ruled_out(matches, check), MOST_QUOTES)

    def drop_ruled_out(self, matches: list[Match], check: DrillCheck) -> list[Match]:
        """The matches that stand in no sentence that the check's `unless` finds."""
        ruled_out = self.find_ruled_out(check)
        return [m for m in matches if not any(overlap(m, other) for other in ruled_out)]

    def find_ruled_out(self, check: DrillCheck) -> list[Match]:
        """Where a check's `unless` says that a sentence does not count."""
        return self.matcher.find(check.unless)


def list_runs(sentence: Sentence) -> list[Shingle]:
    """The runs of three words of a sentence."""
    return list_shingles([word.stem for word in sentence.words], RUN_WORDS)


def list_prompt_runs(prompt: str) -> frozenset[Shingle]:
    """The runs of three words of all sentences of a prompt."""
    return frozenset(run for sentence in Document(prompt).sentences for run in list_runs(sentence))


def _exclude_repeats(text: str, prompt: str) -> list[Exclusion]:
    """Sentences, short ones too, that stand in the prompt word for word."""
    known = list_prompt_runs(prompt)
    return [
        Exclusion(sentence.start, sentence.end, "prompt_pasted")
        for sentence in Document(text, wrapped=True).sentences
        if len(sentence.words) > OWN_WORDS and measure_containment(list_runs(sentence), known) == 1
    ]
