"""A line to write in an own read: it wraps, and enter hands it over."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.timer import Timer

from coach.text.controls import flatten
from coach.tui.widgets.prose_area import ProseArea

WRITTEN_WITHIN = 0.5
"""Seconds from a key until what is being typed is handed on to be written."""


class LineField(ProseArea):
    """A text of a line or two; `enter` and `ctrl+s` hand it over instead of breaking the line."""

    @dataclass
    class Given(Message):
        """The line was handed over."""

        text: str

    @dataclass
    class Typed(Message):
        """This was typed so far and is to be written."""

        text: str

    def __init__(self) -> None:
        super().__init__("", id="own-line", placeholder="")
        self._waiting: Timer | None = None

    @property
    def flat(self) -> str:
        """What was typed, on one line."""
        return flatten(self.text)

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
        """Hand on what is typed soon, however long the typing goes on."""
        if self._waiting is None:
            self._waiting = self.set_timer(WRITTEN_WITHIN, self._hand_on)

    def _hand_on(self) -> None:
        self._waiting = None
        self.post_message(self.Typed(self.flat))
