"""How the interface writes levels, times, counts and columns; never by color alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from textual.content import Content

from coach.exports.levels import draw_dots

# of levels 1 to 4; a mapping's keys are invariant, so that no narrower type fits both int and Level
Bands = Mapping[Any, str]
NO_LEVEL = "–"
MUTED = "$foreground-muted"
"""Style of what stands back; styled text takes no `auto` colors, so not `$text-muted`."""


def render_level(level: int | None, bands: Bands) -> Content:
    """A level in its color, with the word that its rubric has for it: `●●●○ yes`."""
    text = NO_LEVEL if level is None else f"{draw_dots(level)} {bands[level]}"
    return Content.styled(text, find_level_style(level))


def find_level_style(level: int | None) -> str:
    """The theme token that goes with a level; the word beside it says the same."""
    return {None: MUTED, 1: "$text-error", 2: "$text-warning"}.get(level, "$text-success")


def align(*cells: tuple[str | Content, int]) -> Content:
    """Cells beside each other, each padded or cut to its width, so that rows line up."""
    parts = [(Content("") + cell).truncate(width, ellipsis=True, pad=True) for cell, width in cells]
    return Content("").join(parts)


def render_span(seconds: float) -> str:
    """A span as `6:40`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def render_count(count: int, noun: str) -> str:
    """`1 word`, `2 words`."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def name_day(started: str, today: date) -> str:
    """Name a day as people do: `Today`, `Yesterday`, `Wed 25 Nov`, with the year if another."""
    if not started:
        return "Cannot be read"
    day = datetime.fromisoformat(started).date()
    if day in (today, today - timedelta(days=1)):
        return "Today" if day == today else "Yesterday"
    return f"{day:%a} {day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")
