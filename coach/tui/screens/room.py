"""The room: what each stakeholder says to an answer, and the message to the side that lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static

from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError
from coach.stakeholders.service import Draft
from coach.stakeholders.text import describe_loss, describe_player
from coach.tui.navigation import AskReviewer
from coach.tui.sanitize import sanitize
from coach.tui.screens.message_base import MessageSide
from coach.tui.stoppable import Stopped
from coach.tui.widgets.message_draft import MessageDraft
from coach.tui.widgets.message_review import MessageReviewView
from coach.tui.widgets.review_progress import ReviewProgress
from coach.tui.widgets.voices import Voices

if TYPE_CHECKING:
    from coach.stakeholders.models import RoomRecord

WHO_PLAYS = "Who plays the room?"
PLAYING = "{name} plays the room; escape lets the script take over"
BACK = "Your draft is back."


class RoomScreen(MessageSide):
    """One saved round in front of its stakeholders."""

    CSS_PATH = "room.tcss"
    AUTO_FOCUS = ""
    HELP = """\
# The room

`j` and `k` (or the arrows, or a click) go from voice to voice: what they say, the line of yours
that caused it, what would change their mind. `enter` writes to the voice that is unfolded; at first
that is the side that lost. `ctrl+s` has the message looked at, as often as you want; each one is
kept. `escape` goes back to the voices, and from there to the review. `m` has a model play the room;
it then reads your messages too, and what it finds bears its name. `escape` stops it.
"""
    BINDINGS = [
        Binding("down,j", "step(1)", "Voice", key_display="↑↓", id="room.down"),
        Binding("up,k", "step(-1)", "Up", show=False, id="room.up"),
        Binding("enter", "write", "Write", id="room.write"),
        Binding("ctrl+s", "review", "Check it", id="room.review"),
        Binding("ctrl+e", "editor", "Editor", id="room.editor"),
        Binding("pagedown", "turn(1)", "More", show=False, id="room.more"),
        Binding("pageup", "turn(-1)", "Less", show=False, id="room.less"),
        Binding("m", "model", "Played by…", id="room.model"),
        Binding("escape", "back", "Back", id="room.back"),
    ]

    def compose(self) -> ComposeResult:
        record = self.coach.store.load(self._round_id)
        with Horizontal(id="room-top"):
            yield Static(f"The room · {sanitize(record.title)}", markup=False, id="room-title")
            yield Static("", markup=False, id="room-by")
        yield Static("", markup=False, id="room-why")
        yield ReviewProgress()
        with Horizontal(id="room-body"):
            yield Voices()
            with Vertical(id="message-side"):
                yield Static("", markup=False, id="message-to")
                yield MessageDraft(self._keep_draft, self._show_state)
                yield MessageReviewView()
        yield Static("Listening…", markup=False, id="room-state")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one("#room-why").display = False
        self.set_focus(None)
        self._open()

    # who plays it

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _open(self) -> None:
        """Show the room that was kept, else the script's."""
        try:
            kept = await asyncio.to_thread(self.coach.stakeholders.kept, self._round_id)
            visit = kept[-1] if kept else None
            if visit is None:
                visit = await asyncio.to_thread(self.coach.stakeholders.scripted, self._round_id)
                await self._keep(visit)
            draft = await asyncio.to_thread(self.coach.stakeholders.draft, self._round_id)
        except CoachError as error:
            self._say(str(error))
            return
        await self._show(visit, draft)

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _play(self, name: str) -> None:
        """Have a model play; what it cannot do the script does."""
        progress = self.query_one(ReviewProgress)
        room = self.coach.stakeholders
        if name not in BUILT_IN_REVIEWERS:
            progress.begin(name)
            self._say(PLAYING.format(name=name))
        try:
            playing = self._turn.wait(room.played(self._round_id, name, progress.take))
            self.refresh_bindings()
            visit = await playing
        except Stopped:
            visit = await asyncio.to_thread(room.stopped, self._round_id)
        except CoachError as error:
            self._say(str(error))
            return
        finally:
            self._hide_progress()
        await self._keep(visit)
        text = self._message.text
        known = self._visit.message if self._visit else ""
        await self._show(visit, self._message.draft if text not in ("", known) else None)

    async def _show(self, visit: RoomRecord, draft: Draft | None) -> None:
        if not self.is_mounted:
            return
        self._visit = visit
        room = visit.room
        first = draft.to if draft else (visit.to or self.coach.stakeholders.addressee(room))
        await self.query_one(Voices).show(room, first)
        self.query_one("#room-by", Static).update(f"played by {sanitize(describe_player(visit))}")
        why = self.query_one("#room-why", Static)
        why.display = visit.fallback is not None
        why.update(sanitize(visit.fallback or ""))
        self._address(first)
        self._message.put(draft.text if draft else visit.message)
        self.query_one(MessageReviewView).show(None if draft else visit.review)
        self.set_class(draft is None and visit.review is not None, "-reviewed")
        self._say(BACK if draft else describe_loss(visit))
        self.refresh_bindings()

    def _address(self, id: str) -> None:
        voice = self._visit.room.voice(id) if self._visit else None
        self._message.to = id
        who = sanitize(voice.who) if voice else ""
        self.query_one("#message-to", Static).update(f"Your message to: {who}")

    # what the person does

    def action_step(self, by: int) -> None:
        """Go to another voice."""
        self.query_one(Voices).step(by)

    def action_write(self) -> None:
        """Write to the voice that is unfolded."""
        chosen = self.query_one(Voices).chosen
        if chosen is None:
            return
        kept = self._visit.message if self._visit else ""
        if chosen.stakeholder != self._message.to and self._message.text == kept:
            self._message.put("")
            self.query_one(MessageReviewView).show(None)
        self._address(chosen.stakeholder)
        self._message.focus()

    @work(exclusive=True, group="player", exit_on_error=False)
    async def action_model(self) -> None:
        """Choose who plays the room."""
        name = await self.app.ask(AskReviewer(WHO_PLAYS))
        if name is not None:
            self._play(name)

    def action_back(self) -> None:
        """Stop the model, or leave the message, or leave the room."""
        if self._turn.waiting:
            self._turn.stop()
        elif self._reading.waiting:
            self._reading.stop()
        elif self._is_writing():
            self.set_focus(None)
        else:
            self._message.save_now()
            self.app.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what makes no sense now."""
        writing = self._is_writing()
        if action in ("step", "write", "model"):
            return not writing
        return writing if action == "editor" else True

    @on(Voices.Chosen)
    def _chosen(self) -> None:
        self._show_state()
