"""What is proven of a message: five checks with their quotes, and what to be wary of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.stakeholders.models import MessageCheck, MessageReview
from coach.stakeholders.text import describe_reading, render_check
from coach.tui.format import MUTED
from coach.tui.sanitize import sanitize

WAITING = "ctrl+s has it looked at: honesty, a reason, an alternative, an owner, a date."


class MessageReviewView(VerticalScroll, can_focus=False):
    """The review of the last message, or what will be looked at."""

    _lines = getters.query_one("#message-found", Static)

    def __init__(self) -> None:
        super().__init__(id="message-review")

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(WAITING, MUTED), id="message-found")

    def show(self, review: MessageReview | None) -> None:
        """Show a review; None says what will be looked at."""
        if review is None:
            self._lines.update(Content.styled(WAITING, MUTED))
            return
        lines = [Content.styled(f"{review.met} of {len(review.checks)} found", "bold")]
        lines += [_check(check) for check in review.checks]
        lines += [
            Content.styled(f"! {sanitize(flag.text)}", "$text-warning") for flag in review.flags
        ]
        lines += [Content.styled(sanitize(review.fallback), MUTED)] if review.fallback else []
        lines += _quotes(review.checks)
        how = Content.styled(sanitize(describe_reading(review)), MUTED)
        self._lines.update(Content("\n").join([*lines, how]))


def _check(check: MessageCheck) -> Content:
    style = {None: MUTED, True: "$text-success", False: "$text-warning"}[check.met]
    return Content.styled(sanitize(render_check(check)), style)


def _quotes(checks: Sequence[MessageCheck]) -> list[Content]:
    """The sentences that show something, each with what it shows."""
    shows: dict[str, list[str]] = {}
    for check in checks:
        for evidence in check.evidence[:1]:
            shows.setdefault(" ".join(evidence.quote.split()), []).append(check.id)
    return [
        Content.assemble((f"{', '.join(ids)}: ", MUTED), f"“{sanitize(quote)}”")
        for quote, ids in shows.items()
    ]
