"""Which area and which case comes next."""

from collections import Counter
from itertools import pairwise

from coach.plan.selection import AreaStanding, Chooser, measure_areas
from coach.plan.similar_cases import are_alike
from tests.support.plans import AREAS, TODAY, bank, newest_first, row, scenario

BANK = bank()


def chooser(**strengths: float | None) -> Chooser:
    standing = {area: AreaStanding(strengths.get(area), "") for area in AREAS}
    return Chooser(BANK, {}, standing, dict.fromkeys(AREAS, 0.0))


def areas_picked(found: Chooser, picks: int) -> list[str]:
    picked = [found.choose_plain(picks - n) for n in range(picks)]
    return [one[1] for one in picked if one is not None]


def test_no_area_comes_twice_in_a_row_however_weak_it_is() -> None:
    strengths = dict.fromkeys(AREAS, 1.0) | {"roadmap_balance": 0.0}
    areas = areas_picked(chooser(**strengths), 12)
    assert all(one != two for one, two in pairwise(areas))
    counts = Counter(areas)
    assert counts["roadmap_balance"] == 6, "every other one"
    assert set(counts) == set(AREAS)


def test_where_picks_are_few_each_area_has_one_before_any_has_two() -> None:
    strengths = dict.fromkeys(AREAS, 1.0) | {"roadmap_balance": 0.0}
    assert sorted(areas_picked(chooser(**strengths), 4)) == sorted(AREAS)


def test_untried_cases_come_first_then_the_one_tried_longest_ago() -> None:
    few = [scenario(f"s{n}", "portfolio_view") for n in range(3)]
    tried = {"s0": TODAY.replace(day=20), "s1": TODAY.replace(day=10)}
    found = Chooser(few, tried, {"portfolio_view": AreaStanding(None, "")}, {"portfolio_view": 0.0})
    picked = [found.choose_plain(9) for _ in range(4)]
    assert [one and one[0].id for one in picked] == ["s2", "s1", "s0", None]


def test_a_case_that_is_judged_on_the_area_comes_before_one_that_touches_it() -> None:
    touches = scenario("a", "portfolio_view", primary=["structure"])
    judged = scenario("b", "portfolio_view", difficulty="stretch")
    standing = {"portfolio_view": AreaStanding(None, "")}
    picked = Chooser([touches, judged], {}, standing, {"portfolio_view": 0.0}).choose_plain(9)
    assert picked is not None and picked[0].id == "b"


def test_the_shortest_the_hardest_and_the_likest() -> None:
    short = chooser().choose_short(9)
    assert short is not None and short[0].minutes == min(one.minutes for one in BANK)
    full = chooser().choose_full(9)
    assert full is not None and full[0].difficulty == "stretch"
    first = next(one for one in BANK if one.id == "c0")
    like = chooser().choose_alike(first, "roadmap_balance")
    assert like is not None and like[1] in first.areas
    assert are_alike(first, like[0])
    assert not are_alike(first, first)


def test_an_area_stands_on_its_last_three_readings() -> None:
    levels = [4, 1, 1, 1]
    rounds = newest_first(
        [
            row("c1", days_ago=9 - n, dimensions={"roadmap_balance": level})
            for n, level in enumerate(levels)
        ]
    )
    found = measure_areas(BANK, rounds)["roadmap_balance"]
    assert (found.strength, found.in_words, found.is_weak) == (0, "level 1", True)


def test_an_area_that_is_no_dimension_is_read_from_whole_rounds_on_its_cases() -> None:
    own = [scenario("s", "pricing")]
    rounds = newest_first([row("s", days_ago=1, level=4), row("s", days_ago=2, level=3)])
    assert measure_areas(own, rounds)["pricing"].in_words == "level 3.5"
    assert measure_areas(own, [])["pricing"].strength is None
