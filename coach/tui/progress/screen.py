"""Progress: levels over time, and what was covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static, TabbedContent, TabPane
from textual.widgets.option_list import Option

from coach.exports.levels import draw_dots
from coach.tui.base.tab_screen import TabScreen
from coach.tui.format import Bands, align, render_count
from coach.tui.navigation import OpenDrill, TakeNext
from coach.tui.progress.coverage import Coverage
from coach.tui.widgets.themed_plot import ThemedPlot

if TYPE_CHECKING:
    from coach.drills.selection import Choice
    from coach.plan.outlook import Outlook
    from coach.progress import LevelReading, PracticeProgress, Series
    from coach.services.coach import Coach

NAME_COLUMNS = 24
TRENDS = {1: "↗", -1: "↘", 0: " "}


NO_LEVEL_YET = (
    "No level here yet. A model that has passed its exam gives levels, and so does another "
    "person's scorecard. n starts a round."
)


class ProgressScreen(TabScreen):
    """How practice goes."""

    PLACE = "progress"
    CSS_PATH = "screen.tcss"
    HELP = """\
# Progress

`j` and `k` choose a dimension; each attempt is a dot, and attempts at one case are joined. The
second view is the matrix of areas, tradeoffs and customer segments, with the best level reached in
each. `n` starts what is recommended next, `d` the two-minute drill that trains what you left out
lately.
"""
    BINDINGS = [
        Binding("n", "next", "Next", id="progress.next"),
        Binding("d", "drill", "Drill", id="progress.drill"),
        Binding("v", "turn", "Coverage", id="progress.view"),
        Binding("j", "move('cursor_down')", "Down", show=False, id="progress.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="progress.up"),
    ]

    _summary = getters.query_one("#progress-says", Static)
    _views = getters.query_one("#progress-views", TabbedContent)
    _list = getters.query_one("#series", OptionList)
    _chart = getters.query_one("#plot", ThemedPlot)
    _no_chart = getters.query_one("#no-plot", Static)
    _coverage = getters.query_one(Coverage)

    def __init__(self) -> None:
        super().__init__()
        self._progress: PracticeProgress | None = None
        self._outlook: Outlook | None = None
        self._drill: Choice | None = None

    def compose_body(self) -> ComposeResult:
        yield Static("", id="progress-says", markup=False)
        with TabbedContent(id="progress-views"):
            with TabPane("Levels", id="levels"), Horizontal():
                yield OptionList(id="series", compact=True)
                yield ThemedPlot(id="plot")
                yield Static(NO_LEVEL_YET, id="no-plot", markup=False)
            with TabPane("Coverage", id="coverage"):
                yield VerticalScroll(Coverage())

    def on_mount(self) -> None:
        super().on_mount()
        self._list.focus()

    def fill(self) -> None:
        self._read(self.coach)

    @work(thread=True, exclusive=True, group="progress", exit_on_error=False)
    def _read(self, coach: Coach) -> None:
        """Work it out, which takes a moment when there are thousands of rounds."""
        progress, outlook = coach.plan.measure_progress(), coach.plan.look_ahead()
        self.app.call_from_thread(self._take, progress, outlook, coach.drills.choose())

    def _take(self, progress: PracticeProgress, outlook: Outlook, drill: Choice | None) -> None:
        if not self.is_mounted:
            return
        self._progress, self._outlook, self._drill = progress, outlook, drill
        self._summary.update("\n".join(self._summarize(progress)))
        self._list.clear_options()
        for series in (progress.overall, *progress.series):
            self._list.add_option(Option(_render_series(series), id=series.dimension))
        self._list.highlighted = 0
        packs = self.coach.library.packs.values()
        self._coverage.show(progress.cells, [pack.manifest for pack in packs])

    @on(OptionList.OptionHighlighted, "#series")
    def _plot(self, event: OptionList.OptionHighlighted) -> None:
        if self._progress is None:
            return
        for series in (self._progress.overall, *self._progress.series):
            if series.dimension == event.option_id:
                self._chart.display = bool(series.readings)
                self._no_chart.display = not series.readings
                _draw(self._chart, series, self.coach.library.bands)

    def action_move(self, movement: str) -> None:
        """Move in the list of dimensions."""
        getattr(self._list, f"action_{movement}")()

    def action_turn(self) -> None:
        """Show the other view."""
        self._views.active = "levels" if self._views.active == "coverage" else "coverage"

    def action_drill(self) -> None:
        """Do the drill that trains what was left out lately."""
        if self._drill is not None:
            self.post_message(OpenDrill(self._drill.drill, why=self._drill.why))

    def action_next(self) -> None:
        """Start what is recommended next."""
        if self._outlook is not None:
            self.post_message(TakeNext(self._outlook))

    def _summarize(self, progress: PracticeProgress) -> Iterator[str]:
        if not progress.rounds:
            yield "Nothing yet. Take a round under Practice; what you do shows here."
            return
        streak = f" · {progress.streak}-day streak" if progress.streak else ""
        practiced = f"{round(progress.seconds / 60)} min of practice{streak}"
        covered = f"{progress.cases_reviewed} of {progress.cases} cases reviewed"
        yield f"{render_count(progress.rounds, 'round')} · {practiced} · {covered}"
        for series in progress.series:
            if series.dimension == progress.weakest:
                yield f"Weakest over your last five reviewed rounds: {series.name}"
        if progress.note_on_rubrics:
            yield progress.note_on_rubrics
        if leans := [reading.sentence for reading in progress.eye if reading.sentence]:
            yield f"Your eye: {' '.join(leans[:2])}"
        if self._outlook and self._outlook.title:
            yield f"Next: {self._outlook.title}   ·   press n"
        if self._drill:
            title = self.coach.drills.drills[self._drill.drill].title
            yield f"Drill: {title}   ·   press d   ·   {self._drill.why}"


def _render_series(series: Series) -> Content:
    dots = draw_dots(series.latest.level if series.latest else None)
    return align((series.name, NAME_COLUMNS), (dots, 5), (TRENDS[series.trend], 1))


def _draw(plot: ThemedPlot, series: Series, bands: Bands) -> None:
    plt = plot.plt
    plt.clear_figure()
    plt.title(series.name)
    if series.readings:
        _draw_attempts(plot, series.readings)
        plt.ylim(0.8, 4.2)
        plt.yticks(list(bands), list(bands.values()))
    else:
        plt.title(f"{series.name}: no reading yet")
    if series.readings:
        count = len(series.readings)
        plt.xlim(0.5, count + 0.5)
    plot.names_across = [_name_day(reading) for reading in series.readings]
    plot.refresh()


def _draw_attempts(plot: ThemedPlot, readings: Sequence[LevelReading]) -> None:
    """A dot for each attempt, and lines between the attempts at one case, which can be compared."""
    for places in list_attempts(readings).values():
        levels = [float(readings[n - 1].level) for n in places]
        across = [float(n) for n in places]
        if len(places) > 1:
            plot.plt.plot(across, levels, marker="braille", color=plot.line_color)
    numbers = [float(n) for n in range(1, len(readings) + 1)]
    dots = [float(reading.level) for reading in readings]
    plot.plt.scatter(numbers, dots, marker="●", color=plot.line_color)


def list_attempts(readings: Sequence[LevelReading]) -> dict[str, list[int]]:
    """The numbers of the readings of each case, from 1 on, oldest first."""
    attempts: dict[str, list[int]] = {}
    for number, reading in enumerate(readings, 1):
        attempts.setdefault(reading.scenario, []).append(number)
    return attempts


def _name_day(reading: LevelReading) -> str:
    day = datetime.fromisoformat(reading.started)
    return f"{day.day} {day:%b}"
