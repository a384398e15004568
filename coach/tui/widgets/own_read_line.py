"""A line to write in an own read: it wraps, and enter hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.timer import Timer

from coach.tui.widgets.prose_area import ProseArea

REST = 0.5
"""Seconds without a key after which what is being typed is handed on to be written."""


class OwnReadLine(ProseArea):
    """A text of a line or two; `enter` and `ctrl+s` hand it over instead of breaking the line."""

    @dataclass
    class Given(Message):
        """The line was handed over."""

        text: str

    @dataclass
    class Rested(Message):
        """The keys rest; this is what was typed so far."""

        text: str

    def __init__(self) -> None:
        super().__init__("", id="own-line", placeholder="")
        self._resting: Timer | None = None

    @property
    def flat(self) -> str:
        """What was typed, on one line."""
        return " ".join(self.text.split())

    def ask(self, text: str) -> None:
        """Start with a text, the cursor behind it, and take the focus."""
        self.text = text
        self.display = True
        self.move_cursor(self.document.end)
        self.screen.set_focus(self)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "ctrl+s", "ctrl+j"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Given(self.flat))
            return
        await super()._on_key(event)

    def on_text_area_changed(self) -> None:
        """Wait until the keys rest."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, lambda: self.post_message(self.Rested(self.flat)))
