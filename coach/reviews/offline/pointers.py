"""Pointing: for each rubric point, the sentence of an answer that its words are nearest to.

A pointer judges nothing. It saves the candidate a search, and says "nothing like it was found"
where no sentence comes near. Words decide: TF-IDF cosine of single sentences, and TF-IDF and BM25
of three-sentence windows, against the point's own sentences and the line of the expert's answer
that is nearest to it. How rare a word is comes from all points of the pack. A cue that agrees only
helps to choose among sentences; it never decides that something was found.

The constants are a logistic choice fitted by `scripts/fit_pointers.py` on 28 November 2026. On the
152 gold answers of that day, scenarios held out of the fit in brackets: 83 % (81 %) of the
sentences pointed at were for a point that the answer makes; where people had marked the words of a
point that it makes, 82 % of the sentences overlapped them; "nothing like it" was right 83 % (76 %)
of the time; strong answers read against three other cases were credited with 6 % (5 %) of their
points. Expect less of fresh answers.

TF-IDF as in Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008),
chapter 6; BM25 as there in 11.4.3, with b = 0.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coach.packs.schema import Pack, Point, Scenario
from coach.text.cue_matcher import find_cues
from coach.text.document import Document, Sentence
from coach.text.spans import Span

WEIGHTS = (3.8, 2.26, 3.56, 2.14, 1.99, 1.56)
BIAS = -5.12
"""Of the features in the order of `Features`, and what is added to their sum."""
THRESHOLD = 0.3
"""Nearness from which a sentence is pointed at."""
WINDOW_SHARE, CUE_SHARE = 0.5, 0.1
"""What the window around a sentence, and a cue that agrees, add when sentences are compared."""
K1 = 1.2
"""How soon a word that returns in a window says no more."""
RAREST = 6.5
"""Of a word that no point has; the logarithm of the points of the pack the rest was fitted on."""
HALF = 20.0
"""The BM25 score that counts one half; scores have no upper end."""
OWN = 3
"""Scenarios of the pack in which a word of a point may stand and still be the case's own."""

Vector = Mapping[str, float]


@dataclass(frozen=True)
class Pointer:
    """The sentence nearest to a point, as code-point offsets, None where nothing was near.

    `nearness` goes from 0 to 1; it orders sentences and is no probability that a point is made.
    """

    point: str
    span: Span | None
    nearness: float


@dataclass(frozen=True)
class Features:
    """How near an answer comes to a point; each from 0 to 1."""

    sentence: float
    """TF-IDF cosine of the best sentence to the likest sentence of the point."""
    window: float
    """TF-IDF cosine of the best window to all the point says."""
    covered: float
    """BM25 of the best window."""
    own: float
    """The same with only the words that few other cases use."""
    outline: float
    """Cosine of the best sentence to the line of the expert's answer."""
    apart: float
    """How much nearer its best sentence is to this point than to the scenario's others."""

    @property
    def values(self) -> tuple[float, ...]:
        """In the order of WEIGHTS."""
        return (
            self.sentence,
            self.window,
            self.covered,
            self.own,
            self.outline,
            self.apart,
        )


