"""What is proven of a message: five checks with their quotes, and what to be wary of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.stakeholders.models import MessageCheck, MessageReview
from coach.stakeholders.text import describe_count, describe_reading, render_check
from coach.transcripts.review_schema import Evidence
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

    def show(
        self, review: MessageReview | None, sentence: int = 0, quote: Evidence | None = None
    ) -> None:
        """Show a review; None says what will be looked at.

        While the candidate has checks to mark, the first of them is asked on top, with the sentence
        that is chosen as its proof.
        """
        if review is None:
            self._lines.update(Content.styled(WAITING, MUTED))
            return
        lines = _draw_question(review.to_mark[0], sentence, quote) if review.to_mark else []
        lines.append(Content.styled(describe_count(review), "bold"))
        lines += [_check(check) for check in review.checks]
        lines += [
            Content.styled(f"! {sanitize(flag.text)}", "$text-warning") for flag in review.flags
        ]
        lines += [Content.styled(sanitize(review.fallback), MUTED)] if review.fallback else []
        lines += _quotes(review.checks)
        how = Content.styled(sanitize(describe_reading(review)), MUTED)
        self._lines.update(Content("\n").join([*lines, how]))


def _draw_question(check: MessageCheck, sentence: int, quote: Evidence | None) -> list[Content]:
    """The check that is asked now: y it is there, n it is not."""
    words = " ".join(sanitize(quote.quote).split()) if quote else ""
    keys = Content("   ").join(
        Content.assemble((key, "bold $accent"), (f" {word}", MUTED))
        for key, word in (("y", "it is there"), ("n", "it is not"), ("] [", "sentence"))
    )
    return [
        Content.assemble((f"Is it there?  {check.id}", "bold"), f": {check.missing}"),
        Content.assemble((f"{sentence + 1} ", MUTED), (f"“{words}”", "italic")),
        keys,
        Content(""),
    ]


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
