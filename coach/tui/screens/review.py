"""The review of a round: levels and reasons on one side, the answer with its evidence beside."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static, TabbedContent, TabPane

from coach.config import OFFLINE
from coach.files import CoachError
from coach.packs.models import Pack, Scenario
from coach.reviews.review import DimensionReview, Review
from coach.transcripts.transcript import Transcript
from coach.tui.screens.reviewer_choice import ReviewerChoice
from coach.tui.widgets import review_views as views
from coach.tui.widgets.answer_view import AnswerView
from coach.tui.widgets.dimension_row import DimensionRow
from coach.tui.widgets.review_progress import ReviewProgress
from coach.tui.words import MUTED, level_content

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
the same scenario, `g` has the round reviewed again, `s` stops a review under way.
Reviews are appended; none is ever overwritten.
"""
    BINDINGS = [
        Binding("down,j", "step(1)", "Dimension", key_display="↑↓", id="review.down"),
        Binding("up,k", "step(-1)", "Up", show=False, id="review.up"),
        Binding("a", "again", "Attempt again", id="review.again"),
        Binding("g", "regrade", "Review again", id="review.regrade"),
        Binding("s", "stop", "Stop", id="review.stop"),
        Binding("escape", "app.pop_screen", "Back", id="review.back"),
    ]

    def __init__(self, round_id: str, *, judge: bool) -> None:
        super().__init__()
        self._round_id = round_id
        self._judge = judge
        self._chosen = 0
        self._review: Review | None = None
        self._reviewing = False

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
                    yield ReviewProgress()
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

    @work(exclusive=True, group="review")
    async def _have_it_judged(self, reviewer: str | None = None) -> None:
        transcript = self.desk.store.recover(self._round_id)
        name = reviewer or self.desk.config.reviewer
        progress = self.query_one(ReviewProgress)
        self._set_reviewing(True)
        try:
            review = await self._follow(transcript, name, progress)
        except CoachError as error:
            await self._say_not_graded(str(error))
            return
        except asyncio.CancelledError:
            progress.stopped()
            raise
        finally:
            self._set_reviewing(False)
        await asyncio.to_thread(self.desk.keep_review, transcript.id, review)
        progress.display = False
        await self._show(review)

    async def _follow(self, transcript: Transcript, name: str, progress: ReviewProgress) -> Review:
        """Show what happens until the review is there."""
        pack, _ = self.desk.case(transcript)
        if name != OFFLINE:
            progress.begin(name)
            await self.query_one("#dimensions", VerticalScroll).remove_children()
        async for event in self.desk.judge(transcript, name):
            if isinstance(event, Review):
                return event
            judged = progress.take(event)
            if judged is not None:
                await self._add_dimension(judged, pack)
        raise CoachError("the review ended without a result; try again.")

    async def _add_dimension(self, judged: DimensionReview, pack: Pack) -> None:
        if judged.id in {d.id for d in pack.rubric.dimensions}:
            row = DimensionRow(pack.rubric.dimension(judged.id), judged)
            await self.query_one("#dimensions", VerticalScroll).mount(row)

    def _set_reviewing(self, yes: bool) -> None:
        self._reviewing = yes
        self.refresh_bindings()

    async def _say_not_graded(self, reason: str) -> None:
        self.query_one(ReviewProgress).display = False
        place = self.query_one("#dimensions", VerticalScroll)
        await place.remove_children()
        said = f"Not graded: {reason}\n\nYour round is saved. g reviews it again."
        await place.mount(Static(said, markup=False))

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
            overall.update(Content.styled("not graded", MUTED))

    async def _show_dimensions(self, review: Review, pack: Pack) -> None:
        if review.status == "not_graded":
            await self._say_not_graded(review.reason or "no reason was given.")
            return
        place = self.query_one("#dimensions", VerticalScroll)
        await place.remove_children()
        judged = [(d, review.dimension(d.id)) for d in pack.rubric.dimensions]
        rows = [DimensionRow(d, found) for d, found in judged if found is not None]
        limits = [Static(f.text, markup=False) for f in review.flags if f.kind == "limits"]
        await place.mount_all([*rows, *(said.add_class("limits") for said in limits)])
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
        """Review the round again, with another model if there is one; the review is appended."""
        config = self.desk.config
        if not config.models:
            self._have_it_judged()
            return
        self.app.push_screen(ReviewerChoice(config), self._judge_with)

    def action_stop(self) -> None:
        """Stop the review under way; what came of it stays on the screen."""
        self.workers.cancel_group(self, "review")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stop is there only while something runs, and another review only when nothing does."""
        if action == "stop":
            return self._reviewing
        if action == "regrade":
            return not self._reviewing
        return True

    def _judge_with(self, name: str | None) -> None:
        if name is not None:
            self._have_it_judged(name)
