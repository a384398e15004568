"""Questions and answers of a round, as they were said."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll
from textual.widgets import Static

from coach.transcripts.record import Question
from coach.tui.sanitize import sanitize


class QuestionLog(VerticalScroll, can_focus=False):
    """What the candidate asked and the interviewer said, the newest at the bottom."""

    def show(self, asked: Sequence[Question]) -> None:
        """Add what was said since the last time."""
        for one in asked[len(self.children) // 2 :]:
            self.mount(
                Static(sanitize(f"You   {one.question}"), markup=False, classes="said-by-you")
            )
            self.mount(Static(sanitize(one.answer), markup=False, classes="said-to-you"))
        self.scroll_end(animate=False)
