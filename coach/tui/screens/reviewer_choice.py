"""Choosing who reviews: the built-in reviewer or a model profile."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from coach.config import Config
from coach.tui.sanitize import sanitize


class ReviewerChoice(ModalScreen[str | None]):
    """Returns the name chosen, or None."""

    CSS_PATH = "reviewer_choice.tcss"
    BINDINGS = [Binding("escape", "dismiss(None)", "Cancel", id="choice.cancel")]

    def __init__(self, config: Config, title: str = "Who reviews this round?") -> None:
        super().__init__()
        self._config = config
        self._title = title

    def compose(self) -> ComposeResult:
        names = self._config.reviewers
        with Vertical(id="choice"):
            yield Label(self._title, id="choice-title")
            options = OptionList(
                *(Option(self._line(name), id=name) for name in names), markup=False
            )
            options.highlighted = names.index(self._config.reviewer)
            yield options

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the one chosen."""
        self.dismiss(event.option.id)

    def _line(self, name: str) -> str:
        if name not in self._config.models:
            return f"{name}   built in, no network"
        return sanitize(f"{name}   {self._config.models[name].model}")
