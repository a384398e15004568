"""The case: the prompt, and what was learned by asking. Always in view while answering."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.transcripts.record import Question
from coach.tui.sanitize import sanitize


class CasePane(VerticalScroll):
    """Prompt on top, questions with their answers below."""

    _heading = getters.query_one("#case-asked", Static)
    _facts = getters.query_one("#case-facts", Vertical)

    def __init__(self, prompt: str) -> None:
        super().__init__(id="case")
        self._prompt = prompt
        self._shown = 0

    def compose(self) -> ComposeResult:
        yield Static("The case", classes="heading")
        yield Static(sanitize(self._prompt), markup=False, id="case-prompt")
        yield Static("You asked", classes="heading -empty", id="case-asked")
        yield Vertical(id="case-facts")

    def show(self, asked: Sequence[Question]) -> None:
        """Show what was asked so far."""
        self._heading.set_class(not asked, "-empty")
        for question in asked[self._shown :]:
            known = "told" if question.fact else "told -unknown"
            self._facts.mount(
                Static(sanitize(question.question), markup=False, classes="asked"),
                Static(sanitize(question.answer), markup=False, classes=known),
            )
        self._shown = len(asked)
