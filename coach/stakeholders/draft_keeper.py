"""Keeps a message that is being written, so that next to nothing is lost with the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

SAVE_EVERY = 0.5
"""Seconds between two calls of `save` while somebody writes."""


@dataclass(frozen=True)
class Draft:
    """A message that is being written, and to whom."""

    to: str
    text: str


class DraftKeeper:
    """Holds the newest text and writes it when `save` is called, from whatever thread.

    A text never overtakes a newer one: each save waits for the one before it and then takes the
    text as it is by then. A disk that refuses is told in `trouble`, and the next save tries again.
    """

    def __init__(self, write: Callable[[Draft], None]) -> None:
        """`write` puts a draft on the disk, an empty one away; it may raise OSError."""
        self._write = write
        self._writing = Lock()
        self._is_saved = True
        self.draft = Draft("", "")
        """The message as it stands."""
        self.trouble: str | None = None
        """Why the last save failed, in words; None when it did not."""

    @property
    def is_saved(self) -> bool:
        """Whether all of the text is on the disk."""
        return self._is_saved and not self._writing.locked()

    def open(self, draft: Draft) -> None:
        """Go on from a text that is on the disk already."""
        self.draft, self._is_saved = draft, True

    def change(self, draft: Draft) -> None:
        """Take the text as it is now; the next `save` writes it."""
        if draft != self.draft:
            self.draft, self._is_saved = draft, False

    def discard(self, message: str) -> None:
        """Take the draft of a message away that was kept with the round.

        Where the text has been changed since, it stays a draft.
        """
        if self.draft.text == message:
            self.change(Draft(self.draft.to, ""))
            self.save()

    def save(self) -> None:
        """Write what is not on the disk yet."""
        with self._writing:
            if self._is_saved:
                return
            draft, self._is_saved = self.draft, True
            try:
                self._write(draft)
            except OSError as error:
                self._is_saved = False
                self.trouble = error.strerror or str(error)
            else:
                self.trouble = None
