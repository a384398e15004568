"""Replies that have a judgement's shape and judge nothing: recognized, so that none is graded.

Small models copy: one reason for every dimension, the rubric's own words, the expert's answer. The
thresholds are set by hand so that a terse but honest review passes; nothing here is learned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.reviews.llm.grounding import JudgedText
from coach.reviews.llm.reply.response import NO_LEVEL, Judgement, SentDimension
from coach.text.shingles import Shingle, list_shingles

Kind = Literal["same-reason", "same-quotes", "copied", "expert-fix", "all-alike", "looping"]
"""What is wrong with a degenerate reply."""
REPEATED = 3
"""Dimensions from which on one reason, or one set of quotes, shows that nothing was weighed."""
FEWEST_SENTENCES = 5
"""Sentences of the candidate from which on it is no accident that the same quotes come back."""
SHINGLE = 4
COPIED = 0.8
"""Share of a text's runs of SHINGLE words that must stand in a source for it to be a copy."""
FEWEST_WORDS = 6
"""Words of a text below which likeness to a source says nothing."""
FEWEST_LEVELS = 5
"""Dimensions with a level from which on it says something that all are alike."""
HIGHEST = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Degenerate:
    """Why a reply is no judgement: the kind, and a sentence for the person."""

    kind: Kind
    reason: str


def find_degeneracy(case: JudgedText, sent: Judgement) -> Degenerate | None:
    """Return what makes a whole judgement degenerate, or None where it is a judgement."""
    dimensions = sent.dimensions
    return (
        _find_same_reason(dimensions)
        or _find_same_quotes(case, dimensions)
        or _find_copies(case, dimensions)
        or _find_expert_fix(case, sent.priority_fix)
        or _find_all_alike(dimensions)
    )


def _find_same_reason(dimensions: Sequence[SentDimension]) -> Degenerate | None:
    counts = Counter(text for d in dimensions if (text := " ".join(_list_words(d.rationale))))
    times = max(counts.values(), default=0)
    if times < REPEATED:
        return None
    return Degenerate("same-reason", f"it gave the same reason for {times} dimensions")


def _find_same_quotes(case: JudgedText, dimensions: Sequence[SentDimension]) -> Degenerate | None:
    if len(case.document.sentences) < FEWEST_SENTENCES:
        return None
    quoted = (frozenset(" ".join(_list_words(e.quote)) for e in d.evidence) for d in dimensions)
    times = max(Counter(quotes for quotes in quoted if quotes).values(), default=0)
    if times < REPEATED:
        return None
    return Degenerate("same-quotes", f"it gave the same quotes for {times} dimensions")


def _find_copies(case: JudgedText, dimensions: Sequence[SentDimension]) -> Degenerate | None:
    own = _gather_shingles([case.text])
    given = _gather_shingles(_list_sources(case)) - own
    copies = sum(1 for d in dimensions if _is_copied(d.rationale, given, own))
    if copies < REPEATED:
        return None
    source = "the rubric, the question or the expert's answer"
    return Degenerate("copied", f"{copies} of its reasons are copied from {source}")


def _find_expert_fix(case: JudgedText, fix: str) -> Degenerate | None:
    own = _gather_shingles([case.text])
    if not _is_copied(fix, _gather_shingles([case.scenario.outline]) - own, own):
        return None
    return Degenerate(
        "expert-fix", "what it says to change first is copied from the expert's answer"
    )


def _find_all_alike(dimensions: Sequence[SentDimension]) -> Degenerate | None:
    """All levels alike and nothing missing: below the highest level that contradicts itself."""
    levels = [d.level for d in dimensions if d.level != NO_LEVEL]
    if len(levels) < FEWEST_LEVELS or len(set(levels)) > 1 or any(d.missing for d in dimensions):
        return None
    if levels[0] == HIGHEST and any(d.met for d in dimensions):
        return None
    return Degenerate(
        "all-alike", f"it gave level {levels[0]} everywhere and found nothing missing"
    )


def _list_sources(case: JudgedText) -> Iterator[str]:
    """Texts of the prompt that a reason may not be copied from."""
    yield case.transcript.prompt
    yield case.scenario.outline
    for point in case.scenario.points:
        yield point.statement
    for dimension in case.pack.rubric.dimensions:
        yield dimension.asks
        yield from dimension.anchors.values()
        yield from dimension.boundary.values()
        yield from (check.text for check in dimension.checks)


def _is_copied(text: str, given: frozenset[Shingle], own: frozenset[Shingle]) -> bool:
    """Whether most of a text stands in what was given, not counting the candidate's own words."""
    runs = _gather_shingles([text]) - own
    if len(_list_words(text)) < FEWEST_WORDS or not runs:
        return False
    return len(runs & given) >= COPIED * len(runs)


def _gather_shingles(texts: Iterable[str]) -> frozenset[Shingle]:
    return frozenset(run for text in texts for run in list_shingles(_list_words(text), SHINGLE))


def _list_words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
