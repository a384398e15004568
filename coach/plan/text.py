"""A plan in words: in a line, as lines for a terminal, as data for another program."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from textwrap import wrap
from typing import Any

from coach.plan.models import Plan, PlanItem

WIDTH = 80
TITLE = 54
"""Columns for a title, so that a line fits into 80."""
INDENT = 13
"""Columns before a title."""


def render_headline(plan: Plan) -> str:
    """Say when the interview is and how many rounds are done, in a sentence or two."""
    day = name_day(plan.interview)
    if plan.days_left < 0:
        ago = -plan.days_left
        return f"The interview was {'yesterday' if ago == 1 else f'{ago} days ago'}, on {day}."
    if plan.days_left == 0:
        return "The interview is today. No more rounds: reread your best answer once, and go."
    when = "tomorrow" if plan.days_left == 1 else f"in {plan.days_left} days"
    done = f"{plan.rounds_done} of {plan.rounds_planned} rounds are done"
    return f"The interview is {when}, on {day}; {done}."


def render_short_line(plan: Plan) -> str:
    """Say in a few words when the interview is and how many rounds are done."""
    left = plan.days_left
    if left <= 0:
        when = {0: "today", -1: "was yesterday"}.get(left, f"was {-left} days ago")
        return f"interview {when}"
    when = "tomorrow" if left == 1 else f"in {left} days"
    return f"interview {when} · {plan.rounds_done} of {plan.rounds_planned} rounds"


def name_day(day: date, today: date | None = None) -> str:
    """A day as `Tuesday 1 December`, with `Today` or `Tomorrow` before it."""
    name = f"{day:%A} {day.day} {day:%B}"
    near = {0: "Today, ", 1: "Tomorrow, "}.get((day - today).days, "") if today else ""
    return near + name


def format_minutes(item: PlanItem) -> str:
    """How long it takes; nothing for an answer that was written elsewhere and took no time here."""
    return f"{item.minutes} min" if item.minutes else ""


def render_areas(plan: Plan) -> str:
    """What the open rounds train: `competing priorities 3, portfolio view 2`."""
    return ", ".join(f"{area.replace('_', ' ')} {n}" for area, n in plan.areas.items() if n)


def render_later(plan: Plan) -> str | None:
    """Say how many days follow those that are listed."""
    if not plan.later_days:
        return None
    if plan.later_days == 1:
        return "One more day follows; it is told as it comes near."
    return f"{plan.later_days} more days follow; they are told as they come near."


def render_plan(plan: Plan) -> list[str]:
    """All of it, in at most 80 columns where titles allow."""
    lines = [render_headline(plan)]
    for day in plan.days:
        lines += ["", name_day(day.date, plan.today)]
        for item in day.items:
            lines += _render_item(item)
    if areas := render_areas(plan):
        lines += ["", *_wrap(f"Still short of rounds: {areas}.", 0)]
    later = render_later(plan)
    return lines + ([later] if later else [])


def dump_plan(plan: Plan) -> dict[str, Any]:
    """The plan as plain data, with its derived values."""
    return {
        "interview": plan.interview.isoformat(),
        "today": plan.today.isoformat(),
        "days_left": plan.days_left,
        "rounds_done": plan.rounds_done,
        "rounds_planned": plan.rounds_planned,
        "areas": plan.areas,
        "later_days": plan.later_days,
        "next": asdict(plan.following) if plan.following else None,
        "days": [
            {"date": day.date.isoformat(), "items": [asdict(item) for item in day.items]}
            for day in plan.days
        ],
    }


def _render_item(item: PlanItem) -> list[str]:
    title = item.title if len(item.title) <= TITLE else item.title[: TITLE - 1] + "…"
    line = (
        f"  {'✓' if item.done else ' '} {item.kind:<8} {title:<{TITLE}} {format_minutes(item):>7}"
    )
    return [line.rstrip(), *(part for text in _list_reasons(item) for part in _wrap(text, INDENT))]


def _list_reasons(item: PlanItem) -> list[str]:
    """What is said below a title; nothing where each day would say the same."""
    if item.kind == "study" or (item.kind == "drill" and item.drill is None):
        return []
    return [item.why, item.ask] if item.ask else [item.why]


def _wrap(text: str, indent: int) -> list[str]:
    space = " " * indent
    return wrap(text, WIDTH, initial_indent=space, subsequent_indent=space)
