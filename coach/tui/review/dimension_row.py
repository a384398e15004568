"""The rows of a review: a dimension with its level and reasons, a point with its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content

from coach.exports.plain_text import NOTHING_NEAR
from coach.packs.schema import Dimension
from coach.text.controls import sanitize
from coach.transcripts.review_schema import DimensionReview, Evidence, PointReview
from coach.tui.format import MUTED, Bands, align, render_count, render_level
from coach.tui.widgets.accordion import AccordionRow
from coach.tui.widgets.hanging_text import Line, hang, hang_quote

DOUBTS = {"use with offset": "off by some", "do not show a number": "not reliable"}
"""Calibration's verdicts that the row itself must carry, in few words."""
INDENT = "    "


class ReviewRow(AccordionRow):
    """A row of a review; `evidence` is what it stands on."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        super().__init__(classes="dimension")
        self.evidence = evidence


class PointerRow(ReviewRow):
    """A rubric point, and the sentence of the answer that is nearest to it."""

    def __init__(self, statement: str, pointer: PointReview) -> None:
        super().__init__(pointer.evidence)
        self._statement = statement

    def describe(self, mark: str, *, chosen: bool) -> Sequence[Line]:
        """The point, and below it the sentence."""
        statement = Content.styled(sanitize(self._statement), "bold" if chosen else "")
        quotes = [hang_quote(proof.quote, INDENT) for proof in self.evidence if proof.verified]
        return [hang(mark, statement), *(quotes or [hang(INDENT, NOTHING_NEAR, MUTED)])]


class DimensionRow(ReviewRow):
    """A dimension with its level and, unfolded, the reasons.

    `widths` are the columns of the name and of the level, so that all rows line up.
    """

    def __init__(
        self,
        dimension: Dimension,
        judged: DimensionReview,
        bands: Bands,
        widths: tuple[int, int],
    ) -> None:
        super().__init__(judged.evidence)
        self.dimension = dimension
        self.judged = judged
        self._bands = bands
        self._widths = widths

    def describe(self, mark: str, *, chosen: bool) -> Sequence[Line]:
        """The dimension in one line; unfolded, why it stands there and what is above.

        On a wide screen there is room for why in every row.
        """
        name, level = self._widths
        title = Content.styled(sanitize(self.dimension.name), "bold" if chosen else "")
        standing = align((mark, len(mark)), (title, name), (self._render_level(), level))
        head = hang(standing, self._count_quotes(), MUTED)
        if chosen:
            return [head, *self._explain(), *self._quote_anchors()]
        is_wide = self.screen.has_class("-wide")
        return [head, *self._explain(), Content("")] if is_wide else [head]

    def _render_level(self) -> Content:
        level_range = self.judged.level_range
        if self.judged.level is None:
            return Content.styled("no level", MUTED)
        level = render_level(self.judged.level, self._bands)
        if level_range and level_range[0] != level_range[1]:
            level += Content.styled(" ({} to {})".format(*level_range), MUTED)
        return level

    def _count_quotes(self) -> str:
        quotes = sum(1 for proof in self.judged.evidence if proof.verified)
        struck = len(self.judged.evidence) - quotes
        parts = [render_count(quotes, "quote"), f"{struck} struck out" if struck else ""]
        parts.append(DOUBTS.get(self.judged.verdict or "", ""))
        return "   ".join(part for part in parts if part)

    def _explain(self) -> list[Line]:
        judged = self.judged
        lines: list[Line] = []
        if judged.rationale:
            lines.append(hang(INDENT, sanitize(judged.rationale)))
        if judged.lowered_because:
            lowered = sanitize(judged.lowered_because)
            lines.append(hang(f"{INDENT}lowered: ", lowered, "$text-warning"))
        lines += [hang(f"{INDENT}+ ", sanitize(item), "$text-success") for item in judged.met]
        lines += [hang(f"{INDENT}– ", sanitize(item), "$text-warning") for item in judged.missing]
        if judged.verdict:
            lines.append(hang(INDENT, f"on our test answers: {judged.verdict}", MUTED))
        return lines

    def _quote_anchors(self) -> list[Line]:
        """What the rubric asks for at this level and at the next one."""
        level = self.judged.level
        if level is None:
            return []
        anchors: Bands = self.dimension.anchors
        lines: list[Line] = [hang(f"{INDENT}level {level}: ", _spell_out(anchors[level]), MUTED)]
        if level < 4:
            head = Content.styled(f"{INDENT}to reach {level + 1}: ", MUTED)
            lines.append(hang(head, _spell_out(anchors[level + 1]), MUTED))
        return lines


def _spell_out(anchor: str) -> str:
    """An anchor of the rubric as it reads beside others: `As 3, and ...` names the level."""
    return re.sub(r"^As ([1-4])\b", r"as level \1", sanitize(anchor))
