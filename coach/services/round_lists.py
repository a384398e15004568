"""Saved rounds as lists and search show them, without what it takes to open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.reviews.standing import ExamRecords, count_levels
from coach.workspace import Workspace

if TYPE_CHECKING:
    from coach.transcripts.index import OnRead
    from coach.transcripts.search import Hit
    from coach.transcripts.summary import RoundSummary


def ignore_progress(done: int, total: int) -> None:
    """Do nothing with how far the reading of rounds is."""


class RoundLists:
    """The saved rounds, listed and searched."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list_rounds(self, on_read: OnRead = ignore_progress) -> list[RoundSummary]:
        """Summarize all saved rounds, newest first; `on_read` hears of rounds read anew.

        Levels of models count where they have passed their exam.
        """
        records = ExamRecords(self._workspace.paths.exams)
        return [count_levels(row, records.find) for row in self._workspace.index.list_rows(on_read)]

    def search(
        self,
        text: str,
        rows: Sequence[RoundSummary],
        *,
        typing: bool = False,
        shown: int | None = None,
    ) -> list[Hit]:
        """Find the rounds that fit a query, the first `shown` with the places where they do.

        Raises CoachError for a query that cannot be read.
        """
        from coach.transcripts.search import parse, search

        workspace = self._workspace
        # without a query nothing asks for the areas, nor for the packs that say them
        areas = {card.id: card.areas for card in workspace.list_cards()} if text.strip() else {}
        return search(workspace.index, rows, parse(text, typing=typing), areas, shown)
