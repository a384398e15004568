"""How the content of all packs reads, line by line for the command that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from coach.packs.content_report import ContentReport, list_stale, report_content
from coach.packs.load import load_library
from coach.packs.schema import Pack
from coach.paths import Paths


def describe_content(paths: Paths, content: bool, stale: int | None, today: date) -> Iterator[str]:
    """Lines on each pack: its content where asked for, and what is older than `stale` days."""
    if not content and stale is None:
        return
    library = load_library(paths.pack_folders, trusted=paths.builtin_packs)
    for pack in library.packs.values():
        if content:
            yield from _describe(pack, report_content(pack))
        if stale is not None:
            old = list_stale(pack, today, stale)
            yield f"{pack.manifest.id}: {len(old)} claim(s) older than {stale} days"
            yield from (f"  {line}" for line in old)


def _describe(pack: Pack, report: ContentReport) -> Iterator[str]:
    yield f"{pack.manifest.id}: {report.scenarios} answers, {report.sums} sums recomputed"
    for name, count in report.stock.items():
        yield f"  stock phrase, {name}: {count} ({count / max(1, report.scenarios):.0%})"
    listed = {
        "answers without a contraction": report.no_contraction,
        "answers too short or too long to be spoken": report.length,
        "cards that do not name their term": report.cards,
        "points that join two acts": report.double_points,
    }
    for name, entries in listed.items():
        yield f"  {name}: {len(entries)}"
        yield from (f"    {entry}" for entry in entries)
