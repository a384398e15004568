"""What `coach check` says of a scenario whose content does not hold."""

from pathlib import Path

import pytest

from coach.packs.content_checks import check_content
from coach.packs.load import load_library
from coach.packs.schema import Fact, Opener, Pack, Point, Scenario, Sum

FOLDER = Path(__file__).parents[2] / "scenarios"
PACK = load_library([FOLDER], trusted=FOLDER).packs["ai-inference"]
BASE = PACK.scenarios["claude-vs-metering"]
FACTS = [
    Fact(id="spend", ask="What does A pay?", answer="A pays $60K a month.", earned_by=["spend"]),
    Fact(id="goal", ask="What for?", answer="More revenue.", earned_by=["goal"], opener="goal"),
]


def scenario(**changed: object) -> Scenario:
    fields = {"facts": FACTS, "outline": "A pays $720K\na year. So A waits.", "points": [POINT]}
    return BASE.model_copy(update={"asked": [], "sums": [], **fields, **changed})


POINT = Point(
    id="sizes", dimensions=["portfolio_view"], statement="Sizes it.", expert="So A waits."
)
OPENER = Opener(id="goal", ask="What is the goal?", answer="Revenue.", earned_by=["goal"])


def faults(of: Scenario, pack: Pack | None = None) -> list[str]:
    openers = PACK.manifest.model_copy(update={"openers": [OPENER]})
    held = pack or PACK.model_copy(update={"manifest": openers})
    return [message for _, message in check_content(held, of)]


def test_what_holds_has_no_fault() -> None:
    sums = [Sum(says="$720K a year", sum="$60K * 12")]
    assert faults(scenario(asked=["spend"], sums=sums)) == []


@pytest.mark.parametrize(
    ("says", "arithmetic", "complaint"),
    [
        ("$700K a year", "$60K * 12", "is not in the text"),
        ("$720K", "$60K * 10 + 7 * 1", "but the text says $720K"),
        ("$720K", "$80K * 9", "stands nowhere in the scenario"),
        ("$720K", "pay * 12", "cannot be computed"),
        ("So A waits", "2 + 2", "holds no figure"),
    ],
)
def test_a_sum_that_does_not_hold_is_reported(says: str, arithmetic: str, complaint: str) -> None:
    messages = faults(scenario(sums=[Sum(says=says, sum=arithmetic)]))
    assert any(complaint in message for message in messages), messages


def test_a_quote_is_compared_without_regard_to_line_breaks() -> None:
    point = POINT.model_copy(update={"expert": "A pays $720K a year."})
    assert faults(scenario(points=[point])) == []
    point = POINT.model_copy(update={"expert": "A pays $720K each year."})
    assert faults(scenario(points=[point])) == ["is not in the outline; quote it word for word"]


def test_a_point_needs_a_sentence_or_a_question_that_was_asked() -> None:
    bare = POINT.model_copy(update={"expert": ""})
    complaint = "no sentence of the outline shows this point; name one, or its fact"
    assert faults(scenario(points=[bare], asked=["spend"])) == [complaint]
    by_asking = bare.model_copy(update={"shown_by_asking": ["spend"]})
    assert faults(scenario(points=[by_asking], asked=["spend"])) == []
    assert faults(scenario(points=[by_asking], asked=["goal"])) == [complaint]


def test_names_that_lead_nowhere_are_reported() -> None:
    point = POINT.model_copy(update={"needs": ["nowhere"]})
    twice = [*FACTS, FACTS[1].model_copy(update={"id": "goal-again"})]
    assert faults(scenario(points=[point])) == ["'nowhere' is not a fact of this scenario"]
    assert faults(scenario(asked=["nowhere"])) == ["'nowhere' is not a fact of this scenario"]
    assert faults(scenario(facts=twice)) == ["'goal' is answered by an earlier fact"]
    strange = [FACTS[1].model_copy(update={"opener": "weather"})]
    assert faults(scenario(facts=strange)) == ["'weather' is not an opener of pack.yaml"]
