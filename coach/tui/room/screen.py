"""The room: each stakeholder's chair is taken in turn, then the message to the side that lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from coach.config import BUILT_IN_REVIEWERS
from coach.files import CoachError
from coach.llm.stoppable import Stoppable, Stopped
from coach.reviews.own_read.points import find_sentence
from coach.stakeholders.models import NO_CAUSE, NO_STANCE, Stance
from coach.stakeholders.text import describe_loss, describe_player
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import AskReviewer
from coach.tui.room.chairs import ChairPanel
from coach.tui.room.keys import FIRST_KEYS, HELP, KEYS
from coach.tui.room.message_panel import MessagePanel
from coach.tui.room.voices import Voices
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.line_field import LineField
from coach.tui.widgets.review_progress import ReviewProgress
from coach.tui.widgets.round_words import RoundWords

if TYPE_CHECKING:
    from coach.stakeholders.draft_keeper import DraftKeeper
    from coach.stakeholders.models import Room, RoomRecord, Voice
    from coach.tui.unsaved import UnsavedWords

PLAYING = "{name} plays the room; escape lets you take the chairs"
TAKE = "Sit in each chair: what do they do on hearing your answer?"


class RoomScreen(CoachScreen):
    """One saved round in front of its stakeholders: their chairs first, then the message."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    HELP = HELP
    BINDINGS = [*KEYS]
    FIRST_KEYS = FIRST_KEYS

    _by = getters.query_one("#room-by", Static)
    _why = getters.query_one("#room-why", Static)
    _progress = getters.query_one(ReviewProgress)
    _chair = getters.query_one(ChairPanel)
    _text = getters.query_one(RoundWords)
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
        self._place = 0
        """Place of the chair that is taken now."""
        self._keeping = asyncio.Lock()
        self._whole: Room | None = None  # the one kept with all its chairs taken

    def compose(self) -> ComposeResult:
        record = self.coach.store.load(self._round_id)
        self._sentences = self.coach.stakeholders.list_sentences(self._round_id)
        with Horizontal(id="room-top"):
            yield Static(f"The room · {sanitize(record.title)}", markup=False, id="room-title")
            yield Static("", markup=False, id="room-by")
        yield Static("", markup=False, id="room-why")
        yield ReviewProgress()
        with Horizontal(id="room-chairs"):
            yield ChairPanel()
            yield RoundWords(record, self._sentences)
        with Horizontal(id="room-body"):
            yield Voices()
            yield MessagePanel(self.coach.stakeholders, self._round_id)
        yield Static("", markup=False, id="room-state")
        yield KeyBar()

    def on_mount(self) -> None:
        self._why.display = False
        self.set_focus(None)
        self._open()

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _open(self) -> None:
        """Show the chairs as far as they are taken, else the room that was kept last."""
        room = self.coach.stakeholders
        try:
            visit = await asyncio.to_thread(room.open_last, self._round_id)
            self._draft = await asyncio.to_thread(room.open_draft, self._round_id)
        except CoachError as error:
            self._say(str(error))
            return
        await self._show(visit)

    @work(exclusive=True, group="room", exit_on_error=False)
    async def _play(self, name: str) -> None:
        """Have a model play; where it cannot, the chairs stay open."""
        room = self.coach.stakeholders
        self._panel.cancel()
        if name not in BUILT_IN_REVIEWERS:
            self._progress.begin(name)
            self._say(PLAYING.format(name=name))
        try:
            playing = self._turn.wait(room.play(self._round_id, name, self._progress.take))
            self.refresh_bindings()
            visit = await playing
        except Stopped:
            visit = await asyncio.to_thread(room.open_stopped, self._round_id)
        except CoachError as error:
            self._say(str(error))
            return
        finally:
            # the model may be at work for what was asked since
            if not self._turn.waiting:
                self._progress.display = False
        if room.find_reader(visit) is not None:
            await self._write(room.keep, visit)
        await self._show(visit)

    async def _write(self, write: Any, visit: RoomRecord) -> None:
        # one after the other, so that the newest is written last
        async with self._keeping:
            try:
                await asyncio.to_thread(write, self._round_id, visit)
            except OSError as error:
                self._say(f"NOT SAVED: {error.strerror or error}. Your text is safe here.")

    async def _show(self, visit: RoomRecord) -> None:
        if not self.is_mounted or self._draft is None:
            return
        self._visit = visit
        self._by.update(sanitize(describe_player(visit)))
        self._why.display = visit.fallback is not None
        self._why.update(sanitize(visit.fallback or ""))
        if visit.room.open_chairs:
            self._sit_in(visit.room.voices.index(visit.room.open_chairs[0]))
        else:
            await self._show_voices(visit)

    async def _show_voices(self, visit: RoomRecord) -> None:
        assert self._draft is not None
        self.remove_class("-chairs")
        is_draft = self._panel.open(visit, self._draft)
        await self._voices.show(visit.room, self._panel.addressee)
        self.set_class(not is_draft and visit.review is not None, "-reviewed")
        self._say("Your draft is back." if is_draft else describe_loss(visit))
        self.refresh_bindings()

    # the chairs

    @property
    def _is_sitting(self) -> bool:
        """Whether a chair is being taken, and not the message written."""
        return self.has_class("-chairs")

    @property
    def _voice(self) -> Voice:
        assert self._visit is not None
        return self._visit.room.voices[self._place]

    def _sit_in(self, place: int) -> None:
        """Go to a chair."""
        self._place = place
        self.add_class("-chairs")
        self._chair.put_line_away()
        self.set_focus(None)
        self._say(TAKE)
        self._draw_chair()

    def _draw_chair(self) -> None:
        assert self._visit is not None
        sentence = find_sentence(self._voice.line, self._sentences)
        self._chair.show(self._voice, self._place, len(self._visit.room.voices), sentence)
        self._text.show_sentences(sentence)
        self.refresh_bindings()

    def _take(self, **changes: Any) -> None:
        """Take what is said in this chair; it is kept at once."""
        assert self._visit is not None
        room = self.coach.stakeholders
        self._visit = room.take(self._round_id, self._visit, self._voice.stakeholder, **changes)
        self._keep_chairs(self._visit)
        self._draw_chair()

    @work(group="chairs", exit_on_error=False)
    async def _keep_chairs(self, visit: RoomRecord) -> None:
        if visit.room != self._whole:
            await self._write(self.coach.stakeholders.keep_chairs, visit)

    def action_stance(self, stance: Stance) -> None:
        """Say what they do."""
        self._take(stance=stance)

    def action_sentence(self, by: int) -> None:
        """Choose another sentence; 0 chooses none."""
        if not self._is_sitting:
            self._panel.choose_sentence(by)
            return
        chosen, count = find_sentence(self._voice.line, self._sentences), len(self._sentences)
        if by == 0 or not count:
            self._take(line=None)
        elif chosen is None:
            self._take(line=self._sentences[0 if by > 0 else count - 1])
        else:
            self._take(line=self._sentences[(chosen + by) % count])

    @on(RoundWords.SentenceClicked)
    def _take_click(self, message: RoundWords.SentenceClicked) -> None:
        self._take(line=self._sentences[message.index])

    def _go_on(self) -> None:
        """Ask for what is missing in this chair, and then go on to the next open one."""
        if self._voice.gap in (NO_STANCE, NO_CAUSE):
            self.notify(str(self._voice.gap), markup=False)
            return
        self._chair.ask_line(self._voice)
        self._draw_chair()

    @on(LineField.Given)
    async def _take_line(self, message: LineField.Given) -> None:
        self._take(would_change=message.text)
        if self._voice.gap is not None:
            self.notify(self._voice.gap, markup=False)
            return
        await self._leave_chair()

    @on(LineField.Typed)
    def _take_typed(self, message: LineField.Typed) -> None:
        if self._is_sitting and self._chair.is_writing and message.text != self._voice.would_change:
            self._take(would_change=message.text)

    async def _leave_chair(self) -> None:
        """Go on to the next chair in turn that is open; after the last the room is whole."""
        assert self._visit is not None
        voices = self._visit.room.voices
        following = [*range(self._place + 1, len(voices)), *range(self._place)]
        for place in following:
            if voices[place].gap is not None:
                self._sit_in(place)
                return
        self._chair.put_line_away()
        self.set_focus(None)
        self._whole = self._visit.room
        await self._write(self.coach.stakeholders.keep, self._visit)
        await self._show(self._visit)

    def action_step(self, by: int) -> None:
        """Go to another voice or chair."""
        if self._is_sitting and self._visit is not None:
            self._sit_in((self._place + by) % len(self._visit.room.voices))
        else:
            self._voices.step(by)

    def action_write(self) -> None:
        """Go on in the chair, or write to the voice that is unfolded."""
        if self._is_sitting:
            self._go_on()
        elif self._voices.chosen is not None:
            self._panel.write_to(self._voices.chosen.voice)

    def action_chairs(self) -> None:
        """Go back to the chairs, from the voice that is unfolded."""
        chosen = self._voices.chosen
        if self._visit is not None and chosen is not None:
            people = [voice.stakeholder for voice in self._visit.room.voices]
            self._sit_in(people.index(chosen.voice.stakeholder))

    def action_mark(self, is_there: bool) -> None:
        """Mark the check of the message that is asked."""
        self._panel.mark(is_there=is_there)

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
        name = await self.app.ask(AskReviewer("Who plays the room?"))
        if name is not None:
            self._play(name)

    async def action_back(self) -> None:
        """Stop the model, or leave the line or the message, or the chairs, or the room."""
        if self._turn.waiting:
            self._turn.stop()
        elif self._panel.is_reading:
            self._panel.stop()
        elif self._chair.is_writing:
            self._take(would_change=self._chair.line)
            self._chair.put_line_away()
            self.set_focus(None)
            self._draw_chair()
        elif self._panel.is_writing:
            self.set_focus(None)
        elif self._is_sitting and self._visit and not self._visit.room.open_chairs:
            await self._leave_chair()
        else:
            self.keep()
            self.go_when_saved(self.dismiss)

    def keep(self) -> None:
        """Take the message as it stands, and write it."""
        self._panel.keep()

    def get_unsaved(self) -> UnsavedWords | None:
        """Return the message while it cannot be written."""
        return self._panel.get_unsaved()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what makes no sense now."""
        if not self.is_mounted:
            return True
        if self._chair.is_writing:
            return action == "back"
        writing, sitting = self._panel.is_writing, self._is_sitting
        match action:
            case "stance":
                return sitting and not self._turn.waiting
            case "mark":
                return not sitting and self._panel.is_marking
            case "sentence":
                return sitting or self._panel.is_marking
            case "step" | "write" | "model":
                return not writing
            case "chairs":
                return not writing and not sitting and self._visit is not None
            case "review":
                return not sitting
            case "editor":
                return writing
        return True

    @on(MessagePanel.MessageChecked)
    def _take_checked(self, message: MessagePanel.MessageChecked) -> None:
        self._visit = message.visit
        self.add_class("-reviewed")
        self.refresh_bindings()

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

    def _say(self, text: str) -> None:
        self._news = text
        if self.is_mounted:
            self._show_state()

    def _show_state(self) -> None:
        parts = self._panel.state if self._panel.is_writing else [sanitize(self._news)]
        if self._panel.trouble and not self._panel.is_writing:
            parts.append(self._panel.trouble)
        self._state.update(Content("   ·   ").join(Content(part) for part in parts))
