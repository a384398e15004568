"""The voices of a room: a line for each, one of them unfolded."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from coach.stakeholders.models import Room, Stance, Voice
from coach.stakeholders.text import NO_LINE, describe_stance
from coach.tui.format import MUTED
from coach.tui.sanitize import sanitize

STYLES: dict[Stance, str] = {
    "accept": "$text-success",
    "bargain": "$text-warning",
    "escalate": "$text-error",
    "leave": "$text-error",
}
"""The theme token that goes with a stance; the sign and the word beside it say the same."""


class VoiceRow(Vertical):
    """Who it is and what they do; unfolded, what they say and why."""

    def __init__(self, voice: Voice, *, lost: bool) -> None:
        super().__init__(classes="voice")
        self.voice = voice
        self._lost = lost

    def compose(self) -> ComposeResult:
        yield Static(self._head(chosen=False), classes="voice-head")
        yield Static(self._body(), classes="voice-body")

    def choose(self, *, chosen: bool) -> None:
        """Unfold or fold what they say."""
        self.set_class(chosen, "-chosen")
        self.query_one(".voice-head", Static).update(self._head(chosen=chosen))

    def _head(self, *, chosen: bool) -> Content:
        return Content.assemble(
            "▸ " if chosen else "  ",
            (f"{describe_stance(self.voice):<12} ", _find_style(self.voice)),
            (sanitize(self.voice.who), "bold" if chosen else ""),
            ("   lost most" if self._lost else "", MUTED),
        )

    def _body(self) -> Content:
        voice = self.voice
        lines = [Content(f"“{sanitize(voice.text)}”")] if voice.text else []
        lines += [_label("Needs", voice.needs)] if voice.needs else []
        lines += [_label("Fears", voice.fears)] if voice.fears else []
        lines.append(_label("Your line", f"“{_flatten(voice)}”" if voice.line else NO_LINE))
        lines += [_label("Would change it", voice.would_change)] if voice.would_change else []
        lines += [_label("Otherwise", voice.otherwise)] if voice.otherwise else []
        lines += [Content.styled(sanitize(voice.fallback), MUTED)] if voice.fallback else []
        return Content("\n").join(lines)


class Voices(VerticalScroll, can_focus=False):
    """All voices in turn; `Chosen` says which one is unfolded."""

    @dataclass
    class Chosen(Message):
        """A voice was chosen."""

        voice: Voice

    def __init__(self) -> None:
        super().__init__(id="voices")
        self._index = 0

    @property
    def chosen(self) -> Voice | None:
        """The voice that is unfolded."""
        rows = list(self.query(VoiceRow))
        return rows[self._index].voice if rows else None

    async def show(self, room: Room, first: str) -> None:
        """Show a room with one voice unfolded."""
        await self.remove_children(VoiceRow)
        rows = [VoiceRow(voice, lost=voice.stakeholder == room.lost) for voice in room.voices]
        await self.mount_all(rows)
        people = [voice.stakeholder for voice in room.voices]
        self.choose(people.index(first) if first in people else 0)

    def step(self, by: int) -> None:
        """Go to another voice."""
        self.choose(self._index + by)

    def choose(self, index: int) -> None:
        """Unfold a voice and fold the others."""
        rows = list(self.query(VoiceRow))
        if not rows:
            return
        self._index = index % len(rows)
        for number, row in enumerate(rows):
            row.choose(chosen=number == self._index)
        self.call_after_refresh(rows[self._index].scroll_visible, animate=False)
        self.post_message(self.Chosen(rows[self._index].voice))

    def on_click(self, event: events.Click) -> None:
        """A click on a voice chooses it."""
        rows = list(self.query(VoiceRow))
        clicked = [n for n, row in enumerate(rows) if event.widget in (row, *row.children)]
        if clicked:
            self.choose(clicked[0])


def _find_style(voice: Voice) -> str:
    return STYLES[voice.stance] if voice.stance else MUTED


def _label(name: str, text: str) -> Content:
    return Content.assemble((f"{name}: ", MUTED), sanitize(text))


def _flatten(voice: Voice) -> str:
    return " ".join(voice.line.quote.split()) if voice.line else ""
