"""Two attempts at one scenario: what each new sentence closed, what stayed open, what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.packs.schema import Pack, Scenario
from coach.reviews.sentence_claims import locate_sentences
from coach.text.alignment import align
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Review

Kind = Literal["same", "reworded", "new", "gone"]
Place = tuple[int, int]


@dataclass(frozen=True)
class Gap:
    """Something named that an attempt did or did not do, with where it did."""

    id: str
    name: str
    met: bool
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Change:
    """A sentence of either attempt: `closes` names gaps it closed, `lost` what went with it."""

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
    """The comparison. Gaps are named in the words of the scenario.

    Without a reviewer, when none judged both, there are the sentences alone.
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
    """Two attempts that no reviewer judged both: which sentences stayed, and nothing about them."""
    return Attempts(
        old=old.id,
        new=new.id,
        reviewer=None,
        overall=(None, None),
        shifts=(),
        closed=(),
        open=(),
        lost=(),
        changes=tuple(_changes(old, new, (), ())),
    )


def compare_attempts(
    old: ReviewedAttempt, new: ReviewedAttempt, pack: Pack, scenario: Scenario
) -> Attempts:
    """Compare two attempts sentence by sentence; both reviews should be the same reviewer's."""
    before = {gap.id: gap for gap in find_gaps(old.review, pack, scenario)}
    after = {gap.id: gap for gap in find_gaps(new.review, pack, scenario)}
    both = [id for id in after if id in before]
    closed = [after[id] for id in both if after[id].met and not before[id].met]
    lost = [before[id] for id in both if before[id].met and not after[id].met]
    still = [after[id].name for id in both if not after[id].met and not before[id].met]
    return Attempts(
        old=old.transcript.id,
        new=new.transcript.id,
        reviewer=new.review.reviewer.name,
        overall=(_overall(old.review), _overall(new.review)),
        shifts=tuple(_shifts(old.review, new.review, pack)),
        closed=tuple(gap.name for gap in closed),
        open=tuple(still),
        lost=tuple(gap.name for gap in lost),
        changes=tuple(_changes(old.transcript, new.transcript, closed, lost)),
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
    """Everything a review names as done or not done."""
    statements = {point.id: point.statement for point in scenario.points}
    for point in review.points:
        name = statements.get(point.id, point.id)
        yield Gap(f"point:{point.id}", name, bool(point.hit), _places(point.evidence))
    for customer in review.customers:
        given = bool(customer.given)
        yield Gap(
            f"customer:{customer.id}",
            f"{customer.name}: is given something",
            given,
            _places(customer.given),
        )
    for tradeoff in review.tradeoffs:
        for what, said in (("given_up", "what is given up"), ("flip", "what would change it")):
            found: list[Evidence] = getattr(tradeoff, what)
            name = f"{tradeoff.name}: {said}"
            yield Gap(f"{what}:{tradeoff.id}", name, bool(found), _places(found))
    false = {one.id for one in review.misconceptions}
    for claim in pack.misconceptions:
        yield Gap(f"false:{claim.id}", f"Not so: {claim.right}", claim.id not in false)


def _places(evidence: Iterable[Evidence]) -> tuple[Place, ...]:
    return tuple((e.start, e.end) for e in evidence if e.start is not None and e.end is not None)


def _overall(review: Review) -> int | None:
    return review.overall.level if review.overall else None


def _shifts(old: Review, new: Review, pack: Pack) -> Iterator[Shift]:
    for dimension in pack.rubric.dimensions:
        before, after = old.dimension(dimension.id), new.dimension(dimension.id)
        if before or after:
            yield Shift(
                dimension.id,
                dimension.name,
                before.level if before else None,
                after.level if after else None,
            )


def _changes(
    old: Transcript, new: Transcript, closed: Sequence[Gap], lost: Sequence[Gap]
) -> Iterator[Change]:
    """The new attempt's sentences in order; what is gone stands where it stood before."""
    before, after = locate_sentences(old), locate_sentences(new)
    said_before = [old.candidate_text[start:end] for start, end in before]
    said_after = [new.candidate_text[start:end] for start, end in after]
    pairs = align(said_before, said_after)
    by_new = {pair.new: pair for pair in pairs}
    gone = _gone_after(len(before), {pair.old: pair.new for pair in pairs})
    for j in range(-1, len(after)):
        if j >= 0:
            pair = by_new.get(j)
            was = pair.old if pair else None
            yield Change(
                kind="new" if pair is None else "same" if pair.alike == 100 else "reworded",
                part=new.where(after[j][0]),
                old=None if was is None else said_before[was],
                new=said_after[j],
                moved=bool(pair and pair.moved),
                closes=_resting(after[j], closed),
                lost=() if was is None else _resting(before[was], lost),
            )
        for i in gone.get(j, ()):
            yield Change(
                "gone",
                old.where(before[i][0]),
                said_before[i],
                None,
                lost=_resting(before[i], lost),
            )


def _gone_after(count: int, new_of: Mapping[int, int]) -> dict[int, list[int]]:
    """Old sentences without a pair, by the new sentence behind which they are shown."""
    found: dict[int, list[int]] = {}
    behind = -1
    for i in range(count):
        if i in new_of:
            behind = new_of[i]
        else:
            found.setdefault(behind, []).append(i)
    return found


def _resting(place: Place, gaps: Sequence[Gap]) -> tuple[str, ...]:
    start, end = place
    return tuple(gap.name for gap in gaps if any(a < end and start < b for a, b in gap.places))
