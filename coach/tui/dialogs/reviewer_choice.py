"""Choosing who reviews: the built-in reviewer, a model profile, or one that is added now."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from coach.text.controls import sanitize
from coach.tui.base.screen import CoachDialog
from coach.tui.navigation import AskNewModel, SettingsChanged

ADD = "add a model"
"""Id of the last line; no profile's name has spaces."""


class ReviewerChoice(CoachDialog[str | None]):
    """Returns the name chosen, or None."""

    BINDINGS = [
        Binding("a", "add", "Add a model…", id="choice.add"),
        Binding("escape", "dismiss(None)", "Cancel", id="choice.cancel"),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._question = title

    def compose(self) -> ComposeResult:
        config = self.coach.config
        with Vertical(id="choice", classes="dialog"):
            yield Label(self._question, id="choice-title", classes="dialog-title")
            options = OptionList(
                *(Option(self._describe(name), id=name) for name in config.reviewers),
                Option("Add a model…", id=ADD),
                markup=False,
            )
            options.highlighted = config.reviewers.index(config.reviewer)
            yield options
            yield Static(
                "enter choose · a add a model · esc cancel", classes="dialog-keys", markup=False
            )

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if event.option.id == ADD:
            self.action_add()
        else:
            self.dismiss(event.option.id)

    @work(exclusive=True, group="adding", exit_on_error=False)
    async def action_add(self) -> None:
        """Add a model and choose it."""
        added = await self.app.ask(AskNewModel())
        if added is not None:
            self.app.post_message(SettingsChanged())
            self.dismiss(added)

    def _describe(self, name: str) -> str:
        models = self.coach.config.models
        if name not in models:
            return f"{name}   built in, no network"
        return sanitize(f"{name}   {models[name].model}")
