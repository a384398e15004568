"""The drills there are, what each trains and when it was done; any can be started."""

from __future__ import annotations

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import OpenDrill
from coach.tui.sanitize import sanitize
from coach.tui.widgets.key_bar import KeyBar


class DrillListScreen(CoachScreen):
    """Every drill of the packs; `enter` sits down to the one under the cursor."""

    CSS_PATH = "screen.tcss"
    ONE_AT_A_TIME = True
    HELP = """\
# Drills

Every two-minute drill with what it trains. `enter` starts the one under the cursor.
"""
    BINDINGS = [Binding("escape", "app.pop_screen", "Back", id="drills.back")]

    _list = getters.query_one(OptionList)

    def compose(self) -> ComposeResult:
        yield OptionList(id="drills", compact=True, markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        for row in self.coach.drills.list_drills():
            trains = "; ".join(row.trains)
            self._list.add_option(Option(sanitize(f"{row.title}\n  {trains}"), id=row.id))
        self._list.focus()

    @on(OptionList.OptionSelected)
    def _start(self, event: OptionList.OptionSelected) -> None:
        self.post_message(OpenDrill(event.option_id))
