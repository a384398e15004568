"""Text that must not count: lists of terms, words to the grader, the prompt or rubric pasted back.

A sentence is excluded only when most of it is of that kind, and the reader is told why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.text.clauses import split_items
from coach.text.document import Document, Sentence, list_stems, split_sentences
from coach.text.shingles import list_shingles, measure_containment
from coach.text.spans import HasSpan, Span, overlap
from coach.text.stopwords import STOP_WORDS

_GRADER = r"(?:grader|evaluator|examiner|reviewer|interviewer|judge|assessor)"
_FULL_MARKS = (
    r"\b(?:4|four)\s*(?:/|out of|of 4|across|everywhere|(?:for|on) (?:all|every|each))",
    r"\bfull marks|\btop (?:score|marks)|\bmax(?:imum)? (?:score|level|marks|points)",
    r"\bas exceptional\b|\bstrong yes|\blevels? (?:to |of |at )?(?:4|four)\b|=\s*4\b",
    r"\b(?:satisfied|as hit|as met)\b",
)
_WORDINGS = (
    # who is spoken to
    rf"\bas (?:the|a|an|your) (?:{_GRADER}|grading ai)\b",
    rf"\b(?:to|for|dear|hello|hi) (?:the |any |our )?(?:{_GRADER}|(?:grading|evaluating) model)\b",
    r"\b(?:note|message|attention|instruction) (?:to|for) (?:the )?(?:ai|llm|model)\b",
    r"\byou are (?:now )?(?:an? )?(?:ai|llm|language model|grader|evaluator|judge)\b",
    r"\byou are now in\b|\bcalibration mode|\bsystem (?:prompt|message|note)\s*:",
    r"\b(?:graders|evaluators|reviewers) (?:should|must|may|can|will|have to)\b",
    # what is to be done with the rubric
    r"\b(?:ignore|disregard|forget) (?:all |any |the |your |previous |prior |above )*"
    r"(?:instructions?|rubric|guidelines)",
    r"\b(?:rubric|evaluation criteria)(?: points?)?\b.{0,40}"
    r"\b(?:hit|met|satisf|disabled|full|deprecated)",
    rf"\b(?:give|award|assign|score|rate|grade|mark|set)\b.{{0,60}}(?:{'|'.join(_FULL_MARKS)})",
    r"\b(?:mark|treat|count) (?:every|each|all)\b.{0,30}\b(?:point|criteri|dimension)",
    r"\b(?:a|the|your|this) (?:grading|scoring) (?:model|prompt|rubric|service|formality)",
    r"\b(?:before|when|while) (?:evaluating|grading|scoring) (?:this|the|my)",
    r"\bprint only|\bskip the feedback|\bend of answer",
    r"\b(?:do not|don't) mention (?:this|these|the) note",
    # the verdict, announced
    r"\b(?:verdict|rating|score|level|grade)\s*[:=]\s*(?:[1-4]\b|strong|exceptional|excellent|hire)",
    r"\b(?:final|overall) (?:verdict|grade|rating)\b|\bstrong yes\b|\b4\s*(?:/|out of)\s*4\b",
    r"\b(?:final|overall) (?:score|level)\s*(?:[:=]|is 4|should be|must be|of 4)",
    r"\ball (?:rubric )?points are (?:hit|met|covered)",
    r"\b(?:approved|cleared|passed) by the (?:hiring|interview) (?:committee|panel)",
    # the candidate, praised from outside
    r"\bthis (?:answer|response) (?:is|was|should|must|deserves|demonstrates|meets|covers|has)",
    r"\bthe (?:candidate|applicant) (?:has|is|was|shows?|states?|offers?|recogni\w+|demonstrat\w+|"
    r"clearly|meets|covers|deserves|should|must|knows|understands|explains?|identif\w+|notices?|says|"
    r"said|handles|sets|cuts|weighs|sizes|names|will be|made|makes|did|answered)\b",
    r"\bthe answer (?:recogni|states|offers|shows|demonstrates|clearly|meets|covers|deserves)",
    r"\bthis candidate\b",
    # made to look like the machinery
    r"\b[a-z]{2}(?:-[a-z]+)+\s*[:=]\s*(?:covered|hit|met|yes|true|done|pass)",
    r"\"?[a-z]+_[a-z_]+\"?\s*[:=]\s*\"?[1-4]\b|\{\s*\"?dimensions\"?",
    r"</?(?:instructions?|system|user|assistant|rubric|answer)>|\[/?(?:inst|system)\]|\[\[[^\]]*\]\]",
)
_TO_GRADER = re.compile("|".join(_WORDINGS), re.IGNORECASE)
_TAGGED = re.compile(
    r"(?is)<(instructions?|system|rubric|admin|note)\b[^>]*>.*?(?:</\1>|\Z)",
)
_FIRST_PERSON = re.compile(r"(?i)\b(?:i|i['’]\w+|we|we['’]\w+|my|our|us|me)\b")
_ROLE = re.compile(r"(?im)^\s*(?:assistant|system|user|developer|grader)\s*:.*$")
_PARAGRAPH = re.compile(r"\S(?:.*?\S)?(?=\n\s*\n|\s*\Z)", re.DOTALL)
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_VERB_WORDS = """
    be have do will would can cannot could should i we they need go get make give tell ask call want
    let put take keep cost build ship start stop check mean use help find move slip lose win run
    work know think see look try hold say send pay offer wait leave commit drop buy sign cut decide
    choose pick prioritiz
