"""Parsing the cue language of `docs/cues.md`.

Nothing a pack's author writes is ever run as a pattern: a cue is compiled to lists of stems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from coach.files import CoachError
from coach.text.document import HEAD, Document, Word, stem

Lexicon = Mapping[str, Sequence[str]]


class CueError(CoachError):
    """A cue that is not in the language; says what is wrong with it."""


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


@dataclass(frozen=True)
class CueTerm:
    """Alternatives, any of which will do; negated, none of which may stand in the sentence."""

    phrases: tuple[Phrase, ...]
    negated: bool = False
    question: bool = False

    @cached_property
    def by_stem(self) -> dict[str, list[Phrase]]:
        """The phrases that begin with a certain stem, by that stem."""
        return _by_first(self.phrases, lambda atom: atom.kind in ("stem", "name"), len)

    @cached_property
    def by_head(self) -> dict[str, list[Phrase]]:
        """The phrases that begin with the beginning of a word, by its first letters."""
        return _by_first(self.phrases, _has_head, lambda value: HEAD)

    @cached_property
    def figures(self) -> list[Phrase]:
        """The phrases that begin with a number or money."""
        return [phrase for phrase in self.phrases if phrase[0].kind in ("number", "money")]

    @cached_property
    def short(self) -> list[Phrase]:
        """The phrases that begin with fewer letters than words are looked up by."""
        return [p for p in self.phrases if p[0].kind == "prefix" and not _has_head(p[0])]


def _has_head(atom: Atom) -> bool:
    return atom.kind == "prefix" and len(atom.value) >= HEAD


def _by_first(
    phrases: Iterable[Phrase], wanted: Callable[[Atom], bool], letters: Callable[[str], int]
) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        if wanted(phrase[0]):
            value = phrase[0].value
            found.setdefault(value[: letters(value)], []).append(phrase)
    return found


@dataclass(frozen=True)
class Group:
    """Terms within one sentence, in any order (`&`), in this order (`>`) or near (`~`)."""

    parts: tuple[Group | CueTerm, ...]
    joint: str


@dataclass(frozen=True)
class CompiledCue:
    """A cue ready to be looked for: groups for one sentence and, after `;`, the next."""

    text: str
    steps: tuple[Group, ...]


def compile_cue(cue: str, lexicon: Lexicon) -> CompiledCue:
    """Compile a cue; raises CueError saying what is wrong with it."""
    return compile_cached(cue, Words(lexicon))


class Words:
    """A lexicon that can be a cache key: by identity, since packs are never changed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and other.lexicon is self.lexicon


@lru_cache(maxsize=50_000)
def compile_cached(cue: str, words: Words) -> CompiledCue:
    """Compile a cue once for a lexicon."""
    if not cue.strip():
        raise CueError("a cue needs words")
    if "(" in cue or ")" in cue:
        raise CueError(f"parentheses are not allowed in a cue: {cue!r}; write two cues")
    steps = tuple(_group(part, "&", cue, words) for part in cue.split(";"))
    return CompiledCue(cue, steps)


_NEXT = {"&": ">", ">": "~"}


def _group(text: str, joint: str, cue: str, words: Words) -> Group:
    pieces = re.split(rf"\s*{re.escape(joint)}\s*", text.strip())
    if any(not piece for piece in pieces):
        raise CueError(f"something is missing beside {joint!r} in the cue {cue!r}")
    if joint == "~":
        return Group(tuple(_term(piece, cue, words) for piece in pieces), joint)
    return Group(tuple(_group(piece, _NEXT[joint], cue, words) for piece in pieces), joint)


def _term(text: str, cue: str, words: Words) -> CueTerm:
    negated = text.startswith("!")
    text = text.removeprefix("!").strip()
    if text == "?":
        return CueTerm((), negated, question=True)
    phrases: list[Phrase] = []
    for alternative in text.split("|"):
        phrases.extend(_phrases(alternative.strip(), cue, words))
    if not phrases:
        raise CueError(f"a word is missing beside '|' in the cue {cue!r}")
    return CueTerm(tuple(phrases), negated)


def _phrases(text: str, cue: str, words: Words) -> list[Phrase]:
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


def _listed(name: str, cue: str, words: Words) -> list[Phrase]:
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
    stems = _stems(piece)
    if not stems:
        raise CueError(f"{piece!r} is not a word (cue {cue!r})")
    return [Atom("stem", stem(found)) if found == piece else Atom("stem", found) for found in stems]


@lru_cache(maxsize=20_000)
def _stems(piece: str) -> tuple[str, ...]:
    return tuple(word.stem for sentence in Document(piece).sentences for word in sentence.words)
