"""What stands around every screen: the help beside it, and a notice where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from coach.tui import registry
from coach.tui.safe_app import SafeApp

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Size
    from textual.notifications import SeverityLevel
    from textual.screen import Screen

LEAST_SIZE = (60, 18)
"""Columns and rows below which no screen is readable."""


class FramedApp(SafeApp):
    """An application whose screens have help beside them and need a least size."""

    BINDINGS = [
        Binding("f1", "toggle_help", "Help", id="help"),
        # before the screen's own escape, which would leave a round
        Binding("escape", "close_help", "Close help", show=False, priority=True, id="help.close"),
    ]

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._notice: Screen[None] | None = None
        """What tells that the terminal is too small, while it does."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something once: while it can still be read, the same is not said again."""
        if any(note.message == message and note.title == title for note in self._notifications):
            return
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def on_resize(self, event: events.Resize) -> None:
        self.heed_size(event.size)

    def heed_size(self, size: Size) -> None:
        """Below a least size show the notice that says so; what lies below it waits unchanged."""
        width, height = size
        small = width < LEAST_SIZE[0] or height < LEAST_SIZE[1]
        if small and not self.is_covered:
            self._notice = registry.make_too_small(LEAST_SIZE)
            self.push_screen(self._notice)
        elif not small and self.is_covered:
            self.pop_screen()

    @property
    def is_covered(self) -> bool:
        """Whether the notice that the terminal is too small lies on top."""
        return self.screen is self._notice

    def action_toggle_help(self) -> None:
        """Show the help beside this screen, or close it."""
        if self._help:
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def action_show_help_panel(self) -> None:
        """Show the help beside this screen."""
        from coach.tui.widgets.help import Help

        if not self._help:
            self.screen.mount(Help())

    def action_close_help(self) -> None:
        """Close the help beside this screen."""
        self.action_hide_help_panel()

    @property
    def _help(self) -> bool:
        return bool(self.screen.query("HelpPanel"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the screen's own key while no help is open."""
        return self._help if action == "close_help" else True
