"""A bank of small scenarios, rounds in a line each, and a day to plan from."""

from datetime import date, timedelta
from typing import Any

from coach.packs.schema import Scenario
from coach.transcripts.summary import RoundSummary
from tests.support.examples import a_scenario

AREAS = ("competing_priorities", "roadmap_balance", "portfolio_view", "pushback_momentum")
TODAY = date(2026, 11, 24)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def scenario(id: str, *areas: str, **changes: Any) -> Scenario:
    named = {"id": id, "title": f"Case {id}", "areas": areas, "primary": [*areas, "structure"]}
    return a_scenario(**(named | changes))


def bank(of_each: int = 9) -> list[Scenario]:
    """So many scenarios for each area (c0, r0, v0, m0 and on), every third for the next one too."""
    return [
        scenario(
            f"{'crvm'[at]}{number}",
            area,
            *([AREAS[(at + 1) % 4]] if number % 3 == 0 else []),
            minutes=10 + number,
            difficulty=("core", "stretch", "warm-up")[number % 3],
        )
        for at, area in enumerate(AREAS)
        for number in range(of_each)
    ]


def row(
    id: str, days_ago: int = 0, level: int | None = 3, hour: int = 9, **changes: Any
) -> RoundSummary:
    day = TODAY - timedelta(days=days_ago)
    data: dict[str, Any] = {
        "id": f"{day}-{hour:02d}-{id}",
        "scenario": id,
        "title": f"Case {id}",
        "started": f"{day}T{hour:02d}:00:00+00:00",
        "seconds": 600.0,
        "attempt": 1,
        "words": 100,
        "level": level,
        "reviews": ["offline"],
        "status": "done",
    }
    return RoundSummary(**(data | changes))


def newest_first(rows: list[RoundSummary]) -> list[RoundSummary]:
    return sorted(rows, key=lambda one: one.started, reverse=True)
