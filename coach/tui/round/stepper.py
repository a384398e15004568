"""The phases of a round in one line, the present one marked."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from coach.tui.format import MUTED

STEPS = (
    ("brief", "Read"),
    ("clarify", "Clarify"),
    ("answer", "Answer"),
    ("pushback", "Pushback"),
    ("done", "Review"),
)


class Stepper(Static):
    """Read ─ Clarify ─ [Answer] ─ Pushback ─ Review."""

    phase: reactive[str] = reactive("brief")

    def render(self) -> Content:
        """Draw the steps; the present one stands in brackets, so that color is not needed."""
        parts: list[Content] = []
        for phase, name in STEPS:
            if parts:
                parts.append(Content.styled(" ─ ", MUTED))
            if phase == self.phase:
                parts.append(Content.styled(f"[{name}]", "bold $accent"))
            else:
                parts.append(Content.styled(name, MUTED))
        return Content("").join(parts)
