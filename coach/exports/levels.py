"""A level as signs; every front end and every export draws it the same way."""

from __future__ import annotations

YOUR_MARK = "your mark"
"""What the candidate's own review is called where reviewers are named."""


def draw_dots(level: int | None) -> str:
    """Draw a level of 1 to 4 as four circles, `–` without one."""
    return "–" if level is None else "●" * level + "○" * (4 - level)


def draw_squares(level: int | None) -> str:
    """Draw a level that the candidate gave themselves as four squares, `–` without one."""
    return "–" if level is None else "▪" * level + "▫" * (4 - level)
