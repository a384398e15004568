"""What the five places share: the bar at the top and the footer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.reactive import var

from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import GoToPlace
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.tab_bar import PLACES, TabBar


class TabScreen(CoachScreen):
    """One of the places. Subclasses compose their body in `compose_body`.

    `fill` is called when the packs and rounds are loaded, and each time one comes back here.
    """

    PLACE: ClassVar[str]

    reviewer: var[str] = var("")
    """Who reviews the rounds, as the app has it."""
    due: var[int] = var(0)
    """Study cards that are due, as the app has them."""

    def compose(self) -> ComposeResult:
        yield TabBar(self.PLACE).data_bind(TabScreen.reviewer, TabScreen.due)
        yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """The place itself."""
        yield from ()

    def on_mount(self) -> None:
        self.watch(self.app, "reviewer", self._take_reviewer)
        self.watch(self.app, "due", self._take_due)
        self.watch(self.app, "coach", self._fill)

    def _take_reviewer(self, reviewer: str) -> None:
        self.reviewer = reviewer

    def _take_due(self, due: int) -> None:
        self.due = due

    def on_screen_resume(self) -> None:
        self._fill()

    @property
    def is_ready(self) -> bool:
        """Whether the coach is loaded."""
        return self.app.coach is not None

    def _fill(self) -> None:
        if self.is_ready and self.is_mounted:
            self.fill()

    def fill(self) -> None:
        """Show what is on disk now."""

    def list_commands(self) -> Iterator[SystemCommand]:
        """Every place."""
        for place, name in PLACES:
            go = partial(self.post_message, GoToPlace(place))
            yield SystemCommand(f"Go to {name}", f"Show the {name} place", go)