class Rarity:
    """How rare each word is among all points of a pack."""

    def __init__(self, pack: Pack) -> None:
        texts = [
            (id, _stems(" ".join(_sentences(p))))
            for id, s in pack.scenarios.items()
            for p in s.points
        ]
        spread = Counter(stem for _, stems in texts for stem in set(stems))
        cases = Counter(stem for stem, _ in {(stem, id) for id, stems in texts for stem in stems})
        # in a small pack nothing can be rare, so rarity is measured against the rarest there
        unit = RAREST / math.log(len(texts) + 1) if texts else 0.0
        self._rarity = {
            stem: unit * math.log((len(texts) + 1) / (n + 0.5)) for stem, n in spread.items()
        }
        self._cases = cases

    def of(self, stem: str) -> float:
        """The inverse document frequency of a stem; one that no point has is rarest."""
        return self._rarity.get(stem, RAREST)

    def is_own(self, stem: str) -> bool:
        """Whether few cases use a stem."""
        return self._cases.get(stem, 0) <= OWN

    def vector(self, stems: Iterable[str]) -> Vector:
        """TF-IDF of a text, of length one."""
        raw = {stem: (1 + math.log(n)) * self.of(stem) for stem, n in Counter(stems).items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {stem: weight / length for stem, weight in raw.items()} if length else {}


@dataclass(frozen=True)
class _Prepared:
    """A point made ready: its sentences and the whole of it as vectors, its words."""

    point: Point
    sentences: tuple[Vector, ...]
    whole: Vector
    words: frozenset[str]
    outline: Vector


class PointFinder:
    """A scenario's points made ready once, for any number of answers."""

    def __init__(self, scenario: Scenario, pack: Pack, rarity: Rarity | None = None) -> None:
        self._rarity = rarity or Rarity(pack)
        self._lexicon = pack.lexicon
        lines = [_of(sentence) for sentence in Document(scenario.outline, wrapped=True).sentences]
        self._points = [self._prepare(point, lines) for point in scenario.points]

    def find_pointers(self, text: str) -> list[Pointer]:
        """A pointer for each point of the scenario, in its order.

        What must not count is blanked by the caller, so that offsets stay true.
        """
        read = _Read(Document(text, wrapped=True), self._rarity)
        return [self._pointer(one, read) for one in self._points]

    def features(self, text: str) -> list[tuple[str, Features]]:
        """How near a text comes to each point, for fitting."""
        read = _Read(Document(text, wrapped=True), self._rarity)
        return [(one.point.id, self._features(one, read)) for one in self._points]

    def _prepare(self, point: Point, lines: Sequence[list[str]]) -> _Prepared:
        said = [_stems(sentence) for sentence in _sentences(point)]
        whole = self._rarity.vector(stem for stems in said for stem in stems)
        vectors = [self._rarity.vector(line) for line in lines]
        nearest = max(vectors, key=lambda line: cosine(line, whole), default={})
        return _Prepared(
            point,
            tuple(self._rarity.vector(stems) for stems in said),
            whole,
            frozenset(stem for stems in said for stem in stems),
            nearest,
        )

    def _pointer(self, one: _Prepared, read: _Read) -> Pointer:
        nearness = near(self._features(one, read))
        if nearness < THRESHOLD or not read.sentences:
            return Pointer(one.point.id, None, nearness)
        return Pointer(one.point.id, self._best(one, read), nearness)

    def best(self, point: str, text: str) -> Span | None:
        """The sentence nearest to a point however far it is, None for an empty text."""
        read = _Read(Document(text, wrapped=True), self._rarity)
        one = next(one for one in self._points if one.point.id == point)
        return self._best(one, read) if read.sentences else None

    def _best(self, one: _Prepared, read: _Read) -> Span:
        cued = {
            at
            for match in find_cues(one.point.cues, read.document, self._lexicon)
            for at, sentence in enumerate(read.sentences)
            if match.start <= sentence.start < match.end
        }
        scores = [
            self._likest(one, vector)
            + WINDOW_SHARE * cosine(window, one.whole)
            + CUE_SHARE * (at in cued)
            for at, (vector, window) in enumerate(zip(read.vectors, read.windows, strict=True))
        ]
        best = read.sentences[scores.index(max(scores))]
        return Span(best.start, best.end)

    def _features(self, one: _Prepared, read: _Read) -> Features:
        if not read.sentences:
            return Features(0, 0, 0, 0, 0, 0)
        likest = [self._likest(one, vector) for vector in read.vectors]
        best = read.vectors[likest.index(max(likest))]
        others = [self._likest(other, best) for other in self._points if other is not one]
        covered = [self._covered(one, words) for words in read.words]
        return Features(
            sentence=max(likest),
            window=max(cosine(window, one.whole) for window in read.windows),
            covered=max(whole for whole, _ in covered),
            own=max(own for _, own in covered),
            outline=max(cosine(vector, one.outline) for vector in read.vectors),
            apart=max(0.0, max(likest) - max(others, default=0.0)),
        )

    def _likest(self, one: _Prepared, vector: Vector) -> float:
        return max((cosine(vector, known) for known in one.sentences), default=0.0)

    def _covered(self, one: _Prepared, words: Mapping[str, int]) -> tuple[float, float]:
        """BM25 of a window, by all words of the point and by those that are the case's own."""
        whole = own = 0.0
        for stem in one.words & words.keys():
            gained = self._rarity.of(stem) * words[stem] * (K1 + 1) / (words[stem] + K1)
            whole += gained
            own += gained if self._rarity.is_own(stem) else 0.0
        return whole / (whole + HALF), own / (own + HALF)


class _Read:
    """An answer cut into sentences and windows of three."""

    def __init__(self, document: Document, rarity: Rarity) -> None:
        self.document = document
        self.sentences = [s for s in document.sentences if s.words]
        stems = [_of(sentence) for sentence in self.sentences]
        self.vectors = [rarity.vector(one) for one in stems]
        around = [
            [stem for near in stems[max(0, at - 1) : at + 2] for stem in near]
            for at in range(len(stems))
        ]
        self.words = [Counter(window) for window in around]
        self.windows = [rarity.vector(window) for window in around]


def near(features: Features) -> float:
    """One figure from the features: the logistic of their weighted sum."""
    total = BIAS + sum(w * v for w, v in zip(WEIGHTS, features.values, strict=True))
    return 1 / (1 + math.exp(-total))


def cosine(one: Vector, other: Vector) -> float:
    """Of two vectors of length one: 1 for the same direction, 0 for no word in common."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[stem] for stem, weight in one.items() if stem in other)


def _sentences(point: Point) -> Collection[str]:
    return [point.statement, *([point.fix] if point.fix else []), *point.shown_by]


def _stems(text: str) -> list[str]:
    return [stem for sentence in Document(text).sentences for stem in _of(sentence)]


def _of(sentence: Sentence) -> list[str]:
    return [word.stem for word in sentence.words if not word.small]
