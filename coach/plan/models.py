"""The shape of a plan: what to do on each day until the interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["round", "again", "variant", "full", "drill", "study"]


@dataclass(frozen=True)
class PlanItem:
    """One thing to do, or done.

    `round` trains one area; `again` is the same case once more after a weak first try; `variant`
    is another case like one of two or three days before; `full` is as in the interview: the whole
    time, the hardest interviewer, no hints; `drill` is two minutes on one habit; `study` is the
    cards that are due.
    """

    kind: Kind
    title: str
    minutes: int
    why: str
    scenario: str | None = None
    area: str | None = None
    of: str | None = None
    """The scenario that an `again` repeats or a `variant` follows."""
    ask: str | None = None
    """To think about before a variant: the earlier case with one fact changed, from its pack."""
    drill: str | None = None
    """Id of the drill; None on a later day, when another may be due."""
    cards: int | None = None
    """Cards that are due; None on a later day."""
    done: bool = False
    round: str | None = None
    """Id of the finished round."""

    @property
    def hard(self) -> bool:
        """Whether it is taken as in the interview: a hard interviewer, no hints."""
        return self.kind == "full"


@dataclass(frozen=True)
class Exercise:
    """The drill of today: the one that was done, else the one that past rounds ask for."""

    drill: str
    title: str
    seconds: int
    why: str
    done: bool = False


@dataclass(frozen=True)
class Day:
    """A day with its items, in the order in which to do them."""

    date: date
    items: tuple[PlanItem, ...]

    @property
    def open(self) -> tuple[PlanItem, ...]:
        """What of it is not done."""
        return tuple(item for item in self.items if not item.done)


@dataclass(frozen=True)
class Plan:
    """The days from today to the eve of the interview; none when it is today or was before."""

    interview: date
    today: date
    days: tuple[Day, ...]
    rounds_done: int
    """Finished since practice for this interview began."""
    rounds_planned: int
    """Those and all that are still to come."""
    areas: dict[str, int]
    """For how many of the open rounds each area is what they train."""
    later_days: int = 0
    """Days to come after those that are listed with their rounds."""

    @property
    def days_left(self) -> int:
        """0 on the day of the interview, negative afterwards."""
        return (self.interview - self.today).days

    @property
    def following(self) -> PlanItem | None:
        """The first thing that is open."""
        return next((item for day in self.days for item in day.open), None)

    @property
    def following_round(self) -> PlanItem | None:
        """The first round that is open."""
        items = (item for day in self.days for item in day.open)
        return next((item for item in items if item.scenario), None)
