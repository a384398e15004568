"""The review that marks make: the rule for levels, what counts, the receipt, the draft of a fix."""

import pytest

from coach.files import CoachError
from coach.packs.schema import Pack
from coach.reviews.own_read.marks import (
    Mark,
    PointMark,
    describe_gap,
    drop_last_mark,
    find_open_points,
    set_mark,
)
from coach.reviews.own_read.points import list_sentences
from coach.reviews.own_read.review import compute_own_level, draft_fix, make_own_review
from coach.reviews.protocol import ReviewCase
from coach.transcripts.review_schema import Review
from tests.support.own_reads import a_case, a_pack, a_point, a_round, an_own_read, points_of

PACK: Pack = a_pack()


def marks(*given: Mark, same_sentence: bool = False) -> list[PointMark]:
    sentences = list_sentences(a_round())
    return [
        PointMark(
            point=str(place),
            mark=mark,
            evidence=None if mark == "missing" else sentences[0 if same_sentence else place],
            half="x" if mark == "partly" else "",
        )
        for place, mark in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ((), None),
        (("missing",), 1),
        (("missing", "missing", "partly"), 1),
        (("partly", "missing"), 2),
        (("there", "missing"), 2),
        (("there", "partly", "missing"), 2),
        (("there", "there", "missing"), 3),
        (("there", "there", "there", "partly"), 3),
        (("there",), 3),
        (("there", "there"), 4),
        (("there", "there", "there", "there", "there", "partly"), 4),
    ],
)
def test_a_dimensions_level_follows_from_the_share_of_its_points(
    given: tuple[Mark, ...], level: int | None
) -> None:
    assert compute_own_level(marks(*given)) == level


def test_a_four_stands_on_two_different_sentences() -> None:
    assert compute_own_level(marks("there", "there", same_sentence=True)) == 3


def own_review(given: dict[str, Mark], **changes: object) -> Review:
    scenario, taken = a_case(), a_round()
    case = ReviewCase(taken, scenario, PACK, created="2026-11-24T10:02:00+00:00")
    own = an_own_read(taken, given, **changes)
    return make_own_review(own, case, points_of(scenario, taken, PACK))


def test_the_review_is_the_candidates_own_with_quotes_and_a_receipt() -> None:
    review = own_review({"choice": "there"}, seconds=93.44)
    assert (review.status, review.reviewer.kind, review.reviewer.name) == ("graded", "self", "self")
    assert review.is_own and not review.is_of_reviewer
    (choice, spend) = review.points
    assert choice.hit is True and choice.evidence[0].quote == "I go with B this week."
    assert spend.hit is None
    assert review.priority_fix == "When I am pressed, I first restate the worry."
    assert review.receipt["level_before"] == 2 and review.receipt["seconds"] == 93.4
    assert review.receipt["line"] == "It names who pays."
    assert review.receipt["not_counted"] == {"spend": ["What do they spend?"]}
    assert Review.model_validate_json(review.model_dump_json()) == review


def test_a_point_that_does_not_count_gives_no_level_either_way() -> None:
    for mark, hit in (("missing", None), ("there", True)):
        review = own_review({"choice": "there", "spend": mark})  # type: ignore[dict-item]
        portfolio = review.find_dimension("portfolio_view")
        assert portfolio is not None and portfolio.level is None
        assert review.points[1].hit is hit


def test_a_half_is_no_hit_and_keeps_its_word() -> None:
    review = own_review({"choice": "partly"})
    priorities = review.find_dimension("competing_priorities")
    assert priorities is not None and priorities.level == 2
    assert priorities.missing == ["States choice. (there: price)"] and priorities.met == []
    assert review.points[0].hit is False and review.points[0].evidence
    assert review.receipt["halves"] == {"choice": "price"}


def test_the_overall_level_is_the_rubrics_and_needs_enough_dimensions() -> None:
    four = ["competing_priorities", "portfolio_view", "structure", "tradeoff_reasoning"]
    scenario = a_case(*(a_point(f"{d[0]}{n}", d) for d in four for n in (1, 2)))
    taken = a_round()
    points = points_of(scenario, taken, PACK)
    given: dict[str, Mark] = {point.id: "there" for point in points}
    case = ReviewCase(taken, scenario, PACK)
    best = make_own_review(an_own_read(taken, given), case, points)
    assert best.overall is not None and best.overall.level == 4
    # a weak primary dimension caps it
    given |= {"c1": "missing", "c2": "missing"}
    capped = make_own_review(an_own_read(taken, given), case, points)
    assert capped.overall is not None and capped.overall.level == 2 and capped.overall.because
    few = own_review({"choice": "there"})
    assert few.overall is None


def test_a_yes_stands_on_a_sentence_and_a_half_says_which() -> None:
    own = an_own_read(a_round(), {})
    for mark in ("there", "partly"):
        with pytest.raises(CoachError, match="sentence of yours"):
            set_mark(own, PointMark(point="choice", mark=mark, half="x"))  # type: ignore[arg-type]
    (bare,) = marks("partly")
    with pytest.raises(CoachError, match="which half"):
        set_mark(own, bare.model_copy(update={"half": " "}))


def test_marks_are_replaced_and_taken_back() -> None:
    own = an_own_read(a_round(), {"choice": "there", "spend": "missing"})
    again = set_mark(own, PointMark(point="choice", mark="missing"))
    assert [mark.point for mark in again.marks] == ["spend", "choice"]
    assert find_open_points(drop_last_mark(again), ["choice", "spend"]) == ["choice"]
    assert drop_last_mark(an_own_read(a_round(), {})).marks == []


def test_what_is_lacking_is_said_in_a_sentence() -> None:
    whole = an_own_read(a_round(), {"choice": "there"})
    assert describe_gap(whole, ["choice"]) is None
    assert "and 1 more" in str(describe_gap(whole, ["choice", "a", "b"]))
    for field, word in (("level", "1 to 4"), ("line", "expert"), ("fix", "When")):
        changed = whole.model_copy(update={field: None if field == "level" else " "})
        assert word in str(describe_gap(changed, ["choice"]))


def test_the_draft_of_the_fix_is_of_the_miss_that_weighs_most_in_the_first_person() -> None:
    scenario = a_case(
        a_point("aside", "structure"),
        a_point("halved", "competing_priorities", "portfolio_view", "structure"),
        a_point("main", "competing_priorities", "portfolio_view"),
    )
    taken = a_round()
    points = points_of(scenario, taken, PACK)

    def draft(**given: Mark) -> str:
        return draft_fix(an_own_read(taken, given), points, scenario, PACK)

    assert draft(aside="missing", halved="partly", main="missing") == (
        "When two customers want the same people, I first say main in my answer."
    )
    assert "halved" in draft(aside="missing", halved="partly", main="there")
    assert draft(aside="there", halved="there", main="there") == (
        "When I get a case like this, I first "
    )


def test_the_draft_never_uses_a_fact_that_was_not_asked_for() -> None:
    scenario, taken = a_case(), a_round()
    own = an_own_read(taken, {"choice": "there", "spend": "missing"})
    assert "spend" not in draft_fix(own, points_of(scenario, taken, PACK), scenario, PACK)
