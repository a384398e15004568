"""The cue language of `docs/cues.md`: parsing, and finding cues in a text.

Nothing a pack's author writes is ever run as a pattern: a cue is compiled to lists of stems, and
matching takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from coach.files import CoachError
from coach.packs.text import Document, Sentence, Word, stem

__all__ = ["CueError", "Document", "Match", "any_match", "compile_cue", "find"]

NEAR = 6
"""Words apart that `~` allows."""
Lexicon = Mapping[str, Sequence[str]]


class CueError(CoachError):
    """A cue that is not in the language; says what is wrong with it."""


@dataclass(frozen=True)
class Match:
    """Where a cue was found: the span of the sentence (or two) that it was found in."""

    start: int
    end: int
    cue: str


@dataclass(frozen=True)
class Atom:
    """One word of a phrase: a stem, a prefix, a number, money or the name of a party (A, B...)."""

    kind: str
    value: str = ""
    opening: bool = False
    """Only at the start of a sentence, or one small word later."""

    def fits(self, word: Word) -> bool:
        """Whether a word is what this asks for."""
        if self.kind == "stem":
            return word.stem == self.value
        if self.kind == "prefix":
            return word.raw.startswith(self.value)
        if self.kind == "name":
            return word.name and word.stem == self.value
        return word.money if self.kind == "money" else word.number


Phrase = tuple[Atom, ...]
_STEMMED = ("stem", "name")


@dataclass(frozen=True)
class Term:
    """Alternatives, any of which will do; negated, none of which may stand in the sentence."""

    phrases: tuple[Phrase, ...]
    negated: bool = False
    question: bool = False

    @cached_property
    def by_stem(self) -> dict[str, list[Phrase]]:
        """The phrases that begin with a certain stem, by that stem."""
        found: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            if phrase[0].kind in _STEMMED:
                found.setdefault(phrase[0].value, []).append(phrase)
        return found

    @cached_property
    def others(self) -> list[Phrase]:
        """The phrases that begin with a prefix, a number or money."""
        return [phrase for phrase in self.phrases if phrase[0].kind not in _STEMMED]


@dataclass(frozen=True)
class Group:
    """Terms within one sentence, in any order (`&`), in this order (`>`) or near (`~`)."""

    parts: tuple[Group | Term, ...]
    joint: str


@dataclass(frozen=True)
class CompiledCue:
    """A cue ready to be looked for: groups for one sentence and, after `;`, the next."""

    text: str
    steps: tuple[Group, ...]


def compile_cue(cue: str, lexicon: Lexicon) -> CompiledCue:
    """Compile a cue; raises CueError saying what is wrong with it."""
    return _compile(cue, _Words(lexicon))


def find(cues: Iterable[str], document: Document, lexicon: Lexicon | None = None) -> list[Match]:
    """All matches of any of the cues, one a sentence at most for each cue, in text order."""
    words = _Words(lexicon or {})
    matches = [
        match for cue in cues for match in _matches(_compile(cue, words), document, words.lexicon)
    ]
    return sorted(matches, key=lambda match: (match.start, match.end))


def any_match(cues: Iterable[str], text: str, lexicon: Lexicon | None = None) -> bool:
    """Whether any of the cues is found in the text."""
    document = Document(text)
    words = _Words(lexicon or {})
    return any(_matches(_compile(cue, words), document, words.lexicon) for cue in cues)


class _Words:
    """A lexicon that can be a cache key: by identity, since packs are never changed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and other.lexicon is self.lexicon


@lru_cache(maxsize=50_000)
def _compile(cue: str, words: _Words) -> CompiledCue:
    if not cue.strip():
        raise CueError("a cue needs words")
    if "(" in cue or ")" in cue:
        raise CueError(f"parentheses are not allowed in a cue: {cue!r}; write two cues")
    steps = tuple(_group(part, "&", cue, words) for part in cue.split(";"))
    return CompiledCue(cue, steps)


_NEXT = {"&": ">", ">": "~"}


def _group(text: str, joint: str, cue: str, words: _Words) -> Group:
    pieces = re.split(rf"\s*{re.escape(joint)}\s*", text.strip())
    if any(not piece for piece in pieces):
        raise CueError(f"something is missing beside {joint!r} in the cue {cue!r}")
    if joint == "~":
        return Group(tuple(_term(piece, cue, words) for piece in pieces), joint)
    return Group(tuple(_group(piece, _NEXT[joint], cue, words) for piece in pieces), joint)


def _term(text: str, cue: str, words: _Words) -> Term:
    negated = text.startswith("!")
    text = text.removeprefix("!").strip()
    if text == "?":
        return Term((), negated, question=True)
    phrases: list[Phrase] = []
    for alternative in text.split("|"):
        phrases.extend(_phrases(alternative.strip(), cue, words))
    if not phrases:
        raise CueError(f"a word is missing beside '|' in the cue {cue!r}")
    return Term(tuple(phrases), negated)


