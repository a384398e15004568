"""Rows in a column, one of which is unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar, cast

from textual import events
from textual.containers import VerticalScroll
from textual.message import Message

from coach.tui.widgets.hanging_text import HangingText, Line
from coach.tui.widgets.once_drawn import call_once_drawn

FOLDED, UNFOLDED = "  ", "▸ "


class AccordionRow(HangingText):
    """A row; unfolded it has the class `-chosen` and more to show."""

    def on_mount(self) -> None:
        self.choose(chosen=False)

    def choose(self, *, chosen: bool) -> None:
        """Unfold or fold it."""
        self.set_class(chosen, "-chosen")
        self.show(self.describe(UNFOLDED if chosen else FOLDED, chosen=chosen))

    def describe(self, mark: str, *, chosen: bool) -> Sequence[Line]:
        """Return the lines of the row; the first one begins with the mark."""
        raise NotImplementedError


Row = TypeVar("Row", bound=AccordionRow)


class Accordion(VerticalScroll, Generic[Row], can_focus=False):
    """Keeps one of its rows unfolded: by `step`, by `choose`, or by a click."""

    class RowChosen(Message):
        """Another row was unfolded; `chosen` is the one."""

    _index = 0
    _was_wide = False

    def on_resize(self) -> None:
        """Draw the rows anew where the screen became wide, or narrow: they may hold more then."""
        is_wide = self.screen.has_class("-wide")
        if is_wide != self._was_wide:
            self._was_wide = is_wide
            for place, row in enumerate(self.rows):
                row.choose(chosen=place == self._index)

    @property
    def rows(self) -> list[Row]:
        """The rows from the top."""
        rows = [child for child in self.children if isinstance(child, AccordionRow)]
        return cast("list[Row]", rows)

    @property
    def chosen(self) -> Row | None:
        """The row that is unfolded; None where there are no rows."""
        rows = self.rows
        return rows[self._index] if self._index < len(rows) else None

    def step(self, by: int) -> None:
        """Go to another row, from the last one to the first."""
        self.choose(self._index + by)

    def choose(self, index: int) -> None:
        """Unfold a row and fold the others."""
        rows = self.rows
        if not rows:
            return
        self._index = index % len(rows)
        for place, row in enumerate(rows):
            row.choose(chosen=place == self._index)
        chosen = rows[self._index]
        call_once_drawn(chosen, chosen.scroll_visible, animate=False)
        self.post_message(self.RowChosen())

    def on_click(self, event: events.Click) -> None:
        """Unfold the row that is clicked."""
        rows: list[AccordionRow] = list(self.rows)
        if isinstance(event.widget, AccordionRow) and event.widget in rows:
            self.choose(rows.index(event.widget))
