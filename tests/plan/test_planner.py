"""The plan until the interview: what a day holds, and how it follows what was done."""

import pytest

from coach.plan.models import Exercise, Plan, PlanItem
from coach.plan.planner import make_plan
from coach.plan.text import dump_plan, render_headline, render_plan, render_short_line
from coach.transcripts.summary import RoundSummary
from tests.support.plans import AREAS, TODAY, bank, in_days, newest_first, row, scenario

BANK = bank()


def plan(*rounds: RoundSummary, days: int = 6, due: int | None = 8) -> Plan:
    return make_plan(BANK, newest_first([*rounds]), TODAY, in_days(days), TODAY, due)


def today(found: Plan) -> list[tuple[str, str | None, bool]]:
    return [(item.kind, item.scenario, item.done) for item in found.days[0].items]


def kinds(found: Plan) -> list[list[str]]:
    return [[item.kind for item in day.items if item.kind != "study"] for day in found.days]


def items(found: Plan) -> list[PlanItem]:
    return [item for day in found.days for item in day.items]


def test_a_week_goes_from_single_areas_over_variants_to_full_rounds_and_a_light_eve() -> None:
    assert kinds(plan(days=6)) == [
        ["round", "round"],
        ["round", "round"],
        ["round", "variant"],
        ["full", "full"],
        ["full", "full"],
        ["round"],
    ]


def test_a_weak_first_round_comes_again_at_once_and_counts_as_one_of_the_days_two() -> None:
    first = plan().following_round
    assert first is not None and first.scenario
    after = plan(row(first.scenario, level=2))
    assert today(after)[:2] == [("round", first.scenario, True), ("again", first.scenario, False)]
    assert "level 2" in after.days[0].items[1].why
    assert len(after.days[0].open) == 2, "the second try and the cards"
    better = plan(row(first.scenario, level=2), row(first.scenario, level=2, hour=11))
    assert today(better)[:2] == [("round", first.scenario, True), ("again", first.scenario, True)]
    assert [item.kind for item in better.days[0].open] == ["study"], "a third try is not asked for"


def test_a_round_that_went_well_or_was_not_graded_does_not_come_again() -> None:
    for level in (3, 4, None):
        assert "again" not in kinds(plan(row("c1", level=level)))[0]


def test_a_variant_follows_a_first_try_of_two_days_ago_and_brings_the_packs_question() -> None:
    changed = {"variant": {"change": "B has left.", "then": "A comes first."}}
    case = scenario("before", "portfolio_view", **changed)
    found = make_plan([*BANK, case], [row("before", days_ago=2)], TODAY, in_days(9), TODAY)
    (variant,) = [item for item in found.days[0].items if item.kind == "variant"]
    assert variant.of == "before" and variant.area == "portfolio_view"
    assert variant.scenario != "before"
    assert variant.ask is not None and "B has left." in variant.ask


def test_a_variant_that_was_taken_is_not_planned_again() -> None:
    tries = [row("v1", days_ago=2), row("v2", days_ago=0)]
    found = make_plan(BANK, newest_first(tries), TODAY, in_days(9), TODAY)
    assert "v1" not in [item.of for item in items(found)]


def test_a_second_try_days_later_stands_for_a_variant() -> None:
    tries = [row("v1", days_ago=3), row("v1", days_ago=1)]
    found = make_plan(BANK, newest_first(tries), TODAY, in_days(9), TODAY)
    assert "v1" not in [item.of for item in items(found)]


def test_nothing_comes_again_on_the_eve() -> None:
    assert kinds(plan(row("c1", level=1), days=1)) == [["round"]]


def test_a_draft_is_never_planned() -> None:
    drafts = [one.model_copy(update={"draft": True}) for one in BANK]
    assert make_plan(drafts, [], TODAY, in_days(6), TODAY).rounds_planned == 0


def test_the_strongest_area_has_its_turn_even_in_three_days() -> None:
    levels = dict.fromkeys(AREAS, 1) | {"pushback_momentum": 4}
    known = [row("c1", days_ago=8, dimensions=levels)]
    assert all(make_plan(BANK, known, TODAY, in_days(3), TODAY).areas.values())


def test_rounds_that_were_done_count_for_the_areas_of_their_cases() -> None:
    rounds = [row("v1", days_ago=4, hour=hour, level=None) for hour in range(4)]
    without = make_plan(BANK, rounds, TODAY, in_days(5), TODAY)
    counted = make_plan(BANK, rounds, TODAY, in_days(5), in_days(-4))
    assert counted.areas["portfolio_view"] < without.areas["portfolio_view"]


def test_a_missed_day_is_not_carried_on() -> None:
    monday = make_plan(BANK, [], TODAY, in_days(6), TODAY)
    tuesday = make_plan(BANK, [], in_days(1), in_days(6), TODAY)
    assert [len(day) for day in kinds(tuesday)] == [len(day) for day in kinds(monday)[1:]]
    assert (monday.rounds_planned, tuesday.rounds_planned) == (11, 9)


def test_a_round_whose_day_cannot_be_read_is_left_out() -> None:
    broken = [row("c1", started="yesterday"), row("c2", started="", status="damaged")]
    assert make_plan(BANK, broken, TODAY, in_days(6), TODAY) == plan(due=None)


