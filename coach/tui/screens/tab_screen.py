"""What the five places share: the bar at the top and the footer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.lazy import Lazy
from textual.screen import Screen
from textual.widgets import Footer

from coach.tui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from coach.tui.app import CoachApp


class TabScreen(Screen[None]):
    """One of the places. Subclasses compose their body in `compose_body`.

    `fill` is called when the packs and rounds are loaded, and each time one comes back here.
    """

    PLACE: ClassVar[str]
    app: CoachApp

    def compose(self) -> ComposeResult:
        yield TabBar(self.PLACE)
        yield from self.compose_body()
        # its keys cost as much as all the rest, and the first frame does without them
        yield Lazy(Footer())

    def compose_body(self) -> ComposeResult:
        """The place itself."""
        yield from ()

    def on_mount(self) -> None:
        self.app.coach_ready.subscribe(self, lambda _: self._fill())
        self._fill()

    def on_screen_resume(self) -> None:
        self._fill()

    def _fill(self) -> None:
        if self.app.coach is None or not self.is_mounted:
            return
        bar = self.query_one(TabBar)
        bar.reviewer, bar.due = self.app.reviewer_name, self.app.due
        self.fill()

    def fill(self) -> None:
        """Show what is on disk now."""
