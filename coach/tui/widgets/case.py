"""The case: the prompt, and what was learned by asking. Always in view while answering."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.transcripts.transcript import Question
from coach.tui.safe import shown


class Case(VerticalScroll):
    """Prompt on top, questions with their answers below."""

    def __init__(self, prompt: str) -> None:
        super().__init__(id="case")
        self._prompt = prompt

    def compose(self) -> ComposeResult:
        yield Static("The case", classes="heading")
        yield Static(self._prompt, markup=False, id="case-prompt")
        yield Static("You asked", classes="heading", id="case-asked")
        yield Static("", id="case-facts")

    def show(self, asked: Sequence[Question]) -> None:
        """Show what was asked so far."""
        self.query_one("#case-asked").display = bool(asked)
        lines: list[Content] = []
        for one in asked:
            lines.append(Content.assemble(("· ", "$text-muted"), Content(shown(one.question))))
            mark = "$text" if one.fact else "$text-muted"
            lines.append(Content.assemble("  ", Content.styled(shown(one.answer), mark)))
        self.query_one("#case-facts", Static).update(Content("\n").join(lines))
