"""Text of unknown origin, made fit for a terminal without changing its length."""

from __future__ import annotations

from coach.text.controls import show_controls


def sanitize(text: str) -> str:
    """Text with control characters and signs that turn its direction as visible signs.

    One sign for one character, so that offsets into the text still point at the same words. What a
    widget shows without it loses them on the way to the terminal (`driver.ControlFilter`).
    """
    return show_controls(text)
