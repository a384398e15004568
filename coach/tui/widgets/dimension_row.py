"""One dimension of a review: its level with a word, and when chosen the reasons."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from coach.packs.models import Dimension
from coach.reviews.review import DimensionReview
from coach.tui.words import MUTED, level_content, plural

DOUBTS = {"use with offset": "off by some", "do not show a number": "not reliable"}
"""Calibration's verdicts that the line itself must carry, in few words."""


class DimensionRow(Static):
    """A dimension's line; `-chosen` unfolds it."""

    def __init__(self, dimension: Dimension, judged: DimensionReview) -> None:
        super().__init__(classes="dimension")
        self.dimension = dimension
        self.judged = judged

    def on_mount(self) -> None:
        self.update(self._content(chosen=False))

    def choose(self, chosen: bool) -> None:
        """Unfold or fold the reasons."""
        self.set_class(chosen, "-chosen")
        self.update(self._content(chosen))

    def _content(self, chosen: bool) -> Content:
        judged = self.judged
        head = Content.assemble(
            ("▸ " if chosen else "  "),
            (f"{self.dimension.name:<24}", "bold" if chosen else ""),
            self._standing(),
        )
        if not chosen:
            return head
        lines = [head]
        if judged.rationale:
            lines.append(Content(f"    {judged.rationale}"))
        if judged.lowered_because:
            lines.append(Content.styled(f"    lowered: {judged.lowered_because}", "$text-warning"))
        lines += [Content.styled(f"    + {item}", "$text-success") for item in judged.met]
        lines += [Content.styled(f"    – {item}", "$text-warning") for item in judged.missing]
        if judged.verdict:
            said = f"    calibration on gold answers says: {judged.verdict}"
            lines.append(Content.styled(said, "$text-muted"))
        if judged.level:
            anchor = self.dimension.anchors[judged.level]
            lines.append(Content.styled(f"    {judged.level}: {anchor}", MUTED))
            if judged.level < 4:
                above = self.dimension.anchors[judged.level + 1]  # type: ignore[index]
                next_up = f"    to reach {judged.level + 1}: {above}"
                lines.append(Content.styled(next_up, MUTED))
        return Content("\n").join(lines)

    def _standing(self) -> Content:
        judged = self.judged
        quotes = sum(1 for one in judged.evidence if one.verified)
        struck = len(judged.evidence) - quotes
        after = f"   {plural(quotes, 'quote')}" + (f"   {struck} struck out" if struck else "")
        if judged.level is None:
            shown = Content.styled("no level", MUTED)
        else:
            shown = level_content(judged.level)
        if judged.level_range and judged.level_range[0] != judged.level_range[1]:
            low, high = judged.level_range
            after = f" ({low} to {high}){after}"
        if judged.verdict in DOUBTS:
            after = f"{after}   {DOUBTS[judged.verdict]}"
        return Content.assemble(shown, (after, MUTED))
