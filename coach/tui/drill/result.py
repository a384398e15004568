"""What came of a drill: each check with its words or what to do, and the text with both marked."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.drills.checks import CheckResult, DrillResult
from coach.text.controls import sanitize
from coach.tui.format import MUTED, align
from coach.tui.widgets.hanging_text import HangingText, Line, hang, hang_plain

MARKED = "bold underline $accent"


class DrillOutcome(VerticalScroll):
    """The checks, the attempt with its marked quotes, and lines of the case as an example."""

    _checks = getters.query_one("#drill-checks", HangingText)
    _marked = getters.query_one("#drill-marked", Static)
    _example_name = getters.query_one("#drill-example-name", Static)
    _example = getters.query_one("#drill-example", HangingText)

    def compose(self) -> ComposeResult:
        yield HangingText(id="drill-checks")
        yield Static("Your words", classes="heading")
        yield Static("", id="drill-marked")
        yield Static("From the case itself", classes="heading", id="drill-example-name")
        yield HangingText(id="drill-example")

    def show(self, result: DrillResult, text: str, example: Sequence[str]) -> None:
        """Show an outcome."""
        numbered = enumerate(result.checks, 1)
        lines = [line for number, check in numbered for line in render_check(number, check)]
        if result.set_aside:
            kinds = ", ".join(kind.replace("_", " ") for kind in result.set_aside)
            lines.append(hang("", f"Set aside, and not counted: {kinds}.", "$text-warning"))
        self._checks.show(lines)
        self._marked.update(mark_text(result, text))
        self._example_name.display = bool(example)
        self._example.show([hang_plain(sanitize(line)) for line in example])
        self.scroll_home(animate=False)


def render_check(number: int, check: CheckResult) -> list[Line]:
    """One check in one or two lines; the words met and missing say what the color says."""
    word, style = ("met", "$text-success") if check.met else ("missing", "$text-warning")
    head = align((Content.styled(str(number), MUTED), 2), (Content.styled(word, style), 8))
    detail = f"   {sanitize(check.said)}" if check.said else ""
    lines: list[Line] = [
        hang(head, Content(sanitize(check.statement)) + Content.styled(detail, MUTED))
    ]
    if check.do:
        lines.append(hang(" " * head.cell_length, sanitize(check.do), "$text-accent"))
    return lines


def mark_text(result: DrillResult, text: str) -> Content:
    """The text with every quote marked and, before it, the numbers of the checks it meets."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for number, check in enumerate(result.checks, 1):
        for proof in check.evidence:
            if proof.verified and proof.start is not None and proof.end is not None:
                numbers.setdefault((proof.start, proof.end), []).append(number)
    pieces: list[Content] = []
    at = 0
    for (start, end), met in sorted(numbers.items()):
        begin = max(start, at)
        if begin >= end:
            continue
        pieces.append(Content(sanitize(text[at:begin])))
        pieces.append(Content.styled(f"{','.join(map(str, met))} ", MUTED))
        pieces.append(Content.styled(sanitize(text[begin:end]), MARKED))
        at = end
    pieces.append(Content(sanitize(text[at:])))
    return Content("").join(pieces)
