"""A line of a list whose last columns stay at the right, whatever the width."""

from __future__ import annotations

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
    """A mark of one cell, a text that takes what room there is, and columns at the right.

    Each of `columns` is a text and its width in cells; it is right-aligned and follows a gap of one
    cell. A text that is too long ends in an ellipsis. A row is one line high, which is known
    without drawing it: a table drawn for each row makes a list of seventy take a tenth of a second.
    """

    def __init__(self, mark: str, text: str, columns: list[tuple[str, int]]) -> None:
        self._start = mark.ljust(1) + " " * GAP
        self._text = Content(text)
        self._end = "".join(" " * GAP + column.rjust(width) for column, width in columns)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw the line at a width."""
        room = max(1, width - len(self._start) - len(self._end))
        text = self._text.truncate(room, ellipsis=True, pad=True)
        line = Content(self._start) + text + self._end
        return line.truncate(width, pad=True).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Cells that it takes when nothing is cut."""
        return len(self._start) + self._text.cell_length + len(self._end)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """One line."""
        return 1
