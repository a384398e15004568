"""Two saved attempts compared by a reviewer that judged both; else their sentences alone."""

from __future__ import annotations

from coach.exports.plain_text import draw_dots
from coach.files import CoachError
from coach.reviews.attempts import (
    Attempts,
    ReviewedAttempt,
    compare_attempts,
    compare_sentences,
    find_shared_reviewer,
)
from coach.services.coach import Coach

UNJUDGED = "no reviewer judged both, so only the sentences are compared"
SIGNS = {"same": " ", "reworded": "~", "new": "+", "gone": "-"}


def compare_saved_attempts(desk: Coach, one: str, other: str) -> Attempts:
    """Compare two rounds, the older first. Raises CoachError when they are on two scenarios."""
    old, new = (desk.store.recover(id) for id in sorted((one, other)))
    if old.id == new.id:
        raise CoachError(f"{old.id} was given twice; give two rounds on one scenario.")
    if old.scenario != new.scenario:
        raise CoachError(
            f"{old.id} and {new.id} are on two scenarios; give two attempts at one of them."
        )
    pack, scenario = desk.case(new)
    found = find_shared_reviewer(desk.reviews(old.id), desk.reviews(new.id))
    if found is None:
        return compare_sentences(old, new)
    return compare_attempts(
        ReviewedAttempt(old, found[0]), ReviewedAttempt(new, found[1]), pack, scenario
    )


def find_previous_attempt(desk: Coach, id: str) -> str | None:
    """The attempt before this one on the same scenario, None for the first."""
    scenario = desk.store.load(id).scenario
    rows = (row for row in desk.rounds() if row.status != "damaged" and row.id < id)
    return next((row.id for row in rows if row.scenario == scenario), None)


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
