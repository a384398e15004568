"""The lines of a review: a dimension with its level and reasons, a point with its sentence."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from coach.exports.plain_text import NOTHING_NEAR
from coach.packs.schema import Dimension
from coach.transcripts.review_schema import DimensionReview, Evidence, PointReview
from coach.tui.format import MUTED, level_content, plural
from coach.tui.sanitize import sanitize

DOUBTS = {"use with offset": "off by some", "do not show a number": "not reliable"}
"""Calibration's verdicts that the line itself must carry, in few words."""


class ReviewRow(Static):
    """A line of a review; `-chosen` unfolds it. `evidence` is what it stands on."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        super().__init__(classes="dimension")
        self.evidence = evidence

    def on_mount(self) -> None:
        self.update(self._content(chosen=False))

    def choose(self, chosen: bool) -> None:
        """Unfold or fold it."""
        self.set_class(chosen, "-chosen")
        self.update(self._content(chosen))

    def _content(self, chosen: bool) -> Content:
        raise NotImplementedError


class PointerRow(ReviewRow):
    """A rubric point, and the sentence of the answer that is nearest to it."""

    def __init__(self, statement: str, pointer: PointReview) -> None:
        super().__init__(pointer.evidence)
        self._statement = statement

    def _content(self, chosen: bool) -> Content:
        head = Content.assemble(
            "▸ " if chosen else "  ", (sanitize(self._statement), "bold" if chosen else "")
        )
        quotes = [sanitize(" ".join(one.quote.split())) for one in self.evidence if one.verified]
        lines = [Content.styled(f"    “{quote}”", "italic") for quote in quotes]
        nothing = Content.styled(f"    {NOTHING_NEAR}", MUTED)
        return Content("\n").join([head, *(lines or [nothing])])


class DimensionRow(ReviewRow):
    """A dimension's line and, unfolded, the reasons."""

    def __init__(self, dimension: Dimension, judged: DimensionReview) -> None:
        super().__init__(judged.evidence)
        self.dimension = dimension
        self.judged = judged

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
