"""What holds for every plan, whatever was done before."""

from dataclasses import replace
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from coach.plan.models import Plan, PlanItem
from coach.plan.planner import make_plan
from coach.transcripts.summary import RoundSummary
from tests.support.plans import AREAS, TODAY, bank, in_days, newest_first, row

BANK = bank()
LEVELS = st.none() | st.integers(1, 4)
ROWS = st.builds(
    row,
    st.sampled_from([s.id for s in BANK]),
    days_ago=st.integers(0, 12),
    level=LEVELS,
    hour=st.integers(0, 23),
    status=st.sampled_from(["done", "done", "left", "in_progress"]),
    dimensions=st.dictionaries(st.sampled_from(AREAS), st.integers(1, 4)),
)
HISTORY = st.lists(ROWS, max_size=12, unique_by=lambda one: one.started).map(newest_first)
DUE = st.none() | st.integers(0, 20)


def rounds_of(plan: Plan) -> list[tuple[date, PlanItem]]:
    return [(day.date, item) for day in plan.days for item in day.items if item.scenario]


def first_day(scenario: str | None, history: list[RoundSummary], plan: Plan) -> date:
    taken = [one.started for one in history if one.scenario == scenario and one.status == "done"]
    if taken:
        return datetime.fromisoformat(min(taken)).date()
    return min(day for day, item in rounds_of(plan) if item.scenario == scenario)


@given(HISTORY, st.integers(-3, 40), st.integers(0, 30), DUE)
def test_every_plan(history: list[RoundSummary], days: int, since: int, due: int | None) -> None:
    interview, began = in_days(days), in_days(-since)
    plan = make_plan(BANK, history, TODAY, interview, began, due)
    assert [day.date for day in plan.days] == [in_days(n) for n in range(min(21, max(0, days)))]

    new = [item.scenario for _, item in rounds_of(plan) if item.kind != "again"]
    assert len(new) == len(set(new)), "only a second try has a case twice"

    for day, item in rounds_of(plan):
        left = (interview - day).days
        full = 1 < left <= 1 + min(2, (interview - began).days // 3)
        if item.kind == "variant":
            assert 2 <= (day - first_day(item.of, history, plan)).days <= 3
        if item.kind == "again":
            assert day == TODAY and item.of == item.scenario
        elif not item.done:
            assert (item.kind == "full") == full
    for day in plan.days:
        if (interview - day.date).days == 1:
            assert sum(item.scenario is not None for item in day.open) <= 1

    assert plan.rounds_done <= plan.rounds_planned
    assert make_plan(BANK[::-1], history, TODAY, interview, began, due) == plan


@given(HISTORY, st.integers(3, 40))
def test_every_area_has_a_round_when_there_are_three_days_or_more(
    history: list[RoundSummary], days: int
) -> None:
    before = [one for one in history if not one.started.startswith(str(TODAY))]
    plan = make_plan(BANK, before, TODAY, in_days(days), TODAY)
    assert set(plan.areas) == set(AREAS)
    assert all(plan.areas.values())


@given(HISTORY, st.integers(2, 40), LEVELS)
def test_doing_what_the_plan_says_moves_it_on(
    history: list[RoundSummary], days: int, level: int | None
) -> None:
    before = make_plan(BANK, history, TODAY, in_days(days), TODAY)
    item = before.following_round
    assert item is not None and item.scenario is not None
    taken = row(item.scenario, level=level, started=f"{TODAY}T23:59:00+00:00")
    after = make_plan(BANK, [taken, *history], TODAY, in_days(days), TODAY)
    assert after.rounds_done == before.rounds_done + 1
    assert taken.id in [one.round for one in after.days[0].items if one.done]
    following = after.following_round
    if following is not None and following.scenario == item.scenario:
        assert following.kind == "again" and (level or 4) <= 2
    if item in before.days[0].items:
        more = following is not None and following.kind == "again"
        open_before = sum(one.scenario is not None for one in before.days[0].open)
        open_after = sum(one.scenario is not None for one in after.days[0].open)
        assert open_after <= open_before - (0 if more else 1)


@given(HISTORY)
def test_weaker_means_no_fewer_rounds(history: list[RoundSummary]) -> None:
    known = row("c1", days_ago=1, dimensions=dict.fromkeys(AREAS, 3))
    weak = replace(known, dimensions=known.dimensions | {AREAS[2]: 1})
    old = [replace(one, dimensions={}) for one in history if one.scenario != "c1"]
    strong_plan = make_plan(BANK, newest_first([known, *old]), TODAY, in_days(21), TODAY)
    weak_plan = make_plan(BANK, newest_first([weak, *old]), TODAY, in_days(21), TODAY)
    assert weak_plan.areas[AREAS[2]] >= strong_plan.areas[AREAS[2]]
