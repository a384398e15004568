"""The list of scenarios: one line each, with minutes, best level and attempts lined up right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content
from textual.events import Click
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.exports.levels import draw_dots, draw_squares
from coach.tui.widgets.aligned_row import AlignedRow

if TYPE_CHECKING:
    from coach.tui.practice.glance import ListedCase


class ScenarioList(OptionList):
    """Scenarios; `enter`, or a second click, starts the one under the cursor."""

    BINDINGS = [
        Binding("enter", "select", "Start", id="list.start"),
        Binding("j", "cursor_down", "Down", show=False, id="list.down"),
        Binding("k", "cursor_up", "Up", show=False, id="list.up"),
        Binding("g", "first", "First", show=False, id="list.first"),
        Binding("G", "last", "Last", show=False, id="list.last"),
    ]

    _clicked: str | None = None
    """The scenario clicked last; a click on another one only selects it."""

    def show(
        self, rows: Iterable[ListedCase], prefer: str | None = None, *, ranked: bool = False
    ) -> None:
        """Show these rows under their groups; the cursor stays on its scenario, or goes to another.

        Where they are `ranked`, best first, there are no groups and the cursor goes to the first.
        """
        kept = None if ranked else self.current or prefer
        self._clicked = None
        self.clear_options()
        self.add_options(_list_rows(rows) if ranked else _list_groups(rows))
        ids = [option.id for option in self.options]
        # headings have no id
        if kept and kept in ids:
            self.highlighted = ids.index(kept)
        else:
            self.action_first()

    def suggest(self, scenario: str) -> None:
        """Put the cursor on a scenario, unless somebody has moved it from the first row."""
        ids = [option.id for option in self.options]
        first = next((place for place, row_id in enumerate(ids) if row_id), None)
        if self.highlighted == first and scenario in ids:
            self.highlighted = ids.index(scenario)

    async def _on_click(self, event: Click) -> None:
        """Select; what was selected by a click before is started."""
        event.prevent_default()
        index = event.style.meta.get("option")
        if index is None or self.get_option_at_index(index).disabled:
            return
        again = self._clicked == self.get_option_at_index(index).id
        self.highlighted = index
        self._clicked = self.current
        if again:
            self.action_select()

    @property
    def current(self) -> str | None:
        """Id of the scenario under the cursor."""
        if self.highlighted is None:
            return None
        return self.get_option_at_index(self.highlighted).id


def _list_rows(rows: Iterable[ListedCase]) -> list[Option]:
    return [Option(_draw_row(row), id=row.id) for row in rows]


def _list_groups(rows: Iterable[ListedCase]) -> Iterator[Option]:
    for group, members in groupby(rows, key=lambda row: row.group):
        if group:
            yield Option(Content.styled(group, "bold"), disabled=True)
        yield from _list_rows(members)


def _draw_row(row: ListedCase) -> AlignedRow:
    own = draw_squares(row.own_level)
    level = draw_dots(row.best_level) if row.best_level or not row.own_level else own
    columns = [
        (f"{row.minutes}m", 4),
        (level, 4),
        (f"{row.attempts}×" if row.attempts else "", 3),
    ]
    title = row.title + (" (draft)" if row.draft else "")
    return AlignedRow("●" if row.attempts else " ", title, columns)
