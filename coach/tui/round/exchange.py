"""What the two say to each other: questions with their answers, pushback with the reply to it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.text.controls import sanitize
from coach.transcripts.record import Question, Reply
from coach.tui.widgets.hanging_text import HangingText, hang
from coach.tui.widgets.prose_area import ProseArea


class QuestionLog(VerticalScroll, can_focus=False):
    """What the candidate asked and the interviewer said, the newest at the bottom."""

    def show(self, asked: Sequence[Question]) -> None:
        """Add what was put since the last time."""
        for question in asked[len(self.children) // 2 :]:
            lines = [hang("You   ", sanitize(question.question))]
            self.mount(HangingText(lines, classes="said-by-you"))
            answer = [hang("", sanitize(question.answer))]
            self.mount(HangingText(answer, classes="said-to-you"))
        self.scroll_end(animate=False)


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
