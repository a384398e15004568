"""Choosing who reviews: the built-in reviewer or a model profile."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from coach.tui.sanitize import sanitize
from coach.tui.screens.base import CoachDialog


class ReviewerChoice(CoachDialog[str | None]):
    """Returns the name chosen, or None."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Cancel", id="choice.cancel")]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._question = title

    def compose(self) -> ComposeResult:
        config = self.coach.config
        with Vertical(id="choice", classes="dialog"):
            yield Label(self._question, id="choice-title", classes="dialog-title")
            options = OptionList(
                *(Option(self._line(name), id=name) for name in config.reviewers), markup=False
            )
            options.highlighted = config.reviewers.index(config.reviewer)
            yield options
            yield Static("enter choose · esc cancel", classes="dialog-keys", markup=False)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def _line(self, name: str) -> str:
        models = self.coach.config.models
        if name not in models:
            return f"{name}   built in, no network"
        return sanitize(f"{name}   {models[name].model}")
