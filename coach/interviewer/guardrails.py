"""What a model that plays the interviewer may say in its own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.text.cue_matcher import Matcher
from coach.text.document import Document, find_content_stems
from coach.text.new_facts import find_new_facts
from coach.text.shingles import list_shingles
from coach.text.stopwords import STOP_STEMS

SENTENCES = 2
LONGEST = 400
"""Characters of a follow-up."""
RUN = 6
"""Words in a row that two texts share only where one is taken from the other."""
NEVER = "interviewer_never"
"""The word list of what an interviewer never says: praise, levels, what to do."""
_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True)
class Bounds:
    """The limits of what a model may say as a follow-up."""

    seen: tuple[str, ...]
    """All texts that the candidate has seen or written: numbers and names come from here."""
    hidden: tuple[str, ...]
    """Texts that must not be given away."""
    echoes: tuple[str, ...]
    """The candidate's own texts, not to be repeated at length: one may hold an instruction."""
    about: str
    """The pushback and the reply that the follow-up has to be about; empty for anything."""
    lexicon: Mapping[str, Sequence[str]]
    asks: bool = True
    """Whether it has to end in a question."""
    never: str = NEVER
    """The word list of what it must not say."""


def find_fault(text: str, bounds: Bounds) -> str | None:
    """Why a follow-up is not shown, or None where it may be."""
    sentences = Document(text).sentences
    if not sentences or len(sentences) > SENTENCES or len(text) > LONGEST:
        return "it is not one or two sentences"
    if not text.isprintable():
        return "it holds characters that are not text"
    if bounds.asks and not text.endswith("?"):
        return "it asks nothing"
    if find_new_facts(text, bounds.seen) or _has_new_name(text, bounds.seen):
        return "it holds a number or a name that was never told"
    if any(shares_run(text, hidden) for hidden in bounds.hidden):
        return "it gives away what was not earned"
    if any(shares_run(text, echo) for echo in bounds.echoes):
        return "it says back what the candidate wrote"
    if Matcher(text, bounds.lexicon).has_list(bounds.never):
        return "it judges or tells what to do"
    if bounds.about and not find_content_stems(text) & find_content_stems(bounds.about):
        return "it is about something else"
    return None


def is_contained(words: str, text: str) -> bool:
    """Whether words stand in a text in this order, whatever their case and marks."""
    wanted = _list_words(words)
    return bool(wanted) and tuple(wanted) in list_shingles(_list_words(text), len(wanted))


def shares_run(text: str, other: str) -> bool:
    """Whether two texts share so many words in a row that one is taken from the other."""
    shingles = list_shingles(_list_words(text), RUN)
    return not frozenset(shingles).isdisjoint(list_shingles(_list_words(other), RUN))


def _list_words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _has_new_name(text: str, seen: Sequence[str]) -> bool:
    """Whether a sentence opens with a word that may be a name: one that was never used before."""
    known = {word for other in seen for word in _list_words(other)}
    openings = [sentence.words[0] for sentence in Document(text).sentences if sentence.words]
    return any(word.stem not in STOP_STEMS and word.raw not in known for word in openings)
