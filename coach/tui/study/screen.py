"""Study: cards that are due, answered by typing or in the head, graded by oneself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Center, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui.base.tab_screen import TabScreen
from coach.tui.format import MUTED, render_count
from coach.tui.navigation import CardsCounted
from coach.tui.widgets.hanging_text import HangingText, Line, hang

if TYPE_CHECKING:
    from datetime import datetime

    from coach.study import Deck, Flashcard, Grade


MORE = 10
"""New cards that are added on request."""


class CardField(Input):
    """Where the answer to a card is typed."""

    BINDINGS = [Binding("enter", "submit", "Show the answer", id="study.reveal")]


class StudyScreen(TabScreen):
    """One card after the other."""

    PLACE = "study"
    # the field takes the focus when there is a card to answer; hidden, it would eat the keys
    AUTO_FOCUS = ""
    CSS_PATH = "screen.tcss"
    HELP = """\
# Study

Type the answer, or say it in your head, then press `enter` to see it. Grade yourself: `a` again,
`h` hard, `g` or `enter` good, `e` easy. The grade decides when the card comes back. Ten new cards a
day join those that are due, and `m` brings ten more when all are done. The words of the answer that
you typed are a hint, not a grade. `escape` leaves the field: then the number keys lead to places.
"""
    BINDINGS = [
        Binding("a", "grade('again')", "Again", id="study.again"),
        Binding("h", "grade('hard')", "Hard", id="study.hard"),
        Binding("g,enter", "grade('good')", "Good", key_display="g", id="study.good"),
        Binding("e", "grade('easy')", "Easy", id="study.easy"),
        Binding("m", "more", "More", tooltip="Ten more new cards", id="study.more"),
        Binding("escape", "leave_field", "Leave the field", id="study.leave"),
    ]

    _topic = getters.query_one("#card-topic", Static)
    _term = getters.query_one("#card-term", Static)
    _question = getters.query_one("#card-question", Static)
    _typed = getters.query_one("#card-typed", Input)
    _answer = getters.query_one("#card-answer", HangingText)

    def __init__(self) -> None:
        super().__init__()
        self._card: Flashcard | None = None
        self._open = False
        self._extra = 0
        """New cards asked for besides those of the day."""
        self._has_more = False
        self._done = 0
        """Cards graded since the screen was opened."""

    def compose_body(self) -> ComposeResult:
        with Center(), Vertical(id="card"):
            yield Static("", id="card-topic", markup=False)
            yield Static("", id="card-term", markup=False)
            yield Static("", id="card-question", markup=False)
            yield CardField(placeholder="Your answer, then enter", id="card-typed")
            yield HangingText(id="card-answer")

    def fill(self) -> None:
        if self._open:
            return
        try:
            self._show_next()
        except CoachError as error:
            self._typed.display = False
            self._question.update(sanitize(str(error)))

    def _show_next(self) -> None:
        coach = self.coach
        deck = coach.study.make_deck(coach.workspace.now(), self._extra)
        self._card = deck.cards[deck.due[0]] if deck.due else None
        self._open = False
        self.post_message(CardsCounted(len(deck.due)))
        self._typed.value = ""
        self._typed.display = self._card is not None
        self._answer.show([])
        if self._card is None:
            self._say_done(deck)
            return
        count = f"{self._done + 1} of {self._done + len(deck.due)}"
        self._topic.update(f"{sanitize(self._card.topic)}   ·   {count}")
        self._show_term(self._card.term)
        self._question.update(sanitize(self._card.question))
        self.set_focus(self._typed)
        self.refresh_bindings()

    def _say_done(self, deck: Deck) -> None:
        self._topic.update("Study")
        self._show_term("")
        self._question.update("\n".join(_say_done(deck, self.coach.workspace.now())))
        self._has_more = deck.fresh > 0
        self.set_focus(None)
        self.refresh_bindings()

    def _show_term(self, term: str) -> None:
        self._term.display = bool(term)
        self._term.update(sanitize(term))

    def action_more(self) -> None:
        """Study new cards besides those of the day."""
        self._extra += MORE
        self.fill()

    @on(Input.Submitted, "#card-typed")
    def _reveal(self, event: Input.Submitted) -> None:
        if self._card is None or self._open:
            return
        self._open = True
        stays = self.coach.study.preview(self._card.id, self.coach.workspace.now())
        self._answer.show(_render_answer(self._card, event.value, stays))
        self.set_focus(None)
        self.refresh_bindings()

    def action_grade(self, grade: Grade) -> None:
        """Grade the open card and go on."""
        if self._card is None or not self._open:
            return
        try:
            self.coach.study.answer(self._card.id, grade, self.coach.workspace.now())
        except OSError as error:
            self.notify(f"The grade could not be saved: {error.strerror}.", severity="error")
            return
        self._done += 1
        self._show_next()

    def action_leave_field(self) -> None:
        """Leave the field, so that the number keys lead to places."""
        self.set_focus(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grades are there once the answer is, and more cards once those that are due are done."""
        if action == "more":
            return self._card is None and self._has_more
        if action == "leave_field":
            return self._typed.has_focus
        return self._open if action == "grade" else True


def _say_done(deck: Deck, now: datetime) -> Iterator[str]:
    if not deck.cards:
        yield "The packs hold no cards."
        return
    yield f"No card is due now. {deck.seen} of {render_count(len(deck.cards), 'card')} seen."
    if deck.next_due is not None:
        yield f"The next comes back in {render_stay(deck.next_due - now)}."
    if deck.fresh:
        yield f"m brings {MORE} more new ones."


def render_stay(stay: timedelta) -> str:
    """A span in its largest unit: `1m`, `6h`, `16d`; never nothing."""
    minutes = max(1, round(stay.total_seconds() / 60))
    for size, unit in ((24 * 60, "d"), (60, "h")):
        if minutes >= size:
            return f"{round(minutes / size)}{unit}"
    return f"{minutes}m"


def _render_answer(card: Flashcard, typed: str, stays: Mapping[Grade, timedelta]) -> list[Line]:
    from coach.study import list_words_met

    lines: list[Line] = []
    if words := list_words_met(typed, card.answer):
        lines.append(hang(Content.styled("you have  ", MUTED), sanitize(" · ".join(words)), MUTED))
        lines.append(Content(""))
    lines += [hang("", sanitize(card.answer), "bold"), Content("")]
    lines.append(hang(Content.styled("why   ", MUTED), sanitize(card.why)))
    if card.source:
        dated = f" ({card.as_of})" if card.as_of else ""
        lines += [Content(""), hang("", sanitize(f"{card.source}{dated}"), MUTED)]
    grades = "   ".join(f"{grade[0]} {grade} {render_stay(stay)}" for grade, stay in stays.items())
    lines += [Content(""), hang("", grades, "$text-accent")]
    return lines
