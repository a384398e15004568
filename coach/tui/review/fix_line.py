"""What stands below a review: the one thing to change, or what is said of a sentence."""

from __future__ import annotations

from textual.content import Content

from coach.text.controls import sanitize
from coach.tui.widgets.hanging_text import HangingText, hang


class FixLine(HangingText):
    """A heading and a text beside it; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(id="fix")

    def say(self, heading: str, text: str | None) -> None:
        """Show a text under its heading; None or an empty one hides both."""
        self.display = bool(text)
        head = Content.styled(f"{heading}   ", "bold $accent")
        first, *rest = sanitize(text or "").split("\n")
        self.show([hang(head, first), *(hang(" " * head.cell_length, line) for line in rest)])
