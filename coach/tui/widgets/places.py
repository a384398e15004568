"""The one line at the top: where one is, where one can go, and who reviews."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

PLACES = (
    ("practice", "Practice"),
    ("rounds", "Rounds"),
    ("progress", "Progress"),
    ("study", "Study"),
    ("models", "Models"),
)


class Place(Static):
    """One place in the bar; a click goes there."""

    @dataclass
    class Chosen(Message):
        """The person wants to go to a place."""

        place: str

    def __init__(self, place: str, name: str, here: bool) -> None:
        super().__init__(f" {name} ", markup=False, classes="place")
        self.place = place
        self.set_class(here, "-here")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Chosen(self.place))


class ReviewerChip(Static):
    """Says who will review; a click chooses another."""

    class Pressed(Message):
        """The person wants another reviewer."""

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Pressed())


class PlacesBar(Horizontal):
    """The bar itself."""

    reviewer: reactive[str] = reactive("offline")

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here

    def compose(self) -> ComposeResult:
        yield Static("coach", markup=False, classes="brand")
        for place, name in PLACES:
            yield Place(place, name, place == self.here)
        yield Static("", classes="gap")
        yield ReviewerChip(_says(self.reviewer), markup=False)

    def watch_reviewer(self, reviewer: str) -> None:
        for chip in self.query(ReviewerChip):
            chip.update(_says(reviewer))

    @on(Place.Chosen)
    def _mark(self, message: Place.Chosen) -> None:
        if message.place == self.here:
            message.stop()


def _says(reviewer: str) -> str:
    return f"reviewer: {reviewer} ▾"
