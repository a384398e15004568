"""The one line at the top: where one is, where one can go, and who reviews.

It is a single widget: a widget for each word would double the time to the first frame.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from coach.tui.format import MUTED
from coach.tui.navigation import ChooseReviewer, GoToPlace

PLACES = (
    ("practice", "Practice"),
    ("rounds", "Rounds"),
    ("progress", "Progress"),
    ("study", "Study"),
    ("models", "Models"),
)
REVIEWER = "reviewer"


class TabBar(Static):
    """Places and reviewer; a click on a place goes there, on the reviewer chooses another."""

    reviewer: reactive[str] = reactive("offline")
    due: reactive[int] = reactive(0)
    """Study cards that are due."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here

    def render(self) -> Content:
        """Draw the line; the place one is at is underlined, so that color is not needed."""
        left = [Content.styled("coach", "bold $accent"), Content("  ")]
        for number, (place, name) in enumerate(PLACES, 1):
            count = f" {self.due}" if place == "study" and self.due else ""
            left += [self._draw_place(place, f"{number} {name}{count}")]
        line = Content("").join(left)
        chip = _draw_link(f"reviewer: {self.reviewer} ▾", REVIEWER)
        if line.cell_length + chip.cell_length >= self.size.width:
            chip = _draw_link(f"{self.reviewer} ▾", REVIEWER)
        gap = max(1, self.size.width - line.cell_length - chip.cell_length)
        return Content("").join([line, Content(" " * gap), chip])

    def on_click(self, event: events.Click) -> None:
        place = event.style.meta.get("place")
        if place == REVIEWER:
            self.post_message(ChooseReviewer())
        elif isinstance(place, str):
            self.post_message(GoToPlace(place))

    def _draw_place(self, place: str, name: str) -> Content:
        if place == self.here:
            return Content.assemble(" ", (name[:2], MUTED), (name[2:], "bold underline"), " ")
        return _draw_link(f" {name} ", place)


def _draw_link(text: str, place: str) -> Content:
    # not "@click": links are drawn in a style of their own
    return Content.styled(text, MUTED).stylize(Style.from_meta({"place": place}))
