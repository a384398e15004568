"""Models: the profiles, what is known of each, and testing, adding and choosing them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import DataTable, ProgressBar

from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError
from coach.tui.base.tab_screen import TabScreen
from coach.tui.models.profile_table import ProfileTable, describe_profile
from coach.tui.navigation import AskNewModel, AskWelcome, SettingsChanged
from coach.tui.widgets.hanging_text import HangingText, hang_plain

if TYPE_CHECKING:
    from coach.reviews.standing import ExamVerdict
    from coach.services.profiles import ProfileRow

EMPTY = (
    "No model yet. The offline reviewer works without one.\n\n"
    "a  adds one: Fireworks, OpenAI, Ollama, llama.cpp or any other compatible endpoint. The key "
    "stays in your environment; the config holds the variable's name."
)


class ModelsScreen(TabScreen):
    """The profiles as a table; below, what is known of the one under the cursor."""

    PLACE = "models"
    CSS_PATH = "screen.tcss"
    HELP = """\
# Models

`a` adds a profile, `f` offers what was found on this machine, `t` tests the one under the cursor
with one tiny request, `d` makes it the one that reviews by default, `delete` takes it out of the
config. `c` runs it over the gold answers and says for which dimensions its levels can be used; `c`
again stops, and the next run goes on from there. What a server refused is learned and shown below,
as are the times of its calls.
"""
    BINDINGS = [
        Binding("a", "add", "Add", id="models.add"),
        Binding("f", "use_nearby", "Found here", id="models.nearby"),
        Binding("t", "test", "Test", id="models.test"),
        Binding("c", "calibrate", "Calibrate", id="models.calibrate"),
        Binding("d", "default", "Make default", id="models.default"),
        Binding("delete", "remove", "Remove", id="models.remove"),
        Binding("j", "move('cursor_down')", "Down", show=False, id="models.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="models.up"),
    ]

    _table = getters.query_one(ProfileTable)
    _bar = getters.query_one(ProgressBar)
    _details = getters.query_one("#profile-says", HangingText)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, ProfileRow] = {}
        self._verdicts: dict[str, ExamVerdict] = {}
        self._results: dict[str, str] = {}
        self._calibrating = False

    def compose_body(self) -> ComposeResult:
        yield ProfileTable()
        yield ProgressBar(id="calibrating", show_eta=False)
        yield HangingText(id="profile-says")

    def on_mount(self) -> None:
        self._bar.display = False
        super().on_mount()
        self._table.focus()
        self.watch(self.app, "offers", self._take_offers)

    def fill(self) -> None:
        coach = self.coach
        rows = coach.profiles.list_profiles()
        self._rows = {row.name: row for row in rows}
        self._verdicts = {row.name: coach.exam.find_verdict(row.name) for row in rows}
        self._table.show(coach.config.reviewer, rows, self._verdicts, coach.workspace.now().date())
        self._say(self._current)

    @property
    def _current(self) -> str:
        return self._table.current

    @on(DataTable.RowHighlighted)
    def _choose(self, event: DataTable.RowHighlighted) -> None:
        self._say(str(event.row_key.value))
        self.refresh_bindings()

    def _say(self, name: str) -> None:
        row = self._rows.get(name)
        if row is None:
            about = f"Built in. {BUILT_IN_REVIEWERS[name]}" if self._rows else self._say_empty()
            self._details.show([hang_plain(line) for line in about.split("\n")])
            return
        verdict, today = self._verdicts[name], self.coach.workspace.now().date()
        self._details.show(describe_profile(row, verdict, today, self._results.get(name)))

    def _say_empty(self) -> str:
        offers = self.app.offers
        if offers is None:
            return EMPTY
        from coach.services.nearby import describe_offers

        takes = "\n\nf  tests and adds one of them." if offers else ""
        return f"{EMPTY}\n\n{describe_offers(offers)}{takes}"

    def _take_offers(self) -> None:
        self.refresh_bindings()
        if self.is_ready:
            self._say(self._current)

    @work(exclusive=True, group="adding", exit_on_error=False)
    async def action_use_nearby(self) -> None:
        """Choose among what was found on this machine."""
        await self.app.ask(AskWelcome(only_reviewer=True))
        self.fill()

    @work(exclusive=True, group="trial", exit_on_error=False)
    async def action_test(self) -> None:
        """Send one tiny request and say what came of it."""
        name = self._current
        if name not in self._rows:
            return
        from coach.llm.events import Adapted, Retrying, Waiting

        def show(event: object) -> None:
            match event:
                case Waiting(what=what) | Adapted(what=what):
                    self._results[name] = f"Testing: {what}…"
                case Retrying(why=why, seconds=seconds):
                    self._results[name] = f"{why} Trying again in {seconds:.0f} s."
            self._say(name)

        self._results[name] = "Testing…"
        self._say(name)
        try:
            result = await self.coach.profiles.probe(name, show)
            self._results[name] = result.sentence
        except CoachError as error:
            self._results[name] = str(error)
        self.fill()

    def action_calibrate(self) -> None:
        """Run the profile over the gold answers, or stop that; what was graded is kept."""
        if self._calibrating:
            self.workers.cancel_group(self, "calibrating")
        elif self._current in self._rows:
            self._calibrate(self._current)

    @work(exclusive=True, group="calibrating", exit_on_error=False)
    async def _calibrate(self, name: str) -> None:
        calibration, bar = self.coach.calibration, self._bar
        self._calibrating = True
        self._results[name] = "Calibrating; c stops it, and the next run goes on from there."
        self._say(name)
        try:
            gold = calibration.load_gold_set()
            bar.update(total=len(gold.items), progress=0)
            bar.display = True
            done = await calibration.run(name, gold, done=lambda grading: bar.advance())
            if any(grading.status == "graded" for grading in done):
                calibration.save(name, gold, done)
                self._results[name] = f"Calibrated on {len(gold.items)} gold answers."
            else:
                self._results[name] = f"Not calibrated: {done[0].reason if done else 'stopped'}"
        except CoachError as error:
            self._results[name] = str(error)
        except asyncio.CancelledError:
            self._results[name] = "Stopped. What was graded is kept; c goes on from there."
            raise
        finally:
            self._calibrating = False
            if self.is_mounted:
                bar.display = False
                self._fill()

    @work(exclusive=True, group="adding", exit_on_error=False)
    async def action_add(self) -> None:
        """Add a profile."""
        added = await self.app.ask(AskNewModel())
        if added is not None:
            self.notify(f"{added} is in the config. t tests it.", markup=False)
            self.post_message(SettingsChanged())
            self.fill()

    def action_default(self) -> None:
        """Make the profile under the cursor the one that reviews."""
        if not self.is_ready:
            return
        name, chosen = self._current, self.coach.workspace.settings.overrides.get("reviewer")
        done = f"{name} reviews from now on."
        if chosen is not None and chosen != name:
            done = f"{name} reviews by default from the next run on; {chosen} reviews in this one."
        self._edit(self.coach.profiles.set_default, done)

    def action_remove(self) -> None:
        """Take the profile under the cursor out of the config."""
        if self._current in self._rows:
            name = self._current
            self._edit(self.coach.profiles.remove, f"{name} is out of the config.")

    def _edit(self, change: Callable[[str], None], done: str) -> None:
        try:
            change(self._current)
        except CoachError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.notify(done, markup=False)
        self.post_message(SettingsChanged())
        self.fill()

    def action_move(self, movement: str) -> None:
        """Move in the table."""
        getattr(self._table, f"action_{movement}")()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The built-in reviewer needs no test and cannot be removed."""
        if action in ("test", "remove", "calibrate") and self.is_mounted:
            return self._current in self._rows
        if action == "use_nearby":
            return bool(self.app.offers)
        return True
