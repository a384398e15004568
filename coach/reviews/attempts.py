"""Two attempts at one scenario: which gaps the second closed, left open or opened, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.packs.schema import Pack, Scenario
from coach.reviews.sentence_claims import locate_sentences
from coach.text.alignment import align
from coach.text.spans import Span, overlap
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Review

Kind = Literal["same", "reworded", "new", "gone"]


@dataclass(frozen=True)
class Gap:
    """Something that a review says an attempt did or did not do, and where it did.

    `id` is the same in every review of the scenario; spans are those of `candidate_text`.
    """

    id: str
    name: str
    met: bool
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Change:
    """A sentence of either attempt and what became of it; `part` is where it stands.

    `closes` names the gaps that the new sentence closed, `lost` what was lost with the old one.
    """

    kind: Kind
    part: str
    old: str | None
    new: str | None
    moved: bool = False
    closes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shift:
    """One dimension before and after; `None` where it has no level."""

    dimension: str
    name: str
    old: int | None
    new: int | None


@dataclass(frozen=True)
class Attempts:
    """The comparison of two rounds by their ids; gaps are named in the words of the scenario.

    `overall` has both levels. Where no reviewer judged both, `reviewer` is None and there are the
    sentences alone.
    """

    old: str
    new: str
    reviewer: str | None
    overall: tuple[int | None, int | None]
    shifts: tuple[Shift, ...]
    closed: tuple[str, ...]
    open: tuple[str, ...]
    lost: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class ReviewedAttempt:
    """One attempt with the review it is compared by."""

    transcript: Transcript
    review: Review


def compare_sentences(old: Transcript, new: Transcript) -> Attempts:
    """Compare two attempts of which no reviewer judged both: which sentences stayed."""
    return Attempts(
        old=old.id,
        new=new.id,
        reviewer=None,
        overall=(None, None),
        shifts=(),
        closed=(),
        open=(),
        lost=(),
        changes=tuple(_list_changes(old, new, (), ())),
    )


def compare_attempts(
    old: ReviewedAttempt, new: ReviewedAttempt, pack: Pack, scenario: Scenario
) -> Attempts:
    """Compare two attempts sentence by sentence; both reviews should be the same reviewer's."""
    before = {gap.id: gap for gap in find_gaps(old.review, pack, scenario)}
    after = {gap.id: gap for gap in find_gaps(new.review, pack, scenario)}
    both = [gap for gap in after if gap in before]
    closed = [after[gap] for gap in both if after[gap].met and not before[gap].met]
    lost = [before[gap] for gap in both if before[gap].met and not after[gap].met]
    still = [after[gap].name for gap in both if not after[gap].met and not before[gap].met]
    return Attempts(
        old=old.transcript.id,
        new=new.transcript.id,
        reviewer=new.review.reviewer.name,
        overall=(old.review.overall_level, new.review.overall_level),
        shifts=tuple(_list_shifts(old.review, new.review, pack)),
        closed=tuple(gap.name for gap in closed),
        open=tuple(still),
        lost=tuple(gap.name for gap in lost),
        changes=tuple(_list_changes(old.transcript, new.transcript, closed, lost)),
    )


def find_shared_reviewer(
    old: Sequence[Review], new: Sequence[Review]
) -> tuple[Review, Review] | None:
    """The newest graded reviews of two rounds by one reviewer, None where no one graded both."""
    graded = {r.reviewer: r for r in old if r.is_of_reviewer}
    for review in reversed(new):
        if review.is_of_reviewer and review.reviewer in graded:
            return graded[review.reviewer], review
    return None


def find_gaps(review: Review, pack: Pack, scenario: Scenario) -> Iterator[Gap]:
    """Everything that a review says was done or not done."""
    statements = {point.id: point.statement for point in scenario.points}
    for point in review.points:
        name = statements.get(point.id, point.id)
        yield Gap(f"point:{point.id}", name, bool(point.hit), _list_spans(point.evidence))
    for customer in review.customers:
        given = bool(customer.given)
        yield Gap(
            f"customer:{customer.id}",
            f"{customer.name}: gets something",
            given,
            _list_spans(customer.given),
        )
    for tradeoff in review.tradeoffs:
        for kind, name, evidence in (
            ("given_up", "what is given up", tradeoff.given_up),
            ("flip", "what would change it", tradeoff.flip),
        ):
            yield Gap(
                f"{kind}:{tradeoff.id}",
                f"{tradeoff.name}: {name}",
                bool(evidence),
                _list_spans(evidence),
            )
    claimed = {misconception.id for misconception in review.misconceptions}
    for claim in pack.misconceptions:
        yield Gap(f"false:{claim.id}", f"Not so: {claim.right}", claim.id not in claimed)


def _list_spans(evidence: Iterable[Evidence]) -> tuple[Span, ...]:
    return tuple(quote.span for quote in evidence if quote.span is not None)


def _list_shifts(old: Review, new: Review, pack: Pack) -> Iterator[Shift]:
    for dimension in pack.rubric.dimensions:
        before, after = old.find_dimension(dimension.id), new.find_dimension(dimension.id)
        if before or after:
            yield Shift(
                dimension.id,
                dimension.name,
                before.level if before else None,
                after.level if after else None,
            )


def _list_changes(
    old: Transcript, new: Transcript, closed: Sequence[Gap], lost: Sequence[Gap]
) -> Iterator[Change]:
    """The new attempt's sentences in order; what is gone stands where it stood before."""
    before, after = locate_sentences(old), locate_sentences(new)
    old_sentences = [old.candidate_text[start:end] for start, end in before]
    new_sentences = [new.candidate_text[start:end] for start, end in after]
    pairs = align(old_sentences, new_sentences)
    by_new = {pair.new: pair for pair in pairs}
    gone = _place_gone(len(before), {pair.old: pair.new for pair in pairs})
    for j in range(-1, len(after)):
        if j >= 0:
            pair = by_new.get(j)
            old_place = pair.old if pair else None
            yield Change(
                kind="new" if pair is None else "same" if pair.alike == 100 else "reworded",
                part=new.name_part(after[j][0]),
                old=None if old_place is None else old_sentences[old_place],
                new=new_sentences[j],
                moved=bool(pair and pair.moved),
                closes=_name_gaps(after[j], closed),
                lost=() if old_place is None else _name_gaps(before[old_place], lost),
            )
        for i in gone.get(j, ()):
            yield Change(
                "gone",
                old.name_part(before[i][0]),
                old_sentences[i],
                None,
                lost=_name_gaps(before[i], lost),
            )


def _place_gone(count: int, new_of: Mapping[int, int]) -> dict[int, list[int]]:
    """Old sentences without a pair, by the new sentence behind which they are shown.

    -1 stands for the beginning. `new_of` has the new place of each old sentence with a pair.
    """
    gone: dict[int, list[int]] = {}
    behind = -1
    for place in range(count):
        if place in new_of:
            behind = new_of[place]
        else:
            gone.setdefault(behind, []).append(place)
    return gone


def _name_gaps(sentence: Span, gaps: Sequence[Gap]) -> tuple[str, ...]:
    """The names of the gaps whose evidence a sentence holds."""
    return tuple(gap.name for gap in gaps if any(overlap(sentence, span) for span in gap.spans))
