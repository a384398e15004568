"""What is there to mark of a round: points as questions, each with the nearest sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.packs.schema import Pack, Point, Rubric, Scenario
from coach.reviews.own_read.question import make_question
from coach.text.controls import flatten
from coach.text.document import split_whole_sentences
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Review

MOST_COUNTING = 10
"""Points that count and are asked for; the rest of a case's twelve or so would take too long."""


@dataclass(frozen=True)
class OwnPoint:
    """A point to mark. `nearest` is what the words point at, None where nothing came near.

    `expert` is how the expert shows it, to be seen after the mark; `unasked` are the questions
    whose facts it needs and that were never asked: then it does not count.
    """

    point: Point
    question: str
    dimension: str
    """The name of the dimension it is asked for first, a primary one where it has one."""
    nearest: Evidence | None
    expert: tuple[str, ...]
    unasked: tuple[str, ...]

    @property
    def id(self) -> str:
        """The point's id."""
        return self.point.id

    @property
    def counts(self) -> bool:
        """Whether it could have been made in this round."""
        return not self.unasked


def list_points(
    scenario: Scenario, pack: Pack, transcript: Transcript, pointers: Review
) -> list[OwnPoint]:
    """The points to mark, those of the primary dimensions first, about ten that count.

    Where a case has more, the last ones are left out whose dimensions have other points.
    `pointers` is what the offline reviewer says of the round.
    """
    nearest = {pointer.id: pointer.evidence for pointer in pointers.points}
    every = [
        _make_point(point, scenario, pack.rubric, transcript, nearest.get(point.id, []))
        for point in sorted(scenario.points, key=lambda point: _rank(point, scenario))
    ]
    kept = {point.id for point in _choose_counting([point for point in every if point.counts])}
    return [point for point in every if point.id in kept or not point.counts]


def list_sentences(transcript: Transcript) -> list[Evidence]:
    """All sentences a mark can stand on: of the answer, the replies and the questions, in order."""
    text = transcript.candidate_text
    return [
        Evidence.of(text, part.start + start, part.start + end)
        for part in transcript.parts
        for start, end in split_whole_sentences(text[part.start : part.end])
    ]


def describe_asked(scenario: Scenario, facts: Sequence[str]) -> str:
    """The questions that ask for facts, in the order of the facts given."""
    asks = {fact.id: fact.ask for fact in scenario.facts}
    return " ".join(asks[fact] for fact in facts if fact in asks)


def unwrap_paragraphs(text: str) -> str:
    """A text whose lines were broken to fit a width, with one line a paragraph or list item."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(re.sub(r"\s*\n(?!\s*(?:[-*•–]|\d+[.)])\s)\s*", " ", p) for p in paragraphs)


def find_sentence(evidence: Evidence | None, sentences: Sequence[Evidence]) -> int | None:
    """The index of the sentence in which a piece of evidence begins; None for none."""
    if evidence is None or evidence.start is None:
        return None
    for index, sentence in enumerate(sentences):
        if (sentence.start or 0) <= evidence.start < (sentence.end or 0):
            return index
    return None


def _choose_counting(points: Sequence[OwnPoint]) -> list[OwnPoint]:
    chosen = list(points)
    for point in reversed(points):
        if len(chosen) <= MOST_COUNTING:
            break
        others = [other.point.dimensions for other in chosen if other is not point]
        if set().union(*others).issuperset(point.point.dimensions):
            chosen.remove(point)
    return chosen


def _rank(point: Point, scenario: Scenario) -> int:
    """Where the first primary dimension of a point stands among the scenario's."""
    return min(_find_place(dimension, scenario) for dimension in point.dimensions)


def _find_place(dimension: str, scenario: Scenario) -> int:
    primary = scenario.primary
    return primary.index(dimension) if dimension in primary else len(primary)


def _make_point(
    point: Point,
    scenario: Scenario,
    rubric: Rubric,
    transcript: Transcript,
    nearest: Sequence[Evidence],
) -> OwnPoint:
    names = {dimension.id: dimension.name for dimension in rubric.dimensions}
    first = min(point.dimensions, key=lambda dimension: _find_place(dimension, scenario))
    asked = [fact for fact in scenario.asked if fact in point.shown_by_asking]
    needed = [fact for fact in point.needs if fact not in transcript.earned]
    expert = [f"Asked: {describe_asked(scenario, asked)}"] if asked else []
    expert += [flatten(point.expert)] if point.expert else []
    return OwnPoint(
        point=point,
        question=make_question(point.statement),
        dimension=names.get(first, first),
        nearest=next((evidence for evidence in nearest if evidence.verified), None),
        expert=tuple(expert),
        unasked=tuple(fact.ask for fact in scenario.facts if fact.id in needed),
    )
