"""The list of scenarios: one line each, with minutes, best level and attempts lined up right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.tui.words import dots

if TYPE_CHECKING:
    from coach.practice.overview import ScenarioRow


class ScenarioList(OptionList):
    """Scenarios; `enter` starts the one under the cursor."""

    BINDINGS = [
        Binding("enter", "select", "Start", id="list.start"),
        Binding("j", "cursor_down", "Down", show=False, id="list.down"),
        Binding("k", "cursor_up", "Up", show=False, id="list.up"),
        Binding("g", "first", "First", show=False, id="list.first"),
        Binding("G", "last", "Last", show=False, id="list.last"),
    ]

    def show(self, rows: Iterable[ScenarioRow], prefer: str | None = None) -> None:
        """Show these rows; the cursor stays on its scenario, or goes to the preferred one."""
        kept = self.current or prefer
        self.clear_options()
        self.add_options(Option(_line(row), id=row.id) for row in rows)
        ids = [option.id for option in self.options]
        if ids:
            self.highlighted = ids.index(kept) if kept in ids else 0

    @property
    def current(self) -> str | None:
        """Id of the scenario under the cursor."""
        if self.highlighted is None:
            return None
        return self.get_option_at_index(self.highlighted).id


def _line(row: ScenarioRow) -> Table:
    line = Table.grid(expand=True, padding=(0, 1, 0, 0))
    line.add_column(width=1)
    line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    line.add_column(width=4, justify="right", no_wrap=True)
    line.add_column(width=4, justify="right", no_wrap=True)
    line.add_column(width=3, justify="right", no_wrap=True)
    line.add_row(
        "●" if row.attempts else " ",
        Text(row.title + (" (draft)" if row.draft else "")),
        f"{row.minutes}m",
        dots(row.best_level),
        f"{row.attempts}×" if row.attempts else "",
    )
    return line
