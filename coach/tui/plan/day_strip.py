"""The days until the interview side by side, each with a sign for everything to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from coach.tui.format import MUTED, align

if TYPE_CHECKING:
    from coach.plan.models import Plan

MARGIN = 2
CELL = 10
"""Columns of a day: its name, or the signs of what it holds, and a gap."""
DONE, OPEN, MORE = "✓", "▪", "+"


class DayStrip(Static):
    """As many days as fit, today first, and the day of the interview at the end."""

    _plan: Plan | None = None

    def show(self, plan: Plan | None) -> None:
        """Show the days of a plan; nothing where there are none."""
        self._plan = plan
        self.display = plan is not None and bool(plan.days)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the names of the days, and their signs below."""
        return Content("") if self._plan is None else draw_days(self._plan, self.size.width)


def draw_days(plan: Plan, width: int) -> Content:
    """Draw the days in two lines of a width; what does not fit is left to the list."""
    names: list[tuple[str | Content, int]] = [("", MARGIN)]
    signs: list[tuple[str | Content, int]] = [("", MARGIN)]
    for day in plan.days[: max(1, (width - MARGIN) // CELL - 1)]:
        style = "bold $accent" if day.date == plan.today else MUTED
        names.append((Content.styled(f"{day.date:%a} {day.date.day}", style), CELL))
        done = len(day.items) - len(day.open)
        marks = Content.assemble((DONE * done, "$text-success"), OPEN * len(day.open))
        if marks.cell_length > CELL - 1:
            marks = marks[: CELL - 2] + Content(MORE)
        signs.append((marks, CELL))
    names.append((Content.styled(f"{plan.interview:%a} {plan.interview.day}", "bold"), CELL))
    signs.append((Content.styled("interview", "bold"), CELL))
    return Content("\n").join([align(*names), align(*signs)])
