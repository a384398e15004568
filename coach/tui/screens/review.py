"""The review of a round: levels and reasons on one side, the answer with its evidence beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, TabbedContent, TabPane

from coach.packs.models import Pack, Scenario
from coach.reviews.review import Review
from coach.transcripts.transcript import Transcript
from coach.tui.widgets import review_views as views
from coach.tui.widgets.answer_view import AnswerView
from coach.tui.widgets.dimension_row import DimensionRow
from coach.tui.words import level_content

if TYPE_CHECKING:
    from coach.practice.desk import Desk
    from coach.tui.app import CoachApp


class ReviewScreen(Screen[None]):
    """One saved round with its newest review. With `judge`, the round is reviewed first."""

    CSS_PATH = "review.tcss"
    app: CoachApp
    HELP = """\
# The review

`j` and `k` (or the arrows) move through the dimensions; the quotes a dimension stands on are marked
in your answer. The tabs hold customers, tradeoffs, facts and more. `a` starts another attempt at
the same scenario. Reviews are appended; none is ever overwritten.
"""
    BINDINGS = [
        Binding("down,j", "step(1)", "Dimension", key_display="↑↓", id="review.down"),
        Binding("up,k", "step(-1)", "Up", show=False, id="review.up"),
        Binding("a", "again", "Attempt again", id="review.again"),
        Binding("g", "regrade", "Review again", id="review.regrade"),
        Binding("escape", "app.pop_screen", "Back", id="review.back"),
    ]

    def __init__(self, round_id: str, *, judge: bool) -> None:
        super().__init__()
        self._round_id = round_id
        self._judge = judge
        self._chosen = 0
        self._review: Review | None = None

    @property
    def desk(self) -> Desk:
        """The desk, which is ready whenever a review can be opened."""
        assert self.app.desk is not None
        return self.app.desk

    def compose(self) -> ComposeResult:
        transcript = self.desk.store.recover(self._round_id)
        title = f"{transcript.title} · attempt {transcript.attempt}"
        with Horizontal(id="review-top"):
            yield Static(title, markup=False, id="review-title")
            yield Static("", id="review-overall")
            yield Static("", markup=False, id="review-by")
        with Horizontal(id="review-body"):
            with TabbedContent(id="views"):
                with TabPane("Scores", id="scores"):
                    yield VerticalScroll(id="dimensions", can_focus=False)
                for name in views.NAMES:
                    with TabPane(name, id=name.casefold()):
                        yield VerticalScroll(Static("", id=f"{name.casefold()}-text"))
            yield AnswerView(transcript)
        yield Static("", id="fix")
        yield Footer()

    def on_mount(self) -> None:
        reviews = self.desk.reviews(self._round_id)
        if self._judge or not reviews:
            self._have_it_judged()
        else:
            self.call_after_refresh(self._show, reviews[-1])

    @work(thread=True, exclusive=True, group="review")
    def _have_it_judged(self) -> None:
        transcript = self.desk.store.recover(self._round_id)
        review = self.desk.review(transcript)
        self.desk.keep_review(transcript.id, review)
        self.app.call_from_thread(self.call_later, self._show, review)

    async def _show(self, review: Review) -> None:
        if not self.is_mounted:
            return
        self._review = review
        transcript = self.desk.store.recover(self._round_id)
        pack, scenario = self.desk.case(transcript)
        self._show_head(review)
        await self._show_dimensions(review, pack)
        self._show_views(review, transcript, scenario)
        self._show_fix(review)

    def _show_head(self, review: Review) -> None:
        who = review.reviewer
        by = who.name + (f" / {who.model}" if who.model else "")
        if review.timing:
            by += f" · {review.timing.total:.1f} s"
        self.query_one("#review-by", Static).update(by)
        overall = self.query_one("#review-overall", Static)
        if review.overall:
            overall.update(level_content(review.overall.level, review.overall.estimate))
        else:
            overall.update(Content.styled("not graded", "$text-muted"))

    async def _show_dimensions(self, review: Review, pack: Pack) -> None:
        place = self.query_one("#dimensions", VerticalScroll)
        await place.remove_children()
        if review.status == "not_graded":
            said = f"Not graded: {review.reason}\n\nYour round is saved. g reviews it again."
            await place.mount(Static(said, markup=False))
            return
        judged = [(d, review.dimension(d.id)) for d in pack.rubric.dimensions]
        rows = [DimensionRow(d, found) for d, found in judged if found is not None]
        await place.mount_all(rows)
        self._choose(0)

    def _show_views(self, review: Review, transcript: Transcript, scenario: Scenario) -> None:
        for name, content in views.all_views(review, transcript, scenario).items():
            self.query_one(f"#{name.casefold()}-text", Static).update(content)

    def _show_fix(self, review: Review) -> None:
        fix = self.query_one("#fix", Static)
        fix.display = bool(review.priority_fix)
        if review.priority_fix:
            fix.update(
                Content.assemble(
                    ("One thing to change   ", "bold $accent"), Content(review.priority_fix)
                )
            )

    def _choose(self, index: int) -> None:
        rows = list(self.query(DimensionRow))
        if not rows:
            return
        self._chosen = index % len(rows)
        for number, row in enumerate(rows):
            row.choose(number == self._chosen)
        chosen = rows[self._chosen]
        chosen.scroll_visible(animate=False)
        self.query_one(AnswerView).mark(chosen.judged.evidence, scroll=True)

    def action_step(self, by: int) -> None:
        """Go to another dimension."""
        self.query_one("#views", TabbedContent).active = "scores"
        self._choose(self._chosen + by)

    def on_click(self, event: object) -> None:
        """A click on a dimension chooses it."""
        widget = getattr(event, "widget", None)
        if isinstance(widget, DimensionRow):
            self._choose(list(self.query(DimensionRow)).index(widget))

    def action_again(self) -> None:
        """Take another attempt at the same scenario."""
        scenario = self.desk.store.load(self._round_id).scenario
        self.app.pop_screen()
        self.app.start_round(scenario)

    def action_regrade(self) -> None:
        """Review the round again; the new review is appended."""
        self._have_it_judged()
