"""The case before the clock starts: its prompt, how the round is taken, and the way ahead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Center, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.rounds.round import Round
from coach.text.controls import flatten, sanitize
from coach.transcripts.record import Manner
from coach.tui.format import MUTED
from coach.tui.widgets.hanging_text import HangingText, hang
from coach.tui.worker_errors import report_failure

if TYPE_CHECKING:
    from textual.worker import Worker

    from coach.tui.app import CoachApp

LENGTHS = (5, 10, 15, 20, 25, 30, 45)
"""Minutes that a round can be set to, besides those its case asks for."""
MANNERS: tuple[Manner, ...] = ("friendly", "typical", "bar-raiser")
STEPS = (
    ("Clarify", "ask what you need to know; facts come out only when you ask for them"),
    ("Answer", "say what you would do, for whom, and what you give up"),
    ("Pushback", "the interviewer presses on your weakest point, and you reply"),
)
GIVEN = "Take the figures as given; what else you need, ask or assume aloud."
CLOCK = "The clock starts with ctrl+s. What you type is saved as you type it."


class ReadingPane(VerticalScroll):
    """The case, the settings of the round, and the phases to come."""

    BINDINGS = [
        Binding("l", "length", "Length", id="reading.length"),
        Binding("i", "interviewer", "Interviewer", id="reading.interviewer"),
        Binding("h", "hints", "Hints", id="reading.hints"),
    ]

    app: CoachApp
    _settings = getters.query_one("#reading-settings", Static)

    def __init__(self, round_: Round, find_fix: Callable[[], str | None]) -> None:
        super().__init__(id="phase-brief")
        self._round = round_
        self._find_fix = find_fix
        # no query: what lies in containers may not be mounted yet when this pane is
        self._fix = HangingText(id="reading-fix")
        self._fix.display = False

    def compose(self) -> ComposeResult:
        with Center(), Vertical(id="reading"):
            yield Static(sanitize(self._round.transcript.prompt), markup=False, id="reading-prompt")
            yield self._fix
            yield Static(self._describe_settings(), id="reading-settings")
            steps = enumerate(STEPS, 1)
            lines = [hang(f"{n}  {name:<11}", text, MUTED) for n, (name, text) in steps]
            yield HangingText([*lines, Content(""), hang("", GIVEN, MUTED), hang("", CLOCK, MUTED)])

    def on_mount(self) -> None:
        if self._round.phase == "brief":
            self._read_fix()

    @work(thread=True, exit_on_error=False)
    def _read_fix(self) -> None:
        """Look up what the last round at this case asked for, which reads saved rounds."""
        fix = self._find_fix()
        if fix:
            self.app.call_from_thread(self._show_fix, fix)

    def _show_fix(self, fix: str) -> None:
        if self.is_mounted:
            self._fix.show([hang("Last time  ", sanitize(flatten(fix)), "$text-accent")])
            self._fix.display = True

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        report_failure(self.app, event)

    def action_length(self) -> None:
        """Give the round more time, or after the most the least."""
        minutes = find_next_length(self._round.transcript.minutes, self._round.scenario.minutes)
        self._round.arrange(minutes=minutes)
        self._show_settings()

    def action_interviewer(self) -> None:
        """Have another manner of interviewer."""
        self._round.arrange(manner=find_next_manner(self._round.transcript.manner))
        self._show_settings()

    def action_hints(self) -> None:
        """Take the round with hints, or without."""
        self._round.arrange(learning=not self._round.transcript.learning)
        self._show_settings()

    def _show_settings(self) -> None:
        self._settings.update(self._describe_settings())

    def _describe_settings(self) -> Content:
        record = self._round.transcript
        hints = "on" if record.learning else "off"
        settings = (
            ("l", "length", f"{record.minutes} min"),
            ("i", "interviewer", record.manner),
            ("h", "hints", hints),
        )
        parts = [
            Content.assemble((f"{key} ", "bold $accent"), (f"{name}  ", MUTED), value)
            for key, name, value in settings
        ]
        return Content("    ").join(parts)


def find_next_length(minutes: int, of_case: int) -> int:
    """Return the length after this one; after the longest comes the shortest."""
    lengths = sorted({*LENGTHS, of_case})
    return next((length for length in lengths if length > minutes), lengths[0])


def find_next_manner(manner: Manner) -> Manner:
    """Return the interviewer after this one."""
    return MANNERS[(MANNERS.index(manner) + 1) % len(MANNERS)]
