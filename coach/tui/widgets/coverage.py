"""The matrix of areas, tradeoffs and segments, each cell with a sign and a shade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from coach.tui.format import MUTED, align

if TYPE_CHECKING:
    from coach.packs.schema import Manifest
    from coach.progress import CellOf

SIGNS = {1: "○", 2: "◔", 3: "◑", 4: "●"}
SHADES = {
    1: "reverse $text-error",
    2: "reverse $text-warning",
    3: "$text-success",
    4: "bold reverse $text-success",
}
WIDTH = 14
LABEL = 33
"""A column is as wide as the words above it, the label as the longest segment."""


class Coverage(Static):
    """`·` untried, then the best level reached; `+` tried without a level, blank without a case."""

    def show(self, cells: Sequence[CellOf], manifests: Sequence[Manifest]) -> None:
        """Draw the cells."""
        areas = {a.id: a.name for m in manifests for a in m.areas}
        segments = {s.id: s.name for m in manifests for s in m.segments}
        names = {t.id: t.name for m in manifests for t in m.tradeoffs}
        tradeoffs = list(dict.fromkeys(cell.tradeoff for cell in cells))
        lines = _head([names.get(tradeoff, tradeoff) for tradeoff in tradeoffs])
        before = ""
        rows: dict[tuple[str, str], list[CellOf]] = {}
        for cell in cells:
            rows.setdefault((cell.area, cell.segment), []).append(cell)
        for (area, segment), row in rows.items():
            if area != before:
                lines += [Content.styled(areas.get(area, area), "bold")]
            before = area
            name = Content.styled(segments.get(segment, segment), MUTED)
            label = align(("", 2), (name, LABEL - 4), ("", 2))
            lines.append(Content("").join([label, *(_draw_cell(cell) for cell in row)]))
        signs = "  ".join(f"{SIGNS[level]} level {level}" for level in SIGNS)
        lines += [Content(""), Content.styled(f"· untried  + no level yet  {signs}", MUTED)]
        self.update(Content("\n").join(lines))


def _head(tensions: Sequence[str]) -> list[Content]:
    """Name the columns, the two sides of each tension below each other."""
    sides = [(*tension.split(" ↔ ", 1), "")[:2] for tension in tensions]
    upper, lower = [side for side, _ in sides], [f"↔ {side}" if side else "" for _, side in sides]
    cells = [[(word, WIDTH) for word in line] for line in (upper, lower)]
    return [align(("", LABEL), *line).stylize(MUTED) for line in cells]


def _draw_cell(cell: CellOf) -> Content:
    if not cell.scenarios:
        return Content(" " * WIDTH)
    if not cell.attempts:
        return Content.styled(f"{'·':<{WIDTH}}", MUTED)
    if cell.best is None:
        return Content(f"{'+':<{WIDTH}}")
    sign = Content.styled(f" {SIGNS[cell.best]} {cell.best} ", SHADES[cell.best])
    return Content("").join([sign, Content(" " * (WIDTH - sign.cell_length))])
