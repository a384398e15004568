"""What shows while the terminal is too small for anything else."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

LEAST = (60, 18)
"""Columns and rows below which no screen is readable."""


class TooSmallScreen(ModalScreen[None]):
    """Says so, and goes by itself when there is room again. Nothing below it is lost."""

    DEFAULT_CSS = """
    TooSmallScreen { align: center middle; background: $background; }
    TooSmallScreen Static { width: auto; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        columns, rows = LEAST
        said = f"coach needs {columns} columns and {rows} rows.\nMake the window larger; "
        yield Static(said + "what you typed is kept.", markup=False)
