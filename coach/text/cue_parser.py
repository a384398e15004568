"""Parsing the cue language of `docs/cues.md`.

Nothing a pack's author writes is ever run as a pattern: a cue is compiled to lists of stems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from coach.files import CoachError
from coach.text.by_identity import ByIdentity
from coach.text.document import HEAD, Word, list_stems

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
        return _group_by_first(self.phrases, lambda atom: atom.kind in ("stem", "name"), len)

    @cached_property
    def by_head(self) -> dict[str, list[Phrase]]:
        """The phrases that begin with the beginning of a word, by its first letters."""
        return _group_by_first(self.phrases, _has_head, lambda value: HEAD)

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


def _group_by_first(
    phrases: Iterable[Phrase], wanted: Callable[[Atom], bool], letters: Callable[[str], int]
) -> dict[str, list[Phrase]]:
    table: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        if wanted(phrase[0]):
            value = phrase[0].value
            table.setdefault(value[: letters(value)], []).append(phrase)
    return table


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
    return compile_cached(cue, ByIdentity(lexicon))


@lru_cache(maxsize=50_000)
def compile_cached(cue: str, key: ByIdentity[Lexicon]) -> CompiledCue:
    """Compile a cue as `compile_cue`, once for each lexicon, since packs never change."""
    if not cue.strip():
        raise CueError("a cue needs words")
    if "(" in cue or ")" in cue:
        raise CueError(f"parentheses are not allowed in a cue: {cue!r}; write two cues")
    parser = CueParser(cue, key)
    return CompiledCue(cue, tuple(parser.parse_group(part, "&") for part in cue.split(";")))


_NEXT = {"&": ">", ">": "~"}


class CueParser:
    """Parses one cue; the lexicon of `key` has the lists that it may refer to."""

    def __init__(self, cue: str, key: ByIdentity[Lexicon]) -> None:
        self._cue = cue
        self._key = key

    def parse_group(self, text: str, joint: str) -> Group:
        """The parts that `joint` holds together, with what binds tighter inside of them."""
        pieces = re.split(rf"\s*{re.escape(joint)}\s*", text.strip())
        if any(not piece for piece in pieces):
            raise CueError(f"something is missing beside {joint!r} in the cue {self._cue!r}")
        if joint == "~":
            return Group(tuple(self._parse_term(piece) for piece in pieces), joint)
        return Group(tuple(self.parse_group(piece, _NEXT[joint]) for piece in pieces), joint)

    def _parse_term(self, text: str) -> CueTerm:
        negated = text.startswith("!")
        text = text.removeprefix("!").strip()
        if text == "?":
            return CueTerm((), negated, question=True)
        phrases: list[Phrase] = []
        for alternative in text.split("|"):
            phrases.extend(self._parse_phrases(alternative.strip()))
        if not phrases:
            raise self._make_missing_word_error()
        return CueTerm(tuple(phrases), negated)

    def _parse_phrases(self, text: str) -> list[Phrase]:
        """The phrases an alternative stands for; a word list stands for all of its phrases."""
        phrases: list[Phrase] = [()]
        for piece in text.split():
            options = self._look_up(piece[1:]) if piece[0] == "@" else [self.parse_word(piece)]
            phrases = [phrase + option for phrase in phrases for option in options]
        if not text:
            raise self._make_missing_word_error()
        return phrases

    def _look_up(self, name: str) -> list[Phrase]:
        lexicon = self._key.value
        if name not in lexicon:
            known = ", ".join(sorted(lexicon)[:8]) or "none"
            raise CueError(f"there is no word list @{name} (cue {self._cue!r}); lists: {known}")
        return _parse_list(name, self._key)

    def parse_word(self, piece: str) -> Phrase:
        """The atoms of what stands between two spaces: one, or several for a contraction."""
        if piece.startswith("^"):
            first, *rest = self.parse_word(piece[1:])
            return (replace(first, opening=True), *rest)
        if piece == "#":
            return (Atom("number"),)
        if piece == "$":
            return (Atom("money"),)
        if piece.endswith("*"):
            prefix = piece[:-1].casefold()
            if not prefix.isalnum():
                raise CueError(f"{piece!r} needs letters before the star (cue {self._cue!r})")
            return (Atom("prefix", prefix),)
        letter = piece.removesuffix("'s")
        if len(letter) == 1 and letter.isupper() and letter != "I":
            return (Atom("name", letter.casefold()),)
        stems = list_stems(piece)
        if not stems:
            raise CueError(f"{piece!r} is not a word (cue {self._cue!r})")
        return tuple(Atom("stem", stem) for stem in stems)

    def _make_missing_word_error(self) -> CueError:
        return CueError(f"a word is missing beside '|' in the cue {self._cue!r}")


@lru_cache(maxsize=5_000)
def _parse_list(name: str, key: ByIdentity[Lexicon]) -> list[Phrase]:
    """Parse a word list once for all cues that refer to it; its faults name the list as a cue."""
    parser = CueParser(f"@{name}", key)
    return [
        tuple(atom for piece in phrase.split() for atom in parser.parse_word(piece))
        for phrase in key.value[name]
    ]
