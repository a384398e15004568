"""The scores of a review: a line for each dimension, one of them unfolded."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from coach.packs.models import Pack
from coach.reviews.review import DimensionReview, Review
from coach.tui.widgets.dimension_row import DimensionRow
from coach.tui.widgets.review_progress import ReviewProgress


class Scores(VerticalScroll, can_focus=False):
    """Dimensions as they come and as they stand; `Chosen` says which one is unfolded."""

    @dataclass
    class Chosen(Message):
        """A dimension was chosen."""

        judged: DimensionReview

    def __init__(self, pack: Pack) -> None:
        super().__init__(id="dimensions")
        self._pack = pack
        self._index = 0

    def compose(self) -> ComposeResult:
        yield ReviewProgress()

    async def clear(self) -> None:
        """Take away what stood here, but for the progress line."""
        await self.remove_children([c for c in self.children if not isinstance(c, ReviewProgress)])

    async def add(self, judged: DimensionReview) -> None:
        """Put one dimension below the others; a later one of the same name takes its place."""
        known = {d.id: d for d in self._pack.rubric.dimensions}
        if judged.id not in known:
            return
        row = DimensionRow(known[judged.id], judged)
        for before in self.query(DimensionRow):
            if before.judged.id == judged.id:
                await self.mount(row, after=before)
                await before.remove()
                return
        await self.mount(row)

    async def show(self, review: Review) -> None:
        """Show a graded review whole."""
        await self.clear()
        for dimension in self._pack.rubric.dimensions:
            judged = review.dimension(dimension.id)
            if judged is not None:
                await self.mount(DimensionRow(dimension, judged))
        said = [flag.text for flag in review.flags if flag.kind == "limits"]
        because = [
            f"Overall: {reason}." for reason in (review.overall.because if review.overall else [])
        ]
        for line in [*because, *said]:
            await self.mount(Static(line, markup=False, classes="limits"))
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
        rows = list(self.query(DimensionRow))
        if not rows:
            return
        self._index = index % len(rows)
        for number, row in enumerate(rows):
            row.choose(number == self._index)
        rows[self._index].scroll_visible(animate=False)
        self.post_message(self.Chosen(rows[self._index].judged))

    def on_click(self, event: events.Click) -> None:
        """A click on a dimension chooses it."""
        if isinstance(event.widget, DimensionRow):
            self.choose(list(self.query(DimensionRow)).index(event.widget))
