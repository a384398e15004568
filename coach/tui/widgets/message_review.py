"""What is proven of a message: five checks with their quotes, and what to be wary of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from coach.stakeholders.models import MessageCheck, MessageReview
from coach.stakeholders.text import describe_reading, render_check
from coach.tui.format import MUTED
from coach.tui.sanitize import sanitize
from coach.tui.widgets.hanging_text import HangingText, Line, hang

WAITING = "ctrl+s has it looked at: honesty, a reason, an alternative, an owner, a date."


class MessageReviewView(VerticalScroll, can_focus=False):
    """The review of the last message, or what will be looked at."""

    _lines = getters.query_one("#message-found", HangingText)

    def __init__(self) -> None:
        super().__init__(id="message-review")

    def compose(self) -> ComposeResult:
        yield HangingText([hang("", WAITING, MUTED)], id="message-found")

    def show(self, review: MessageReview | None) -> None:
        """Show a review; None says what will be looked at."""
        if review is None:
            self._lines.show([hang("", WAITING, MUTED)])
            return
        count = f"{review.met} of {len(review.checks)} found"
        lines: list[Line] = [Content.styled(count, "bold")]
        lines += [_render_check(check) for check in review.checks]
        lines += [hang("! ", sanitize(flag.text), "$text-warning") for flag in review.flags]
        lines += [hang("", sanitize(review.fallback), MUTED)] if review.fallback else []
        lines += _quote(review.checks)
        self._lines.show([*lines, hang("", sanitize(describe_reading(review)), MUTED)])


def _render_check(check: MessageCheck) -> Line:
    style = {None: MUTED, True: "$text-success", False: "$text-warning"}[check.met]
    sign, text = sanitize(render_check(check)).split(" ", 1)
    return hang(Content.styled(f"{sign} ", style), text, style)


def _quote(checks: Sequence[MessageCheck]) -> list[Line]:
    """The sentences that show something, each with what it shows."""
    shows: dict[str, list[str]] = {}
    for check in checks:
        for evidence in check.evidence[:1]:
            shows.setdefault(" ".join(evidence.quote.split()), []).append(check.id)
    return [
        hang(Content.styled(f"{', '.join(names)}: ", MUTED), f"“{sanitize(quote)}”")
        for quote, names in shows.items()
    ]
