"""The message to somebody in the room: written, kept as it is typed, checked, read by a model."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from coach.files import CoachError
from coach.llm.stoppable import Stoppable, Stopped
from coach.stakeholders.draft_keeper import SAVE_EVERY, Draft
from coach.stakeholders.message_checks import list_message_sentences
from coach.text.controls import sanitize
from coach.tui.format import render_count
from coach.tui.room.message_review import MessageReviewView
from coach.tui.unsaved import UnsavedWords
from coach.tui.widgets.prose_area import ProseArea
from coach.tui.widgets.review_progress import ReviewProgress
from coach.tui.worker_errors import report_failure

if TYPE_CHECKING:
    from textual.worker import Worker

    from coach.stakeholders.draft_keeper import DraftKeeper
    from coach.stakeholders.models import MessageReview, RoomRecord, Voice
    from coach.stakeholders.service import StakeholderService
    from coach.transcripts.review_schema import Evidence
    from coach.tui.app import CoachApp

KEPT = "Kept with the round. Enter goes on writing."
MARK = "Kept with the round. Mark it: y or n, with a sentence of the message."
READING = "Kept with the round. {name} reads it too; escape stops it."


class MessagePanel(Vertical):
    """The message and what was found in it.

    `open` shows the message of a room. What happens to it is posted: `MessageChecked` with the
    visit that now holds it, `MessageTold` with a sentence for the person, `WritingChanged` when
    `state` may have changed or writing has begun or ended.
    """

    @dataclass
    class MessageChecked(Message):
        """The message is kept with the round and was checked."""

        visit: RoomRecord

    @dataclass
    class MessageTold(Message):
        """There is something to tell of the message."""

        text: str

    class WritingChanged(Message):
        """The text, its saving, or whether it is being written has changed."""

    app: CoachApp
    _to = getters.query_one("#message-to", Static)
    _area = getters.query_one("#message", ProseArea)
    _progress = getters.query_one(ReviewProgress)
    _review = getters.query_one(MessageReviewView)

    def __init__(self, service: StakeholderService, round_id: str) -> None:
        super().__init__(id="message-side")
        self._service = service
        self._round_id = round_id
        self._visit: RoomRecord | None = None
        self._keeper: DraftKeeper | None = None
        self.addressee = ""
        """Id of the stakeholder it goes to."""
        self._reading = Stoppable()
        self._sentence = 0
        """Place of the sentence that a mark would stand on."""
        self._keeping = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield Static("", markup=False, id="message-to")
        yield ProseArea("", id="message", placeholder="Say it to them as you would send it.")
        yield ReviewProgress()
        yield MessageReviewView()

    def on_mount(self) -> None:
        self.set_interval(SAVE_EVERY, self._save_soon)

    # what it shows

    def open(self, visit: RoomRecord, keeper: DraftKeeper) -> bool:
        """Show the draft that a keeper holds, else the message of a visit.

        Returns whether it is a draft. A text that is being written stays.
        """
        if keeper is self._keeper:
            # a key can arrive before the change it makes is announced
            keeper.change(Draft(self.addressee, self._area.text))
        known = self._visit.message if self._visit else ""
        is_draft = keeper.draft.text not in ("", known)
        if not is_draft:
            to = visit.to or self._service.choose_addressee(visit.room)
            keeper.open(Draft(to, visit.message))
        self._visit, self._keeper = visit, keeper
        self._area.put(keeper.draft.text)
        self._choose_addressee(keeper.draft.to)
        self._show_review(None if is_draft else visit.review)
        return is_draft

    def write_to(self, voice: Voice) -> None:
        """Write to somebody; what was kept for somebody else makes room."""
        kept = self._visit.message if self._visit else ""
        if voice.stakeholder != self.addressee and self._area.text == kept:
            self._area.put("")
            self._review.show(None)
        self._choose_addressee(voice.stakeholder)
        self.screen.set_focus(self._area)

    def _choose_addressee(self, stakeholder: str) -> None:
        voice = self._visit.room.find_voice(stakeholder) if self._visit else None
        self.addressee = stakeholder
        self._to.update(f"Your message to: {sanitize(voice.who) if voice else ''}")

    @property
    def is_writing(self) -> bool:
        """Whether the message has the focus."""
        return self._area.has_focus

    @property
    def is_reading(self) -> bool:
        """Whether a model is reading the message."""
        return self._reading.waiting

    @property
    def trouble(self) -> str | None:
        """Why the message is not on the disk, as a sentence; None where it is."""
        if self._keeper is None or self._keeper.trouble is None:
            return None
        return f"NOT SAVED: {self._keeper.trouble}. Your text is safe while this is open."

    @property
    def state(self) -> list[str]:
        """How the message stands and what can be done, in a few words each."""
        words = render_count(len(self._area.text.split()), "word")
        saved = "saved" if self._keeper is None or self._keeper.is_saved else "being saved"
        return [words, self.trouble or saved, self._say_next_step()]

    def _say_next_step(self) -> str:
        name = self._service.find_reader(self._visit) if self._visit else None
        if self.is_reading:
            return f"escape stops {sanitize(name or 'the model')}"
        too = f", by {sanitize(name)} too" if name else ""
        return f"ctrl+s checks it{too}"

    # keeping what is typed

    @on(TextArea.Changed, "#message")
    def _take_text(self) -> None:
        if self._keeper is not None:
            self._keeper.change(Draft(self.addressee, self._area.text))
        self.post_message(self.WritingChanged())

    def _save_soon(self) -> None:
        if self._keeper is not None and not self._keeper.is_saved:
            self._save(self._keeper)

    @work(group="draft", exit_on_error=False)
    async def _save(self, keeper: DraftKeeper) -> None:
        await asyncio.to_thread(keeper.save)
        self.post_message(self.WritingChanged())

    def keep(self) -> None:
        """Take the text as it stands, and write it."""
        if self._keeper is not None:
            self._take_text()
            self._keeper.save()

    def get_unsaved(self) -> UnsavedWords | None:
        """Return the message while it cannot be written."""
        keeper = self._keeper
        if keeper is None or keeper.trouble is None:
            return None
        return UnsavedWords(
            "message", lambda: keeper.trouble, keeper.save, lambda: keeper.draft.text
        )

    def on_unmount(self) -> None:
        if self._keeper is not None:
            self._keeper.save()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.post_message(self.WritingChanged())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.post_message(self.WritingChanged())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        report_failure(self.app, event)

    # having it checked

    def edit_outside(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        self._area.action_editor()

    def check(self) -> None:
        """Check the message as it stands; it is kept with what was found."""
        if self._visit is not None and self._keeper is not None:
            self._check(self._visit, self._keeper, self._area.text)

    def stop(self) -> None:
        """Stop the model that reads the message; what the wordings found stands."""
        self._reading.stop()

    def cancel(self) -> None:
        """Forget a check under way, since the room is played anew."""
        self.workers.cancel_group(self, "check")

    @property
    def is_marking(self) -> bool:
        """Whether the candidate has a check of the message to mark now."""
        review = self._visit.review if self._visit else None
        is_shown = self._visit is not None and self._area.text == self._visit.message
        return bool(review and review.to_mark and is_shown) and not (
            self.is_writing or self.is_reading
        )

    def choose_sentence(self, by: int) -> None:
        """Choose another sentence of the message for the mark that is asked."""
        if self._visit is not None and (count := len(self._sentences)):
            self._sentence = (self._sentence + by) % count
            self._show_review(self._visit.review)

    def mark(self, *, is_there: bool) -> None:
        """Mark the check that is asked: it stands on the chosen sentence, or is not there."""
        if self._visit is None or self._visit.review is None or not self.is_marking:
            return
        check = self._visit.review.to_mark[0].id
        proof = self._sentences[self._sentence] if is_there else None
        self._visit = self._service.mark(self._visit, check, proof)
        self._sentence = 0
        self._show_review(self._visit.review)
        self.post_message(self.MessageChecked(self._visit))
        if not self.is_marking:
            self.post_message(self.MessageTold(KEPT))
        self._keep_marked(self._visit)

    @work(group="marks", exit_on_error=False)
    async def _keep_marked(self, visit: RoomRecord) -> None:
        # one after the other, so that the last mark is in the last file
        async with self._keeping:
            try:
                await asyncio.to_thread(self._service.keep, self._round_id, visit)
            except OSError as error:
                self._tell_unsaved(error)

    @property
    def _sentences(self) -> list[Evidence]:
        return list_message_sentences(self._visit.message) if self._visit else []

    def _show_review(self, review: MessageReview | None) -> None:
        sentences = self._sentences
        quote = sentences[self._sentence] if self._sentence < len(sentences) else None
        self._review.show(review, self._sentence, quote)
        if quote is not None and self.is_marking:
            self._area.bring_up(quote.start or 0)

    def turn_page(self, by: int) -> None:
        """Turn the pages of the review."""
        turn = self._review.scroll_page_down if by > 0 else self._review.scroll_page_up
        turn(animate=False)

    @work(exclusive=True, group="check", exit_on_error=False)
    async def _check(self, visit: RoomRecord, keeper: DraftKeeper, message: str) -> None:
        service, to = self._service, self.addressee
        try:
            checked = await asyncio.to_thread(service.review, self._round_id, visit, to, message)
            await asyncio.to_thread(service.keep, self._round_id, checked)
        except CoachError as error:
            self.post_message(self.MessageTold(str(error)))
            return
        except OSError as error:
            self._tell_unsaved(error, "Your text is safe here.")
            return
        await asyncio.to_thread(keeper.discard, message)
        self._show_checked(checked)
        self.screen.set_focus(None)
        if name := service.find_reader(checked):
            await self._read_too(checked, name)

    async def _read_too(self, visit: RoomRecord, name: str) -> None:
        """Have the model that plays the room read what the wordings have read."""
        self._progress.begin(name)
        self.post_message(self.MessageTold(READING.format(name=name)))
        reading = self._service.read(self._round_id, visit, self._progress.take)
        try:
            read = await self._reading.wait(reading)
        except Stopped:
            read = self._service.note_stopped_reading(visit)
        finally:
            # what was asked since may have taken the line over
            if not self.is_reading:
                self._progress.display = False
        if self.is_mounted:
            self._show_checked(read)
        try:
            await asyncio.to_thread(self._service.keep, self._round_id, read)
        except OSError as error:
            self._tell_unsaved(error)

    def _show_checked(self, visit: RoomRecord) -> None:
        self._visit, self._sentence = visit, 0
        self._show_review(visit.review)
        self.post_message(self.MessageChecked(visit))
        to_mark = visit.review is not None and visit.review.to_mark
        self.post_message(self.MessageTold(MARK if to_mark else KEPT))

    def _tell_unsaved(self, error: OSError, comfort: str = "") -> None:
        text = f"NOT SAVED: {error.strerror or error}. {comfort}".rstrip()
        self.post_message(self.MessageTold(text))
