"""What answers are judged on: the dimensions of the rubric and what each asks."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Footer, Static

from coach.tui.sanitize import sanitize
from coach.tui.screens.base import CoachScreen


class RubricScreen(CoachScreen):
    """The dimensions of a scenario's pack, by name."""

    CSS_PATH = "rubric.tcss"
    ONE_AT_A_TIME = True
    HELP = """\
# What you are judged on

Each dimension of the rubric with the question that it asks of an answer.
"""
    BINDINGS = [Binding("escape", "app.pop_screen", "Back", id="rubric.back")]

    _list = getters.query_one("#rubric-list", Static)

    def __init__(self, scenario_id: str) -> None:
        super().__init__()
        self._scenario_id = scenario_id

    def compose(self) -> ComposeResult:
        yield Static("", id="rubric-list", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        pack, _ = self.coach.library.find(self._scenario_id)
        lines = [f"{row.name}\n  {row.asks}" for row in pack.rubric.dimensions]
        self._list.update(sanitize("\n".join(lines)))
