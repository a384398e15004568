"""A drill: one task on one case, two minutes, then what was found and what to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Footer, Static, TextArea

from coach.drills.session import DrillSession
from coach.files import CoachError
from coach.tui.drill_actions import open_drill
from coach.tui.editor import edit_outside
from coach.tui.format import plural
from coach.tui.sanitize import sanitize
from coach.tui.widgets.countdown import Countdown, TimeBar
from coach.tui.widgets.drill_result import DrillOutcome
from coach.tui.widgets.prose_area import ProseArea

if TYPE_CHECKING:
    from coach.drills.checks import DrillResult
    from coach.tui.app import CoachApp

TICK = 0.25
"""Seconds between repaints of the clock."""
BEGUN = "kept from before"


class DrillScreen(Screen[None]):
    """One attempt at a drill. `why` says why this one was chosen."""

    CSS_PATH = "drill.tcss"
    app: CoachApp
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

    def __init__(self, sitting: DrillSession, why: str = "") -> None:
        super().__init__()
        self.sitting = sitting
        self._why = why

    def compose(self) -> ComposeResult:
        drill, here = self.sitting.drill, self.sitting.situation
        with Horizontal(id="drill-top"):
            yield Static(sanitize(drill.title), markup=False, id="drill-title")
            yield Countdown(id="countdown")
        yield TimeBar(id="timebar")
        with Horizontal(id="drill-body"):
            with VerticalScroll(id="drill-case", can_focus=False):
                yield Static(sanitize(here.scenario.title), classes="heading", markup=False)
                yield Static(_about(self.sitting), id="drill-about")
            with Vertical(id="drill-work"):
                yield Static(sanitize(drill.task), markup=False, id="drill-task")
                yield Static(sanitize(self._why), markup=False, id="drill-why")
                with ContentSwitcher(id="drill-phases", initial="drill-writing"):
                    with Vertical(id="drill-writing"):
                        yield ProseArea(
                            self.sitting.text,
                            id="drill-text",
                            placeholder="Write. The clock starts with your first key.",
                        )
                    yield DrillOutcome(id="drill-outcome")
        yield Static("", id="drill-state", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        if not self._why:
            self.query_one("#drill-why").display = False
        self.query_one("#drill-text", ProseArea).focus()
        if self.app.coach is not None and self.app.coach.config.calm:
            self.action_calm()
        self._show_state()
        self.tick()
        self.set_interval(TICK, self.tick)

    @on(TextArea.Changed, "#drill-text")
    def _changed(self, event: TextArea.Changed) -> None:
        self.sitting.write(event.text_area.text)
        self._show_state()

    # what the person does

    @work(exclusive=True, group="check")
    async def action_finish(self) -> None:
        """End the attempt and show what was found."""
        writing = self.query_one("#drill-text", ProseArea)
        # a key can arrive before the change it follows is announced
        self.sitting.write(writing.text)
        writing.read_only = True
        try:
            # ten thousand words take a second
            result, example = await asyncio.to_thread(self._checked)
        except CoachError as error:
            writing.read_only = False
            self.notify(str(error).capitalize(), markup=False)
            return
        self._show_result(result, example)

    def _checked(self) -> tuple[DrillResult, list[str]]:
        coach = self.app.coach
        assert coach is not None
        result = self.sitting.finish()
        return result, coach.drills.example(self.sitting.attempt)

    def _show_result(self, result: DrillResult, example: list[str]) -> None:
        if not self.is_mounted:
            return
        self.query_one("#drill-phases", ContentSwitcher).current = "drill-outcome"
        outcome = self.query_one(DrillOutcome)
        outcome.show(result, self.sitting.text, example)
        outcome.focus()
        self.set_class(True, "-done")
        self._show_state()
        self.tick()
        self.refresh_bindings()

    def action_again(self) -> None:
        """Try the same drill on the same case again."""
        attempt = self.sitting.attempt
        open_drill(self.app, attempt.drill, attempt.scenario, self._why, afresh=True)

    def action_next(self) -> None:
        """Take the drill that is needed most now."""
        open_drill(self.app, None, None)

    def action_leave(self) -> None:
        """Go back; what was typed is kept and offered again."""
        if not self.sitting.done:
            self.sitting.write(self.query_one("#drill-text", ProseArea).text)
        self.sitting.leave()
        self.app.pop_screen()
        if self.sitting.text and not self.sitting.done:
            self.app.notify("The drill is kept and offered again.", markup=False)

    def action_editor(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        writing = self.query_one("#drill-text", ProseArea)
        text = edit_outside(self.app, writing.text)
        if text is not None:
            writing.text = text
            writing.move_cursor(writing.document.end)

    def action_calm(self) -> None:
        """Hide the clock, or show it."""
        countdown, bar = self.query_one(Countdown), self.query_one(TimeBar)
        countdown.calm_mode = bar.calm_mode = not countdown.calm_mode

    def action_case(self) -> None:
        """Unfold or fold the case."""
        self.toggle_class("-case")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what makes no sense now."""
        match action:
            case "finish" | "editor" | "calm":
                return not self.sitting.done
            case "again" | "next":
                return self.sitting.done
            case "case":
                return self.has_class("-narrow")
        return True

    def on_resize(self) -> None:
        """Keys that only make sense on a narrow screen come and go with its width."""
        self.refresh_bindings()

    # what the screen shows

    def _show_state(self) -> None:
        sitting = self.sitting
        words = plural(len(sitting.text.split()), "word")
        if sitting.done:
            met, of = sitting.attempt.met, len(sitting.attempt.checks)
            parts = [f"{met} of {of} checks", words, f"in {sitting.elapsed:.0f} s", "saved"]
        else:
            parts = ["ctrl+s  Done", words]
            parts += [BEGUN] if sitting.resumed else []
            parts += ["saved"] if sitting.text else []
        if sitting.trouble:
            parts = parts[:-1] if "saved" in parts else parts
            parts.append(f"NOT SAVED: {sitting.trouble}. Your text is safe while this is open.")
        self.query_one("#drill-state", Static).update(
            Content("   ·   ").join(Content(part) for part in parts)
        )

    def tick(self) -> None:
        """Show the time as it is now."""
        sitting = self.sitting
        countdown, bar = self.query_one(Countdown), self.query_one(TimeBar)
        countdown.state = "running"
        countdown.reading, countdown.pace = sitting.reading, sitting.pace
        bar.share, bar.pace = 1 - sitting.elapsed / sitting.drill.seconds, sitting.pace
        if sitting.trouble:
            sitting.retry_saving()
            self._show_state()


def _about(sitting: DrillSession) -> Content:
    """The parts of the case that the drill shows."""
    scenario = sitting.situation.scenario
    parts: list[Content] = []
    for kind in sitting.drill.shows:
        match kind:
            case "prompt":
                parts.append(Content(sanitize(sitting.situation.prompt)))
            case "customer":
                who = scenario.stakeholders[0]
                parts.append(_part("You answer", f"{who.name}, who asks for: {who.asks}"))
            case "tradeoff":
                tension = scenario.in_play[0]
                sides = " or ".join(side.name for side in tension.sides)
                parts.append(_part("The tradeoff", f"{tension.name}: {sides}"))
    return Content("\n\n").join(parts)


def _part(name: str, text: str) -> Content:
    return Content.assemble((f"{name}\n", "bold"), sanitize(text))
