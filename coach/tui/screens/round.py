"""A round on the screen: read, clarify, answer, take pushback."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Footer, Input, Static, TextArea

from coach.rounds.round import Round
from coach.transcripts.journal import Field
from coach.tui.editor import edit_outside
from coach.tui.model_turn import ModelTurn
from coach.tui.widgets.case import CasePane
from coach.tui.widgets.countdown import Countdown, TimeBar
from coach.tui.widgets.prose_area import ProseArea
from coach.tui.widgets.pushback import PushbackPane
from coach.tui.widgets.question_log import QuestionLog
from coach.tui.widgets.round_state import THINKING, RoundState
from coach.tui.widgets.stepper import Stepper

if TYPE_CHECKING:
    from coach.tui.app import CoachApp

TICK = 0.25
"""Seconds between repaints of the clock; the time itself is kept by the round."""

BRIEF = """\
Read the case. The clock stands still until you start it.

1  Clarify    ask what you need to know; facts are only told when asked for
2  Answer     say what you would do, for whom, and what you give up
3  Pushback   the interviewer presses your weakest point; you reply

Enter is a newline. Ctrl+S goes on. What you type is saved as you type it.
"""


class RoundScreen(Screen[None]):
    """One round. All that happens in it is the core's; this only shows it and passes keys on."""

    CSS_PATH = "round.tcss"
    app: CoachApp
    HELP = """\
# The round

`ctrl+s` goes on to the next phase. `enter` is a newline in the answer, and asks the question while
clarifying. `escape` leaves; a round whose clock was started is kept and offered again. `f8` lets
the clock stand still; the pause is recorded. In a learning round `f5` gives a hint. At zero nothing
is taken away: the clock goes into overtime.

Where a model plays the interviewer the clock waits for it, and `escape` lets the script answer.
"""
    BINDINGS = [
        Binding("ctrl+s", "advance", "Go on", id="round.advance"),
        Binding("ctrl+j", "advance", "Go on", show=False, id="round.advance-too"),
        Binding("ctrl+e", "editor", "Editor", id="round.editor"),
        Binding("f2", "outline", "Outline", id="round.outline"),
        Binding("f3", "calm", "Hide clock", id="round.calm"),
        Binding("f4", "case", "Case", id="round.case"),
        Binding("f5", "hint", "Hint", id="round.nudge"),
        Binding("f8", "pause", "Pause", id="round.pause"),
        Binding("f9", "again", "More pushback", id="round.again"),
        Binding("escape", "leave", "Leave", id="round.leave"),
    ]

    def __init__(self, round_: Round) -> None:
        super().__init__()
        self.round = round_
        self._turn = ModelTurn()
        self._turn_is_due = False
        """Whether a turn of the interviewer was begun and is not over."""

    def compose(self) -> ComposeResult:
        record = self.round.transcript
        with Horizontal(id="round-top"):
            yield Static(record.title, markup=False, id="round-title")
            yield Stepper(id="stepper")
            yield Countdown(id="countdown")
        yield TimeBar(id="timebar")
        with Horizontal(id="round-body"):
            yield CasePane(record.prompt)
            with ContentSwitcher(id="phases", initial="phase-brief"):
                with VerticalScroll(id="phase-brief"):
                    yield Static(BRIEF, markup=False)
                with Vertical(id="phase-clarify"):
                    yield Static("Ask what you need to know", classes="heading")
                    yield QuestionLog(id="talk")
                    yield Input(
                        " ".join(record.question.split()),
                        placeholder="Your question, then enter",
                        id="question",
                    )
                with Vertical(id="phase-answer"):
                    yield Static("Outline", classes="heading", id="outline-name")
                    yield ProseArea(record.outline, id="outline", placeholder="A few words each")
                    yield ProseArea(
                        record.answer,
                        id="answer",
                        placeholder="Your answer. Say what you would do, and what you give up.",
                    )
                yield PushbackPane(id="phase-pushback")
        yield RoundState("", id="round-state", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#outline").display = bool(self.round.transcript.outline)
        self.query_one("#outline-name").display = bool(self.round.transcript.outline)
        if self.app.coach is not None and self.app.coach.config.calm:
            self.action_calm()
        if self.round.phase != "brief":
            self.round.start_clock()
        self._show_phase()
        self.set_interval(TICK, self.tick)

    # what the person does

    async def action_advance(self) -> None:
        """Go on to the next phase; a question being typed is asked first."""
        self._take()
        if self._is_waiting():
            return
        question = self.query_one("#question", Input)
        if self.round.phase == "clarify" and question.value.strip():
            await self._ask(question)
            return
        if self.round.phase == "answer" and not self.round.transcript.answer.strip():
            self.notify("There is no answer yet. Write a line, or escape to leave.", markup=False)
            return
        await self._take_turn(self._advance)

    async def _advance(self) -> None:
        if await self.round.advance(self._turn.take) == "done":
            self.app.pop_screen()
            self.app.open_review(self.round.transcript.id, judge=True)
            return
        if self.round.phase == "pushback":
            self._say_why(self.round.transcript.pushback[-1].fallback)
        self._show_phase()

    @on(Input.Submitted, "#question")
    async def _submitted(self, event: Input.Submitted) -> None:
        await self._ask(event.input)

    async def _ask(self, field: Input) -> None:
        question = field.value.strip()
        if not question or self._is_waiting():
            return
        field.value = ""

        async def ask() -> None:
            asked = await self.round.ask(question, self._turn.take)
            self._say_why(asked.fallback)
            self._show_asked()
            self._show_state()

        await self._take_turn(ask)

    async def _take_turn(self, turn: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Let the interviewer act. A model is waited for aside, so that keys still work."""
        if not self.round.takes_time:
            await turn()
            return
        self._turn = ModelTurn()
        self._turn_is_due = True

        async def wait() -> None:
            try:
                await turn()
            finally:
                self._turn_is_due = False

        self.run_worker(wait(), group="interviewer")

    def _is_waiting(self) -> bool:
        if self._turn_is_due:
            self.notify(f"{THINKING}.", markup=False)
        return self._turn_is_due

    def _say_why(self, fallback: str | None) -> None:
        if fallback:
            self.notify(fallback, markup=False)

    @on(Input.Changed, "#question")
    def _question_changed(self) -> None:
        self._keep_question()

    def _keep_question(self) -> None:
        """Keep what is being asked, and what waits for an answer, as it is typed."""
        if self.round.phase == "clarify":
            typed = self.query_one("#question", Input).value
            waiting = [text for text in (self.round.asking, typed) if text]
            self.round.write("question", "\n".join(waiting))

    @on(TextArea.Changed, "#answer")
    def _answer_changed(self, event: TextArea.Changed) -> None:
        self._write("answer", event)

    @on(TextArea.Changed, "#outline")
    def _outline_changed(self, event: TextArea.Changed) -> None:
        self._write("outline", event)

    @on(TextArea.Changed, "#reply")
    def _reply_changed(self, event: TextArea.Changed) -> None:
        self._write("reply", event)

    def _write(self, field: Field, event: TextArea.Changed) -> None:
        if self.round.phase in ("brief", "done"):
            return
        if self.round.paused:
            self.round.start_clock()
        self.round.write(field, event.text_area.text)
        self._show_state()

    def _take(self) -> None:
        """Take what stands in the fields now; a key can arrive before its change is announced."""
        self._keep_question()
        if self.round.phase == "answer":
            self.round.write("outline", self.query_one("#outline", ProseArea).text)
            self.round.write("answer", self.query_one("#answer", ProseArea).text)
        elif self.round.phase == "pushback":
            self.round.write("reply", self.query_one("#reply", ProseArea).text)

    def action_pause(self) -> None:
        """Let the clock stand still, or go on."""
        if self.round.paused:
            self.round.start_clock()
        else:
            self.round.pause()
        self.tick()

    def action_calm(self) -> None:
        """Hide the clock, or show it."""
        countdown, bar = self.query_one(Countdown), self.query_one(TimeBar)
        countdown.calm_mode = bar.calm_mode = not countdown.calm_mode

    def action_case(self) -> None:
        """Show or fold the case."""
        self.query_one(CasePane).toggle_class("-asked-for")
        self.toggle_class("-case")

    def action_outline(self) -> None:
        """Show or hide the outline."""
        outline = self.query_one("#outline", ProseArea)
        shown = not outline.display
        outline.display = shown
        self.query_one("#outline-name").display = shown
        (outline if shown else self.query_one("#answer", ProseArea)).focus()

    async def action_again(self) -> None:
        """Take one more pushback."""
        self._take()
        if not self._is_waiting():
            await self._take_turn(self._push_again)

    async def _push_again(self) -> None:
        pushback = await self.round.push_again(self._turn.take)
        if pushback is None:
            self.notify("The interviewer has nothing more to press.", markup=False)
            return
        self._say_why(pushback.fallback)
        self._show_phase()

    def action_hint(self) -> None:
        """Give a hint; it is recorded and lowers nothing."""
        self._take()
        self.notify(self.round.hint() or "There is nothing to hint at.", markup=False, timeout=12)

    def action_editor(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        writing = self._writing()
        if writing is None:
            return
        text = edit_outside(self.app, writing.text)
        if text is not None:
            writing.text = text
            writing.move_cursor(writing.document.end)

    def action_leave(self) -> None:
        """Leave; the round is kept. While a model thinks, stop it and stay."""
        if self.round.waiting:
            self.round.stop_waiting()
            return
        self._take()
        self.round.leave()
        self.app.pop_screen()
        if self.round.phase != "brief":
            self.app.notify("The round is kept. Practice offers to resume it.", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what makes no sense in this phase."""
        phase = self.round.phase
        match action:
            case "editor":
                return phase in ("answer", "pushback")
            case "outline":
                return phase == "answer"
            case "again":
                return phase == "pushback" and self.round.transcript.manner != "friendly"
            case "hint":
                return self.round.transcript.learning and phase in ("clarify", "answer")
            case "pause" | "calm":
                return phase != "brief"
            case "case":
                return self.has_class("-narrow")
        return True

    def on_resize(self) -> None:
        """Keys that only make sense on a narrow screen come and go with its width."""
        self.refresh_bindings()

    # what the screen shows

    def _writing(self) -> ProseArea | None:
        names = {"answer": "#answer", "pushback": "#reply"}
        name = names.get(self.round.phase)
        return self.query_one(name, ProseArea) if name else None

    def _show_phase(self) -> None:
        phase = self.round.phase
        self.query_one(Stepper).phase = phase
        self.set_class(phase == "clarify", "-clarifying")
        self.query_one("#phases", ContentSwitcher).current = f"phase-{phase}"
        if phase == "pushback":
            self.query_one(PushbackPane).show(self.round.transcript.pushback[-1])
        if phase == "clarify":
            self.query_one("#question", Input).focus()
        elif writing := self._writing():
            writing.focus()
        self._show_asked()
        self._show_state()
        self.tick()
        self.refresh_bindings()

    def _show_asked(self) -> None:
        asked = self.round.transcript.clarify
        self.query_one(CasePane).show(asked)
        self.query_one(QuestionLog).show(asked)

    def _show_state(self) -> None:
        self.query_one(RoundState).show(self.round, self._turn)

    def tick(self) -> None:
        """Show the time as it is now."""
        round_ = self.round
        countdown, bar = self.query_one(Countdown), self.query_one(TimeBar)
        countdown.state = "paused" if round_.paused else "running"
        countdown.reading, countdown.pace = round_.reading, round_.pace
        bar.share, bar.pace = 1 - round_.elapsed / round_.allowed, round_.pace
        had_trouble = bool(round_.trouble)
        if had_trouble:
            round_.retry_saving()
        if had_trouble or round_.waiting:
            self._show_state()
