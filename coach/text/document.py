"""Reading prose: sentences, words and their stems, numbers and money, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from coach.text.spans import Span
from coach.text.stemming import stem
from coach.text.stopwords import PASSED_OVER, STOP_STEMS

_WORD = re.compile(
    r"[$€£]\s?\d+(?:[,.]\d+)*(?:\s?(?:k|m|bn|b|million|thousand)\b)?|"
    r"~?\d+(?:[,.]\d+)*(?:[a-z%]+)?|"
    r"[^\W\d_][\w]*(?:['’][^\W\d_]+)*|[?!%]",
    re.IGNORECASE,
)
_MARKS = "?!%"
_BREAK = re.compile(
    r"(?<=[.!?…])[\"”')\]]*\s+(?=[\"“'(\[]?[^\s])|\n\s*\n|\n(?=\s*(?:[-*•–]|\d+[.)])\s)|\n|"
    r"(?<=;)\s+"
)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|mr|ms|dr|incl|max|min)\.$", re.I)
_FIGURE_WORDS = """
    one two three four five six seven eight nine ten eleven twelve dozen dozens twenty thirty forty
    fifty hundred hundreds thousand thousands half third quarter couple several twice double triple
    handful
"""
_FIGURES = frozenset(_FIGURE_WORDS.split())
_NAME_GOES_ON = re.compile(
    r"\s*[:,;.)=+/&-]|[\"”’']|\s+(?:and|or|vs|versus|first|then|is|was|has|had|may|might|will|would|"
    r"could|can|cannot|should|must|does|did|gets?|needs?|wants?|wanted|asks?|asked|spends?|pays?|"
    r"loses?|waits?|keeps?|picks?|calls?|goes|comes|leaves?|takes?|hears?|heard|decides?|isn|doesn)\b",
    re.IGNORECASE,
)
"""What follows a capital A at the start of a sentence when it names somebody."""


WRAPPED = 60
"""Characters in a line from which its end is taken for a wrap and not for the end of a thought."""
_ITEM = re.compile(r"\s*(?:[-*•–]|\d+[.)])\s")
_LIST_NUMBER = re.compile(r"\(?\d{1,2}[.)]")
HEAD = 3
"""Letters by which words are looked up for a cue that ends in a star."""


class Word(NamedTuple):
    """A word in lower case, its stem, what it is besides a word, and its place.

    `number` holds for digits, written numbers and money; `small` for words that may stand within a
    phrase without changing it. Both parts of a contraction have the place of the whole.
    """

    raw: str
    stem: str
    start: int
    end: int
    number: bool = False
    money: bool = False
    small: bool = False
    name: bool = False
    """Whether it is a capital letter that names somebody: "tell B", not "A customer"."""


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place, and its words."""

    start: int
    end: int
    words: tuple[Word, ...]
    question: bool = False

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where in `words` each stem stands."""
        return self._index(lambda word: word.stem)

    @cached_property
    def heads(self) -> dict[str, list[int]]:
        """Where words stand, by their first HEAD letters."""
        return self._index(lambda word: word.raw[:HEAD])

    @cached_property
    def figures(self) -> list[int]:
        """Where numbers stand, money among them."""
        return [index for index, word in enumerate(self.words) if word.number]

    def _index(self, key: Callable[[Word], str]) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            places.setdefault(key(word), []).append(index)
        return places


class Document:
    """A text cut into sentences once, for any number of cues. Offsets are code points.

    `wrapped` says that a long line may have been broken only to fit a width, as in a text file.
    """

    def __init__(self, text: str, *, wrapped: bool = False) -> None:
        self.text = text
        self.wrapped = wrapped

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, in order; list items and lines count as sentences."""
        spans = split_sentences(self.text, wrapped=self.wrapped)
        return tuple(_read_sentence(self.text, start, end) for start, end in spans)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words of the text, in order."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset(word.stem for word in self.words)


@lru_cache(maxsize=50_000)
def list_stems(text: str) -> tuple[str, ...]:
    """The stems of all words of a text, in order; kept, as packs' wordings come again and again."""
    return tuple(part.stem for raw in _WORD.findall(text) for part in _read_parts(raw))


def find_content_stems(text: str) -> frozenset[str]:
    """The stems that say what a text is about: all but the stop words."""
    return Document(text).stems - STOP_STEMS


