"""Study: cards that are due, answered by typing or in the head, graded by oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from coach.files import CoachError
from coach.tui.format import MUTED, plural
from coach.tui.navigation import CardsCounted
from coach.tui.sanitize import sanitize
from coach.tui.screens.tab_screen import TabScreen
from coach.tui.widgets.hanging_text import HangingText, Line, hang

if TYPE_CHECKING:
    from coach.study import Deck, Flashcard, Grade


class StudyScreen(TabScreen):
    """One card after the other."""

    PLACE = "study"
    CSS_PATH = "study.tcss"
    HELP = """\
# Study

Type the answer, or say it in your head, then press `enter` to see it. Grade yourself: `a` again,
`h` hard, `g` or `enter` good, `e` easy. The grade decides when the card comes back. Ten new cards a
day join those that are due; the words you got right are a hint, not a grade.
"""
    BINDINGS = [
        Binding("a", "grade('again')", "Again", id="study.again"),
        Binding("h", "grade('hard')", "Hard", id="study.hard"),
        Binding("g,enter", "grade('good')", "Good", key_display="g", id="study.good"),
        Binding("e", "grade('easy')", "Easy", id="study.easy"),
        Binding("escape", "leave_field", "Places", show=False, id="study.leave"),
    ]

    _topic = getters.query_one("#card-topic", Static)
    _question = getters.query_one("#card-question", Static)
    _typed = getters.query_one("#card-typed", Input)
    _answer = getters.query_one("#card-answer", HangingText)

    def __init__(self) -> None:
        super().__init__()
        self._card: Flashcard | None = None
        self._open = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static("", id="card-topic", markup=False)
            yield Static("", id="card-question", markup=False)
            yield Input(placeholder="Your answer, then enter", id="card-typed")
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
        deck = coach.study.deck(coach.workspace.now())
        self._card = deck.cards[deck.due[0]] if deck.due else None
        self._open = False
        self.post_message(CardsCounted(len(deck.due)))
        self._typed.value = ""
        self._typed.display = self._card is not None
        self._answer.show([])
        if self._card is None:
            self._say_done(deck)
            return
        left = plural(len(deck.due), "card")
        self._topic.update(f"{sanitize(self._card.topic)}   ·   {left} due")
        self._question.update(sanitize(self._card.question))
        self.set_focus(self._typed)
        self.refresh_bindings()

    def _say_done(self, deck: Deck) -> None:
        seen = f"{deck.seen} of {plural(len(deck.cards), 'card')} seen." if deck.cards else ""
        nothing = "No card is due now. " if deck.cards else "The packs hold no cards. "
        self._topic.update("Study")
        self._question.update(nothing + seen)
        self.set_focus(None)
        self.refresh_bindings()

    @on(Input.Submitted, "#card-typed")
    def _reveal(self, event: Input.Submitted) -> None:
        if self._card is None or self._open:
            return
        self._open = True
        self._answer.show(_render_answer(self._card, event.value))
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
        self._show_next()

    def action_leave_field(self) -> None:
        """Leave the field, so that the number keys lead to places."""
        self.set_focus(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grades are there once the answer is."""
        return self._open if action == "grade" else True


def _render_answer(card: Flashcard, typed: str) -> list[Line]:
    from coach.study import measure_likeness

    lines: list[Line] = []
    if typed.strip():
        share = measure_likeness(typed, card.answer)
        lines += [Content.styled(f"{share:.0%} of its words are in what you typed", MUTED)]
        lines.append(Content(""))
    lines += [hang("", sanitize(card.answer), "bold"), Content("")]
    lines.append(hang(Content.styled("why   ", MUTED), sanitize(card.why)))
    if card.source:
        dated = f" ({card.as_of})" if card.as_of else ""
        lines += [Content(""), hang("", sanitize(f"{card.source}{dated}"), MUTED)]
    lines += [Content(""), Content.styled("a again   h hard   g good   e easy", "$text-accent")]
    return lines
