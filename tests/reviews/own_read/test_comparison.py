"""Own marks beside a reviewer's, once and over time."""

from typing import Any

from coach.packs.schema import Pack
from coach.reviews.own_read.comparison import compare_own, measure_eye
from coach.reviews.own_read.review import make_own_review
from coach.reviews.protocol import ReviewCase
from coach.transcripts.review_schema import (
    DimensionReview,
    Evidence,
    Overall,
    PointReview,
    Review,
    ReviewerId,
)
from coach.transcripts.summary import RoundSummary
from tests.support.own_reads import a_case, a_pack, a_point, a_round, an_own_read, points_of

PACK: Pack = a_pack()
NAMES = {"tradeoff_reasoning": "Tradeoff reasoning", "structure": "Structure"}


def by_model(hits: dict[str, bool], level: Any = 3) -> Review:
    proof = [Evidence(quote="A waits", start=0, end=7, verified=True)]
    return Review(
        status="graded",
        reviewer=ReviewerId(kind="model", name="judge", model="m"),
        standing="passed",
        overall=Overall(level=level, band="yes"),
        dimensions=[DimensionReview(id="competing_priorities", level=level, rationale="")],
        points=[
            PointReview(id=id, hit=hit, evidence=proof if hit else []) for id, hit in hits.items()
        ],
    )


def test_where_one_was_kinder_and_where_harder() -> None:
    names = ["kind", "half", "hard", "same", "unmarked"]
    scenario = a_case(*(a_point(name, "competing_priorities") for name in names))
    taken = a_round()
    own = an_own_read(
        taken, {"kind": "there", "half": "partly", "hard": "missing", "same": "there"}
    )
    mine = make_own_review(own, ReviewCase(taken, scenario, PACK), points_of(scenario, taken, PACK))
    theirs = by_model(
        {"kind": False, "half": True, "hard": True, "same": True, "unmarked": True}, level=4
    )
    found = compare_own(mine, theirs, PACK, scenario)
    leanings = {pair.point: pair.leaning for pair in found.points}
    assert leanings == {"kind": "kinder", "half": "harder", "hard": "harder", "same": "same"}
    assert found.points[-1].point == "same"
    assert (found.count("kinder"), found.count("harder")) == (1, 2)
    kind = next(pair for pair in found.points if pair.point == "kind")
    assert kind.own_quotes == ("I go with B this week.",) and kind.other_quotes == ()
    levels = {pair.dimension: pair for pair in found.dimensions}
    priorities = levels["competing_priorities"]
    assert (priorities.own, priorities.other, priorities.leaning) == (3, 4, "harder")
    assert levels["structure"].leaning is None
    assert (found.before, found.reviewer) == (2, "judge")


def test_levels_of_a_model_that_has_not_passed_its_exam_are_left_out() -> None:
    scenario, taken = a_case(), a_round()
    own = an_own_read(taken, {"choice": "missing"})
    mine = make_own_review(own, ReviewCase(taken, scenario, PACK), points_of(scenario, taken, PACK))
    untested = by_model({"choice": True}).model_copy(update={"standing": "untested"})
    found = compare_own(mine, untested, PACK, scenario)
    assert found.folded and found.overall.other is None
    assert all(pair.other is None and pair.leaning is None for pair in found.dimensions)
    assert found.count("harder") == 1, "what it quotes stays"


def test_a_point_that_does_not_count_is_not_compared() -> None:
    scenario, taken = a_case(), a_round()
    own = an_own_read(taken, {"choice": "there", "spend": "there"})
    mine = make_own_review(own, ReviewCase(taken, scenario, PACK), points_of(scenario, taken, PACK))
    found = compare_own(mine, by_model({"choice": True, "spend": False}), PACK, scenario)
    assert [pair.point for pair in found.points] == ["choice"]


def row(own: dict[str, int], other: dict[str, int], **changes: Any) -> RoundSummary:
    given: dict[str, Any] = {
        "id": "r", "scenario": "s", "title": "S", "started": "", "seconds": 0, "attempt": 1,
        "words": 0, "level": None, "reviews": [], "status": "done",
    }  # fmt: skip
    return RoundSummary(**(given | changes), dimensions=other, own_dimensions=own)


def test_the_eye_is_measured_on_rounds_that_have_both() -> None:
    both = [
        row({"tradeoff_reasoning": own, "structure": 2}, {"tradeoff_reasoning": 2, "structure": 2})
        for own in (3, 3, 2, 3, 3)
    ]
    alone = [row({"tradeoff_reasoning": 4}, {}), row({}, {"tradeoff_reasoning": 1})]
    strongest, other = measure_eye([*both, *alone], NAMES)
    assert strongest.sentence == "You overrate tradeoff reasoning by 0.8 levels over 5 rounds."
    assert other.bias == 0 and other.sentence is None


def test_a_lean_is_said_from_three_rounds_on_and_in_both_directions() -> None:
    pair = row({"structure": 1}, {"structure": 3}, level=3, own_level=1)
    assert all(reading.sentence is None for reading in measure_eye([pair] * 2, NAMES))
    overall, structure = sorted(measure_eye([pair] * 3, NAMES), key=lambda r: r.dimension)
    assert structure.sentence == "You underrate structure by 2.0 levels over 3 rounds."
    assert overall.sentence == "You underrate your rounds overall by 2.0 levels over 3 rounds."
