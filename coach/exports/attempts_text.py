"""The comparison of two attempts as plain text."""

from __future__ import annotations

from coach.exports.plain_text import draw_dots
from coach.reviews.attempts import Attempts

UNJUDGED = "no reviewer judged both, so only the sentences are compared"
SIGNS = {"same": " ", "reworded": "~", "new": "+", "gone": "-"}


def render_attempts(found: Attempts) -> list[str]:
    """The comparison as plain text."""
    by = f"by {found.reviewer}" if found.reviewer else UNJUDGED
    lines = [f"{found.old}  ->  {found.new}   ({by})"]
    if any(found.overall):
        lines.append(f"Overall: {draw_dots(found.overall[0])} -> {draw_dots(found.overall[1])}")
    lines += [
        f"  {shift.name}: {draw_dots(shift.old)} -> {draw_dots(shift.new)}"
        for shift in found.shifts
        if shift.old != shift.new
    ]
    verdicts = (("Closed", found.closed), ("Still open", found.open), ("Lost", found.lost))
    for heading, names in verdicts if found.reviewer else ():
        lines += ["", f"{heading}: {'none' if not names else ''}".rstrip()]
        lines += [f"  {name}" for name in names]
    lines += ["", "Sentence by sentence (+ new, - gone, ~ reworded, > moved)"]
    for change in found.changes:
        text = " ".join((change.new or change.old or "").split())
        lines.append(f"{SIGNS[change.kind]}{'>' if change.moved else ' '} {text}")
        lines += [f"     closes: {name}" for name in change.closes]
        lines += [f"     lost: {name}" for name in change.lost]
    return lines