def _phrases(text: str, cue: str, words: _Words) -> list[Phrase]:
    """The phrases an alternative stands for; a lexicon list stands for all of its phrases."""
    found: list[Phrase] = [()]
    for piece in text.split():
        if piece.startswith("@"):
            options = _listed(piece[1:], cue, words)
        else:
            options = [tuple(_atoms(piece, cue))]
        found = [phrase + option for phrase in found for option in options]
    if not text:
        raise CueError(f"a word is missing beside '|' in the cue {cue!r}")
    return found


def _listed(name: str, cue: str, words: _Words) -> list[Phrase]:
    if name not in words.lexicon:
        known = ", ".join(sorted(words.lexicon)[:8]) or "none"
        raise CueError(f"there is no word list @{name} (cue {cue!r}); lists: {known}")
    return [
        tuple(atom for piece in phrase.split() for atom in _atoms(piece, cue))
        for phrase in words.lexicon[name]
    ]


def _atoms(piece: str, cue: str) -> list[Atom]:
    if piece.startswith("^"):
        first, *rest = _atoms(piece[1:], cue)
        return [replace(first, opening=True), *rest]
    if piece == "#":
        return [Atom("number")]
    if piece == "$":
        return [Atom("money")]
    if piece.endswith("*"):
        prefix = piece[:-1].casefold()
        if not prefix.isalnum():
            raise CueError(f"{piece!r} needs letters before the star (cue {cue!r})")
        return [Atom("prefix", prefix)]
    letter = piece.removesuffix("'s")
    if len(letter) == 1 and letter.isupper() and letter != "I":
        return [Atom("name", letter.casefold())]
    stems = [word.stem for sentence in Document(piece).sentences for word in sentence.words]
    if not stems:
        raise CueError(f"{piece!r} is not a word (cue {cue!r})")
    return [Atom("stem", stem(found)) if found == piece else Atom("stem", found) for found in stems]


def _matches(cue: CompiledCue, document: Document, lexicon: Lexicon) -> list[Match]:
    sentences = document.sentences
    found: list[Match] = []
    for index, sentence in enumerate(sentences):
        if not _in_sentence(cue.steps[0], sentence):
            continue
        end = _rest(cue.steps[1:], sentences, index)
        if end is not None:
            found.append(Match(sentence.start, sentences[end].end, cue.text))
    return found


def _rest(steps: Sequence[Group], sentences: Sequence[Sentence], index: int) -> int | None:
    for step in steps:
        here = range(index, min(index + 2, len(sentences)))
        fits = next((i for i in here if _in_sentence(step, sentences[i])), None)
        if fits is None:
            return None
        index = fits
    return index


def _in_sentence(group: Group, sentence: Sentence) -> bool:
    return _spans(group, sentence) is not None


Spans = list[tuple[int, int]]


def _spans(part: Group | Term, sentence: Sentence) -> Spans | None:
    """Where a part stands in the sentence, as word indices; None where it does not."""
    if isinstance(part, Term):
        return _term_spans(part, sentence)
    held: list[Spans] = []
    for inner in part.parts:
        spans = _spans(inner, sentence)
        if spans is None:
            return None
        if spans:
            held.append(spans)
    if part.joint == "~" and len(held) > 1:
        return _near(held)
    if part.joint == ">" and len(held) > 1:
        return _ordered(held)
    return [span for spans in held for span in spans]


def _term_spans(term: Term, sentence: Sentence) -> Spans | None:
    if term.question:
        return [] if sentence.question is not term.negated else None
    # only phrases whose first word is in the sentence are tried: word lists are long
    spans: Spans = []
    for shared in term.by_stem.keys() & sentence.places.keys():
        for phrase in term.by_stem[shared]:
            spans += _phrase_spans(phrase, sentence, sentence.places[shared])
    for phrase in term.others:
        spans += _phrase_spans(phrase, sentence, range(len(sentence.words)))
    if term.negated:
        return None if spans else []
    return spans or None


def _phrase_spans(phrase: Phrase, sentence: Sentence, starts: Iterable[int]) -> Spans:
    ends = ((start, _follow(phrase, sentence.words, start)) for start in starts)
    return [(start, end) for start, end in ends if end is not None]


def _follow(phrase: Phrase, words: Sequence[Word], start: int) -> int | None:
    at = start
    if not phrase[0].fits(words[start]) or (phrase[0].opening and not _opens(words, start)):
        return None
    for atom in phrase[1:]:
        at += 1
        if at < len(words) and not atom.fits(words[at]) and words[at].small:
            at += 1
        if at >= len(words) or not atom.fits(words[at]):
            return None
    return at


def _opens(words: Sequence[Word], at: int) -> bool:
    return at == 0 or (at == 1 and (words[0].small or words[0].stem in ("and", "but", "or")))


def _near(held: list[Spans]) -> Spans | None:
    joined = held[0]
    for spans in held[1:]:
        joined = [
            (min(a[0], b[0]), max(a[1], b[1]))
            for a in joined
            for b in spans
            if max(a[0], b[0]) - min(a[1], b[1]) <= NEAR
        ]
        if not joined:
            return None
    return joined


def _ordered(held: list[Spans]) -> Spans | None:
    start, end = min(held[0], key=lambda span: span[1])
    for spans in held[1:]:
        later = [span for span in spans if span[0] > end]
        if not later:
            return None
        end = min(span[1] for span in later)
    return [(start, end)]
