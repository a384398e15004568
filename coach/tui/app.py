"""The application: places, themes, palette, and the way into a round."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.signal import Signal

from coach.tui.themes import DEFAULT, THEMES
from coach.tui.widgets.tab_bar import PLACES, TabBar

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.theme import Theme

    from coach.config import Config
    from coach.services.coach import Coach
    from coach.services.rounds import OpenedRound
    from coach.transcripts.record import Manner

CoachMaker = Callable[[], "Coach"]
HOME = "_default"
"""Textual's name for the mode of the default screen, which cannot be switched to; coming back home
is a mode of its own."""
FIRST_FRAME_OUT = 0.02
"""Seconds until the first frame has left for the terminal; loading would hold it up."""


def _commands() -> type[Provider]:
    from coach.tui.palette import CoachCommands

    return CoachCommands


def _practice() -> Screen[None]:
    from coach.tui.screens.practice import PracticeScreen

    return PracticeScreen()


def _rounds() -> Screen[None]:
    from coach.tui.screens.rounds import RoundsScreen

    return RoundsScreen()


def _progress() -> Screen[None]:
    from coach.tui.screens.progress import ProgressScreen

    return ProgressScreen()


def _study() -> Screen[None]:
    from coach.tui.screens.study import StudyScreen

    return StudyScreen()


def _models() -> Screen[None]:
    from coach.tui.screens.models import ModelsScreen

    return ModelsScreen()


class CoachApp(App[None]):
    """The coach. The coach (packs, rounds, settings) is made in a thread after the first frame."""

    TITLE = "coach"
    # the home screen's styles are among these: a screen's own are parsed anew when it is shown
    CSS_PATH = ["coach.tcss", "screens/practice.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal"), (140, "-wide")]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {
        "practice": _practice,
        "rounds": _rounds,
        "progress": _progress,
        "study": _study,
        "models": _models,
    }
    COMMANDS = App.COMMANDS | {_commands}
    BINDINGS = [
        *(
            Binding(str(number), f"place('{place}')", name, show=False, id=f"place.{place}")
            for number, (place, name) in enumerate(PLACES, 1)
        ),
        Binding("f1", "toggle_help", "Help", id="help"),
        # before the screen's own escape, which would leave a round
        Binding("escape", "close_help", "Close help", show=False, priority=True, id="help.close"),
        Binding("ctrl+q", "quit", "Quit", id="quit"),
    ]

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
    ) -> None:
        # NO_COLOR leaves shades of gray; the terminal's own colors must be known to be turned into
        # them, or text and background both come out black
        super().__init__(ansi_color=False if "NO_COLOR" in os.environ else None)
        self._drill = drill
        self._manner = manner
        self._learning = learning
        self._hard = hard
        self._make_coach = make_coach
        self._start = start
        self._minutes = minutes
        self.coach: Coach | None = None
        self.due = 0
        self.coach_ready: Signal[None] = Signal(self, "coach-ready")
        # before the first frame: a theme set later would have every style worked out twice
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT

    @property
    def reviewer_name(self) -> str:
        """Name of the reviewer that a round goes to."""
        return self.coach.config.reviewer if self.coach else "offline"

    def get_default_screen(self) -> Screen[None]:
        """The home. As the default screen, and not a mode, it is drawn a frame earlier."""
        return _practice()

    def on_mount(self) -> None:
        self.call_after_refresh(self.set_timer, FIRST_FRAME_OUT, self._load)

    @work(thread=True, exit_on_error=True)
    def _load(self) -> None:
        coach = self._make_coach()
        _ = coach.library
        self.call_from_thread(self._loaded, coach)

    def _loaded(self, coach: Coach) -> None:
        self.coach = coach
        self._set_up(coach.config)
        self.coach_ready.publish(None)
        if coach.config_fault:
            self.notify(
                f"{coach.config_fault} The defaults are in force until it is mended.",
                severity="error",
                markup=False,
                timeout=60,
            )
        if self._start:
            self.start_round(self._start, self._minutes, hard=self._hard)
        elif self._drill:
            self.open_drill(*self._drill)

    def _set_up(self, config: Config) -> None:
        """Take what the config says of theme and keys; an unknown theme is said, not fatal."""
        if config.keymap:
            self.set_keymap(config.keymap)
        if config.theme in self.available_themes:
            self.theme = config.theme
        elif config.theme:
            self.notify(
                f"There is no theme {config.theme!r}; the palette lists them.", markup=False
            )
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def _keep_theme(self, theme: Theme) -> None:
        """A theme chosen in the palette is kept in the config."""
        if self.coach is None or theme.name == self.coach.config.theme:
            return
        from coach.files import CoachError

        try:
            self.coach.keep_theme(theme.name)
        except (CoachError, OSError) as error:
            self.notify(f"The theme could not be kept: {error}", markup=False)
            return

    def on_resize(self, event: events.Resize) -> None:
        """Below a least size say so; the screen below waits unchanged."""
        from coach.tui.screens.too_small import LEAST, TooSmallScreen

        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        says_so = isinstance(self.screen, TooSmallScreen)
        if small and not says_so:
            self.push_screen(TooSmallScreen())
        elif not small and says_so:
            self.pop_screen()

    def action_toggle_help(self) -> None:
        """Show the help beside this screen, or close it."""
        if self._help:
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def action_show_help_panel(self) -> None:
        """Show the help beside this screen."""
        from coach.tui.widgets.help import Help

        if not self._help:
            self.screen.mount(Help())

    def action_close_help(self) -> None:
        """Close the help beside this screen."""
        self.action_hide_help_panel()

    @property
    def _help(self) -> bool:
        return bool(self.screen.query("HelpPanel"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the screen's own key while no help is open."""
        return self._help if action == "close_help" else True

    def action_place(self, place: str) -> None:
        """Go to a place, unless a round is being taken on top of it."""
        if len(self.screen_stack) == 1:
            at_home = place == "practice" and self.current_mode == HOME
            if not at_home:
                self.switch_mode(place)

    def say_due(self, cards: int) -> None:
        """Show on every place how many study cards are due."""
        self.due = cards
        for bar in self.screen.query(TabBar):
            bar.due = cards

    def start_round(
        self, scenario_id: str, minutes: int | None = None, *, hard: bool = False
    ) -> None:
        """Begin a round on a scenario; a `hard` one with the hardest interviewer and no hints."""
        if self.coach is None or self._says_one_runs():
            return
        begun = self.coach.rounds.begin(
            scenario_id, minutes, self._manner, learning=self._learning, hard=hard
        )
        self._open_round(begun)

    def _says_one_runs(self) -> bool:
        """Say that a round runs where one does; its clock would run on below another one."""
        from coach.tui.screens.round import RoundScreen

        runs = any(isinstance(screen, RoundScreen) for screen in self.screen_stack)
        if runs:
            self.notify(
                "A round is under way. Finish it, or leave it with escape, to start another.",
                markup=False,
            )
        return runs

    def _open_round(self, opened: OpenedRound) -> None:
        """Show a round; where its model cannot play, the script does and that is said."""
        from coach.tui.screens.round import RoundScreen

        if opened.trouble:
            self.notify(f"{opened.trouble} The script plays the interviewer.", markup=False)
        self.push_screen(RoundScreen(opened.round))

    def resume_round(self, round_id: str) -> None:
        """Go on with a round that was left."""
        if self.coach is None or self._says_one_runs():
            return
        from coach.files import CoachError

        try:
            opened = self.coach.rounds.resume(round_id)
        except CoachError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self._open_round(opened)

    def open_review(self, round_id: str, *, judge: bool = False) -> None:
        """Show a saved round with its reviews; with `judge`, have it reviewed now."""
        from coach.tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen(round_id, judge=judge))

    def action_plan(self) -> None:
        """Show the plan until the interview."""
        from coach.tui.screens.plan import PlanScreen

        if self.coach is not None and not isinstance(self.screen, PlanScreen):
            self.push_screen(PlanScreen())

    def open_drill(
        self, name: str | None = None, scenario_id: str | None = None, why: str = ""
    ) -> None:
        """Sit down to a drill; without a name, to the one that past rounds ask for."""
        from coach.tui.drill_actions import open_drill

        if self._says_one_runs():
            return
        open_drill(self, name, scenario_id, why)

    def action_choose_reviewer(self) -> None:
        """Choose who reviews the rounds of this run; the config stays as it is."""
        if self.coach is None:
            return
        from coach.tui.screens.reviewer_choice import ReviewerChoice

        self.push_screen(ReviewerChoice(self.coach.config), self.review_with)

    def review_with(self, name: str | None) -> None:
        """Have a reviewer judge the rounds of this run."""
        if name is None or self.coach is None:
            return
        self.coach.profiles.use_for_this_run(name)
        self.notify(f"{name} reviews from now on.", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the places besides Textual's own commands, where nothing lies on top of one."""
        from coach.tui.screens.tab_screen import TabScreen

        yield from super().get_system_commands(screen)
        yield SystemCommand(
            "Choose who reviews", "Offline, or a model profile", self.action_choose_reviewer
        )
        yield SystemCommand(
            "Plan until the interview", "What to do on each day, and its date", self.action_plan
        )
        if room := getattr(screen, "action_room", None):
            yield SystemCommand("Open the room", "What each stakeholder says to it", room)
        for place, name in PLACES if isinstance(screen, TabScreen) else ():
            yield SystemCommand(f"Go to {name}", f"Show the {name} place", self._going(place))

    def _going(self, place: str) -> Callable[[], None]:
        return lambda: self.action_place(place)
