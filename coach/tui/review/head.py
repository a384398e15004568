"""The line above a review: the round, the overall level, and who reviewed it."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from coach.exports.levels import YOUR_MARK, draw_squares
from coach.packs.schema import Level, Rubric
from coach.reviews.standing import shows_levels
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review
from coach.tui.format import MUTED, render_level


class ReviewHead(Horizontal):
    """One line; what does not fit is cut at the ends, not in the middle."""

    _overall = getters.query_one("#review-overall", Static)
    _by = getters.query_one("#review-by", Static)

    def __init__(self, transcript: Transcript, rubric: Rubric) -> None:
        super().__init__(id="review-top")
        self._title = f"{transcript.title} · attempt {transcript.attempt}"
        self._rubric = rubric

    def compose(self) -> ComposeResult:
        yield Static(self._title, markup=False, id="review-title")
        yield Static("", id="review-overall")
        yield Static("", markup=False, id="review-by")

    def show(self, review: Review, own: Level | None, number: int, count: int) -> None:
        """Show a review, the `number`-th of so many, beside the level of the own mark."""
        who = review.reviewer
        by = who.name + (f" / {who.model}" if who.model else "")
        if count > 1:
            by = f"review {number} of {count} · {by}"
        if review.timing:
            by += f" · {review.timing.total:.1f} s"
        self._by.update(by)
        overall = self._draw_overall(review)
        if own is not None:
            overall = Content.styled(f"{YOUR_MARK} {draw_squares(own)}   ", MUTED) + overall
        self._overall.update(overall)

    def say_not_graded(self) -> None:
        """Say that there is no judgement."""
        self._overall.update(Content.styled("not graded", MUTED))

    def _draw_overall(self, review: Review) -> Content:
        if review.overall:
            return render_level(review.overall.level, self._rubric.bands)
        if review.status == "pointers":
            return Content.styled("you judge", MUTED)
        folded = review.status == "graded" and not shows_levels(review)
        return Content.styled(
            f"levels hidden: {review.standing}" if folded else "not graded", MUTED
        )
