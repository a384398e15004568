"""The clock of a round: time left as text, and a bar that drains."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from coach.tui.format import MUTED

SAYS = {"calm": "", "soon": "wrap up soon", "last_minute": "last minute", "overtime": "overtime"}
STYLES = {
    "calm": MUTED,
    "soon": "$text-warning",
    "last_minute": "$text-warning bold",
    "overtime": "$text-error bold",
}


class Countdown(Static):
    """`08:41`, with a word beside it when the end is near."""

    reading: reactive[str] = reactive("00:00")
    pace: reactive[str] = reactive("calm")
    state: reactive[str] = reactive("waiting")
    calm_mode: reactive[bool] = reactive(False)

    def render(self) -> Content:
        """Draw the time; calm mode hides it."""
        if self.state == "paused":
            return Content.styled(f"paused {self.reading}", "$text-warning bold")
        if self.calm_mode:
            return Content.styled("clock hidden", MUTED)
        word = SAYS[self.pace]
        return Content.styled(f"{word}  {self.reading}".strip(), STYLES[self.pace])


class TimeBar(Static):
    """A line that drains from right to left as time goes by."""

    share: reactive[float] = reactive(1.0)
    pace: reactive[str] = reactive("calm")
    calm_mode: reactive[bool] = reactive(False)

    def render(self) -> Content:
        """Draw the line over the whole width."""
        width = max(self.size.width, 1)
        if self.calm_mode:
            return Content.styled("─" * width, "$panel")
        full = round(width * min(max(self.share, 0.0), 1.0))
        if self.pace == "overtime":
            return Content.styled("╍" * width, "$text-error")
        return Content.assemble(("━" * full, STYLES[self.pace]), ("─" * (width - full), "$panel"))
