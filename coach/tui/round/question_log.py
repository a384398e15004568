"""Questions and answers of a round, as they were put."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll

from coach.text.controls import sanitize
from coach.transcripts.record import Question
from coach.tui.widgets.hanging_text import HangingText, hang


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
