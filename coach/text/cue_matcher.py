"""Finding cues in a text; the language is that of `docs/cues.md`.

Matching takes time linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.text.cue_parser import (
    CompiledCue,
    CueError,
    CueTerm,
    Group,
    Lexicon,
    Phrase,
    Words,
    compile_cached,
    compile_cue,
)
from coach.text.document import Document, Sentence, Word

__all__ = ["CueError", "Document", "Lexicon", "Match", "compile_cue", "find_cues", "has_match"]

NEAR = 6
"""Words apart that `~` allows."""


@dataclass(frozen=True)
class Match:
    """Where a cue was found: the span of the sentence (or two) that it was found in."""

    start: int
    end: int
    cue: str


def find_cues(
    cues: Iterable[str], document: Document, lexicon: Lexicon | None = None
) -> list[Match]:
    """All matches of any of the cues, one a sentence at most for each cue, in text order."""
    words = Words(lexicon or {})
    matches = [
        match
        for cue in cues
        for match in _matches(compile_cached(cue, words), document, words.lexicon)
    ]
    return sorted(matches, key=lambda match: (match.start, match.end))


def has_match(cues: Iterable[str], text: str, lexicon: Lexicon | None = None) -> bool:
    """Whether any of the cues is found in the text."""
    document = Document(text)
    words = Words(lexicon or {})
    return any(_matches(compile_cached(cue, words), document, words.lexicon) for cue in cues)


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


def _spans(part: Group | CueTerm, sentence: Sentence) -> Spans | None:
    """Where a part stands in the sentence, as word indices; None where it does not."""
    if isinstance(part, CueTerm):
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


def _term_spans(term: CueTerm, sentence: Sentence) -> Spans | None:
    if term.question:
        return [] if sentence.question is not term.negated else None
    # only phrases whose first word is in the sentence are tried: word lists are long
    spans: Spans = []
    for table, places in ((term.by_stem, sentence.places), (term.by_head, sentence.heads)):
        for shared in table.keys() & places.keys():
            for phrase in table[shared]:
                spans += _phrase_spans(phrase, sentence, places[shared])
    for phrase in term.figures:
        spans += _phrase_spans(phrase, sentence, sentence.figures)
    for phrase in term.short:
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
