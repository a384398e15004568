"""Progress: levels over time, and what was covered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static, TabbedContent, TabPane
from textual.widgets.option_list import Option

from coach.exports.plain_text import draw_dots
from coach.tui.format import minutes_seconds, plural
from coach.tui.screens.tab_screen import TabScreen
from coach.tui.widgets.coverage import Coverage
from coach.tui.widgets.themed_plot import ThemedPlot

if TYPE_CHECKING:
    from coach.drills.selection import Choice
    from coach.progress import LevelReading, PracticeProgress, Series
    from coach.services.coach import Coach

TRENDS = {1: "↗", -1: "↘", 0: " "}


class ProgressScreen(TabScreen):
    """How practice goes."""

    PLACE = "progress"
    CSS_PATH = "progress.tcss"
    HELP = """\
# Progress

`j` and `k` choose a dimension; its levels over time are plotted. The second view is the matrix of
areas, tradeoffs and customer segments, with the best level reached in each. `n` starts what is
recommended next, `d` the two-minute drill that trains what you left out lately.
"""
    BINDINGS = [
        Binding("n", "next", "Next", id="progress.next"),
        Binding("d", "drill", "Drill", id="progress.drill"),
        Binding("v", "turn", "Other view", id="progress.view"),
        Binding("j", "move('cursor_down')", "Down", show=False, id="progress.down"),
        Binding("k", "move('cursor_up')", "Up", show=False, id="progress.up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: PracticeProgress | None = None
        self._drill: Choice | None = None

    def compose_body(self) -> ComposeResult:
        yield Static("", id="progress-says", markup=False)
        with TabbedContent(id="progress-views"):
            with TabPane("Levels", id="levels"), Horizontal():
                yield OptionList(id="series", compact=True)
                yield ThemedPlot(id="plot")
            with TabPane("Coverage", id="coverage"):
                yield VerticalScroll(Coverage())

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#series", OptionList).focus()

    def fill(self) -> None:
        if self.app.coach is None:
            return
        self._read(self.app.coach)

    @work(thread=True, exclusive=True, group="progress")
    def _read(self, coach: Coach) -> None:
        """Work it out, which takes a moment when there are thousands of rounds."""
        self.app.call_from_thread(self._take, coach.plan.progress(), coach.drills.choose())

    def _take(self, found: PracticeProgress, drill: Choice | None) -> None:
        if not self.is_mounted or self.app.coach is None:
            return
        self._found, self._drill = found, drill
        title = self.app.coach.drills.drills[drill.drill].title if drill else ""
        self.query_one("#progress-says", Static).update(_says(found, drill, title))
        listed = self.query_one("#series", OptionList)
        listed.clear_options()
        for series in (found.overall, *found.series):
            listed.add_option(Option(_line(series), id=series.dimension))
        listed.highlighted = 0
        names = {pack.manifest.id: pack.manifest for pack in self.app.coach.library.packs.values()}
        self.query_one(Coverage).show(found.cells, list(names.values()))

    @on(OptionList.OptionHighlighted, "#series")
    def _plot(self, event: OptionList.OptionHighlighted) -> None:
        if self._found is None:
            return
        every = (self._found.overall, *self._found.series)
        series = next((one for one in every if one.dimension == event.option_id), None)
        if series is not None:
            _draw(self.query_one("#plot", ThemedPlot), series)

    def action_move(self, how: str) -> None:
        """Move in the list of dimensions."""
        getattr(self.query_one("#series", OptionList), f"action_{how}")()

    def action_turn(self) -> None:
        """Show the other view."""
        views = self.query_one("#progress-views", TabbedContent)
        views.active = "levels" if views.active == "coverage" else "coverage"

    def action_drill(self) -> None:
        """Do the drill that trains what was left out lately."""
        if self._drill is not None:
            self.app.open_drill(self._drill.drill, why=self._drill.why)

    def action_next(self) -> None:
        """Start what is recommended next."""
        following = self._found.following if self._found else None
        if following is None:
            return
        if following.resume:
            self.app.resume_round(following.resume)
        else:
            self.app.start_round(following.scenario, hard=following.hard)


def _says(found: PracticeProgress, drill: Choice | None, title: str) -> str:
    if not found.rounds:
        return "Nothing yet. Take a round under Practice; what you do shows here."
    streak = f" · {plural(found.streak, 'day')} in a row" if found.streak else ""
    covered = f"{found.covered} of {len(found.cells)} cells covered"
    first = f"{plural(found.rounds, 'round')} · {minutes_seconds(found.seconds)} typed{streak}"
    lines = [f"{first} · {covered}"]
    if found.weakest:
        name = next(s.name for s in found.series if s.dimension == found.weakest)
        lines.append(f"Weakest so far: {name}")
    if found.following:
        lines.append(f"Next: {found.following.title}   ·   press n")
    if drill:
        lines.append(f"Drill: {title}   ·   press d   ·   {drill.why}")
    return "\n".join(lines)


def _line(series: Series) -> str:
    return f"{series.name:<24}{_reading(series.latest):<5}{TRENDS[series.trend]}"


def _reading(reading: LevelReading | None) -> str:
    return draw_dots(reading.level if reading else None)


def _draw(plot: ThemedPlot, series: Series) -> None:
    plt = plot.plt
    plt.clear_figure()
    plt.title(series.name)
    numbered = list(enumerate(series.readings, 1))
    levels = [(float(n), float(r.level)) for n, r in numbered]
    if levels:
        _line_through(plot, levels)
        plt.ylim(0.8, 4.2)
        plt.yticks([1, 2, 3, 4], ["strong no", "no", "yes", "strong yes"])
    else:
        plt.title(f"{series.name}: no reading yet")
    if series.readings:
        count = len(series.readings)
        plt.xlim(0.5, count + 0.5)
        places, days = _days(series)
        plt.xticks([float(place) for place in places], days)
    plot.refresh()


def _line_through(plot: ThemedPlot, readings: list[tuple[float, float]]) -> None:
    places, values = [n for n, _ in readings], [value for _, value in readings]
    plot.plt.plot(places, values, marker="braille", color=plot.line_colour)
    plot.plt.scatter(places, values, marker="●", color=plot.line_colour)


def _days(series: Series) -> tuple[list[int], list[str]]:
    """At most eight days on the axis, so that their names do not run together."""
    count = len(series.readings)
    step = max(1, -(-count // 8))
    places = list(range(1, count + 1, step))
    named = [datetime.fromisoformat(series.readings[n - 1].started) for n in places]
    return places, [f"{day.day} {day:%b}" for day in named]
