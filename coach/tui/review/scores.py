"""The scores of a review: a row for each dimension or point, one of them unfolded."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from coach.exports.plain_text import ASKED, NOT_ASKED, POINTS_ONLY
from coach.packs.schema import Pack, Scenario
from coach.text.controls import sanitize
from coach.transcripts.review_schema import (
    DimensionReview,
    MisconceptionReview,
    PointReview,
    Review,
)
from coach.tui.review.dimension_row import DimensionRow, PointerRow, ReviewRow
from coach.tui.widgets.accordion import Accordion
from coach.tui.widgets.hanging_text import HangingText, Line, hang
from coach.tui.widgets.review_progress import ReviewProgress

LEVEL_COLUMNS = 8
"""Columns of a level besides its word: four dots, a space, and what parts it from the next."""


class Scores(Accordion[ReviewRow]):
    """Dimensions as they come and as they stand, or points with their sentences."""

    def __init__(self, pack: Pack, scenario: Scenario) -> None:
        super().__init__(id="dimensions")
        self._rubric = pack.rubric
        self._scenario = scenario

    def compose(self) -> ComposeResult:
        yield ReviewProgress()

    async def clear(self) -> None:
        """Take away what stood here, but for the progress line."""
        await self.remove_children([c for c in self.children if not isinstance(c, ReviewProgress)])

    def add(self, judged: DimensionReview) -> None:
        """Put one dimension below the others; a later one of the same name takes its place."""
        row = self._make_row(judged)
        if row is None:
            return
        for before in self.query(DimensionRow):
            if before.judged.id == judged.id:
                self.mount(row, after=before)
                before.remove()
                return
        self.mount(row)

    async def show(self, review: Review) -> None:
        """Show a graded review whole."""
        judged = [review.find_dimension(dimension.id) for dimension in self._rubric.dimensions]
        rows = [self._make_row(part) for part in judged if part is not None]
        because = review.overall.because if review.overall else []
        notes = [_make_note([hang("Overall: ", sanitize(f"{reason}."))]) for reason in because]
        await self._fill([*(row for row in rows if row is not None), *notes])

    async def show_pointers(self, review: Review) -> None:
        """Show each point with its sentence, what is not so, and what was not asked."""
        statements = {point.id: point.statement for point in self._scenario.points}
        asks = {fact.id: fact.ask for fact in self._scenario.facts}
        points = [PointerRow(statements.get(p.id, p.id), p) for p in review.points]
        wrong = [
            PointerRow(f"Not so: {part.correction}", _make_pointer(part))
            for part in review.misconceptions
        ]
        notes = [
            _make_note(
                [hang("", f"{heading}:"), *(hang("  ", sanitize(asks.get(f, f))) for f in facts)]
            )
            for heading, facts in ((ASKED, review.facts.asked), (NOT_ASKED, review.facts.missed))
            if facts
        ]
        await self._fill([_make_note([hang("", POINTS_ONLY)]), *points, *wrong, *notes])

    async def say(self, text: str) -> None:
        """Say something instead of scores."""
        await self.clear()
        await self.mount(Static(sanitize(text), markup=False, classes="instead"))

    async def _fill(self, rows: list[Widget]) -> None:
        await self.clear()
        await self.mount_all(rows)
        self.choose(0)

    def _make_row(self, judged: DimensionReview) -> DimensionRow | None:
        """Make the row of a judgement; None where the rubric has no such dimension."""
        known = {dimension.id: dimension for dimension in self._rubric.dimensions}
        if judged.id not in known:
            return None
        name = max(len(dimension.name) for dimension in known.values()) + 2
        level = max(map(len, self._rubric.bands.values())) + LEVEL_COLUMNS
        return DimensionRow(known[judged.id], judged, self._rubric.bands, (name, level))


def _make_note(lines: list[Line]) -> HangingText:
    return HangingText(lines, classes="limits")


def _make_pointer(wrong: MisconceptionReview) -> PointReview:
    return PointReview(id=wrong.id, hit=None, evidence=wrong.evidence)