def split_sentences(text: str, *, wrapped: bool = False) -> list[Span]:
    """Where the sentences of a text are, without the white space around them.

    `wrapped` as in `Document`.
    """
    spans: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        before = text[start : match.start()]
        if "\n" not in match.group() and _ABBREVIATION.search(before):
            continue
        if wrapped and match.group() == "\n" and _is_wrapped(text, match.start()):
            continue
        _add_span(text, start, match.start(), spans)
        start = match.end()
    _add_span(text, start, len(text), spans)
    return spans


def split_whole_sentences(text: str) -> list[Span]:
    """Where the sentences are that a person would number and quote.

    Unlike in `split_sentences`, a list number is no sentence, a semicolon ends none, and a line
    that was only broken to fit a width goes on in the next.
    """
    spans: list[Span] = []
    goes_on = False
    for span in split_sentences(text, wrapped=True):
        if goes_on:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
        piece = text[span.start : span.end]
        goes_on = piece.endswith(";") or bool(_LIST_NUMBER.fullmatch(piece))
    return spans


def _is_wrapped(text: str, at: int) -> bool:
    """Whether the line that ends here was only broken to fit a width."""
    line = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    return len(line) >= WRAPPED and line[-1] not in ".!?:;…" and not _ITEM.match(text, at + 1)


def _add_span(text: str, start: int, end: int, spans: list[Span]) -> None:
    """Add a stretch without the white space around it, unless nothing else is in it."""
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped[0])
        spans.append(Span(begin, begin + len(stripped)))


def _read_sentence(text: str, start: int, end: int) -> Sentence:
    piece = text[start:end]
    return Sentence(start, end, tuple(_read_words(piece, start)), question="?" in piece)


def _read_words(piece: str, offset: int) -> list[Word]:
    words = []
    for match in _WORD.finditer(piece):
        raw = match.group()
        place = (match.start() + offset, match.end() + offset)
        for part in _read_parts(raw):
            name = len(part.raw) == 1 and raw[0].isupper() and _is_name(piece, match)
            small = part.small and not name
            words.append(Word(part.raw, part.stem, *place, part.number, part.money, small, name))
    return words


class _Part(NamedTuple):
    """What a word, or a half of a contraction, is wherever it stands; fields as in `Word`."""

    raw: str
    stem: str
    number: bool
    money: bool
    small: bool


@lru_cache(maxsize=50_000)
def _read_parts(raw: str) -> tuple[_Part, ...]:
    """Read what `_WORD` found: mostly one word, two for a contraction, none for a mark."""
    if raw in _MARKS:
        return ()
    parts = []
    for part in _spell_out(raw):
        money = part[0] in "$€£"
        number = money or part[0].isdigit() or part[0] == "~" or part in _FIGURES
        parts.append(_Part(part, stem(part), number, money, part in PASSED_OVER))
    return tuple(parts)


def _is_name(piece: str, match: re.Match[str]) -> bool:
    """Whether a single capital letter names somebody, and is not "I" or the article."""
    if match.group() == "I":
        return False
    before = piece[: match.start()].rstrip("\"'“‘(*-–• ")
    if match.group() != "A" or (before and before[-1] not in ":;,"):
        return True
    # at the start of a sentence a capital A may be the article
    return bool(_NAME_GOES_ON.match(piece, match.end()))


_CONTRACTIONS = {
    "can't": "cannot", "cant": "cannot", "won't": "will not", "wont": "will not",
    "shan't": "shall not", "dont": "do not", "doesnt": "does not", "didnt": "did not",
    "isnt": "is not", "wouldnt": "would not", "it's": "it is", "that's": "that is",
    "what's": "what is", "who's": "who is", "there's": "there is", "here's": "here is",
    "he's": "he is", "she's": "she is", "let's": "let us",
}  # fmt: skip
_SHORTENED = {
    "n't": "not", "'d": "would", "'ll": "will", "'re": "are", "'ve": "have", "'m": "am"
}  # fmt: skip
"""What stands behind an apostrophe, in full; the possessive 's is dropped."""


def _spell_out(raw: str) -> tuple[str, ...]:
    """A word in lower case, its contraction written out: "don't" is "do" and "not"."""
    folded = unicodedata.normalize("NFKC", raw).replace("’", "'").casefold()
    if folded in _CONTRACTIONS:
        return tuple(_CONTRACTIONS[folded].split())
    for ending, full in _SHORTENED.items():
        if folded.endswith(ending) and folded != ending:
            return folded.removesuffix(ending), full
    return (folded.removesuffix("'s").removesuffix("'"),)
