"""What comes next, in one place: a round that was left, an exercise of the plan, or a new round."""

from __future__ import annotations

from dataclasses import dataclass

from coach.plan.models import Plan, PlanItem
from coach.plan.recommendation import Next


@dataclass(frozen=True)
class Outlook:
    """The recommended round and the plan it comes from.

    `next` is None where no pack has a scenario, `plan` where no day of an interview is set.
    """

    next: Next | None
    plan: Plan | None

    @property
    def exercise(self) -> PlanItem | None:
        """A drill or the cards, where the plan has them before any more rounds.

        A round that was left comes first.
        """
        item = self.plan.following if self.plan else None
        if item is None or item.scenario or self.next is None or self.next.resume:
            return None
        return item

    @property
    def title(self) -> str:
        """The title of what comes next; empty where there is nothing."""
        first = self.exercise or self.next
        return first.title if first else ""

    @property
    def why(self) -> str:
        """Why that comes next; empty where there is nothing."""
        first = self.exercise or self.next
        return first.why if first else ""

    def takes_hard(self, scenario_id: str) -> bool:
        """Whether a round on this scenario is the full one of the plan: hard, and without hints."""
        return self.next is not None and self.next.hard and self.next.scenario == scenario_id
