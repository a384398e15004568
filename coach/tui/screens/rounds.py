"""Rounds: what was saved, newest first."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coach.transcripts.rows import Row
from coach.tui.safe import shown
from coach.tui.screens.place import PlaceScreen
from coach.tui.words import dots


class RoundsScreen(PlaceScreen):
    """The saved rounds."""

    PLACE = "rounds"
    CSS_PATH = "rounds.tcss"
    HELP = """\
# Rounds

Every round is a folder of plain files. `enter` opens one with its reviews; `/` filters.
"""
    BINDINGS = [
        Binding("slash", "filter", "Filter", key_display="/", id="rounds.filter"),
        Binding("escape", "clear", "Clear filter", show=False, id="rounds.clear"),
        Binding("j", "move('cursor_down')", "Down", show=False, id="rounds.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="rounds.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []

    def compose_body(self) -> ComposeResult:
        yield Input(placeholder="/ filter", id="rounds-filter", compact=True)
        yield Static("", id="no-rounds", markup=False)
        yield OptionList(id="rounds", compact=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#rounds", OptionList).focus()

    def fill(self) -> None:
        if self.app.desk is not None:
            self._rows = self.app.desk.rounds()
            self._show()

    @on(Input.Changed, "#rounds-filter")
    def _show(self) -> None:
        wanted = self.query_one("#rounds-filter", Input).value.casefold().split()
        rows = [row for row in self._rows if all(word in _searchable(row) for word in wanted)]
        listed = self.query_one("#rounds", OptionList)
        listed.clear_options()
        listed.add_options(Option(_line(row), id=row.id) for row in rows)
        empty = self.query_one("#no-rounds", Static)
        empty.display = not rows
        empty.update(
            "Nothing fits. Escape clears the filter."
            if self._rows
            else "No rounds yet. Press 1 and take one; it is saved here."
        )
        if rows:
            listed.highlighted = 0

    @on(OptionList.OptionSelected, "#rounds")
    def _open(self, event: OptionList.OptionSelected) -> None:
        row = next((row for row in self._rows if row.id == event.option_id), None)
        if row is None:
            return
        if row.status == "damaged":
            self.notify(f"This round cannot be read: {row.reason}", markup=False, timeout=10)
        elif row.status == "done":
            self.app.open_review(row.id)
        else:
            self.app.resume_round(row.id)

    def action_move(self, how: str) -> None:
        """Move in the list."""
        getattr(self.query_one("#rounds", OptionList), f"action_{how}")()

    def action_filter(self) -> None:
        """Type into the filter."""
        self.query_one("#rounds-filter", Input).focus()

    def action_clear(self) -> None:
        """Clear the filter and go back to the list."""
        self.query_one("#rounds-filter", Input).value = ""
        self.query_one("#rounds", OptionList).focus()


def _searchable(row: Row) -> str:
    return " ".join([row.title, row.scenario, row.started, row.first_line, *row.reviews]).casefold()


def _line(row: Row) -> Table:
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    line.add_column(width=16, no_wrap=True)
    line.add_column(ratio=2, no_wrap=True, overflow="ellipsis")
    line.add_column(width=4, no_wrap=True)
    line.add_column(width=5, justify="right", no_wrap=True)
    line.add_column(ratio=3, no_wrap=True, overflow="ellipsis", style="dim")
    if row.status == "damaged":
        line.add_row(
            row.id[:16], Text(shown(row.title)), "", "", Text(shown(f"damaged: {row.reason}"))
        )
    else:
        last = row.first_line if row.status == "done" else f"unfinished: {row.first_line}"
        when = row.started[:16].replace("T", " ")
        line.add_row(
            when, Text(shown(row.title)), dots(row.level), str(row.words), Text(shown(last))
        )
    return line
