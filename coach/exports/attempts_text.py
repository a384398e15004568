"""The comparison of two attempts as plain text."""

from __future__ import annotations

from coach.exports.levels import draw_dots
from coach.reviews.attempts import Attempts

UNJUDGED = "no reviewer judged both, so only the sentences are compared"
SIGNS = {"same": " ", "reworded": "~", "new": "+", "gone": "-"}


def render_attempts(attempts: Attempts) -> list[str]:
    """The comparison as plain text."""
    by = f"by {attempts.reviewer}" if attempts.reviewer else UNJUDGED
    lines = [f"{attempts.old}  ->  {attempts.new}   ({by})"]
    if any(attempts.overall):
        lines.append(
            f"Overall: {draw_dots(attempts.overall[0])} -> {draw_dots(attempts.overall[1])}"
        )
    lines += [
        f"  {shift.name}: {draw_dots(shift.old)} -> {draw_dots(shift.new)}"
        for shift in attempts.shifts
        if shift.old != shift.new
    ]
    verdicts = (("Closed", attempts.closed), ("Still open", attempts.open), ("Lost", attempts.lost))
    for heading, names in verdicts if attempts.reviewer else ():
        lines += ["", f"{heading}: {'none' if not names else ''}".rstrip()]
        lines += [f"  {name}" for name in names]
    lines += ["", "Sentence by sentence (+ new, - gone, ~ reworded, > moved)"]
    for change in attempts.changes:
        text = " ".join((change.new or change.old or "").split())
        lines.append(f"{SIGNS[change.kind]}{'>' if change.moved else ' '} {text}")
        lines += [f"     closes: {name}" for name in change.closes]
        lines += [f"     lost: {name}" for name in change.lost]
    return lines
