"""The case: the prompt, and what was learned by asking. Always in view while answering."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.transcripts.record import Question
from coach.tui.sanitize import sanitize


class CasePane(VerticalScroll):
    """Prompt on top, questions with their answers below."""

    def __init__(self, prompt: str) -> None:
        super().__init__(id="case")
        self._prompt = prompt
        self._shown = 0

    def compose(self) -> ComposeResult:
        yield Static("The case", classes="heading")
        yield Static(self._prompt, markup=False, id="case-prompt")
        yield Static("You asked", classes="heading -empty", id="case-asked")
        yield Vertical(id="case-facts")

    def show(self, asked: Sequence[Question]) -> None:
        """Show what was asked so far."""
        self.query_one("#case-asked").set_class(not asked, "-empty")
        facts = self.query_one("#case-facts", Vertical)
        for one in asked[self._shown :]:
            told = "told" if one.fact else "told -unknown"
            facts.mount(
                Static(sanitize(one.question), markup=False, classes="asked"),
                Static(sanitize(one.answer), markup=False, classes=told),
            )
        self._shown = len(asked)
