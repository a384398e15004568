"""What came of a drill: each check with its words or what to do, and the text with both marked."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.drills.checks import CheckResult, DrillResult
from coach.tui.format import MUTED
from coach.tui.sanitize import sanitize

MARKED = "bold underline $accent"


class DrillOutcome(VerticalScroll):
    """The checks, the attempt with its marked quotes, and lines of the case as an example."""

    def compose(self) -> ComposeResult:
        yield Vertical(id="drill-checks")
        yield Static("Your words", classes="heading")
        yield Static("", id="drill-marked")
        yield Static("From the case itself", classes="heading", id="drill-example-name")
        yield Static("", id="drill-example")

    def show(self, result: DrillResult, text: str, example: Sequence[str]) -> None:
        """Show an outcome."""
        numbered = enumerate(result.checks, 1)
        lines = [line for number, check in numbered for line in describe_result(number, check)]
        if result.set_aside:
            kinds = ", ".join(kind.replace("_", " ") for kind in result.set_aside)
            said = Content.styled(f"Set aside, and not counted: {kinds}.", "$text-warning")
            lines.append(Static(said, classes="aside"))
        self.query_one("#drill-checks", Vertical).mount_all(lines)
        self.query_one("#drill-marked", Static).update(mark_text(result, text))
        self.query_one("#drill-example-name").display = bool(example)
        self.query_one("#drill-example", Static).update(Content("\n".join(map(sanitize, example))))
        self.scroll_home(animate=False)


def describe_result(number: int, check: CheckResult) -> list[Static]:
    """One check in one or two lines; the words met and missing say what the colour says."""
    word, style = ("met    ", "$text-success") if check.met else ("missing", "$text-warning")
    said = f"   {sanitize(check.said)}" if check.said else ""
    head = Content.assemble(
        (f"{number} ", MUTED), (f"{word} ", style), sanitize(check.statement), (said, MUTED)
    )
    lines = [Static(head, classes="check")]
    if check.do:
        do = Content.styled(sanitize(check.do), "$text-accent")
        lines.append(Static(do, classes="check-do"))
    return lines


def mark_text(result: DrillResult, text: str) -> Content:
    """The text with every quote marked and, before it, the numbers of the checks it meets."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for number, check in enumerate(result.checks, 1):
        for one in check.evidence:
            if one.verified and one.start is not None and one.end is not None:
                numbers.setdefault((one.start, one.end), []).append(number)
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
