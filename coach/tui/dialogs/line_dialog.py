"""Asking for a line of text."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from coach.text.controls import flatten
from coach.tui.base.screen import CoachDialog


class LineDialog(CoachDialog[str | None]):
    """A question with a field; it returns what stands in the field, or None."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Cancel", id="line.cancel")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._question = title
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="dialog-title", markup=False)
            yield Input(flatten(self._text), id="line")
            yield Static("enter keep · esc cancel", classes="dialog-keys", markup=False)

    @on(Input.Submitted, "#line")
    def _keep(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)
