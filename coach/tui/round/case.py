"""The case beside what is written: the facts learned, one's own answer once it is pressed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events, getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from coach.text.controls import sanitize
from coach.transcripts.record import Question
from coach.tui.widgets.hanging_text import HangingText, hang


class CasePane(VerticalScroll):
    """The prompt, and below it the facts as a list; the answer on top while replying."""

    @dataclass
    class TypedHere(Message):
        """Something was typed while the focus was here."""

        text: str

    _hint = getters.query_one("#case-hint", HangingText)
    _answer_heading = getters.query_one("#case-answer-heading", Static)
    _answer = getters.query_one("#case-answer", Static)
    _facts_heading = getters.query_one("#case-facts-heading", Static)
    _facts = getters.query_one("#case-facts", HangingText)

    def __init__(self, prompt: str) -> None:
        super().__init__(id="case")
        self._prompt = prompt

    def on_key(self, event: events.Key) -> None:
        """Hand what is typed here to the field that is written in, which takes the focus again."""
        if event.character and event.is_printable:
            event.stop()
            self.post_message(self.TypedHere(event.character))

    def compose(self) -> ComposeResult:
        yield HangingText(id="case-hint", classes="-empty")
        yield Static("Your answer", classes="heading -empty", id="case-answer-heading")
        yield Static("", markup=False, classes="-empty", id="case-answer")
        yield Static("The case", classes="heading")
        yield Static(sanitize(self._prompt), markup=False, id="case-prompt")
        yield Static("Facts you asked for", classes="heading -empty", id="case-facts-heading")
        yield HangingText(id="case-facts")

    def show(self, asked: Sequence[Question]) -> None:
        """Show the facts that the questions so far have earned, each once."""
        facts = dict.fromkeys(question.answer for question in asked if question.fact)
        self._facts_heading.set_class(not facts, "-empty")
        self._facts.show([hang("· ", sanitize(fact)) for fact in facts])

    def show_hint(self, hint: str) -> None:
        """Show a hint on top, where it stays until the next one."""
        self._hint.show([hang("hint  ", sanitize(hint))])
        self._hint.remove_class("-empty")
        self.scroll_home(animate=False)

    def show_answer(self, answer: str) -> None:
        """Show what was answered, above the case."""
        self._hint.add_class("-empty")
        self._answer.update(sanitize(answer.strip()))
        for widget in (self._answer_heading, self._answer):
            widget.set_class(not answer.strip(), "-empty")
        self.scroll_home(animate=False)
