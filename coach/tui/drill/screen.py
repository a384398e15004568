"""A drill: one task on one case, two minutes, then what was found and what to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ContentSwitcher, Static, TextArea

from coach.drills.session import DrillSession
from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.drill.result import DrillOutcome
from coach.tui.format import render_count
from coach.tui.navigation import OpenDrill
from coach.tui.unsaved import UnsavedWords
from coach.tui.widgets.countdown import Countdown, TimeBar
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.prose_area import ProseArea

if TYPE_CHECKING:
    from coach.drills.checks import DrillResult

TICK = 0.25
"""Seconds between repaints of the clock."""
BEGUN = "kept from before"


class DrillScreen(CoachScreen):
    """One attempt at a drill. `why` says why this one was chosen."""

    CSS_PATH = "screen.tcss"
    ONE_AT_A_TIME = True
    HELP = """\
# A drill

Two minutes on one habit. The clock starts with your first key; at zero it goes into overtime and
takes nothing away. `ctrl+s` ends it: every check is met, with the words that meet it marked in your
text, or missing, with what to do. Then `a` tries it again, `n` takes the next drill.

`escape` leaves; what you typed is kept and offered again. `ctrl+e` opens your own editor, `f3`
hides the clock, `f4` unfolds the case on a narrow screen. The checks read wording, not meaning.
"""
    BINDINGS = [
        Binding("ctrl+s", "finish", "Done", id="drill.finish"),
        Binding("ctrl+j", "finish", "Done", show=False, id="drill.finish-too"),
        Binding("ctrl+e", "editor", "Editor", id="drill.editor"),
        Binding("a", "again", "Again", id="drill.again"),
        Binding("n", "next", "Next drill", id="drill.next"),
        Binding("f3", "calm", "Hide clock", id="drill.calm"),
        Binding("f4", "case", "Case", id="drill.case"),
        Binding("escape", "leave", "Back", id="drill.leave"),
    ]

    _text = getters.query_one("#drill-text", ProseArea)
    _why_line = getters.query_one("#drill-why", Static)
    _phases = getters.query_one("#drill-phases", ContentSwitcher)
    _outcome = getters.query_one(DrillOutcome)
    _state = getters.query_one("#drill-state", Static)
    _countdown = getters.query_one(Countdown)
    _bar = getters.query_one(TimeBar)

    def __init__(self, session: DrillSession, why: str) -> None:
        super().__init__()
        self.session = session
        self._why = why

    def compose(self) -> ComposeResult:
        drill, here = self.session.drill, self.session.situation
        with Horizontal(id="drill-top"):
            yield Static(sanitize(drill.title), markup=False, id="drill-title")
            yield Countdown(id="countdown")
        yield TimeBar(id="timebar")
        with Horizontal(id="drill-body"):
            with VerticalScroll(id="drill-case", can_focus=False):
                yield Static(sanitize(here.scenario.title), classes="heading", markup=False)
                yield Static(_describe_case(self.session), id="drill-about")
            with Vertical(id="drill-work"):
                yield Static(sanitize(drill.task), markup=False, id="drill-task")
                yield Static(sanitize(self._why), markup=False, id="drill-why")
                with ContentSwitcher(id="drill-phases", initial="drill-writing"):
                    with Vertical(id="drill-writing"):
                        yield ProseArea(
                            self.session.text,
                            id="drill-text",
                            placeholder="Write. The clock starts with your first key.",
                        )
                    yield DrillOutcome(id="drill-outcome")
        yield Static("", id="drill-state", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self._why_line.display = bool(self._why)
        self.set_focus(self._text)
        if self.coach.config.calm:
            self.action_calm()
        self._show_state()
        self.tick()
        self.set_interval(TICK, self.tick)

    @on(TextArea.Changed, "#drill-text")
    def _keep_text(self, event: TextArea.Changed) -> None:
        self.session.write(event.text_area.text)
        self._show_state()

    # what the person does

    @work(exclusive=True, group="check", exit_on_error=False)
    async def action_finish(self) -> None:
        """End the attempt and show what was found."""
        # a key can arrive before the change it follows is announced
        self.session.write(self._text.text)
        self._text.read_only = True
        try:
            # ten thousand words take a second
            result, example = await asyncio.to_thread(self._check)
        except CoachError as error:
            self._text.read_only = False
            self.notify(str(error).capitalize(), markup=False)
            return
        self._show_result(result, example)

    def _check(self) -> tuple[DrillResult, list[str]]:
        result = self.session.finish()
        return result, self.coach.drills.make_example(self.session.attempt)

    def _show_result(self, result: DrillResult, example: list[str]) -> None:
        if not self.is_mounted:
            return
        self._phases.current = "drill-outcome"
        self._outcome.show(result, self.session.text, example)
        self.set_focus(self._outcome)
        self.set_class(True, "-done")
        self._show_state()
        self.tick()
        self.refresh_bindings()

    def action_again(self) -> None:
        """Try the same drill on the same case again."""
        attempt = self.session.attempt
        self.post_message(OpenDrill(attempt.drill, attempt.scenario, self._why, afresh=True))

    def action_next(self) -> None:
        """Take the drill that is needed most now."""
        self.post_message(OpenDrill())

    def action_leave(self) -> None:
        """Go back; what was typed is kept and offered again."""
        self.keep()
        self.go_when_saved(self._go_back)

    def _go_back(self) -> None:
        self.dismiss()
        if self.session.text and not self.session.done and self.session.trouble is None:
            self.app.notify("The drill is kept and offered again.", markup=False)

    def keep(self) -> None:
        """Take what stands in the field, and write it."""
        if not self.session.done:
            self.session.write(self._text.text)
        if self.session.trouble is not None:
            self.session.retry_saving()

    def get_unsaved(self) -> UnsavedWords | None:
        """Return the attempt while it cannot be written."""
        session = self.session
        if session.trouble is None:
            return None
        return UnsavedWords(
            "drill", lambda: session.trouble, session.retry_saving, lambda: session.text
        )

    def on_unmount(self) -> None:
        self.session.leave()

    def action_editor(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        self._text.action_editor()

    def action_calm(self) -> None:
        """Hide the clock, or show it."""
        self._countdown.calm_mode = self._bar.calm_mode = not self._countdown.calm_mode

    def action_case(self) -> None:
        """Unfold or fold the case."""
        self.toggle_class("-case")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what makes no sense now."""
        match action:
            case "finish" | "editor" | "calm":
                return not self.session.done
            case "again" | "next":
                return self.session.done
            case "case":
                return self.has_class("-narrow")
        return True

    def on_resize(self) -> None:
        """Keys that only make sense on a narrow screen come and go with its width."""
        self.refresh_bindings()

    # what the screen shows

    def _show_state(self) -> None:
        session = self.session
        words = render_count(len(session.text.split()), "word")
        if session.done:
            met, of = session.attempt.met, len(session.attempt.checks)
            parts = [f"{met} of {of} checks", words, f"in {session.elapsed:.0f} s", "saved"]
        else:
            parts = [words, *([BEGUN] if session.resumed else [])]
            parts += ["saved"] if session.text else []
        if session.trouble:
            parts = parts[:-1] if "saved" in parts else parts
            parts.append(f"NOT SAVED: {session.trouble}. Your text is safe while this is open.")
        self._state.update(Content("   ·   ").join(Content(part) for part in parts))

    def tick(self) -> None:
        """Show the time as it is now."""
        session, countdown, bar = self.session, self._countdown, self._bar
        countdown.state = "running"
        countdown.reading, countdown.pace = session.reading, session.pace
        bar.share, bar.pace = 1 - session.elapsed / session.drill.seconds, session.pace
        if session.trouble:
            session.retry_saving()
            self._show_state()


def _describe_case(session: DrillSession) -> Content:
    """The parts of the case that the drill shows."""
    scenario = session.situation.scenario
    parts: list[Content] = []
    for kind in session.drill.shows:
        match kind:
            case "prompt":
                parts.append(Content(sanitize(session.situation.prompt)))
            case "customer":
                who = scenario.stakeholders[0]
                parts.append(_draw_part("You answer", f"{who.name}, who asks for: {who.asks}"))
            case "tradeoff":
                tension = scenario.in_play[0]
                sides = " or ".join(side.name for side in tension.sides)
                parts.append(_draw_part("The tradeoff", f"{tension.name}: {sides}"))
    return Content("\n\n").join(parts)


def _draw_part(name: str, text: str) -> Content:
    return Content.assemble((f"{name}\n", "bold"), sanitize(text))
