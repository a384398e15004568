"""A line of a list whose last columns stay at the right, whatever the width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.visual import Visual

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions

GAP = 1


class AlignedRow(Visual):
    """A mark, a text that takes what room there is, and columns at the right.

    The mark takes `mark_width` cells. Each of `columns` is a text and its width in cells; it is
    right-aligned and follows a gap of one cell. A text that is too long ends in an ellipsis, and
    so does `below`, a second line under the text. How high a row is, is known without drawing it: a
    table drawn for each row makes a list of seventy take a tenth of a second.
    """

    def __init__(
        self,
        mark: str,
        text: str | Content,
        columns: Sequence[tuple[str | Content, int]],
        *,
        mark_width: int = 1,
        below: Content | None = None,
    ) -> None:
        self._start = Content(mark.ljust(mark_width) + " " * GAP)
        self._text = Content("") + text
        self._end = Content("").join(_align_right(column, width) for column, width in columns)
        self._below = below

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw the line at a width."""
        room = max(1, width - self._start.cell_length - self._end.cell_length)
        text = self._text.truncate(room, ellipsis=True, pad=True)
        lines = [(self._start + text + self._end).truncate(width, pad=True)]
        if self._below is not None:
            indent = Content(" " * self._start.cell_length)
            lines.append((indent + self._below).truncate(width, ellipsis=True, pad=True))
        return Content("\n").join(lines).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Cells that it takes when nothing is cut."""
        return sum(part.cell_length for part in (self._start, self._text, self._end))

    def get_height(self, rules: RulesMap, width: int) -> int:
        """One line, or two."""
        return 1 if self._below is None else 2


def _align_right(column: str | Content, width: int) -> Content:
    text = Content("") + column
    return Content(" " * (GAP + max(0, width - text.cell_length))) + text
