"""Asking for the day of the interview."""

from __future__ import annotations

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachDialog
from coach.tui.widgets.key_bar import KeyBar


class DayField(Input):
    """The field, whose enter is named in the line of keys."""

    BINDINGS = [Binding("enter", "submit", "Keep", id="day.keep")]


class InterviewDay(CoachDialog[None]):
    """A field for the day; what is entered is kept in the config."""

    CSS_PATH = "interview_day.tcss"
    BINDINGS = [Binding("escape", "dismiss", "Cancel", id="day.cancel")]

    _state = getters.query_one("#day-says", Static)

    def compose(self) -> ComposeResult:
        kept = self.coach.config.interview
        with Vertical(id="day"):
            yield Label("When is the interview?", id="day-title")
            typed = kept.isoformat() if kept else ""
            yield DayField(typed, placeholder="2026-12-01", id="day-typed")
            yield Static(_explain(is_set=kept is not None), id="day-says", markup=False)
            yield KeyBar()

    @on(Input.Submitted, "#day-typed")
    def _keep(self, event: Input.Submitted) -> None:
        from coach.services.config_file import parse_interview_day

        today = self.coach.workspace.now().date()
        typed = event.value.strip()
        try:
            day = parse_interview_day(typed, today) if typed else None
            self.coach.plan.set_interview(day)
        except (CoachError, OSError) as error:
            self._state.update(sanitize(str(error)))
            return
        self.dismiss()


def _explain(*, is_set: bool) -> str:
    sentence = "Year, month and day, as in 2026-12-01; enter keeps it."
    return f"{sentence} Empty takes it out." if is_set else sentence
