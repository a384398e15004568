"""The matrix of areas, tradeoffs and segments, each cell with a sign and a shade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from coach.tui.format import MUTED, align

if TYPE_CHECKING:
    from coach.packs.schema import Manifest
    from coach.progress import CoverageCell

SIGNS = {1: "○", 2: "◔", 3: "◑", 4: "●"}
SHADES = {
    1: "reverse $text-error",
    2: "reverse $text-warning",
    3: "$text-success",
    4: "bold reverse $text-success",
}
LABEL = 36
"""Columns of the longest segment with its indent; fewer where the screen is narrow."""
LEAST_LABEL = 20


class Coverage(Static):
    """`·` untried, then the best level reached; `+` tried without a level, blank without a case."""

    _cells: Sequence[CoverageCell] = ()
    _manifests: Sequence[Manifest] = ()

    def show(self, cells: Sequence[CoverageCell], manifests: Sequence[Manifest]) -> None:
        """Draw these cells."""
        self._cells, self._manifests = cells, manifests
        self._draw()

    def on_resize(self) -> None:
        """Draw anew: the words above the columns are cut where there is no room."""
        self._draw()

    def _draw(self) -> None:
        cells, manifests = self._cells, self._manifests
        areas = {a.id: a.name for m in manifests for a in m.areas}
        segments = {s.id: s.name for m in manifests for s in m.segments}
        names = {t.id: t.name for m in manifests for t in m.tradeoffs}
        tradeoffs = list(dict.fromkeys(cell.tradeoff for cell in cells))
        sides = [_split(names.get(tradeoff, tradeoff)) for tradeoff in tradeoffs]
        widths = [max(map(len, pair)) + 1 for pair in sides]
        room = (self.size.width or LABEL) - sum(widths)
        label_width = min(LABEL, max(LEAST_LABEL, room))
        lines = _draw_head(sides, widths, label_width)
        before = ""
        rows: dict[tuple[str, str], list[CoverageCell]] = {}
        for cell in cells:
            rows.setdefault((cell.area, cell.segment), []).append(cell)
        for (area, segment), row in rows.items():
            if area != before:
                lines += [Content.styled(areas.get(area, area), "bold")]
            before = area
            name = Content.styled(segments.get(segment, segment), MUTED)
            label = align(("", 2), (name, label_width - 4), ("", 2))
            lines.append(Content("").join([label, *map(_draw_cell, row, widths)]))
        signs = "  ".join(f"{SIGNS[level]} level {level}" for level in SIGNS)
        lines += [Content(""), Content.styled(f"· untried  + no level yet  {signs}", MUTED)]
        self.update(Content("\n").join(lines))


def _split(tension: str) -> tuple[str, str]:
    upper, _, lower = tension.partition(" ↔ ")
    return upper, lower and f"↔{lower}"


def _draw_head(
    sides: Sequence[tuple[str, str]], widths: Sequence[int], label_width: int
) -> list[Content]:
    """Name the columns, the two sides of each tension below each lower."""
    lines = ([pair[place] for pair in sides] for place in (0, 1))
    return [
        align(("", label_width), *zip(line, widths, strict=True)).stylize(MUTED) for line in lines
    ]


def _draw_cell(cell: CoverageCell, width: int) -> Content:
    if not cell.scenarios:
        return Content(" " * width)
    if not cell.attempts:
        return Content.styled(f"{'·':<{width}}", MUTED)
    if cell.best is None:
        return Content(f"{'+':<{width}}")
    sign = Content.styled(f" {SIGNS[cell.best]} {cell.best} ", SHADES[cell.best])
    return Content("").join([sign, Content(" " * (width - sign.cell_length))])
