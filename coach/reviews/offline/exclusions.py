"""Text that must not count: term lists, words to the grader, the prompt pasted back, padding.

A guard sets a sentence aside only when most of it is what it guards against, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.text.cue_matcher import Document
from coach.text.document import Sentence, split_sentences

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
    r"\byou are now in\b|\bcalibration mode|\bsystem (?:prompt|message|note)",
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
_SMALL_WORD_LIST = """
    the a an of to in is are was be been i we they it that this these those for with on at by if not
    no so but as from their our my its them us you your he she there then than what when who why how
    which will would can could should do does did have has had because before after until up out
    about any all both each too
"""
_SMALL_WORDS = frozenset(_SMALL_WORD_LIST.split())
_VERB_WORDS = """
    be have do will would can cannot could should i we they need go get make give tell ask call want
    let put take keep cost build ship start stop check mean use help find move slip lose win run
    work know think see look try hold say send pay offer wait leave commit drop buy sign cut decide
    choose pick prioritiz
"""
_VERBS = frozenset(_VERB_WORDS.split())
LIST_SHARE = 0.6
"""Share of a sentence's content words that must stand in a bare list before it counts as one."""
PASTED_SHARE = 0.7
"""Share of a sentence's words found in the same order in the prompt."""
STUFFED_WORDS = 40
STUFFED_SHARE = 0.15
"""A paragraph of at least so many words, of which a smaller share than this are small words (the,
of, we, if...), is a list of terms whatever its full stops say. Terse but whole answers measured on
the labelled set stay above .24, and the stuffed ones below .07."""


RubricPoints = Sequence[tuple[str, str]]
"""Ids and statements of a scenario's points."""


@dataclass(frozen=True)
class Exclusion:
    """A stretch of the answer that does not count, and why."""

    start: int
    end: int
    kind: str


def find_exclusions(text: str, prompt: str, rubric: RubricPoints = ()) -> list[Exclusion]:
    """What does not count in an answer, in text order; offsets are code points.

    `rubric` are the ids and statements of the points: an answer that copies them says nothing.
    """
    found = [Exclusion(m.start(), m.end(), "to_grader") for m in _TAGGED.finditer(text)]
    found += [Exclusion(m.start(), m.end(), "to_grader") for m in _ROLE.finditer(text)]
    found += [
        Exclusion(m.start(), m.end(), "term_list")
        for m in _PARAGRAPH.finditer(text)
        if _is_stuffed(m.group())
    ]
    prompt_words = _shingles(Document(prompt))
    rubric_words = frozenset().union(*(_shingles(Document(said)) for _, said in rubric))
    ids = frozenset(id for id, _ in rubric)
    for sentence in Document(text, wrapped=True).sentences:
        if any(f.start <= sentence.start < f.end for f in found):
            continue
        words = text[sentence.start : sentence.end]
        kind = _kind(words, sentence, prompt_words)
        if kind is None and (_repeats(sentence, rubric_words) or _names(words, ids)):
            kind = "rubric_pasted"
        if kind:
            found.append(Exclusion(sentence.start, sentence.end, kind))
    found += _in_the_same_breath(text, found)
    return sorted(found, key=lambda aside: aside.start)


def _in_the_same_breath(text: str, found: Sequence[Exclusion]) -> list[Exclusion]:
    """Sentences in a paragraph that speaks to the grader, unless they speak for the candidate."""
    spoken = [aside for aside in found if aside.kind == "to_grader"]
    more = []
    for paragraph in _PARAGRAPH.finditer(text):
        if not any(paragraph.start() <= aside.start < paragraph.end() for aside in spoken):
            continue
        for start, end in split_sentences(paragraph.group(), wrapped=True):
            start, end = start + paragraph.start(), end + paragraph.start()
            counted = any(aside.start <= start < aside.end for aside in found)
            if not counted and not _FIRST_PERSON.search(text[start:end]):
                more.append(Exclusion(start, end, "to_grader"))
    return more


def blank_out(text: str, asides: Sequence[Exclusion]) -> str:
    """The text with what was set aside replaced by spaces, so that offsets stay true."""
    for aside in asides:
        gap = re.sub(r"\S", " ", text[aside.start : aside.end])
        text = text[: aside.start] + gap + text[aside.end :]
    return text


def _kind(words: str, sentence: Sentence, prompt: frozenset[tuple[str, ...]]) -> str | None:
    if _TO_GRADER.search(words):
        return "to_grader"
    if _is_term_list(words, sentence):
        return "term_list"
    return "prompt_pasted" if _repeats(sentence, prompt) else None


def _repeats(sentence: Sentence, known: frozenset[tuple[str, ...]]) -> bool:
    stems = [word.stem for word in sentence.words]
    runs = {tuple(stems[i : i + 4]) for i in range(len(stems) - 3)}
    return len(runs) >= 4 and len(runs & known) / len(runs) >= PASTED_SHARE


def _names(words: str, ids: frozenset[str]) -> bool:
    return any(id in words for id in ids)


def measure_small_words(text: str) -> tuple[int, float]:
    """How many words a text has, and which share of them are small words."""
    words = _WORD.findall(text.lower())
    small = sum(1 for word in words if word in _SMALL_WORDS or "'" in word or "’" in word)
    return len(words), small / len(words) if words else 0.0


def _is_stuffed(paragraph: str) -> bool:
    words, share = measure_small_words(paragraph)
    return words >= STUFFED_WORDS and share < STUFFED_SHARE


def _is_term_list(words: str, sentence: Sentence) -> bool:
    pieces = [p for p in re.split(r",|;|/|\band\b|\bor\b", words) if p.strip()]
    if len(pieces) < 6:
        return False
    bare = [p for p in pieces if len(p.split()) <= 4 and not _has_verb(p)]
    size = sum(len(p.split()) for p in pieces)
    numbers = sum(1 for word in sentence.words if word.number)
    return sum(len(p.split()) for p in bare) / size >= LIST_SHARE and numbers < len(pieces) / 3


def _has_verb(piece: str) -> bool:
    return any(word.stem in _VERBS for s in Document(piece).sentences for word in s.words)


def _shingles(document: Document) -> frozenset[tuple[str, ...]]:
    stems = [word.stem for s in document.sentences for word in s.words]
    return frozenset(tuple(stems[i : i + 4]) for i in range(len(stems) - 3))
