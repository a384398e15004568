"""The pushback of a round: who presses, with what, and the reply being written."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.text.controls import sanitize
from coach.transcripts.record import Reply
from coach.tui.widgets.prose_area import ProseArea


class PushbackPane(Vertical):
    """One pushback at a time."""

    _who = getters.query_one("#push-who", Static)
    _text = getters.query_one("#push-text", Static)
    _reply = getters.query_one("#reply", ProseArea)

    def compose(self) -> ComposeResult:
        yield Static("", markup=False, id="push-who", classes="heading")
        yield VerticalScroll(Static("", markup=False, id="push-text"), id="push")
        yield ProseArea("", id="reply", placeholder="Your reply")

    def show(self, now: Reply) -> None:
        """Show a pushback and what was replied to it so far."""
        self._who.update(sanitize(f"{now.who} pushes back"))
        self._text.update(sanitize(now.text))
        self._reply.put(now.reply)
