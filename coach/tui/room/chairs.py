"""A stakeholder's chair: who needs and fears what, and what the candidate says as them."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from coach.stakeholders.models import Stance, Voice
from coach.text.controls import sanitize
from coach.tui.format import MUTED
from coach.tui.widgets.hanging_text import HangingText, Line, hang, hang_quote
from coach.tui.widgets.line_field import LineField

KEYS: dict[Stance, str] = {"accept": "a", "bargain": "b", "escalate": "e", "leave": "l"}
CHAIR_KEYS = [
    *(
        Binding(key, f"stance('{stance}')", stance.capitalize(), id=f"room.{stance}")
        for stance, key in KEYS.items()
    ),
    Binding("right_square_bracket", "sentence(1)", "Sentence", key_display="] [", id="room.next"),
    Binding("left_square_bracket", "sentence(-1)", "Back", show=False, id="room.previous"),
    Binding("0", "sentence(0)", "No sentence", show=False, id="room.no-sentence"),
]
"""The keys of a chair; the sentence keys also choose one of the message."""
ASKED = "Hearing your answer, they"
CHANGE = "What would change their mind? One line, then enter."
TURN = "What would turn them? One line, or enter to go on."


class ChairPanel(VerticalScroll, can_focus=False):
    """One chair at a time. The line is only shown while it is asked for or was written."""

    _text = getters.query_one("#chair-text", HangingText)
    _line = getters.query_one(LineField)

    def __init__(self) -> None:
        super().__init__(id="chair")

    def compose(self) -> ComposeResult:
        yield HangingText(id="chair-text")
        yield LineField()

    def on_mount(self) -> None:
        self._line.display = False

    @property
    def is_writing(self) -> bool:
        """Whether the line is being written."""
        return self._line.has_focus

    @property
    def line(self) -> str:
        """What stands in the line, on one line."""
        return self._line.flat

    def show(self, voice: Voice, place: int, count: int, sentence: int | None) -> None:
        """Show a chair as far as it is taken; `sentence` is the place of its line."""
        self._text.show(draw_chair(voice, place, count, sentence, writing=self._line.display))

    def ask_line(self, voice: Voice) -> None:
        """Ask for the line."""
        self._line.ask(voice.would_change)

    def put_line_away(self) -> None:
        """Hide the line; what it held is kept by the screen."""
        self._line.display = False


def draw_chair(
    voice: Voice, place: int, count: int, sentence: int | None, *, writing: bool
) -> list[Line]:
    """A chair: who it is, what they need and fear, the stance, the line that caused it."""
    number = Content.styled(f"{place + 1} of {count}   ", MUTED)
    lines: list[Line] = [hang(number, sanitize(voice.who), "bold"), _label("needs", voice.needs)]
    lines += [_label("fears", voice.fears)] if voice.fears else []
    lines += [hang("", sanitize(voice.fallback), "$text-warning")] if voice.fallback else []
    lines += [Content(""), Content.styled(ASKED, "bold"), _draw_stances(voice.stance)]
    lines.append(_draw_cause(voice, sentence))
    if writing:
        lines.append(Content.styled(TURN if voice.stance == "accept" else CHANGE, "bold"))
    elif voice.would_change:
        lines.append(_label("would change it", voice.would_change))
    elif voice.stance is not None:
        lines.append(hang("", "enter asks what would change their mind", MUTED))
    return lines


def _draw_stances(chosen: Stance | None) -> Content:
    parts = []
    for stance, key in KEYS.items():
        if stance == chosen:
            parts.append(Content.styled(f"▸ {stance}", "bold $accent"))
        else:
            parts.append(Content.assemble((key, "bold $accent"), (f" {stance}", MUTED)))
    return Content("  ").join(parts)


def _draw_cause(voice: Voice, sentence: int | None) -> Line:
    if voice.line is None or sentence is None:
        return hang("", "because of no line of yours; ] and [ choose one", MUTED)
    return hang_quote(voice.line.quote, Content.styled("because of ", MUTED) + f"{sentence + 1} ")


def _label(name: str, text: str) -> Line:
    return hang(Content.styled(f"{name}  ", MUTED), sanitize(text))
