"""The voices of a room: a row for each, one of them unfolded."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from coach.stakeholders.models import Room, Stance, Voice
from coach.stakeholders.text import NO_LINE, describe_stance
from coach.text.controls import flatten, sanitize
from coach.tui.format import MUTED, align
from coach.tui.widgets.accordion import Accordion, AccordionRow
from coach.tui.widgets.hanging_text import Line, hang

STYLES: dict[Stance, str] = {
    "accept": "$text-success",
    "bargain": "$text-warning",
    "escalate": "$text-error",
    "leave": "$text-error",
}
"""The theme token that goes with a stance; the sign and the word beside it say the same."""
STANCE_COLUMNS = 13
LABEL_COLUMNS = 19


class VoiceRow(AccordionRow):
    """Who it is and what they do; unfolded, what they say and why."""

    def __init__(self, voice: Voice, *, lost: bool) -> None:
        super().__init__(classes="voice")
        self.voice = voice
        self._lost = lost

    def describe(self, mark: str, *, chosen: bool) -> Sequence[Line]:
        """The voice in one line; unfolded, what it says."""
        voice = self.voice
        stance = Content.styled(describe_stance(voice), _find_style(voice))
        who = Content.styled(sanitize(voice.who), "bold" if chosen else "")
        if self._lost:
            who += Content.styled("   lost most", MUTED)
        head = hang(align((mark, len(mark)), (stance, STANCE_COLUMNS)), who)
        return [head, *self._explain(), Content("")] if chosen else [head]

    def _explain(self) -> list[Line]:
        voice = self.voice
        lines: list[Line] = [hang("  “", f"{sanitize(voice.text)}”")] if voice.text else []
        lines += [_label("Needs", voice.needs)] if voice.needs else []
        lines += [_label("Fears", voice.fears)] if voice.fears else []
        quoted = f"“{flatten(voice.line.quote)}”" if voice.line else NO_LINE
        lines.append(_label("Your line", quoted))
        lines += [_label("Would change it", voice.would_change)] if voice.would_change else []
        lines += [_label("Otherwise", voice.otherwise)] if voice.otherwise else []
        lines += [hang("  ", sanitize(voice.fallback), MUTED)] if voice.fallback else []
        return lines


class Voices(Accordion[VoiceRow]):
    """All voices in turn."""

    def __init__(self) -> None:
        super().__init__(id="voices")

    async def show(self, room: Room, first: str) -> None:
        """Show a room with one voice unfolded."""
        await self.remove_children(VoiceRow)
        rows = [VoiceRow(voice, lost=voice.stakeholder == room.lost) for voice in room.voices]
        await self.mount_all(rows)
        people = [voice.stakeholder for voice in room.voices]
        self.choose(people.index(first) if first in people else 0)


def _find_style(voice: Voice) -> str:
    return STYLES[voice.stance] if voice.stance else MUTED


def _label(name: str, text: str) -> Line:
    return hang(align(("", 2), (Content.styled(name, MUTED), LABEL_COLUMNS)), sanitize(text))
