"""What is known of a model's turn in a round while it is waited for, in a few words."""

from __future__ import annotations

import time

from coach.llm.events import CallEvent, Reasoning, Retrying, Text, Waiting


class ModelTurn:
    """The progress of the turn that is waited for; its words are shown once they are checked."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._thought = 0
        self._written = 0
        self.news = ""
        """What came last, in a few words."""

    @property
    def seconds(self) -> float:
        """Seconds since the turn began."""
        return time.monotonic() - self._began

    def take(self, event: CallEvent) -> None:
        """Take an event of the call."""
        match event:
            case Waiting(what=what):
                self.news = what
            case Retrying(seconds=seconds):
                self.news = f"trying again in {seconds:.0f} s"
            case Reasoning(text=text):
                self._thought += len(text)
                self.news = f"{self._thought} characters thought"
            case Text(text=text):
                self._written += len(text)
                self.news = f"{self._written} characters written"
