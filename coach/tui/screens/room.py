"""The room: what each stakeholder says to an answer, and the message to the side that lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Footer, Static

from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError
from coach.stakeholders.text import describe_loss, describe_player
from coach.tui.navigation import AskReviewer
from coach.tui.sanitize import sanitize
from coach.tui.screens.base import CoachScreen
from coach.tui.stoppable import Stoppable, Stopped
from coach.tui.widgets.message_panel import MessagePanel
from coach.tui.widgets.review_progress import ReviewProgress
from coach.tui.widgets.voices import Voices

if TYPE_CHECKING:
    from coach.stakeholders.draft_keeper import DraftKeeper
    from coach.stakeholders.models import RoomRecord

WHO_PLAYS = "Who plays the room?"
PLAYING = "{name} plays the room; escape lets the script take over"
BACK = "Your draft is back."


class RoomScreen(CoachScreen):
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

    _by = getters.query_one("#room-by", Static)
    _why = getters.query_one("#room-why", Static)
    _progress = getters.query_one(ReviewProgress)
    _voices = getters.query_one(Voices)
    _panel = getters.query_one(MessagePanel)
    _state = getters.query_one("#room-state", Static)

    def __init__(self, round_id: str) -> None:
        super().__init__()
        self._round_id = round_id
        self._visit: RoomRecord | None = None
        self._draft: DraftKeeper | None = None
        self._turn = Stoppable()
        self._news = ""

    def compose(self) -> ComposeResult:
        record = self.coach.store.load(self._round_id)
        with Horizontal(id="room-top"):
            yield Static(f"The room · {sanitize(record.title)}", markup=False, id="room-title")
            yield Static("", markup=False, id="room-by")
        yield Static("", markup=False, id="room-why")
        yield ReviewProgress()
        with Horizontal(id="room-body"):
            yield Voices()
            yield MessagePanel(self.coach.stakeholders, self._round_id)
        yield Static("Listening…", markup=False, id="room-state")
        yield Footer()

    def on_mount(self) -> None:
        self._why.display = False
        self.set_focus(None)
        self._open()

    # who plays it

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _open(self) -> None:
        """Show the room that was kept, else the script's."""
        room = self.coach.stakeholders
        try:
            kept = await asyncio.to_thread(room.kept, self._round_id)
            visit = kept[-1] if kept else None
            if visit is None:
                visit = await asyncio.to_thread(room.scripted, self._round_id)
                await self._keep(visit)
            self._draft = await asyncio.to_thread(room.open_draft, self._round_id)
        except CoachError as error:
            self._say(str(error))
            return
        await self._show(visit)

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _play(self, name: str) -> None:
        """Have a model play; what it cannot do the script does."""
        room = self.coach.stakeholders
        self._panel.cancel()
        if name not in BUILT_IN_REVIEWERS:
            self._progress.begin(name)
            self._say(PLAYING.format(name=name))
        try:
            playing = self._turn.wait(room.played(self._round_id, name, self._progress.take))
            self.refresh_bindings()
            visit = await playing
        except Stopped:
            visit = await asyncio.to_thread(room.stopped, self._round_id)
        except CoachError as error:
            self._say(str(error))
            return
        finally:
            # the model may be at work for what was asked since
            if not self._turn.waiting:
                self._progress.display = False
        await self._keep(visit)
        await self._show(visit)

    async def _keep(self, visit: RoomRecord) -> None:
        try:
            await asyncio.to_thread(self.coach.stakeholders.keep, self._round_id, visit)
        except OSError as error:
            self._say(f"NOT SAVED: {error.strerror or error}.")

    async def _show(self, visit: RoomRecord) -> None:
        if not self.is_mounted or self._draft is None:
            return
        self._visit = visit
        is_draft = self._panel.open(visit, self._draft)
        await self._voices.show(visit.room, self._panel.addressee)
        self._by.update(f"played by {sanitize(describe_player(visit))}")
        self._why.display = visit.fallback is not None
        self._why.update(sanitize(visit.fallback or ""))
        self.set_class(not is_draft and visit.review is not None, "-reviewed")
        self._say(BACK if is_draft else describe_loss(visit))
        self.refresh_bindings()

    # what the person does

    def action_step(self, by: int) -> None:
        """Go to another voice."""
        self._voices.step(by)

    def action_write(self) -> None:
        """Write to the voice that is unfolded."""
        if self._voices.chosen is not None:
            self._panel.write_to(self._voices.chosen)

    def action_review(self) -> None:
        """Have the message checked; it is kept with what was found."""
        if not self._turn.waiting:
            self._panel.check()

    def action_editor(self) -> None:
        """Write in $EDITOR; the text comes back here."""
        self._panel.edit_outside()

    def action_turn(self, by: int) -> None:
        """Turn the pages of the message's review."""
        self._panel.turn_page(by)

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
        elif self._panel.is_reading:
            self._panel.stop()
        elif self._panel.is_writing:
            self.set_focus(None)
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what makes no sense now."""
        if not self.is_mounted:
            return True
        writing = self._panel.is_writing
        if action in ("step", "write", "model"):
            return not writing
        return writing if action == "editor" else True

    # what the message does

    @on(MessagePanel.MessageChecked)
    def _take_checked(self, message: MessagePanel.MessageChecked) -> None:
        self._visit = message.visit
        self.add_class("-reviewed")

    @on(MessagePanel.MessageTold)
    def _take_told(self, message: MessagePanel.MessageTold) -> None:
        self._say(message.text)

    @on(MessagePanel.WritingChanged)
    def _fit_writing(self) -> None:
        """On a narrow screen the message has the room while it is written."""
        writing = self._panel.is_writing
        self.set_class(writing, "-writing")
        if writing:
            self.remove_class("-reviewed")
        self._show_state()
        self.refresh_bindings()

    # the line at the bottom

    def _say(self, text: str) -> None:
        self._news = text
        if self.is_mounted:
            self._show_state()

    def _show_state(self) -> None:
        parts = [sanitize(self._news)]
        if self._panel.is_writing:
            parts = self._panel.state
        elif self._panel.trouble:
            parts.append(self._panel.trouble)
        self._state.update(Content("   ·   ").join(Content(part) for part in parts))
