"""Doing what the plan says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.plan.models import PlanItem
    from coach.tui.app import CoachApp


def do_item(app: CoachApp, item: PlanItem) -> None:
    """Start an item of the plan, or show what came of it where it is done."""
    if item.round:
        app.open_review(item.round)
    elif item.scenario:
        app.start_round(item.scenario, hard=item.kind == "full")
    elif item.kind == "drill":
        app.open_drill(item.drill)
    else:
        _close_down_to_a_place(app)
        app.action_place("study")


def _close_down_to_a_place(app: CoachApp) -> None:
    """Close what lies on a place; a round stays, for it is left and not closed."""
    from coach.tui.screens.round import RoundScreen

    while len(app.screen_stack) > 1 and not isinstance(app.screen, RoundScreen):
        app.pop_screen()
