"""Asking what is to become of words that could not be saved."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from coach.text.controls import sanitize
from coach.tui.base.screen import CoachDialog


class UnsavedDialog(CoachDialog[str | None]):
    """Returns `again`, a folder, `copy` or `print`; None to stay."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Stay", id="unsaved.stay")]

    def __init__(self, trouble: str, places: Sequence[str]) -> None:
        super().__init__()
        self._trouble = trouble
        self._places = places

    def compose(self) -> ComposeResult:
        title = f"What you wrote is not saved: {self._trouble}."
        with Vertical(id="unsaved", classes="dialog -alarm"):
            yield Label(sanitize(title), id="unsaved-title", classes="dialog-title", markup=False)
            yield OptionList(
                Option("Try again", id="again"),
                *(Option(sanitize(f"Write it into {place}"), id=place) for place in self._places),
                Option("Copy it to the clipboard, and print it when coach ends", id="copy"),
                Option("Leave, and print it when coach ends", id="print"),
                Option("Stay here", id="stay"),
                markup=False,
            )
            yield Static("enter choose · esc stay", classes="dialog-keys", markup=False)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(None if event.option.id == "stay" else event.option.id)
