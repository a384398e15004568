"""The scores of a review: a line for each dimension, one of them unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from coach.exports.plain_text import ASKED, NOT_ASKED, POINTS_ONLY
from coach.packs.schema import Pack, Scenario
from coach.transcripts.review_schema import (
    DimensionReview,
    Evidence,
    MisconceptionReview,
    PointReview,
    Review,
)
from coach.tui.sanitize import sanitize
from coach.tui.widgets.dimension_row import DimensionRow, PointerRow, ReviewRow
from coach.tui.widgets.review_progress import ReviewProgress


class Scores(VerticalScroll, can_focus=False):
    """Dimensions as they come and as they stand; `Chosen` says which one is unfolded."""

    @dataclass
    class Chosen(Message):
        """A line was chosen; this is what it stands on."""

        evidence: Sequence[Evidence]

    def __init__(self, pack: Pack, scenario: Scenario) -> None:
        super().__init__(id="dimensions")
        self._pack = pack
        self._scenario = scenario
        self._index = 0

    def compose(self) -> ComposeResult:
        yield ReviewProgress()

    async def clear(self) -> None:
        """Take away what stood here, but for the progress line."""
        await self.remove_children([c for c in self.children if not isinstance(c, ReviewProgress)])

    def add(self, judged: DimensionReview) -> None:
        """Put one dimension below the others; a later one of the same name takes its place."""
        known = {d.id: d for d in self._pack.rubric.dimensions}
        if judged.id not in known:
            return
        row = DimensionRow(known[judged.id], judged)
        for before in self.query(DimensionRow):
            if before.judged.id == judged.id:
                self.mount(row, after=before)
                before.remove()
                return
        self.mount(row)

    async def show(self, review: Review) -> None:
        """Show a graded review whole."""
        await self.clear()
        for dimension in self._pack.rubric.dimensions:
            judged = review.dimension(dimension.id)
            if judged is not None:
                await self.mount(DimensionRow(dimension, judged))
        for reason in review.overall.because if review.overall else []:
            await self.mount(Static(f"Overall: {reason}.", markup=False, classes="limits"))
        self.choose(0)

    async def show_pointers(self, review: Review) -> None:
        """Show each point with its sentence, what is not so, and what was not asked."""
        await self.clear()
        await self.mount(Static(POINTS_ONLY, markup=False, classes="limits"))
        statements = {point.id: point.statement for point in self._scenario.points}
        for pointer in review.points:
            await self.mount(PointerRow(statements.get(pointer.id, pointer.id), pointer))
        for wrong in review.misconceptions:
            await self.mount(PointerRow(f"Not so: {wrong.correction}", _as_pointer(wrong)))
        asks = {fact.id: fact.ask for fact in self._scenario.facts}
        for heading, ids in ((ASKED, review.facts.asked), (NOT_ASKED, review.facts.missed)):
            if ids:
                lines = [f"{heading}:", *(f"  {asks.get(id, id)}" for id in ids)]
                text = sanitize("\n".join(lines))
                await self.mount(Static(text, markup=False, classes="limits"))
        self.choose(0)

    async def say(self, text: str) -> None:
        """Say something instead of scores."""
        await self.clear()
        await self.mount(Static(text, markup=False, classes="instead"))

    def step(self, by: int) -> None:
        """Go to another dimension."""
        self.choose(self._index + by)

    def choose(self, index: int) -> None:
        """Unfold a dimension and fold the others."""
        rows = list(self.query(ReviewRow))
        if not rows:
            return
        self._index = index % len(rows)
        for number, row in enumerate(rows):
            row.choose(number == self._index)
        rows[self._index].scroll_visible(animate=False)
        self.post_message(self.Chosen(rows[self._index].evidence))

    def on_click(self, event: events.Click) -> None:
        """A click on a dimension chooses it."""
        if isinstance(event.widget, ReviewRow):
            self.choose(list(self.query(ReviewRow)).index(event.widget))


def _as_pointer(wrong: MisconceptionReview) -> PointReview:
    return PointReview(id=wrong.id, hit=None, evidence=wrong.evidence)
