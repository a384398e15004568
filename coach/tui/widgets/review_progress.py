"""The line that says how a review by a model is coming along, with the text as it comes."""

from __future__ import annotations

from textual.widgets import Static

from coach.llm.events import Adapted, Reasoning, Retrying, Text, Waiting
from coach.text.controls import sanitize
from coach.transcripts.review_schema import DimensionReview

LAST_CHARACTERS = 160
"""How much of the raw reply is shown while it comes; the whole of it is in the receipt."""


class ReviewProgress(Static):
    """Hidden until a model is asked."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.display = False
        self._name = ""
        self._text = ""
        self._thought = 0

    def begin(self, name: str) -> None:
        """A model is asked now."""
        self._name, self._text, self._thought = name, "", 0
        self.display = True
        self.update(f"{name}: connecting…")

    def take(self, event: object) -> DimensionReview | None:
        """Show one event; returns a dimension where one has just been judged."""
        match event:
            case Waiting(what=what):
                self.update(f"{self._name}: {what}…")
            case Retrying(why=why, seconds=seconds):
                self._text, self._thought = "", 0
                self.update(f"{self._name}: {sanitize(why)} Trying again in {seconds:.0f} s.")
            case Adapted(what=what):
                self.update(f"{self._name}: going on without what it refused ({sanitize(what)}).")
            case Reasoning(text=text):
                self._thought += len(text)
                self.update(f"{self._name}: thinking, {self._thought} characters so far")
            case Text(text=text):
                self._text += text
                tail = " ".join(self._text[-LAST_CHARACTERS:].split())
                self.update(
                    f"{self._name} is writing ({len(self._text)} characters)\n{sanitize(tail)}"
                )
            case _:
                judged: DimensionReview | None = getattr(event, "dimension", None)
                return judged
        return None

    @property
    def text(self) -> str:
        """What has come of the reply."""
        return self._text

    def say(self, text: str) -> None:
        """Say something that stays until another review begins."""
        self.display = True
        self.update(sanitize(text))

    def show_stopped(self) -> None:
        """The candidate stopped it."""
        self.update(f"{self._name}: stopped; what came is kept. r tries again.")
