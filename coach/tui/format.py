"""How the interface says levels, times and counts; never by colour alone."""

from __future__ import annotations

from textual.content import Content

from coach.exports.levels import draw_dots

BANDS = {1: "strong no", 2: "no", 3: "yes", 4: "strong yes"}
NO_LEVEL = "–"
MUTED = "$foreground-muted"
"""Style of what stands back; styled text takes no `auto` colours, so not `$text-muted`."""


def level_text(level: int | None) -> str:
    """A level as dots with its word: `●●●○ yes`."""
    if level is None:
        return NO_LEVEL
    return f"{draw_dots(level)} {BANDS[level]}"


def level_style(level: int | None) -> str:
    """The theme token that goes with a level; the word beside it says the same."""
    return {None: MUTED, 1: "$text-error", 2: "$text-warning"}.get(level, "$text-success")


def level_content(level: int | None) -> Content:
    """A level in its colour, with its word."""
    return Content.styled(level_text(level), level_style(level))


def minutes_seconds(seconds: float) -> str:
    """A span as `6:40`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 word`, `2 words`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
