"""The keys of the room, and what its help says of them."""

from __future__ import annotations

from textual.binding import Binding

from coach.tui.room.chairs import CHAIR_KEYS

HELP = """\
# The room

You sit in each stakeholder's chair. What they need and fear is told; hearing your answer, do they
accept (`a`), bargain (`b`), escalate (`e`) or leave (`l`)? `]` and `[` (or a click) choose the line
of yours that caused it, `0` says that none did. `enter` asks in a line what would change their
mind, and then goes on to the next chair. `j` and `k` go from chair to chair.

Then you write to whoever lost most: `enter` writes, `ctrl+s` has the message looked at, as often as
you want; each one is kept. An owner and a date are found by wording. Honesty, a reason and an
alternative you mark: `y` on the sentence that shows it, `n` where none does. `c` goes back to the
chairs.

`m` has a model play the room instead; it then reads your messages too, and what it finds bears its
name. `escape` stops it, goes back to the voices, and from there to the review.
"""
KEYS = [
    *CHAIR_KEYS,
    Binding("y", "mark(True)", "There", id="room.there"),
    Binding("n", "mark(False)", "Not there", id="room.not-there"),
    Binding("down,j", "step(1)", "Voice", key_display="↑↓", id="room.down"),
    Binding("up,k", "step(-1)", "Up", show=False, id="room.up"),
    Binding("enter", "write", "Write", id="room.write"),
    Binding("c", "chairs", "Chairs", id="room.chairs"),
    Binding("ctrl+s", "review", "Check it", id="room.review"),
    Binding("ctrl+e", "editor", "Editor", id="room.editor"),
    Binding("pagedown", "turn(1)", "More", show=False, id="room.more"),
    Binding("pageup", "turn(-1)", "Less", show=False, id="room.less"),
    Binding("m", "model", "Played by…", id="room.model"),
    Binding("escape", "back", "Back", id="room.back"),
]
FIRST_KEYS = ("room.next", "room.there", "room.not-there", "room.write", "room.back")
"""Those that come first where there is not room for all."""
