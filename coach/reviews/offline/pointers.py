"""Pointers: for each rubric point, the sentence of an answer that its words are nearest to.

A pointer judges nothing. It saves the candidate a search, and says "nothing like it was found"
where no sentence comes near. Words decide: TF-IDF cosine of single sentences, and TF-IDF and BM25
of three-sentence windows, against the point's own sentences and the line of the expert's answer
that is nearest to it. How rare a word is comes from all points of the pack. A cue that agrees only
helps to choose among sentences; it never decides whether anything is near.

The constants are a logistic choice fitted by `scripts/fit_pointers.py` on 28 November 2026. On the
152 gold answers of that day, scenarios held out of the fit in brackets: 81 % (82 %) of the
sentences pointed at were for a point that the answer makes; where people had marked the words of a
point that it makes, 82 % of the sentences overlapped them; "nothing like it" was right 86 % (77 %)
of the time; strong answers read against three other cases were credited with 1 % (3 %) of their
points. With the 64 answers in the middle that came later, which nothing was fitted on, 74 % of the
sentences pointed at were for a point that the answer makes.

TF-IDF as in Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008),
chapter 6; BM25 as there in 11.4.3, with b = 0.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coach.packs.schema import Pack, Point, Scenario
from coach.text.cue_matcher import Matcher
from coach.text.document import Document, Sentence
from coach.text.spans import Span

WEIGHTS = (3.73, 1.67, 4.3, 2.0, 1.01, 1.97)
"""Of the features, in the order of `Features.values`."""
BIAS = -5.25
"""What is added to the weighted sum of the features."""
THRESHOLD = 0.31
"""Nearness from which a sentence is pointed at."""
WINDOW_SHARE, CUE_SHARE = 0.5, 0.1
"""What the window around a sentence, and a cue that agrees, add when sentences are compared."""
K1 = 1.2
"""How soon a word that is repeated in a window counts no more; as usual for BM25."""
RAREST = 6.5
"""Rarity of a word that no point has; the logarithm of the number of points of the pack that the
rest was fitted on."""
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
        points = [
            (scenario.id, _list_content_stems("\n".join(_list_sentences(point))))
            for scenario in pack.scenarios.values()
            for point in scenario.points
        ]
        spread = Counter(stem for _, stems in points for stem in set(stems))
        used_by = {(stem, scenario) for scenario, stems in points for stem in stems}
        # in a small pack nothing can be rare, so rarity is measured against the rarest there
        unit = RAREST / math.log(len(points) + 1) if points else 0.0
        self._rarity = {
            stem: unit * math.log((len(points) + 1) / (n + 0.5)) for stem, n in spread.items()
        }
        self._scenarios = Counter(stem for stem, _ in used_by)

    def weigh(self, stem: str) -> float:
        """The inverse document frequency of a stem; one that no point has is rarest."""
        return self._rarity.get(stem, RAREST)

    def is_own(self, stem: str) -> bool:
        """Whether few scenarios use a stem."""
        return self._scenarios.get(stem, 0) <= OWN

    def make_vector(self, stems: Iterable[str]) -> Vector:
        """TF-IDF of a text, of length one; empty for a text without content."""
        raw = {stem: (1 + math.log(n)) * self.weigh(stem) for stem, n in Counter(stems).items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {stem: weight / length for stem, weight in raw.items()} if length else {}


@dataclass(frozen=True)
class _PreparedPoint:
    """A point made ready: vectors of its sentences, of the whole of it and of the line of the
    expert's answer that is nearest to it; and its words.
    """

    point: Point
    sentences: tuple[Vector, ...]
    whole: Vector
    words: frozenset[str]
    outline: Vector

    def measure_likest(self, vector: Vector) -> float:
        """The cosine to the sentence of the point that is most like it."""
        return max((cosine(vector, known) for known in self.sentences), default=0.0)


class _PreparedAnswer:
    """An answer made ready: vectors of its sentences, and of each with its two neighbors."""

    def __init__(self, text: str, pack: Pack, rarity: Rarity) -> None:
        document = Document(text, wrapped=True)
        self._matcher = Matcher(document, pack.lexicon)
        self.sentences = [sentence for sentence in document.sentences if sentence.words]
        stems = [_read_content_stems(sentence) for sentence in self.sentences]
        self.vectors = [rarity.make_vector(sentence) for sentence in stems]
        windows = [
            [stem for sentence in stems[max(0, at - 1) : at + 2] for stem in sentence]
            for at in range(len(stems))
        ]
        self.window_words = [Counter(window) for window in windows]
        self.windows = [rarity.make_vector(window) for window in windows]

    def find_cued(self, cues: Iterable[str]) -> set[int]:
        """The places of the sentences that any of the cues fits."""
        matches = self._matcher.find(cues)
        return {
            at
            for at, sentence in enumerate(self.sentences)
            if any(match.start <= sentence.start < match.end for match in matches)
        }


class PointFinder:
    """A scenario's points made ready once, for any number of answers.

    In the texts it is given the caller has blanked what must not count, so that offsets stay true.
    """

    def __init__(self, scenario: Scenario, pack: Pack, rarity: Rarity | None = None) -> None:
        self._pack = pack
        self._rarity = rarity or Rarity(pack)
        outline = Document(scenario.outline, wrapped=True).sentences
        lines = [self._rarity.make_vector(_read_content_stems(line)) for line in outline]
        self._points = [self._prepare_point(point, lines) for point in scenario.points]

    def find_pointers(self, text: str) -> list[Pointer]:
        """A pointer for each point of the scenario, in its order."""
        answer = self._prepare_answer(text)
        return [self._find_pointer(point, answer) for point in self._points]

    def find_nearest(self, point_id: str, text: str) -> Span | None:
        """The sentence nearest to a point however far it is, None for an empty text."""
        answer = self._prepare_answer(text)
        point = next(point for point in self._points if point.point.id == point_id)
        return self._choose_sentence(point, answer) if answer.sentences else None

    def measure_features(self, text: str) -> list[tuple[str, Features]]:
        """How near a text comes to each point, by id; for fitting."""
        answer = self._prepare_answer(text)
        return [(point.point.id, self._measure(point, answer)) for point in self._points]

    def _prepare_answer(self, text: str) -> _PreparedAnswer:
        return _PreparedAnswer(text, self._pack, self._rarity)

    def _prepare_point(self, point: Point, lines: Sequence[Vector]) -> _PreparedPoint:
        sentences = [_list_content_stems(sentence) for sentence in _list_sentences(point)]
        whole = self._rarity.make_vector(stem for stems in sentences for stem in stems)
        return _PreparedPoint(
            point,
            tuple(self._rarity.make_vector(stems) for stems in sentences),
            whole,
            frozenset(stem for stems in sentences for stem in stems),
            max(lines, key=lambda line: cosine(line, whole), default={}),
        )

    def _find_pointer(self, point: _PreparedPoint, answer: _PreparedAnswer) -> Pointer:
        nearness = measure_nearness(self._measure(point, answer))
        if nearness < THRESHOLD or not answer.sentences:
            return Pointer(point.point.id, None, nearness)
        return Pointer(point.point.id, self._choose_sentence(point, answer), nearness)

    def _choose_sentence(self, point: _PreparedPoint, answer: _PreparedAnswer) -> Span:
        cued = answer.find_cued(point.point.cues)
        scores = [
            point.measure_likest(vector)
            + WINDOW_SHARE * cosine(window, point.whole)
            + CUE_SHARE * (at in cued)
            for at, (vector, window) in enumerate(zip(answer.vectors, answer.windows, strict=True))
        ]
        best = answer.sentences[scores.index(max(scores))]
        return Span(best.start, best.end)

    def _measure(self, point: _PreparedPoint, answer: _PreparedAnswer) -> Features:
        if not answer.sentences:
            return Features(0, 0, 0, 0, 0, 0)
        likest = [point.measure_likest(vector) for vector in answer.vectors]
        best = answer.vectors[likest.index(max(likest))]
        others = [other.measure_likest(best) for other in self._points if other is not point]
        covered = [self._measure_covered(point, words) for words in answer.window_words]
        return Features(
            sentence=max(likest),
            window=max(cosine(window, point.whole) for window in answer.windows),
            covered=max(whole for whole, _ in covered),
            own=max(own for _, own in covered),
            outline=max(cosine(vector, point.outline) for vector in answer.vectors),
            apart=max(0.0, max(likest) - max(others, default=0.0)),
        )

    def _measure_covered(
        self, point: _PreparedPoint, words: Mapping[str, int]
    ) -> tuple[float, float]:
        """BM25 of a window, by all words of the point and by those that are the case's own."""
        whole = own = 0.0
        for stem in point.words & words.keys():
            gained = self._rarity.weigh(stem) * words[stem] * (K1 + 1) / (words[stem] + K1)
            whole += gained
            own += gained if self._rarity.is_own(stem) else 0.0
        return whole / (whole + HALF), own / (own + HALF)


def measure_nearness(features: Features) -> float:
    """One figure from the features, 0 to 1: the logistic of their weighted sum."""
    total = BIAS + sum(w * v for w, v in zip(WEIGHTS, features.values, strict=True))
    return 1 / (1 + math.exp(-total))


def cosine(first: Vector, second: Vector) -> float:
    """Of two vectors of length one: 1 for the same direction, 0 for no word in common."""
    if len(second) < len(first):
        first, second = second, first
    return sum(weight * second[stem] for stem, weight in first.items() if stem in second)


def _list_sentences(point: Point) -> list[str]:
    """What a pack says of a point: its statement, its fix, and examples of it."""
    return [point.statement, *([point.fix] if point.fix else []), *point.shown_by]


def _list_content_stems(text: str) -> list[str]:
    return [stem for sentence in Document(text).sentences for stem in _read_content_stems(sentence)]


def _read_content_stems(sentence: Sentence) -> list[str]:
    return [word.stem for word in sentence.words if not word.small]
