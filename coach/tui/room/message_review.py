"""What is proven of a message: five checks with their quotes, and what to be wary of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from coach.stakeholders.models import MessageCheck, MessageReview
from coach.stakeholders.text import describe_count, describe_reading, render_check
from coach.text.controls import flatten, sanitize
from coach.transcripts.review_schema import Evidence
from coach.tui.format import MUTED
from coach.tui.widgets.hanging_text import HangingText, Line, hang

WAITING = "ctrl+s checks it: honesty, a reason, an alternative, an owner, a date."


class MessageReviewView(VerticalScroll, can_focus=False):
    """The review of the last message, or what will be looked at."""

    _lines = getters.query_one("#message-found", HangingText)

    def __init__(self) -> None:
        super().__init__(id="message-review")

    def compose(self) -> ComposeResult:
        yield HangingText([hang("", WAITING, MUTED)], id="message-found")

    def show(
        self, review: MessageReview | None, sentence: int = 0, quote: Evidence | None = None
    ) -> None:
        """Show a review; None says what will be looked at.

        While the candidate has checks to mark, the first of them is asked on top, with the sentence
        that is chosen as its proof.
        """
        if review is None:
            self._lines.show([hang("", WAITING, MUTED)])
            return
        lines: list[Line] = []
        if review.to_mark:
            lines += _draw_question(review.to_mark[0], sentence, quote)
        lines.append(Content.styled(describe_count(review), "bold"))
        lines += [_render_check(check) for check in review.checks]
        lines += [hang("! ", sanitize(flag.text), "$text-warning") for flag in review.flags]
        lines += [hang("", sanitize(review.fallback), MUTED)] if review.fallback else []
        lines += _list_quotes(review.checks)
        self._lines.show([*lines, hang("", sanitize(describe_reading(review)), MUTED)])


def _draw_question(check: MessageCheck, sentence: int, quote: Evidence | None) -> list[Line]:
    """The check that is asked now: y it is there, n it is not."""
    words = " ".join(sanitize(quote.quote).split()) if quote else ""
    keys = Content("   ").join(
        Content.assemble((key, "bold $accent"), (f" {word}", MUTED))
        for key, word in (("y", "it is there"), ("n", "it is not"), ("] [", "sentence"))
    )
    return [
        Content.assemble((f"Is it there?  {check.id}", "bold"), f": {check.missing}"),
        hang(f"{sentence + 1} ", f"“{words}”", "italic"),
        keys,
        Content(""),
    ]


def _render_check(check: MessageCheck) -> Line:
    style = {None: MUTED, True: "$text-success", False: "$text-warning"}[check.met]
    sign, text = sanitize(render_check(check)).split(" ", 1)
    return hang(Content.styled(f"{sign} ", style), text, style)


def _list_quotes(checks: Sequence[MessageCheck]) -> list[Line]:
    """The sentences that show something, each with what it shows."""
    shows: dict[str, list[str]] = {}
    for check in checks:
        for evidence in check.evidence[:1]:
            shows.setdefault(flatten(evidence.quote), []).append(check.id)
    return [
        hang(Content.styled(f"{', '.join(names)}: ", MUTED), f"“{sanitize(quote)}”")
        for quote, names in shows.items()
    ]
