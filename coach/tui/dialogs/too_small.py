"""What shows while the terminal is too small for anything else."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static


class TooSmallScreen(ModalScreen[None]):
    """Says so, and goes by itself when there is room again. Nothing below it is lost."""

    DEFAULT_CSS = """
    TooSmallScreen { align: center middle; background: $background; }
    TooSmallScreen Static { width: auto; text-align: center; }
    """

    def __init__(self, least: tuple[int, int]) -> None:
        super().__init__()
        self._least = least

    def compose(self) -> ComposeResult:
        columns, rows = self._least
        size = f"coach needs {columns} columns and {rows} rows."
        yield Static(f"{size}\nEnlarge it; nothing is lost.", markup=False)
