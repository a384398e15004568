"""A round on the screen: read, clarify, answer, take pushback."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import ContentSwitcher, Input, Static, TextArea

from coach.rounds.round import Round
from coach.text.controls import flatten
from coach.transcripts.journal import Field
from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import OpenOwnRead, OpenReview
from coach.tui.round.ahead import import_client, prepare_interviewer
from coach.tui.round.case import CasePane
from coach.tui.round.exchange import PushbackPane, QuestionLog
from coach.tui.round.keys import FIRST_KEYS, HELP, KEYS, describe_action
from coach.tui.round.model_turn import ModelTurn
from coach.tui.round.reading import ReadingPane
from coach.tui.round.round_state import THINKING, RoundState, find_next_step
from coach.tui.round.stepper import Stepper
from coach.tui.unsaved import UnsavedWords, find_unsaved
from coach.tui.widgets.countdown import Countdown, TimeBar
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.prose_area import ProseArea

TICK = 0.25
"""Seconds between repaints of the clock; the time itself is kept by the round."""


class RoundScreen(CoachScreen):
    """One round. All that happens in it is the core's; this only shows it and passes keys on."""

    CSS_PATH = "screen.tcss"
    KEEPS_TIME = True
    HELP = HELP
    BINDINGS = [*KEYS]
    FIRST_KEYS = FIRST_KEYS

    _stepper = getters.query_one(Stepper)
    _countdown = getters.query_one(Countdown)
    _bar = getters.query_one(TimeBar)
    _case = getters.query_one(CasePane)
    _reading = getters.query_one(ReadingPane)
    _phases = getters.query_one("#phases", ContentSwitcher)
    _log = getters.query_one(QuestionLog)
    _question = getters.query_one("#question", Input)
    _outline_name = getters.query_one("#outline-name", Static)
    _outline = getters.query_one("#outline", ProseArea)
    _answer = getters.query_one("#answer", ProseArea)
    _reply = getters.query_one("#reply", ProseArea)
    _pushback = getters.query_one(PushbackPane)
    _state = getters.query_one(RoundState)

    def __init__(self, round_: Round) -> None:
        super().__init__()
        self.round = round_
        self._interviewer_prepares = False
        self._turn = ModelTurn()
        self._turn_is_due = False
        """Whether a turn of the interviewer was begun and is not over."""
        # before it is mounted, so that nothing is styled twice
        self._mark_phase(update=False)

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
                find_fix = partial(self.coach.reviews.find_last_fix, record.scenario)
                yield ReadingPane(self.round, find_fix)
                with Vertical(id="phase-clarify"):
                    yield Static("Ask what you need to know", classes="heading")
                    yield QuestionLog(id="talk")
                    yield Input(
                        flatten(record.question),
                        placeholder="Your question, then enter",
                        select_on_focus=False,
                        id="question",
                    )
                with Vertical(id="phase-answer"):
                    yield Static("Outline", classes="heading", id="outline-name")
                    yield ProseArea(
                        record.outline,
                        id="outline",
                        placeholder="Goal · options · choice · price · next step",
                    )
                    yield ProseArea(
                        record.answer,
                        id="answer",
                        placeholder="Your answer. Say what you would do, and what you give up.",
                    )
                yield PushbackPane(id="phase-pushback")
        with Container(id="round-bottom"):
            yield KeyBar()
            yield RoundState("", id="round-state", markup=False)

    def on_mount(self) -> None:
        self._show_outline(bool(self.round.transcript.outline))
        if self.coach.config.calm:
            self.action_calm()
        if self.round.phase != "brief":
            self.round.start_clock()
        self._show_phase()
        self._place_cursors()
        self.set_interval(TICK, self.tick)
        import_client(self, self.round, self.app.reviewer, self.coach.reviews)

    def _place_cursors(self) -> None:
        """Put the cursors where the last key of a resumed round left them."""
        places = self.round.cursors
        self._question.cursor_position = places.get("question", len(self._question.value))
        self._outline.move_to_offset(places.get("outline"))
        self._answer.move_to_offset(places.get("answer"))
        self._reply.move_to_offset(places.get("reply"))

    def _find_folder(self) -> Path:
        """The round's folder, where the file of an editor is safe."""
        return self.coach.store.journal_path(self.round.transcript.id).parent

    # what the person does

    async def action_advance(self) -> None:
        """Go on to the next phase; a question being typed is asked first."""
        self._take()
        if self._is_waiting():
            return
        if self.round.phase == "clarify" and self._question.value.strip():
            await self._ask()
            return
        if self.round.phase == "answer" and not self.round.transcript.answer.strip():
            self.notify("There is no answer yet. Write a line, or escape to leave.", markup=False)
            return
        await self._take_turn(self._advance)

    async def _advance(self) -> None:
        if await self.round.advance(self._turn.take) == "done":
            self._go_when_saved(self._open_review)
            return
        if self.round.phase == "pushback":
            self._say_why(self.round.transcript.pushback[-1].fallback)
        self._show_phase()

    @on(Input.Submitted, "#question")
    async def _ask(self) -> None:
        question = self._question.value.strip()
        if not (question or self.round.is_put_back) or self._is_waiting():
            return
        self._question.value = ""

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

        self.run_worker(wait(), group="interviewer", exit_on_error=False)

    def _is_waiting(self) -> bool:
        if self._turn_is_due:
            self.notify(f"{THINKING}.", markup=False)
        return self._turn_is_due

    def _say_why(self, fallback: str | None) -> None:
        if fallback:
            self.notify(fallback, markup=False)

    @on(Input.Changed, "#question")
    def _keep_question(self) -> None:
        """Keep what is being asked, and what waits for an answer, as it is typed."""
        if self.round.phase == "clarify":
            if not self._interviewer_prepares:
                self._interviewer_prepares = True
                prepare_interviewer(self, self.round)
            waiting = [text for text in (self.round.asking, self._question.value) if text]
            self.round.write("question", "\n".join(waiting))

    @on(TextArea.Changed)
    def _keep_text(self, event: TextArea.Changed) -> None:
        """Keep what is typed; typing lets a clock that stands still go on."""
        if self.round.phase in ("brief", "done"):
            return
        fields: dict[TextArea, Field] = {
            self._outline: "outline",
            self._answer: "answer",
            self._reply: "reply",
        }
        if self.round.paused:
            self.round.start_clock()
        self.round.write(fields[event.text_area], event.text_area.text)
        self._show_state()

    @on(CasePane.TypedHere)
    def _write_on(self, event: CasePane.TypedHere) -> None:
        """Take what was typed while the case had the focus, so that it is not lost."""
        if writing := self._find_writing_area():
            writing.insert(event.text)
            self.set_focus(writing)
        elif self.round.phase == "clarify":
            self._question.insert_text_at_cursor(event.text)
            self.set_focus(self._question)

    def _take(self) -> None:
        """Take what stands in the fields now; a key can arrive before its change is announced."""
        self._keep_question()
        if self.round.phase == "answer":
            self.round.write("outline", self._outline.text)
            self.round.write("answer", self._answer.text)
        elif self.round.phase == "pushback":
            self.round.write("reply", self._reply.text)

    def action_pause(self) -> None:
        """Let the clock stand still, or go on."""
        if self.round.paused:
            self.round.start_clock()
        else:
            self.round.pause()
        self.tick()

    def action_calm(self) -> None:
        """Hide the clock, or show it."""
        self._countdown.calm_mode = self._bar.calm_mode = not self._countdown.calm_mode

    def action_case(self) -> None:
        """Show or fold the case."""
        self._case.toggle_class("-asked-for")
        self.toggle_class("-case")

    def action_outline(self) -> None:
        """Show or hide the outline."""
        shown = not self._outline.display
        self._show_outline(shown)
        self.set_focus(self._outline if shown else self._answer)

    def _show_outline(self, shown: bool) -> None:
        self._outline.display = self._outline_name.display = shown

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
        self._case.show_hint(self.round.hint() or "There is nothing to hint at.")

    def action_editor(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        if writing := self._find_writing_area():
            writing.action_editor(self._find_folder())

    def action_leave(self) -> None:
        """Leave; the round is kept. While a model thinks, stop it and stay."""
        if self.round.waiting:
            self.round.stop_waiting()
            return
        self._take()
        self.round.leave()
        self._go_when_saved(self._go_home)

    def _open_review(self) -> None:
        """Have the candidate mark the round first, unless the config leaves that out."""
        round_id = self.round.transcript.id
        if self.coach.config.own_read:
            self.post_message(OpenOwnRead(round_id, replaces=self))
        else:
            self.post_message(OpenReview(round_id, judge=True, replaces=self))

    def _go_home(self) -> None:
        self.dismiss()
        if self.round.phase != "brief" and self.round.trouble is None:
            self.app.notify("The round is kept. Practice offers to resume it.", markup=False)

    def _go_when_saved(self, go: Callable[[], object]) -> None:
        """Go on; where the words could only be put elsewhere, go home, since no round is there."""
        self.go_when_saved(lambda: (go if self.round.trouble is None else self._go_home)())

    def stay(self) -> None:
        """Let the clock go on, since the person stays with the words that are not saved."""
        if self.round.phase != "done":
            self.round.start_clock()

    def keep(self) -> None:
        """Take what stands in the fields, and write it."""
        self._take()
        self.round.retry_saving()

    def get_unsaved(self) -> UnsavedWords | None:
        """Return the round's words while its journal cannot be written."""
        return find_unsaved(self.round)

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
                return self.has_class("-narrow") and phase != "brief"
        return True

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now; the one that goes on says where to."""
        step = find_next_step(self.round, short=self.has_class("-narrow"))
        return describe_action(super().active_bindings, "advance", step)

    def on_resize(self) -> None:
        """Keys that only make sense on a narrow screen come and go with its width."""
        self.refresh_bindings()

    # what the screen shows

    def _find_writing_area(self) -> ProseArea | None:
        return {"answer": self._answer, "pushback": self._reply}.get(self.round.phase)

    def _mark_phase(self, *, update: bool = True) -> None:
        phase = self.round.phase
        classes = {"-reading": phase == "brief", "-clarifying": phase == "clarify"}
        self.update_classes(classes, update=update)

    def _show_phase(self) -> None:
        phase = self.round.phase
        self._stepper.phase = phase
        self._mark_phase()
        self._phases.current = f"phase-{phase}"
        if phase == "pushback":
            if self.coach.config.own_read:
                prepare = partial(self.coach.own_reads.prepare, self.round.transcript)
                self.run_worker(prepare, thread=True, group="own-read", exit_on_error=False)
            self._pushback.show(self.round.transcript.pushback[-1])
            self._case.show_answer(self.round.transcript.answer)
        reads = {"brief": self._reading, "clarify": self._question}.get(phase)
        self.set_focus(reads or self._find_writing_area())
        self._show_asked()
        self._show_state()
        self.tick()
        self.refresh_bindings()

    def _show_asked(self) -> None:
        asked = self.round.transcript.clarify
        self._case.show(asked)
        self._log.show(asked)

    def _show_state(self) -> None:
        self._state.show(self.round, self._turn)
        self.set_class(self._state.needs_a_line, "-alarm")

    def tick(self) -> None:
        """Show the time as it is now."""
        round_, countdown, bar = self.round, self._countdown, self._bar
        countdown.state = "paused" if round_.paused else "running"
        countdown.reading, countdown.pace = round_.reading, round_.pace
        bar.share, bar.pace = 1 - round_.elapsed / round_.allowed, round_.pace
        before = (round_.trouble, round_.notice)
        round_.retry_saving()
        if before != (round_.trouble, round_.notice) or round_.waiting:
            self._show_state()
