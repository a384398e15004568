"""The typing of a round, played again."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from coach.text.controls import sanitize
from coach.transcripts.playback import Frame, find_frame
from coach.tui.base.screen import CoachDialog
from coach.tui.format import render_span
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.once_drawn import call_once_drawn

SPEEDS = (1, 4, 16, 64)
TICK = 0.05


class ReplayScreen(CoachDialog[None]):
    """Plays the frames of a round; space stops and goes on, `+` and `-` change the speed."""

    CSS_PATH = "replay.tcss"
    BINDINGS = [
        Binding("space", "halt", "Pause", id="replay.halt"),
        Binding("plus,equals_sign,right", "faster", "Faster", key_display="+", id="replay.faster"),
        Binding("minus,left", "slower", "Slower", key_display="-", id="replay.slower"),
        Binding("home", "restart", "From the start", id="replay.restart"),
        Binding("escape,q,p", "dismiss(None)", "Close", key_display="esc", id="replay.close"),
    ]

    _head = getters.query_one("#replay-head", Static)
    _page = getters.query_one("#replay-page", VerticalScroll)
    _text = getters.query_one("#replay-text", Static)

    def __init__(self, frames: Sequence[Frame]) -> None:
        super().__init__()
        self._frames = frames
        self._since = 0.0
        self._position = 0.0
        self._speed = 1
        self._playing = True

    def compose(self) -> ComposeResult:
        with Vertical(id="replay"):
            yield Static("", id="replay-head", markup=False)
            with VerticalScroll(id="replay-page", can_focus=False):
                yield Static("", id="replay-text", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self._since = self.coach.workspace.monotonic()
        self.set_interval(TICK, self.play)
        self.play()

    def play(self) -> None:
        """Show what stands on the page by now."""
        now = self.coach.workspace.monotonic()
        if self._playing:
            self._position += (now - self._since) * SPEEDS[self._speed]
        self._since = now
        frame = find_frame(self._frames, self._position)
        done = frame is self._frames[-1]
        state = "end" if done else "" if self._playing else "paused"
        head = f"{render_span(frame.at)}   {SPEEDS[self._speed]}x   {state}"
        self._head.update(head.rstrip())
        self._text.update(sanitize(frame.text) + ("" if done else "▏"))
        # an anchor would do it too, but puts what fills no page yet at its bottom
        call_once_drawn(self._page, self._page.scroll_end, animate=False)

    def action_halt(self) -> None:
        """Stop, or go on."""
        self._playing = not self._playing
        self.play()

    def action_faster(self) -> None:
        """Play faster."""
        self._speed = min(self._speed + 1, len(SPEEDS) - 1)
        self.play()

    def action_slower(self) -> None:
        """Play slower."""
        self._speed = max(self._speed - 1, 0)
        self.play()

    def action_restart(self) -> None:
        """Play from the start."""
        self._position = 0.0
        self.play()
