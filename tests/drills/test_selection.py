"""Which drill comes next, and on which scenario: the same history gives the same answer."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.drills.selection import Choice, ObservedRound, PastDrill, choose_drill, choose_scenario
from coach.drills.signals import Key, RoundFacts, find_signals
from coach.reviews.offline.reviewer import review_offline
from coach.transcripts.review_schema import DimensionReview, Review, ReviewerId, TradeoffReview
from tests.support.drills import ID, pack
from tests.support.examples import a_transcript

TODAY = date(2026, 11, 25)
DRILLS = pack().drills.drills
KEYS: list[Key] = [(drill.id, habit.name) for drill in DRILLS for habit in drill.habits]
FLIP: Key = ("tradeoff", "the flip condition")
SCENARIOS = list(pack().scenarios)

days = st.integers(0, 400).map(lambda ago: TODAY - timedelta(days=ago))
rounds = st.lists(
    st.builds(
        ObservedRound,
        days,
        st.dictionaries(st.sampled_from(KEYS), st.booleans()),
        st.dictionaries(st.sampled_from(["structure", "tradeoff_reasoning"]), st.floats(0, 1)),
    ),
    max_size=10,
)
attempts = st.lists(
    st.builds(
        PastDrill, st.sampled_from([drill.id for drill in DRILLS]), st.sampled_from(SCENARIOS), days
    ),
    max_size=10,
)


def some_rounds(*left_out: bool, key: Key = FLIP) -> list[ObservedRound]:
    """Rounds a day apart, newest first, that did or did not leave a habit out."""
    return [
        ObservedRound(TODAY - timedelta(days=ago), {key: left}) for ago, left in enumerate(left_out)
    ]


@given(rounds, attempts)
def test_it_is_always_a_drill_there_is_and_always_the_same(
    looked: list[ObservedRound], done: list[PastDrill]
) -> None:
    chosen = choose_drill(DRILLS, looked, done, TODAY)
    assert chosen is not None
    assert chosen.drill in {drill.id for drill in DRILLS}
    assert chosen.why.endswith(".")
    assert choose_drill(DRILLS, looked, list(reversed(done)), TODAY) == chosen


@given(attempts, st.lists(st.sampled_from(SCENARIOS)))
def test_the_scenario_is_one_there_is_and_not_the_last_one(
    done: list[PastDrill], tried: list[str]
) -> None:
    chosen = choose_scenario("goal", SCENARIOS, tried, done, TODAY)
    assert chosen in SCENARIOS
    assert chosen == choose_scenario("goal", SCENARIOS, tried, done, TODAY)
    assert not tried or chosen != tried[0]


def test_nothing_to_choose_from() -> None:
    assert choose_drill([], [], [], TODAY) is None
    assert choose_scenario("goal", [], [], [], TODAY) is None


def test_it_says_how_often_a_habit_was_left_out() -> None:
    chosen = choose_drill(DRILLS, some_rounds(True, True, False, True, True), [], TODAY)
    assert chosen == Choice(
        "tradeoff", "You left out the flip condition in 3 of your last 4 rounds."
    )


def test_one_round_is_said_as_one() -> None:
    chosen = choose_drill(DRILLS, some_rounds(True), [], TODAY)
    assert chosen is not None
    assert chosen.why == "You left out the flip condition in your last round."


def test_with_no_history_it_is_the_first_then_the_next() -> None:
    first = choose_drill(DRILLS, [], [], TODAY)
    assert first == Choice("goal", "You have not done this one yet.")
    then = choose_drill(DRILLS, [], [PastDrill("goal", ID, TODAY)], TODAY)
    assert then is not None and then.drill == "questions"


def test_what_was_drilled_today_gives_way_and_comes_back() -> None:
    looked = [
        ObservedRound(TODAY, {FLIP: True, ("say-no", "an alternative with the no"): True}, {}),
        ObservedRound(TODAY, {FLIP: True, ("say-no", "an alternative with the no"): False}, {}),
    ]
    lately, long_ago = (
        [PastDrill("tradeoff", ID, TODAY)] * 2,
        [PastDrill("tradeoff", ID, date(2026, 9, 1))],
    )
    chosen = [
        found.drill
        for done in ([], lately, long_ago)
        if (found := choose_drill(DRILLS, looked, done, TODAY))
    ]
    assert chosen == ["tradeoff", "say-no", "tradeoff"]


def test_what_is_long_ago_counts_less_than_what_is_recent() -> None:
    old = ObservedRound(TODAY - timedelta(days=60), {FLIP: True, KEYS[0]: False})
    new = ObservedRound(TODAY, {FLIP: False, KEYS[0]: True})
    chosen = choose_drill(DRILLS, [new, old], [], TODAY)
    assert chosen is not None and chosen.drill == "goal"


def test_scenarios_of_past_rounds_come_before_new_ones() -> None:
    tried = ["price-war", ID, "the-gpu-drought"]
    chosen = choose_scenario("goal", SCENARIOS, tried, [], TODAY)
    assert chosen in {ID, "the-gpu-drought"}


def test_pointers_say_which_facts_were_asked_for_and_nothing_else() -> None:
    scenario = pack().scenarios[ID]
    answer = "Engineering goes to B. A may leave, and I accept that."
    review = review_offline(a_transcript(scenario=ID, answer=answer), scenario, pack())
    assert find_signals(DRILLS, review, pack(), scenario, RoundFacts(600, typed=False)) == ({}, {})
    seen, strength = find_signals(DRILLS, review, pack(), scenario, RoundFacts(600, typed=True))
    assert seen == {("questions", "most of the questions that decide"): True}
    assert strength == {}


def test_a_models_review_speaks_in_checks() -> None:
    scenario = pack().scenarios[ID]
    texts = {check.id: check.text for d in pack().rubric.dimensions for check in d.checks}
    review = Review(
        status="graded",
        reviewer=ReviewerId(kind="model", name="m"),
        dimensions=[
            DimensionReview(
                id="tradeoff_reasoning",
                level=3,
                rationale="",
                met=[texts["tr-price"]],
                missing=[texts["tr-flip"]],
            )
        ],
        tradeoffs=[TradeoffReview(id="t", name="t")],
    )
    seen, strength = find_signals(DRILLS, review, pack(), scenario, RoundFacts(600, typed=True))
    assert seen[FLIP] is True
    assert strength == {"tradeoff_reasoning": 2 / 3}
    assert seen["recommendation", "the recommendation in the first half"] is True
