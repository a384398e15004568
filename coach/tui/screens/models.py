"""Models: the profiles, what is known of each, and testing, adding and choosing them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import DataTable, ProgressBar

from coach.config import BUILT_IN_REVIEWERS, DEFAULT_REVIEWER
from coach.files import CoachError
from coach.tui.format import MUTED, align
from coach.tui.navigation import AskNewModel, AskWelcome, SettingsChanged
from coach.tui.sanitize import sanitize
from coach.tui.screens.tab_screen import TabScreen
from coach.tui.widgets.hanging_text import HangingText, Line, hang, hang_plain

if TYPE_CHECKING:
    from coach.services.profiles import ProfileRow

EMPTY = (
    "No model yet. The offline reviewer works without one.\n\n"
    "a  adds one: Fireworks, OpenAI, Ollama, llama.cpp or any other compatible endpoint. The key "
    "stays in your environment; the config holds the variable's name."
)


class ModelsScreen(TabScreen):
    """The profiles as a table; below, what is known of the one under the cursor."""

    PLACE = "models"
    CSS_PATH = "models.tcss"
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

    _table = getters.query_one(DataTable)
    _bar = getters.query_one(ProgressBar)
    _details = getters.query_one("#profile-says", HangingText)

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, ProfileRow] = {}
        self._results: dict[str, str] = {}
        self._calibrating = False

    def compose_body(self) -> ComposeResult:
        yield DataTable(id="profiles", cursor_type="row")
        yield ProgressBar(id="calibrating", show_eta=False)
        yield HangingText(id="profile-says")

    def on_mount(self) -> None:
        table = self._table
        for name, width in (("", 2), ("Profile", 16), ("Model", 34), ("Key", 8)):
            table.add_column(name, width=width)
        for name, width in (("p50", 8), ("p95", 8), ("Cost", 8), ("Calibrated", 11)):
            table.add_column(name, width=width)
        self._bar.display = False
        super().on_mount()
        table.focus()
        self.watch(self.app, "offers", self._take_offers)

    def fill(self) -> None:
        coach, table = self.coach, self._table
        cursor = table.cursor_row
        table.clear()
        for name in BUILT_IN_REVIEWERS:
            default = "●" if coach.config.reviewer == name else ""
            table.add_row(default, name, "built in, no network", "none", "", "", "", "", key=name)
        self._rows = {row.name: row for row in coach.profiles.list_profiles()}
        for row in self._rows.values():
            table.add_row(*_cells(row), key=row.name)
        table.move_cursor(row=min(cursor, table.row_count - 1))
        self._say(self._current)

    @property
    def _current(self) -> str:
        table = self._table
        if not table.row_count:
            return DEFAULT_REVIEWER
        return str(table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value)

    @on(DataTable.RowHighlighted)
    def _choose(self, event: DataTable.RowHighlighted) -> None:
        self._say(str(event.row_key.value))
        self.refresh_bindings()

    def _say(self, name: str) -> None:
        row = self._rows.get(name)
        if row is None:
            built_in = self._say_empty() if not self._rows else "Built in. It reads wording only."
            self._details.show([hang_plain(line) for line in built_in.split("\n")])
            return
        self._details.show(_describe(row, self._results.get(name)))

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

    def action_move(self, how: str) -> None:
        """Move in the table."""
        getattr(self._table, f"action_{how}")()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The built-in reviewer needs no test and cannot be removed."""
        if action in ("test", "remove", "calibrate") and self.is_mounted:
            return self._current in self._rows
        if action == "use_nearby":
            return bool(self.app.offers)
        return True


def _cells(row: ProfileRow) -> list[Text]:
    key = "none" if row.profile.api_key_env is None else "set" if row.has_key else "missing"
    calls = row.calls
    cost = f"{calls.cost:.4f}" if calls and calls.cost is not None else "–"
    cells = [
        "●" if row.default else "",
        sanitize(row.name),
        sanitize(row.profile.model),
        key,
        f"{calls.total.p50:.1f} s" if calls and calls.total else "–",
        f"{calls.total.p95:.1f} s" if calls and calls.total else "–",
        cost,
        row.verdict or "–",
    ]
    return [Text(cell, no_wrap=True, overflow="ellipsis") for cell in cells]


def _describe(row: ProfileRow, result: str | None) -> list[Line]:
    profile, known = row.profile, row.known
    lines: list[Line] = [Content(sanitize(profile.base_url))]
    if profile.api_key_env:
        state = "is set" if row.has_key else "is not set in this environment"
        lines.append(_label("key", f"{profile.api_key_env} {state}"))
    learned = [f"structured output as {known.rung}"] if row.calls else ["nothing yet; t tests it"]
    learned += [] if known.stream else ["no streaming"]
    learned += [] if known.system_role else ["no system message"]
    learned += [] if known.temperature else ["no temperature"]
    lines.append(_label("learned", ", ".join(learned)))
    if row.calls:
        lines.append(_label("calls", str(row.calls.calls)))
    if result:
        lines += [Content(""), Content.styled(sanitize(result), "bold")]
    return lines


def _label(name: str, text: str) -> Line:
    return hang(align((Content.styled(name, MUTED), 8)), text)
