"""Finding cues in a text; the language is that of `docs/cues.md`.

Matching takes time linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from coach.text.by_identity import ByIdentity
from coach.text.cue_parser import (
    CompiledCue,
    CueTerm,
    Group,
    Lexicon,
    Phrase,
    compile_cached,
)
from coach.text.document import Document, Sentence, Word

NEAR = 6
"""Words apart that `~` allows."""
NO_LISTS: Lexicon = MappingProxyType({})
WordRanges = list[tuple[int, int]]
"""First and last words of each place where something stands, as indices into a sentence's words."""


@dataclass(frozen=True)
class Match:
    """Where a cue was found: the offsets of the sentence (or two) that it was found in."""

    start: int
    end: int
    cue: str


class Matcher:
    """Finds cues in one text; `lexicon` has the word lists that cues refer to by `@name`.

    Every method raises CueError for a cue that is not in the language.
    """

    def __init__(self, text: Document | str, lexicon: Lexicon = NO_LISTS) -> None:
        self.document = Document(text) if isinstance(text, str) else text
        self._key = ByIdentity(lexicon)

    @property
    def text(self) -> str:
        """The text that cues are looked for in."""
        return self.document.text

    def find(self, cues: Iterable[str]) -> list[Match]:
        """All matches of any of the cues, one a sentence at most for each cue, in text order."""
        matches = [match for cue in cues for match in self._match(cue)]
        return sorted(matches, key=lambda match: (match.start, match.end))

    def has(self, cues: Iterable[str]) -> bool:
        """Whether any of the cues is found."""
        return any(self._match(cue) for cue in cues)

    def find_list(self, name: str) -> list[Match]:
        """The matches of a word list; none where the lexicon has no such list."""
        return self.find([f"@{name}"]) if name in self._key.value else []

    def has_list(self, name: str) -> bool:
        """Whether a word list is found; never where the lexicon has no such list."""
        return bool(self.find_list(name))

    def narrow(self, start: int, end: int) -> Matcher:
        """The same for a part of the text by itself; its matches have offsets into that part."""
        return Matcher(self.text[start:end], self._key.value)

    def _match(self, cue: str) -> list[Match]:
        return _find_cue(compile_cached(cue, self._key), self.document.sentences)


def _find_cue(cue: CompiledCue, sentences: Sequence[Sentence]) -> list[Match]:
    matches: list[Match] = []
    for index, sentence in enumerate(sentences):
        if _find_part(cue.steps[0], sentence) is None:
            continue
        last = _follow_steps(cue.steps[1:], sentences, index)
        if last is not None:
            matches.append(Match(sentence.start, sentences[last].end, cue.text))
    return matches


def _follow_steps(steps: Sequence[Group], sentences: Sequence[Sentence], index: int) -> int | None:
    """The sentence in which the last step is found, each in the same or the next one."""
    for step in steps:
        here = range(index, min(index + 2, len(sentences)))
        fits = next((i for i in here if _find_part(step, sentences[i]) is not None), None)
        if fits is None:
            return None
        index = fits
    return index


def _find_part(part: Group | CueTerm, sentence: Sentence) -> WordRanges | None:
    """Where a part stands in the sentence; None where it does not.

    An empty list says that it holds without standing anywhere: what is negated, or a question.
    """
    if isinstance(part, CueTerm):
        return _find_term(part, sentence)
    placed: list[WordRanges] = []
    for inner in part.parts:
        ranges = _find_part(inner, sentence)
        if ranges is None:
            return None
        if ranges:
            placed.append(ranges)
    if part.joint == "~" and len(placed) > 1:
        return _join_near(placed)
    if part.joint == ">" and len(placed) > 1:
        return _join_in_order(placed)
    return [place for ranges in placed for place in ranges]


def _find_term(term: CueTerm, sentence: Sentence) -> WordRanges | None:
    if term.question:
        return [] if sentence.question is not term.negated else None
    ranges: WordRanges = []
    if term.by_stem:
        ranges += _find_listed(term.by_stem, sentence.places, sentence)
    if term.by_head:
        ranges += _find_listed(term.by_head, sentence.heads, sentence)
    for phrase in term.figures:
        ranges += _find_phrase(phrase, sentence, sentence.figures)
    for phrase in term.short:
        ranges += _find_phrase(phrase, sentence, range(len(sentence.words)))
    if term.negated:
        return None if ranges else []
    return ranges or None


def _find_listed(
    listed: Mapping[str, Sequence[Phrase]], places: Mapping[str, Sequence[int]], sentence: Sentence
) -> WordRanges:
    """Try only phrases whose first word is in the sentence: word lists are long."""
    return [
        place
        for shared in listed.keys() & places.keys()
        for phrase in listed[shared]
        for place in _find_phrase(phrase, sentence, places[shared])
    ]


def _find_phrase(phrase: Phrase, sentence: Sentence, starts: Iterable[int]) -> WordRanges:
    ends = ((start, _follow_phrase(phrase, sentence.words, start)) for start in starts)
    return [(start, end) for start, end in ends if end is not None]


def _follow_phrase(phrase: Phrase, words: Sequence[Word], start: int) -> int | None:
    """The word with which a phrase that begins at `start` ends; None where it is not there."""
    at = start
    if not phrase[0].fits(words[start]) or (phrase[0].opening and not _is_opening(words, start)):
        return None
    for atom in phrase[1:]:
        at += 1
        if at < len(words) and not atom.fits(words[at]) and words[at].small:
            at += 1
        if at >= len(words) or not atom.fits(words[at]):
            return None
    return at


def _is_opening(words: Sequence[Word], at: int) -> bool:
    return at == 0 or (at == 1 and (words[0].small or words[0].stem in ("and", "but", "or")))


def _join_near(placed: list[WordRanges]) -> WordRanges | None:
    joined = placed[0]
    for ranges in placed[1:]:
        joined = [
            (min(a[0], b[0]), max(a[1], b[1]))
            for a in joined
            for b in ranges
            if max(a[0], b[0]) - min(a[1], b[1]) <= NEAR
        ]
        if not joined:
            return None
    return joined


def _join_in_order(placed: list[WordRanges]) -> WordRanges | None:
    start, end = min(placed[0], key=lambda place: place[1])
    for ranges in placed[1:]:
        later = [place for place in ranges if place[0] > end]
        if not later:
            return None
        end = min(place[1] for place in later)
    return [(start, end)]
