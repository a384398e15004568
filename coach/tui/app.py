"""The application: places, themes, keys, and the answers to what screens ask for."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.reactive import var
from textual.screen import Screen

from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui import navigation as nav
from coach.tui import registry
from coach.tui.base.screen import CoachScreen
from coach.tui.framed_app import FramedApp
from coach.tui.themes import DEFAULT, THEMES, hide_troughs
from coach.tui.widgets.tab_bar import PLACES
from coach.tui.worker_errors import report_error, report_failure

if TYPE_CHECKING:
    from pathlib import Path

    from textual.command import Provider
    from textual.theme import Theme
    from textual.worker import Worker

    from coach.config import Config
    from coach.services.coach import Coach
    from coach.services.nearby import Offer
    from coach.transcripts.record import Manner

CoachMaker = Callable[[], "Coach"]
HOME = "_default"
"""Textual's name for the mode of the default screen, which cannot be switched to; coming back home
is a mode of its own."""
FIRST_FRAME_OUT = 0.02
"""Seconds until the first frame has left for the terminal; loading would hold it up."""
LOADING = "Loading the question bank…"
ROUND_RUNS = "A round is under way. Finish it, or leave it with escape, to start another."


def _commands() -> type[Provider]:
    from coach.tui.palette import CoachCommands

    return CoachCommands


class CoachApp(FramedApp):
    """The coach. The coach (packs, rounds, settings) is made in a thread after the first frame."""

    TITLE = "coach"
    # the home screen's styles are among these: a screen's own are parsed anew when it is shown
    CSS_PATH = ["coach.tcss", "practice/screen.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal"), (140, "-wide")]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {**registry.PLACES}
    COMMANDS = App.COMMANDS | {_commands}
    BINDINGS = [
        *(
            Binding(str(number), f"place('{place}')", name, show=False, id=f"place.{place}")
            for number, (place, name) in enumerate(PLACES, 1)
        ),
        Binding("ctrl+q", "quit", "Quit", id="quit"),
    ]

    coach: var[Coach | None] = var(None)
    """What the core can do; None until it is loaded."""
    reviewer: var[str] = var("offline")
    """Name of the reviewer that a round goes to."""
    due: var[int] = var(0)
    """Study cards that are due."""
    offers: var[list[Offer] | None] = var(None)
    """What on this machine could review; None until that is known, or where none is looked for."""

    def __init__(
        self,
        make_coach: CoachMaker,
        start: str | None = None,
        minutes: int | None = None,
        manner: Manner | None = None,
        *,
        learning: bool = False,
        hard: bool = False,
        drill: tuple[str | None, str | None] | None = None,
        glance: Path | None = None,
        looks_around: bool = False,
        loading: str | None = None,
    ) -> None:
        # NO_COLOR leaves shades of gray; the terminal's own colors must be known to be turned into
        # them, or text and background both come out black
        super().__init__(ansi_color=False if "NO_COLOR" in os.environ else None)
        self.reason_to_end: str | None = None
        """Why the coach could not be loaded, once that is known."""
        self.glance = glance
        """Where the cases are kept as they were listed last; None for nowhere."""
        self.loading_sentence = loading or LOADING
        """What the home screen says until the coach is there."""
        self._looks_around = looks_around
        """Whether a first run is greeted and models are looked for on this machine."""
        self._make_coach = make_coach
        self._manner = manner
        self._learning = learning
        self._first: nav.Navigation | None = None
        if start:
            self._first = nav.StartRound(start, minutes, hard)
        elif drill:
            self._first = nav.OpenDrill(*drill)
        for theme in THEMES:
            self.register_theme(theme)
        self._start_in(DEFAULT)

    # starting

    def _start_in(self, theme: str) -> None:
        """Take a theme before anything was styled.

        Assigning it would have all styles parsed and applied again right after the start.
        """
        self.set_reactive(CoachApp.theme, theme)
        self.set_class(True, f"-theme-{theme}", update=False)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """The home. As the default screen, and not a mode, it is drawn a frame earlier."""
        return registry.make_practice()

    def on_mount(self) -> None:
        self.heed_signals()
        self.call_after_refresh(self.set_timer, FIRST_FRAME_OUT, self._load)

    @work(thread=True)
    def _load(self) -> None:
        try:
            coach = self._make_coach()
            _ = coach.library
        except CoachError as error:
            self.call_from_thread(self._give_up, error)
        else:
            self.call_from_thread(self._take_coach, coach)

    def _give_up(self, error: CoachError) -> None:
        """End with one line, as a command does, where the config cannot be read."""
        self.reason_to_end = sanitize(str(error))
        self.exit(return_code=error.exit_code)

    def _take_coach(self, coach: Coach) -> None:
        if not gc.isenabled():
            # off since the program began; what was loaded until now stays and is not gone through
            gc.freeze()
            gc.enable()
        self._set_up(coach.config)
        self.reviewer = coach.config.reviewer
        self.coach = coach
        self.tell_fault(coach.config_fault)
        if self._looks_around and coach.nearby.needs_model:
            self._look_around(coach)
            if self._first is None and not coach.nearby.was_welcomed:
                self._welcome(coach)
        if self._first is not None:
            self.post_message(self._first)

    @work(exclusive=True, group="nearby", exit_on_error=False)
    async def _look_around(self, coach: Coach) -> None:
        """Find out what on this machine could review; no screen waits for it."""
        self.offers = await coach.nearby.look()

    @work(exclusive=True, group="welcome", exit_on_error=False)
    async def _welcome(self, coach: Coach) -> None:
        """Greet a first run, once."""
        coach.nearby.keep_welcomed()
        await self.ask(nav.AskWelcome())

    def _set_up(self, config: Config) -> None:
        """Take the theme and keys of the config; an unknown theme is told, not fatal."""
        if config.keymap:
            self.set_keymap(config.keymap)
        if config.theme in self.available_themes:
            self.theme = config.theme
        elif config.theme:
            self.notify(
                f"There is no theme {config.theme!r}; the palette lists them.", markup=False
            )
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def get_css_variables(self) -> dict[str, str]:
        """The colors of the theme."""
        return hide_troughs(super().get_css_variables())

    def _keep_theme(self, theme: Theme) -> None:
        """Keep a theme that was chosen in the palette in the config."""
        if self.coach is None or theme.name == self.coach.config.theme:
            return
        try:
            self.coach.keep_theme(theme.name)
        except (CoachError, OSError) as error:
            self.notify(f"The theme could not be kept: {error}", markup=False)

    @on(nav.SettingsChanged)
    def _show_settings(self) -> None:
        if self.coach is not None:
            self.reviewer = self.coach.config.reviewer

    @on(nav.CardsCounted)
    def _take_count(self, message: nav.CardsCounted) -> None:
        self.due = message.due

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        report_failure(self, event)

    # going somewhere

    def action_place(self, place: str) -> None:
        """Go to a place, unless something lies on top of one."""
        if isinstance(self.screen, CoachScreen) and self.screen.LEADS_ON:
            self.pop_screen()
        at_home = place == "practice" and self.current_mode == HOME
        if len(self.screen_stack) == 1 and not at_home:
            self.switch_mode(place)

    @on(nav.GoToPlace)
    def _go_to_place(self, message: nav.GoToPlace) -> None:
        if message.closes and not self._round_runs():
            while len(self.screen_stack) > 1:
                self.pop_screen()
        self.action_place(message.place)

    def action_plan(self) -> None:
        """Show the plan until the interview."""
        self.post_message(nav.OpenPlan())

    @on(nav.OpenScreen)
    def _open_screen(self, message: nav.OpenScreen) -> None:
        if self.coach is not None:
            self._show(registry.make_screen(message), message.replaces)

    def _show(self, screen: Screen[None], replaces: Screen[Any] | None = None) -> None:
        """Show a screen on top, or in the place of another and of all that lies on that one."""
        if self.is_covered:
            self.pop_screen()
        top = self.screen
        if type(top) is type(screen) and isinstance(top, CoachScreen) and top.ONE_AT_A_TIME:
            replaces = top
        if replaces in self.screen_stack:
            while self.screen is not replaces:
                self.pop_screen()
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        self.heed_size(self.size)

    def _round_runs(self, besides: Screen[Any] | None = None) -> bool:
        """Tell that a round runs where one does; its clock would run on below another one."""
        below = [screen for screen in self.screen_stack if screen is not besides]
        runs = any(isinstance(s, CoachScreen) and s.KEEPS_TIME for s in below)
        if runs:
            self.notify(ROUND_RUNS, markup=False)
        return runs

    @on(nav.TakeRound)
    def _take_round(self, message: nav.TakeRound) -> None:
        """Show a round; where its model cannot play, the script does and that is told."""
        if self.coach is None:
            # the cases are listed before they are loaded
            self._first = message
            return
        if self._round_runs():
            return
        # the core loads with the coach, after the first frame
        from coach.transcripts.store import OpenElsewhere

        try:
            opened = registry.open_round(self.coach, message, self._manner, self._learning)
        except OpenElsewhere as error:
            self.notify(f"{error} Here it can be read.", severity="warning", markup=False)
            self.post_message(nav.OpenReview(error.round_id))
            return
        except (CoachError, OSError) as error:
            report_error(self, "opening a round", error)
            return
        if opened.notice:
            self.notify(opened.notice, severity="warning", markup=False, timeout=20)
        if opened.trouble:
            self.notify(f"{opened.trouble} The script plays the interviewer.", markup=False)
        self._show(registry.make_round(opened.round), message.replaces)

    @on(nav.OpenPrepared)
    def _open_prepared(self, message: nav.OpenPrepared) -> None:
        if self.coach is not None and not self._round_runs(besides=message.replaces):
            self._prepare(self.coach, message)

    @work(thread=True, exclusive=True, group="prepare", exit_on_error=False)
    def _prepare(self, coach: Coach, message: nav.OpenPrepared) -> None:
        make = registry.prepare_screen(coach, message)
        self.call_from_thread(self._show_prepared, make, message.replaces)

    def _show_prepared(self, make: registry.MakeScreen, replaces: Screen[Any] | None) -> None:
        self._show(make(), replaces)

    # doing something

    @on(nav.TakeNext)
    def _take_next(self, message: nav.TakeNext) -> None:
        if following := nav.make_next_message(message.outlook):
            self.post_message(following)

    @on(nav.DoPlanItem)
    def _do_plan_item(self, message: nav.DoPlanItem) -> None:
        self.post_message(nav.make_item_message(message.item))

    @on(nav.ExportReport)
    def _export_report(self, message: nav.ExportReport) -> None:
        if self.coach is not None:
            self._write_report(self.coach, message.round_id)

    @work(exclusive=True, group="export", exit_on_error=False)
    async def _write_report(self, coach: Coach, round_id: str) -> None:
        from coach.tui.exporting import write_report

        path = await write_report(coach, round_id)
        self.notify(f"The report is in {path}", markup=False, timeout=10)

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> None:
        """Write a picture of the screen beside the reports; all that is given is ignored."""
        from coach.tui.exporting import write_picture

        if self.coach is None:
            return
        try:
            written = write_picture(self.coach, self.export_screenshot())
        except OSError as error:
            report_error(self, "taking a picture of the screen", error)
        else:
            self.notify(f"The picture is in {written}", markup=False, timeout=10)

    # asking the person

    async def ask(self, question: nav.Ask[nav.Answer]) -> nav.Answer | None:
        """Ask the person something on top of the screen; None where there is no answer.

        Only to be called in a worker.
        """
        if self.coach is None:
            return None
        return await self.push_screen_wait(registry.make_dialog(question))

    @on(nav.ChooseReviewer)
    @work(exclusive=True, group="reviewer", exit_on_error=False)
    async def action_choose_reviewer(self) -> None:
        """Choose who reviews the rounds of this run; the config stays as it is."""
        name = await self.ask(nav.AskReviewer("Who reviews your rounds from now on?"))
        if name is not None:
            self.post_message(nav.UseReviewer(name))

    @on(nav.UseReviewer)
    def _use_reviewer(self, message: nav.UseReviewer) -> None:
        if self.coach is not None:
            self.coach.profiles.use_for_this_run(message.name)
            self.reviewer = message.name
            self.notify(f"{message.name} reviews from now on.", markup=False)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer the keys of the screen, our own commands, and then Textual's."""
        from coach.tui.palette import list_key_commands

        yield from list_key_commands(screen)
        yield SystemCommand(
            "Choose who reviews", "Offline, or a model profile", self.action_choose_reviewer
        )
        yield SystemCommand(
            "Plan until the interview", "What to do on each day, and its date", self.action_plan
        )
        if isinstance(screen, CoachScreen):
            yield from screen.list_commands()
        yield from super().get_system_commands(screen)
