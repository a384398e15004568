"""The message in a room: written, kept as it is typed, looked at, read by a model as well."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.content import Content
from textual.widgets import Static, TextArea

from coach.files import CoachError
from coach.stakeholders.service import Draft
from coach.tui.editor import edit_outside
from coach.tui.format import plural
from coach.tui.sanitize import sanitize
from coach.tui.screens.base import CoachScreen
from coach.tui.stoppable import Stoppable, Stopped
from coach.tui.widgets.message_draft import MessageDraft
from coach.tui.widgets.message_review import MessageReviewView
from coach.tui.widgets.prose_area import ProseArea
from coach.tui.widgets.review_progress import ReviewProgress

if TYPE_CHECKING:
    from coach.stakeholders.models import RoomRecord

KEPT = "Kept with the round. Enter goes on writing."
READING = "Kept with the round. {name} reads it too; escape stops it."


class MessageSide(CoachScreen):
    """What the screen of a room does with the message."""

    def __init__(self, round_id: str) -> None:
        super().__init__()
        self._round_id = round_id
        self._visit: RoomRecord | None = None
        self._turn = Stoppable()
        self._reading = Stoppable()
        self._said = ""

    @property
    def _message(self) -> MessageDraft:
        return self.query_one(MessageDraft)

    def _is_writing(self) -> bool:
        return isinstance(self.focused, ProseArea)

    # what is looked at

    def action_review(self) -> None:
        """Have the message looked at; it is kept with what was found."""
        if self._visit is not None and not self._turn.waiting:
            self._look(self._visit, self._message.text)

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _look(self, visit: RoomRecord, message: str) -> None:
        room = self.coach.stakeholders
        try:
            reviewed = await asyncio.to_thread(
                room.review, self._round_id, visit, self._message.to, message
            )
            await asyncio.to_thread(room.keep, self._round_id, reviewed)
        except CoachError as error:
            self._say(str(error))
            return
        except OSError as error:
            self._say(f"NOT SAVED: {error.strerror or error}. Your text is safe here.")
            return
        self._visit = reviewed
        self._message.done_with(message)
        self.query_one(MessageReviewView).show(reviewed.review)
        self.set_focus(None)
        self.add_class("-reviewed")
        self._say(KEPT)
        if name := room.reader(reviewed):
            await self._read_too(reviewed, name)

    async def _read_too(self, visit: RoomRecord, name: str) -> None:
        """Have the model that plays the room read what the wordings have read."""
        room, progress = self.coach.stakeholders, self.query_one(ReviewProgress)
        progress.begin(name)
        self._say(READING.format(name=name))
        try:
            read = await self._reading.wait(room.read(self._round_id, visit, progress.take))
        except Stopped:
            read = room.unread(visit)
        finally:
            self._hide_progress()
        if self.is_mounted:
            self._visit = read
            self.query_one(MessageReviewView).show(read.review)
            self._say(KEPT)
        await self._keep(read)

    async def _keep(self, visit: RoomRecord) -> None:
        try:
            await asyncio.to_thread(self.coach.stakeholders.keep, self._round_id, visit)
        except OSError as error:
            self._say(f"NOT SAVED: {error.strerror or error}.")

    def _hide_progress(self) -> None:
        """Take the progress away, unless the model is at work for what was asked since."""
        if not (self._turn.waiting or self._reading.waiting):
            self.query(ReviewProgress).set(display=False)

    def action_turn(self, by: int) -> None:
        """Turn the pages of the message's review."""
        review = self.query_one(MessageReviewView)
        (review.scroll_page_down if by > 0 else review.scroll_page_up)(animate=False)

    # what is written

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a narrow screen the message has the room while it is written."""
        writing = self._is_writing()
        self.set_class(writing, "-writing")
        if writing:
            self.remove_class("-reviewed")
        self._show_state()
        self.refresh_bindings()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The voices have it back."""
        self.call_after_refresh(self._left_writing)

    def _left_writing(self) -> None:
        if self.is_mounted and not self._is_writing():
            self.remove_class("-writing")
            self._show_state()
            self.refresh_bindings()

    @on(TextArea.Changed, "#message")
    def _typed(self) -> None:
        self._message.touched()
        self._show_state()

    def action_editor(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        message = self._message
        text = edit_outside(self.app, message.text)
        if text is not None:
            message.text = text
            message.move_cursor(message.document.end)

    def _keep_draft(self, draft: Draft) -> None:
        self.coach.stakeholders.keep_draft(self._round_id, draft)

    # the line at the bottom

    def _say(self, text: str) -> None:
        self._said = text
        self._show_state()

    def _show_state(self) -> None:
        # a screen that is closing loses its focus when its line may be gone already
        if not self.is_mounted or not self.query("#room-state"):
            return
        message = self._message
        parts = [sanitize(self._said)]
        if self._is_writing():
            words = plural(len(message.text.split()), "word")
            parts = [words, message.state, self._next_step()]
        elif message.trouble:
            parts.append(message.state)
        self.query_one("#room-state", Static).update(
            Content("   ·   ").join(Content(part) for part in parts)
        )

    def _next_step(self) -> str:
        name = self.coach.stakeholders.reader(self._visit) if self._visit else None
        if self._reading.waiting:
            return f"escape stops {sanitize(name or 'the model')}"
        too = f", by {sanitize(name)} too" if name else ""
        return f"ctrl+s has it looked at{too}"
