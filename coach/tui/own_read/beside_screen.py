"""Own marks beside a reviewer's: where one was kinder, where harder, and the quotes of both."""

from __future__ import annotations

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.reviews.own_read.comparison import OwnComparison, compare_own
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import OpenReview
from coach.tui.own_read.reviewer import ReviewerLine
from coach.tui.own_read.side_by_side import draw_levels, draw_point_pair, draw_quotes
from coach.tui.widgets.key_bar import KeyBar

WAITING = "Your marks are kept. The review stands beside them here as soon as it is made."


class PointList(OptionList):
    """The points, those on which one differs from the reviewer first."""

    BINDINGS = [Binding("enter", "select", "To the review", id="beside.select")]


class OwnBesideScreen(CoachScreen):
    """The newest own marks of a round beside the newest review that has levels."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    ONE_AT_A_TIME = True
    HELP = """\
# Your marks beside the review

`▲` says that you were kinder than the reviewer, `▼` that you were harder. `j` and `k` walk the
points, those you differ on first, with the sentence each of you pointed at. Neither is the truth:
read both sentences and decide. `enter` goes to the review.
"""
    BINDINGS = [
        Binding("j", "walk('cursor_down')", "Point", key_display="↑↓", id="beside.down"),
        Binding("k", "walk('cursor_up')", "Up", show=False, id="beside.up"),
        Binding("enter", "over", "To the review", id="beside.over"),
        Binding("escape", "over", "To the review", show=False, id="beside.over-too"),
    ]

    _reviewer = getters.query_one(ReviewerLine)
    _list = getters.query_one("#own-list", OptionList)
    _head = getters.query_one("#own-question", Static)
    _quotes = getters.query_one("#own-other", Static)

    def __init__(self, round_id: str) -> None:
        super().__init__(classes="-beside -listing")
        self._round_id = round_id
        self._comparison: OwnComparison | None = None

    def compose(self) -> ComposeResult:
        transcript = self.coach.store.load(self._round_id)
        with Horizontal(id="own-top"):
            yield Static(sanitize(transcript.title), markup=False, id="own-title")
            yield ReviewerLine()
        with Horizontal(id="own-body"):
            with VerticalScroll(id="own-ask", can_focus=False):
                yield Static("", id="own-question")
                yield PointList(id="own-list", compact=True)
            with VerticalScroll(id="own-text", can_focus=False):
                yield Static("", id="own-other")
        yield KeyBar()

    def on_mount(self) -> None:
        self._pack, self._scenario = self.coach.workspace.find_case(
            self.coach.store.load(self._round_id)
        )
        run = self.coach.review_runs.find(self._round_id)
        count = len(self._pack.rubric.dimensions)
        self._reviewer.attach(run, self.coach.config, count)
        self._show()

    @on(ReviewerLine.Ended)
    def _show(self) -> None:
        own = self.coach.own_reads.load_newest(self._round_id)
        other = self.coach.own_reads.load_newest_of_reviewer(self._round_id)
        line, listed, head = self._reviewer, self._list, self._head
        listed.display = False
        if line.is_running:
            head.update(WAITING)
        elif own is None or other is None:
            why = f"Your marks are kept. No review stands beside them: {line.why_not}"
            head.update(Content(sanitize(why)))
        else:
            self._comparison = compare_own(own, other, self._pack, self._scenario)
            head.update(draw_levels(self._comparison))
            listed.clear_options()
            listed.add_options(Option(draw_point_pair(p)) for p in self._comparison.points)
            listed.display = True
            listed.focus()
            listed.highlighted = 0 if self._comparison.points else None

    @on(OptionList.OptionHighlighted, "#own-list")
    def _show_quotes(self, event: OptionList.OptionHighlighted) -> None:
        if self._comparison is not None:
            quotes = draw_quotes(self._comparison.points[event.option_index], self._comparison)
            self._quotes.update(quotes)

    @on(OptionList.OptionSelected, "#own-list")
    def action_over(self) -> None:
        """Go on to the review."""
        self.post_message(OpenReview(self._round_id, replaces=self))

    def action_walk(self, movement: str) -> None:
        """Walk the points."""
        getattr(self._list, f"action_{movement}")()
