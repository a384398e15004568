"""The keys of the review, and what its help says of them."""

from textual.binding import Binding

HELP = """\
# The review

`j` and `k` (or the arrows) move through the dimensions; the quotes a dimension stands on are marked
in your answer. `]` and `[` (or a click) move through your sentences and say what stands on each.

Without a model coach only points: you move through the points of the rubric, each with the sentence
of yours that is nearest to it, and you judge.

`a` takes another attempt, `g` has the round reviewed by another reviewer, `r` by the same again,
`c` puts all reviews side by side, `s` shows a stronger version (and stops a review under way),
`d` drills what this round left out, `o` opens the room, where each stakeholder says what they make
of your answer, `p` plays your typing again, `y` copies the review, `x` writes a report to share.
`m` has you mark the round yourself, or go on with marks you began.
Reviews are added; none is ever replaced. The newest whose levels count is shown first; `,` and `.`
turn to older and newer ones.
"""
KEYS = [
    Binding("down,j", "step(1)", "Dimension", key_display="↑↓", id="review.down"),
    Binding("up,k", "step(-1)", "Up", show=False, id="review.up"),
    Binding("right_square_bracket", "walk(1)", "Sentence", show=False, id="review.sentence"),
    Binding("left_square_bracket", "walk(-1)", "Back", show=False, id="review.sentence-back"),
    Binding("comma", "turn(-1)", "Older review", show=False, id="review.older"),
    Binding("full_stop", "turn(1)", "Newer review", show=False, id="review.newer"),
    Binding("a", "again", "Again", id="review.again"),
    Binding("d", "drill", "Drill", id="review.drill"),
    Binding("o", "room", "Room", id="review.room"),
    Binding("g", "regrade", "Review with…", id="review.regrade"),
    Binding("r", "retry", "Retry", show=False, id="review.retry"),
    Binding("c", "compare", "Compare", id="review.compare"),
    Binding("s", "stop", "Stop", id="review.stop"),
    Binding("s", "stronger", "Stronger", id="review.stronger"),
    Binding("p", "replay", "Replay", show=False, id="review.replay"),
    Binding("m", "mark", "Mark it yourself", show=False, id="review.mark"),
    Binding("y", "copy", "Copy", show=False, id="review.copy"),
    Binding("x", "export", "Export", show=False, id="review.export"),
    Binding("escape", "app.pop_screen", "Back", id="review.back"),
]
FIRST_KEYS = (
    "review.stop",
    "review.again",
    "review.regrade",
    "review.compare",
    "review.stronger",
    "review.drill",
    "review.back",
)
"""Those that come first where there is not room for all."""