def test_rounds_count_from_the_day_practice_began() -> None:
    rounds = [row("c1", days_ago=5), row("c2", days_ago=1), row("c4", status="left")]
    counted = make_plan(BANK, newest_first(rounds), TODAY, in_days(6), in_days(-3))
    assert counted.rounds_done == 1
    by_hand = make_plan(BANK, newest_first(rounds), TODAY, in_days(6), None)
    assert by_hand.rounds_done == 2, "without the day, three weeks before the interview"


def test_a_weak_area_gets_more_rounds_and_the_reason_says_so() -> None:
    levels = dict.fromkeys(AREAS, 4) | {"portfolio_view": 1}
    known = row("c1", days_ago=8, dimensions=levels)
    found = make_plan(BANK, [known], TODAY, in_days(21), TODAY)
    others = [count for area, count in found.areas.items() if area != "portfolio_view"]
    assert found.areas["portfolio_view"] > max(others)
    assert min(others) > 0
    first = found.following_round
    assert first is not None and first.area == "portfolio_view"
    assert first.why == "portfolio view is your weakest area: level 1"


DRILL = Exercise("say-no", "Say no", 120, "You left out the no in 2 of your last 3 rounds.")


def with_drill(days: int, drill: Exercise | None = DRILL) -> Plan:
    return make_plan(BANK, [], TODAY, in_days(days), TODAY, 4, drill)


def test_a_drill_stands_between_rounds_and_cards_on_each_day_but_the_eve() -> None:
    days = with_drill(5).days
    assert [[item.kind for item in day.items][-2:] for day in days[:-1]] == [["drill", "study"]] * 4
    assert "drill" not in [item.kind for item in days[-1].items]
    first, second = (day.items[-2] for day in days[:2])
    assert (first.drill, first.title, first.minutes) == ("say-no", "Say no", 2)
    assert first.why == DRILL.why
    assert second.drill is None, "another may be due by then"
    assert "Say no" in "\n".join(render_plan(with_drill(5)))


def test_a_drill_that_was_done_today_is_ticked_and_without_drills_there_is_none() -> None:
    done = with_drill(5, Exercise("goal", "Restate the goal", 120, "", done=True)).days[0].items[-2]
    assert (done.kind, done.title, done.done) == ("drill", "Restate the goal", True)
    assert "drill" not in [item.kind for item in items(with_drill(5, None))]


def test_cards_stand_behind_todays_rounds_and_are_done_when_none_is_due() -> None:
    study = plan(due=3).days[0].items[-1]
    assert (study.kind, study.cards, study.minutes, study.done) == ("study", 3, 2, False)
    assert plan(due=0).days[0].items[-1].done
    assert not [item for item in items(plan(due=None)) if item.kind == "study"]


def test_days_beyond_three_weeks_are_counted_and_not_told() -> None:
    found = plan(days=30)
    assert len(found.days) == 21
    assert found.later_days == 9
    # 23 days of one round, six of two, and the eve's
    assert found.rounds_planned == 23 + 12 + 1
    assert not [item for item in items(found) if item.kind == "full"]


def test_a_short_preparation_has_fewer_full_days() -> None:
    assert kinds(plan(days=2)) == [["round", "round"], ["round"]]
    assert kinds(plan(days=3)) == [["round", "round"], ["full", "full"], ["round"]]
    assert kinds(plan(days=1)) == [["round"]]


def test_a_bank_that_runs_out_ends_the_rounds_and_not_the_plan() -> None:
    found = make_plan(BANK[:1], [], TODAY, in_days(6), TODAY)
    assert found.rounds_planned == 1
    assert len(found.days) == 6
    assert make_plan([], [], TODAY, in_days(6), TODAY, 4).following is not None


@pytest.mark.parametrize(
    ("days", "sentence", "line"),
    [
        (-3, "The interview was 3 days ago, on Saturday 21 November.", "interview was 3 days ago"),
        (-1, "The interview was yesterday, on Monday 23 November.", "interview was yesterday"),
        (0, "The interview is today.", "interview today"),
        (1, "The interview is tomorrow, on Wednesday 25", "interview tomorrow · 0 of 1 rounds"),
        (6, "The interview is in 6 days, on Monday 30 November; 0 of 11 rounds are done.", ""),
    ],
)
def test_near_and_past_interviews_in_plain_words(days: int, sentence: str, line: str) -> None:
    found = plan(days=days)
    assert render_headline(found).startswith(sentence)
    assert render_short_line(found).startswith(line)
    assert len(found.days) == max(0, days)


def test_the_text_fits_eighty_columns_and_ticks_what_is_done() -> None:
    long = scenario("long", "roadmap_balance", title="A very long title " * 8)
    found = make_plan([*BANK, long], [row("long", level=2)], TODAY, in_days(6), TODAY, 8)
    lines = render_plan(found)
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("  ✓ round    Case long") for line in lines)
    assert any(line.startswith("    again    A very long title") for line in lines)


def test_the_data_names_what_comes_next() -> None:
    data = dump_plan(plan(row("c1", level=2)))
    assert data["next"]["kind"] == "again"
    assert (data["rounds_done"], data["rounds_planned"]) == (1, 11)
    assert [day["date"] for day in data["days"]] == [str(in_days(n)) for n in range(6)]
    assert data["days"][0]["items"][0]["round"].endswith("c1")
