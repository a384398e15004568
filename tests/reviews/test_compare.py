"""Reviews side by side."""

from coach.packs.load import load_library
from coach.packs.schema import Rubric
from coach.paths import find_paths
from coach.reviews.compare import compare_reviews
from coach.transcripts.review_schema import (
    DimensionReview,
    Evidence,
    Level,
    Overall,
    Review,
    ReviewerId,
    Timing,
    Usage,
    make_not_graded,
)

HERE = Evidence(quote="I choose B", start=0, end=10, verified=True)
NOWHERE = Evidence(quote="made up words")


def rubric() -> Rubric:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    library = load_library([paths.builtin_packs], trusted=paths.builtin_packs)
    return library.packs["ai-inference"].rubric


def by(name: str, structure: Level | None, **more: object) -> Review:
    dimension = DimensionReview(
        id="structure", level=structure, rationale="", evidence=[HERE, NOWHERE]
    )
    base = Review(
        status="graded", reviewer=ReviewerId(kind="model", name=name), dimensions=[dimension]
    )
    return base.model_copy(update=more)


def test_reviews_a_band_apart_are_said_to_differ() -> None:
    found = compare_reviews([by("a", 3), by("b", 2), by("c", 3)], rubric())
    line = next(one for one in found.lines if one.dimension == "structure")
    assert line.disagree and line.spread == 1
    assert [cell.apart for cell in line.cells] == [0, -1, 0]
    assert line.cells[0].quotes == ("I choose B",)
    assert line.cells[0].struck_out == 1
    assert found.disagreements == 1


def test_one_level_alone_differs_from_nothing() -> None:
    offline = by("offline", None)
    found = compare_reviews([offline, by("a", 4)], rubric())
    line = next(one for one in found.lines if one.dimension == "structure")
    assert line.spread is None and not line.disagree
    assert [cell.apart for cell in line.cells] == [0, 0]


def test_cost_time_and_what_was_not_graded_stand_in_the_columns() -> None:
    paid = by(
        "a",
        3,
        overall=Overall(level=3, band="yes"),
        timing=Timing(total=7.4),
        usage=Usage(input=6000, output=900, cost=0.0123),
    )
    failed = make_not_graded(ReviewerId(kind="model", name="b"), "Nothing is listening.")
    found = compare_reviews([paid, failed], rubric())
    assert (found.columns[0].seconds, found.columns[0].cost) == (7.4, 0.0123)
    assert found.columns[0].tokens == 6900
    assert found.columns[1].level is None
    assert found.columns[1].reason == "Nothing is listening."
    assert all(cell.level is None for line in found.lines for cell in line.cells[1:])