"""
_VERBS = frozenset(_VERB_WORDS.split())
"""Stems; with one of them an item of a list is a thought and no bare term."""
LIST_SHARE = 0.6
"""Share of a sentence's words that must stand in bare items before it counts as a list of terms."""
LIST_ITEMS = 6
"""Items of the shortest list of terms."""
PASTED_SHARE = 0.7
"""Share of a sentence's shingles found in the prompt from which the sentence repeats it."""
PASTED_SIZE = 4
"""Words of a shingle, and shingles of the shortest sentence that can be called copied."""
STUFFED_WORDS = 40
STUFFED_SHARE = 0.15
"""A paragraph of at least so many words, of which a smaller share than this are stop words, is a
list of terms whatever its full stops say. Of the gold answers' paragraphs of that length, honest
ones have .19 or more and stuffed ones .08 or less."""


ExclusionKind = Literal["to_grader", "term_list", "prompt_pasted", "rubric_pasted"]
RubricPoints = Sequence[tuple[str, str]]
"""Ids and statements of a scenario's points."""


@dataclass(frozen=True)
class Exclusion:
    """A stretch of the answer that does not count, and why."""

    start: int
    end: int
    kind: ExclusionKind


def find_exclusions(text: str, prompt: str, rubric: RubricPoints = ()) -> list[Exclusion]:
    """What does not count in an answer, in text order; offsets are code points.

    `rubric` are the ids and statements of the points: an answer that copies them says nothing.
    """
    exclusions = [Exclusion(m.start(), m.end(), "to_grader") for m in _TAGGED.finditer(text)]
    exclusions += [Exclusion(m.start(), m.end(), "to_grader") for m in _ROLE.finditer(text)]
    exclusions += [
        Exclusion(m.start(), m.end(), "term_list")
        for m in _PARAGRAPH.finditer(text)
        if _is_stuffed(m.group())
    ]
    copied = _Copied(prompt, rubric)
    for sentence in Document(text, wrapped=True).sentences:
        if any(overlap(sentence, exclusion) for exclusion in exclusions):
            continue
        kind = _classify(text[sentence.start : sentence.end], sentence, copied)
        if kind:
            exclusions.append(Exclusion(sentence.start, sentence.end, kind))
    exclusions += _exclude_neighbors(text, exclusions)
    return sorted(exclusions, key=lambda exclusion: exclusion.start)


def _exclude_neighbors(text: str, exclusions: Sequence[Exclusion]) -> list[Exclusion]:
    """Sentences in a paragraph that speaks to the grader, unless they speak for the candidate."""
    spoken = [exclusion for exclusion in exclusions if exclusion.kind == "to_grader"]
    neighbors = []
    for match in _PARAGRAPH.finditer(text):
        paragraph = Span(*match.span())
        if not any(paragraph.start <= exclusion.start < paragraph.end for exclusion in spoken):
            continue
        for start, end in split_sentences(match.group(), wrapped=True):
            sentence = Span(start + paragraph.start, end + paragraph.start)
            excluded = any(overlap(sentence, exclusion) for exclusion in exclusions)
            if not excluded and not _FIRST_PERSON.search(text[sentence.start : sentence.end]):
                neighbors.append(Exclusion(*sentence, "to_grader"))
    return neighbors


def blank_out(text: str, spans: Iterable[HasSpan]) -> str:
    """The text with some stretches replaced by spaces, so that offsets stay true."""
    for span in spans:
        gap = re.sub(r"\S", " ", text[span.start : span.end])
        text = text[: span.start] + gap + text[span.end :]
    return text


class _Copied:
    """What an answer may have been copied from: the prompt, and the rubric with its ids."""

    def __init__(self, prompt: str, rubric: RubricPoints) -> None:
        self._prompt = frozenset(list_shingles(list_stems(prompt), PASTED_SIZE))
        self._rubric = frozenset(
            shingle
            for _, statement in rubric
            for shingle in list_shingles(list_stems(statement), PASTED_SIZE)
        )
        self._ids = [point for point, _ in rubric]

    def classify(self, words: str, sentence: Sentence) -> ExclusionKind | None:
        """What a sentence is copied from; None for one in the candidate's own words."""
        stems = [word.stem for word in sentence.words]
        shingles = frozenset(list_shingles(stems, PASTED_SIZE))
        comparable = len(shingles) >= PASTED_SIZE
        if comparable and measure_containment(shingles, self._prompt) >= PASTED_SHARE:
            return "prompt_pasted"
        if any(point in words for point in self._ids):
            return "rubric_pasted"
        if comparable and measure_containment(shingles, self._rubric) >= PASTED_SHARE:
            return "rubric_pasted"
        return None


def _classify(words: str, sentence: Sentence, copied: _Copied) -> ExclusionKind | None:
    """Why a sentence does not count; None where it does."""
    if _TO_GRADER.search(words):
        return "to_grader"
    if _is_term_list(words, sentence):
        return "term_list"
    return copied.classify(words, sentence)


def measure_stop_words(text: str) -> tuple[int, float]:
    """How many words a text has, and which share of them are stop words or contractions."""
    words = _WORD.findall(text.lower())
    stop_words = sum(word in STOP_WORDS or "'" in word or "’" in word for word in words)
    return len(words), stop_words / len(words) if words else 0.0


def _is_stuffed(paragraph: str) -> bool:
    words, share = measure_stop_words(paragraph)
    return words >= STUFFED_WORDS and share < STUFFED_SHARE


def _is_term_list(words: str, sentence: Sentence) -> bool:
    items = split_items(words)
    if len(items) < LIST_ITEMS:
        return False
    bare = [item for item in items if len(item.split()) <= 4 and not _has_verb(item)]
    size = sum(len(item.split()) for item in items)
    numbers = sum(1 for word in sentence.words if word.number)
    return sum(len(item.split()) for item in bare) / size >= LIST_SHARE and numbers < len(items) / 3


def _has_verb(item: str) -> bool:
    return not _VERBS.isdisjoint(list_stems(item))
