"""The message that is being written in a room; what is typed is kept as it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import work
from textual.widgets import TextArea

from coach.stakeholders.service import Draft
from coach.tui.widgets.prose_area import ProseArea

EVERY = 0.5
"""Seconds between savings of what is being typed."""


class MessageDraft(ProseArea):
    """Writes its text to the disk at most half a second after it was typed."""

    def __init__(self, keep: Callable[[Draft], None], changed: Callable[[], None]) -> None:
        super().__init__("", id="message", placeholder="Say it to them as you would send it.")
        self._keep = keep
        self._changed = changed
        self._unsaved = False
        self._saving = False
        self.to = ""
        """Id of the one it goes to."""
        self.trouble: str | None = None
        """Why the last saving failed, in words; None when all is on disk."""

    @property
    def state(self) -> str:
        """How the text stands, in words."""
        if self.trouble:
            return f"NOT SAVED: {self.trouble}. Your text is safe while this is open."
        return "being saved" if self._unsaved or self._saving else "saved"

    @property
    def draft(self) -> Draft:
        """The message as it stands."""
        return Draft(self.to, self.text)

    def on_mount(self) -> None:
        self.set_interval(EVERY, self._save_soon)

    def put(self, text: str) -> None:
        """Show a text that is on disk already."""
        if text != self.text:
            with self.prevent(TextArea.Changed):
                self.text = text
                self.move_cursor(self.document.end)

    def touched(self) -> None:
        """The text was changed."""
        self._unsaved = True

    def done_with(self, message: str) -> None:
        """A message was kept with the round, so its draft can go."""
        if self.text == message:
            self._unsaved = False
            self._write(Draft(self.to, ""))

    def save_now(self) -> None:
        """Write what is not on the disk yet."""
        if self._unsaved:
            self._unsaved = False
            self._write(self.draft)

    def on_unmount(self) -> None:
        self.save_now()

    def _save_soon(self) -> None:
        if self._unsaved and not self._saving:
            self._save()

    @work(group="draft")
    async def _save(self) -> None:
        self._saving, self._unsaved = True, False
        await asyncio.to_thread(self._write, self.draft)
        self._saving = False
        self._changed()

    def _write(self, draft: Draft) -> None:
        try:
            self._keep(draft)
            self.trouble = None
        except OSError as error:
            self.trouble = error.strerror or str(error)
            self._unsaved = True
