"""Planning the days until the interview, anew each time, from what was done.

Nothing of a plan is kept but the day of the interview and the day that practice for it began: the
same rounds, packs and day give the same plan. What was missed is not carried on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from coach.packs.schema import Scenario
from coach.plan.models import Day, Exercise, Kind, Plan, PlanItem
from coach.plan.recommendation import is_gentle
from coach.plan.selection import WEAK, Chooser, list_areas, measure_areas
from coach.plan.similar_cases import LATEST, SOONEST, First, find_day, list_unvaried, sort_by_day
from coach.transcripts.summary import RoundSummary

HORIZON = 21
"""Days that are listed with their rounds; of later ones only the number of rounds is given."""
LAST_WEEK = 7
"""Days before the interview from which there are two rounds a day, and one before."""
FULL_DAYS = 2
"""Days of full rounds before the eve; fewer where there are under six days in all."""
CARDS_A_MINUTE = 2
HABIT = "two minutes on one habit"
USUAL_STUDY = 5
"""Minutes of study on a day of which nobody knows yet what will be due."""


def make_plan(
    scenarios: Sequence[Scenario],
    rounds: Sequence[RoundSummary],
    today: date,
    interview: date,
    since: date | None = None,
    due: int | None = None,
    drill: Exercise | None = None,
) -> Plan:
    """Plan the days from today to the one before the interview.

    `rounds` are all saved ones, newest first. `since` is the day practice for this interview
    began; without one, three weeks before it. `due` counts the cards that are due today, None
    where the packs hold no cards; `drill` is the one of today, None where they hold no drills.
    """
    span = _Span(today, interview, since or interview - timedelta(days=HORIZON))
    readable = sort_by_day(rounds)
    finished = [row for row in readable if row.status == "done"]
    done = [row for row in finished if span.began <= find_day(row) <= today]
    usable = sorted((scenario for scenario in scenarios if not scenario.draft), key=is_gentle)
    days = _DayPlanner(usable, readable, done, span, due, drill).plan_days()
    shown = [item for day in days for item in day.open if item.scenario]
    later = max(0, (interview - today).days - len(days))
    beyond = sum(list_rounds_on(distance) for distance in range(1, later + 1))
    return Plan(
        interview=interview,
        today=today,
        days=tuple(days),
        rounds_done=len(done),
        rounds_planned=len(done) + len(shown) + beyond,
        areas={a: sum(item.area == a for item in shown) for a in list_areas(usable)},
        later_days=later,
    )


def list_rounds_on(distance: int) -> int:
    """Rounds on a day that lies so many days before the interview."""
    return 2 if 1 < distance <= LAST_WEEK else 1


@dataclass(frozen=True)
class _Span:
    """The days that are planned: from today to the eve of the interview, or to the horizon."""

    today: date
    interview: date
    began: date

    @property
    def days(self) -> list[date]:
        count = min(HORIZON, max(0, self.count_days_to(self.today)))
        return [self.today + timedelta(days=n) for n in range(count)]

    def count_days_to(self, day: date) -> int:
        """Days from this one to the interview."""
        return (self.interview - day).days

    def is_eve(self, day: date) -> bool:
        return self.count_days_to(day) == 1

    def is_full(self, day: date) -> bool:
        """Whether it is for full rounds: the last third of all days, two at most."""
        return (
            1 < self.count_days_to(day) <= 1 + min(FULL_DAYS, self.count_days_to(self.began) // 3)
        )


class _DayPlanner:
    """Writes the days one after the other; what was chosen for one is not chosen for the next."""

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        rounds: Sequence[RoundSummary],
        done: Sequence[RoundSummary],
        span: _Span,
        due: int | None,
        drill: Exercise | None,
    ) -> None:
        self._span = span
        self._exercise = drill
        self._due = due
        self._by_id = {scenario.id: scenario for scenario in scenarios}
        self._finished = [row for row in rounds if row.status == "done"]
        self._standing = measure_areas(scenarios, rounds)
        self._last = {row.scenario: find_day(row) for row in reversed(rounds)}
        self._chooser = Chooser(
            scenarios,
            self._last,
            self._standing,
            counts=_count_rounds(scenarios, done),
            used={scenario_id for scenario_id, day in self._last.items() if day == span.today},
        )
        self._waiting = list_unvaried(self._finished, self._by_id, span.today)

    def plan_days(self) -> list[Day]:
        """Plan all days up to the horizon."""
        return [self._plan_day(day) for day in self._span.days]

    def _plan_day(self, day: date) -> Day:
        before = self._list_todays() if day == self._span.today else []
        open_ = max(0, list_rounds_on(self._span.count_days_to(day)) - len(before))
        if self._span.is_eve(day):
            items = [self._choose_short(day) for _ in range(open_)]
        elif self._span.is_full(day):
            items = [self._choose_full(day) for _ in range(open_)]
        else:
            items = self._plan_ordinary(day, open_)
        planned = [item for item in items if item is not None]
        return Day(day, (*before, *planned, *self._plan_drill(day), *self._plan_study(day)))

    def _list_todays(self) -> list[PlanItem]:
        """What was done today, and what comes again at once because it went badly."""
        todays = [row for row in reversed(self._finished) if find_day(row) == self._span.today]
        items: list[PlanItem] = []
        tried: list[str] = []
        for row in todays:
            items.append(_make_done(row, again=row.scenario in tried))
            tried.append(row.scenario)
        if not self._span.is_eve(self._span.today):
            once = [row for row in todays if tried.count(row.scenario) == 1 and _is_weak(row)]
            known = [row for row in once if row.scenario in self._by_id]
            items += [_make_again(row, self._by_id[row.scenario]) for row in known]
        return items

    def _plan_ordinary(self, day: date, open_: int) -> list[PlanItem | None]:
        items: list[PlanItem | None] = []
        if open_:
            items.append(self._choose_variant(day))
        items += [self._choose_round(day) for _ in range(open_ - len([i for i in items if i]))]
        # the new case first, while one is fresh
        return items[1:] + items[:1]

    def _choose_round(self, day: date) -> PlanItem | None:
        picked = self._chooser.choose_plain(self._count_left(day))
        if picked is None:
            return None
        scenario, area = picked
        if scenario.id not in self._last:
            self._waiting.append(First(scenario, day, area))
        return _make_item("round", scenario, area, self._explain_area(area))

    def _choose_full(self, day: date) -> PlanItem | None:
        picked = self._chooser.choose_full(self._count_left(day))
        why = "as in the interview: the whole time, a hard interviewer, no hints"
        return picked and _make_item("full", *picked, why)

    def _choose_short(self, day: date) -> PlanItem | None:
        picked = self._chooser.choose_short(self._count_left(day))
        return picked and _make_item(
            "round", *picked, "a short one to stay warm; rest is worth more"
        )

    def _choose_variant(self, day: date) -> PlanItem | None:
        for first in list(self._waiting):
            past = (day - first.day).days
            if past > LATEST:
                self._waiting.remove(first)
                continue
            if past < SOONEST:
                continue
            picked = self._chooser.choose_alike(first.scenario, first.area)
            if picked is not None:
                self._waiting.remove(first)
                return _make_variant(first, *picked, past)
        return None

    def _count_left(self, day: date) -> int:
        """Picks that are sure to come from this one on; on ordinary days a variant may take one."""
        later = [left_day for left_day in self._span.days if left_day > day]
        ordinary = [
            left_day
            for left_day in later
            if not (self._span.is_eve(left_day) or self._span.is_full(left_day))
        ]
        return (
            1
            + sum(list_rounds_on(self._span.count_days_to(left_day)) for left_day in later)
            - len(ordinary)
        )

    def _explain_area(self, area: str) -> str:
        name, standing = area.replace("_", " "), self._standing[area]
        if standing.strength is None:
            return f"more of {name}" if self._chooser.counts[area] > 1 else f"{name}: not tried yet"
        others = [strength.strength for key, strength in self._standing.items() if key != area]
        if any(others) and all(
            strength is None or strength > standing.strength for strength in others
        ):
            return f"{name} is your weakest area: {standing.in_words}"
        if standing.is_weak:
            return f"{name} is weak: {standing.in_words}"
        return f"keeps {name} fresh (last: {standing.in_words})"

    def _plan_drill(self, day: date) -> list[PlanItem]:
        exercise = self._exercise
        if exercise is None or self._span.is_eve(day):
            return []
        minutes = ceil(exercise.seconds / 60)
        if day > self._span.today:
            return [PlanItem("drill", "The drill that your rounds ask for", minutes, HABIT)]
        why = "done" if exercise.done else exercise.why
        return [
            PlanItem(
                "drill", exercise.title, minutes, why, drill=exercise.drill, done=exercise.done
            )
        ]

    def _plan_study(self, day: date) -> list[PlanItem]:
        if self._due is None:
            return []
        if day > self._span.today:
            return [PlanItem("study", "Cards that are due", USUAL_STUDY, "little and often stays")]
        minutes = ceil(self._due / CARDS_A_MINUTE)
        title = f"{self._due} cards are due" if self._due != 1 else "1 card is due"
        why = "little and often stays"
        return [PlanItem("study", title, minutes, why, cards=self._due, done=not self._due)]


def _count_rounds(scenarios: Sequence[Scenario], done: Sequence[RoundSummary]) -> dict[str, float]:
    """Rounds done for each area: a round counts in equal parts for all areas of its case."""
    areas = {scenario.id: scenario.areas for scenario in scenarios}
    counts = dict.fromkeys(list_areas(scenarios), 0.0)
    for row in done:
        for area in areas.get(row.scenario, []):
            counts[area] += 1 / len(areas[row.scenario])
    return counts


def _is_weak(row: RoundSummary) -> bool:
    return row.level is not None and row.level <= WEAK


def _make_item(kind: Kind, scenario: Scenario, area: str | None, why: str) -> PlanItem:
    return PlanItem(kind, scenario.title, scenario.minutes, why, scenario=scenario.id, area=area)


def _make_done(row: RoundSummary, *, again: bool) -> PlanItem:
    why = "done" if row.level is None else f"done: level {row.level}"
    return PlanItem(
        "again" if again else "round",
        row.title,
        ceil(row.seconds / 60),
        why,
        scenario=row.scenario,
        of=row.scenario if again else None,
        done=True,
        round=row.id,
    )


def _make_again(row: RoundSummary, scenario: Scenario) -> PlanItem:
    why = f"the first try was weak (level {row.level}); try again right away"
    return PlanItem("again", scenario.title, scenario.minutes, why, scenario.id, of=scenario.id)


def _make_variant(first: First, scenario: Scenario, area: str, past: int) -> PlanItem:
    when = {2: "two", 3: "three"}[past]
    title, changed = first.scenario.title, first.scenario.variant
    return PlanItem(
        "variant",
        scenario.title,
        scenario.minutes,
        f"{when} days after {title}: another case like it",
        scenario.id,
        area,
        of=first.scenario.id,
        ask=f"Think of {title} first. What if: {changed.change}" if changed else None,
    )
