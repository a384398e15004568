"""The stronger version of an answer: locked until asked for, with what came from nowhere marked."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.reviews.stronger import Stronger
from coach.text.controls import sanitize
from coach.tui.format import MUTED

LOCKED = (
    "Try again before you look: what you write yourself stays longer.\n\n"
    "s  shows a stronger version made of your own points. What you did not say stays a gap in "
    "[brackets] for you to fill."
)


class StrongerView(VerticalScroll):
    """Says that it is locked, or shows the newest version."""

    _text = getters.query_one("#stronger-text", Static)

    def __init__(self) -> None:
        super().__init__(id="stronger-view")

    def compose(self) -> ComposeResult:
        yield Static(LOCKED, markup=False, id="stronger-text")

    def show(self, version: Stronger, trouble: str = "") -> None:
        """Show a version, and above it what trouble there was with keeping it."""
        content = _draw_text(version)
        if trouble:
            content = Content("\n\n").join(
                [Content.styled(sanitize(trouble), "$text-error"), content]
            )
        self._text.update(content)

    def say(self, text: str) -> None:
        """Say what is going on."""
        self._text.update(Content(sanitize(text)))


def _draw_text(version: Stronger) -> Content:
    text = Content(sanitize(version.text))
    for start, end in _find_gaps(version.text):
        text = text.stylize("italic $text-accent", start, end)
    for mark in version.new_facts:
        text = text.stylize("bold reverse $text-warning", mark.start, mark.end)
    lines = [Content.styled(f"by {version.by}", MUTED), Content(""), text]
    if version.new_facts:
        named = ", ".join(dict.fromkeys(sanitize(mark.text) for mark in version.new_facts))
        warning = f"Not from your round, so check or drop it: {named}"
        lines += [Content(""), Content.styled(warning, "$text-warning")]
    return Content("\n").join(lines)


def _find_gaps(text: str) -> list[tuple[int, int]]:
    gaps, start = [], text.find("[")
    while start >= 0:
        end = text.find("]", start)
        if end < 0:
            break
        gaps.append((start, end + 1))
        start = text.find("[", end)
    return gaps
