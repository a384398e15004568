"""Text whose wrapped lines stay under their own beginning, however wide the screen is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from coach.text.controls import flatten, sanitize

LEAST_BODY = 16
"""Columns that a body needs beside its head; with fewer it goes below."""
BELOW = 4
"""Columns a body is indented by where it goes below its head."""


@dataclass(frozen=True)
class Hanging:
    """A line of which `body` wraps under itself, to the right of `head`."""

    head: Content
    body: Content


Line = Hanging | Content


def hang(head: str | Content, body: str | Content = "", style: str = "") -> Hanging:
    """Make a line; `style` is for a body that has none of its own."""
    return Hanging(Content("") + head, (Content("") + body).stylize(style))


def hang_quote(quote: str, head: str | Content) -> Hanging:
    """Make a line of a quote, whatever it holds."""
    return hang(Content("") + head + "“", f"{sanitize(flatten(quote))}”", "italic")


def hang_plain(text: str) -> Hanging:
    """Make a line of plain text that keeps the spaces it begins with when it wraps."""
    body = text.lstrip(" ")
    return hang(" " * (len(text) - len(body)), body)


def lay_out(lines: Sequence[Line], width: int) -> Content:
    """Break the lines for a width, each under its own head."""
    return Content("\n").join([part for line in lines for part in _break(line, width)])


def _break(line: Line, width: int) -> list[Content]:
    if isinstance(line, Content):
        return [line]
    above: list[Content] = []
    head = line.head
    if head.cell_length > BELOW and width - head.cell_length < LEAST_BODY:
        above, head = [head], Content(" " * BELOW)
    indent = Content(" " * head.cell_length)
    first, *rest = line.body.wrap(max(width - head.cell_length, 1)) or [Content("")]
    return [*above, head + first, *(indent + part for part in rest)]


class HangingText(Static):
    """Lines with hanging indents. `content` is their text unbroken."""

    def __init__(self, lines: Sequence[Line] = (), **options: Any) -> None:
        """`options` are those of every widget: `id`, `classes`."""
        super().__init__(_join(lines), markup=False, **options)
        self._lines = lines

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines instead."""
        self._lines = lines
        self.update(_join(lines))

    def render(self) -> Content:
        """Break the lines for the width there is; before it is laid out there is none."""
        width = self.size.width
        return lay_out(self._lines, width) if width else _join(self._lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines at a width that is not the present one yet."""
        return len(lay_out(self._lines, width).wrap(width)) if width else 0


def _join(lines: Sequence[Line]) -> Content:
    whole = [line if isinstance(line, Content) else line.head + line.body for line in lines]
    return Content("\n").join(whole)
