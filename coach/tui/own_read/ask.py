"""The side of an own read that asks: the level, each point, the line, the if-then."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.exports.levels import draw_squares
from coach.exports.own_mark import SIGNS
from coach.packs.schema import Rubric, Scenario
from coach.reviews.own_read.marks import OwnRead, PointMark, Step
from coach.reviews.own_read.points import OwnPoint, describe_asked, unwrap_paragraphs
from coach.text.controls import flatten, sanitize
from coach.tui.format import MUTED
from coach.tui.widgets.line_field import LineField

BEFORE = "Before anything is shown"
LINE_ASKED = "What does the expert's answer do that yours does not?"
LEVEL_KEYS = [
    Binding(f"{n}", f"level({n})", "Level", show=n == 1, key_display="1-4", id=f"own.level-{n}")
    for n in (1, 2, 3, 4)
]
STEPS = (("level", "Level"), ("points", "Points"), ("expert", "Expert"), ("fix", "Fix"))
STYLES = {"there": "$text-success", "partly": "$text-warning", "missing": "$text-error"}


class WalkedPoints(OptionList):
    """The points beside the expert's answer, whose enter is named in the line of keys."""

    BINDINGS = [Binding("enter", "select", "Go on", id="own.walked")]


class OwnReadAsk(VerticalScroll, can_focus=False):
    """What is asked now, with a line to write or a list to walk where one is needed."""

    def __init__(self) -> None:
        super().__init__(id="own-ask")

    def compose(self) -> ComposeResult:
        yield Static("", id="own-question")
        yield LineField()
        yield WalkedPoints(id="own-list", compact=True)
        yield Static("", id="own-after")

    def on_mount(self) -> None:
        self.line.display = self.list.display = False

    @property
    def line(self) -> LineField:
        """The line to write."""
        return self.query_one(LineField)

    @property
    def list(self) -> OptionList:
        """The list to walk."""
        return self.query_one("#own-list", OptionList)

    def show(self, question: Content, after: Content | None = None) -> None:
        """Show what is asked, without a line or a list, and what stands below it."""
        self.line.display = self.list.display = False
        self.screen.set_focus(None)
        self.query_one("#own-question", Static).update(question)
        below = self.query_one("#own-after", Static)
        below.display = after is not None
        below.update(after or Content(""))
        self.scroll_home(animate=False)

    def show_line(self, question: Content, text: str = "") -> None:
        """Show what is asked, and the line to answer it on."""
        self.show(question)
        self.line.ask(text)

    def show_list(self, head: Content, rows: Sequence[Table]) -> None:
        """Show a list to walk below a head."""
        self.show(head, Content.styled("↑↓ another point   enter the one fix", MUTED))
        self.list.clear_options()
        self.list.add_options([Option(row) for row in rows])
        self.list.display = True
        self.list.highlighted = 0 if rows else None
        self.screen.set_focus(self.list)


def draw_level(own: OwnRead, rubric: Rubric, sentence: int | None, quote: str) -> Content:
    """The first step: the level, and the sentence that would be taken back."""
    levels: list[Content] = []
    for level, band in rubric.bands.items():
        is_given = own.level == level
        sign, style = ("▸", "bold $accent") if is_given else (" ", "")
        levels.append(Content.styled(f"{sign}{level} {band}", style))
    back = Content.styled("none, or choose one with ] and [", MUTED)
    if sentence is not None:
        quoted = (f"“{sanitize(flatten(quote))}”", "italic")
        back = Content.assemble((f"{sentence + 1} ", MUTED), quoted)
    goes_on = "enter goes on" if own.level else "1 to 4 gives the level"
    return _join_lines(
        [
            Content.styled(BEFORE, MUTED),
            Content.styled("Which level is this answer?", "bold"),
            Content("  ").join(levels),
            Content(""),
            Content.styled("Which one sentence would you take back?", "bold"),
            back,
            Content(""),
            Content.styled(goes_on, MUTED),
        ]
    )


def draw_point(point: OwnPoint, place: int, count: int, *, tight: bool) -> Content:
    """A point as a question; `tight` leaves out blank lines, for a low screen."""
    gap = [] if tight else [Content("")]
    head = Content.assemble(f"{place + 1} of {count}", (f"   {point.dimension.lower()}", MUTED))
    lines = [head, *gap, Content.styled(sanitize(point.question), "bold")]
    if not point.counts:
        asks = sanitize(" ".join(point.unasked))
        needed = f"This needed a fact you did not ask for: {asks} It does not count."
        lines += [*gap, Content.styled(needed, "$text-warning")]
    return _join_lines(lines)


def draw_keys(point: OwnPoint, sentence: int | None, *, is_nearest: bool) -> Content:
    """The sentence that would prove a point, and the keys that mark it."""
    if sentence is None:
        proof = Content.styled("nothing like it was found", MUTED)
    else:
        label = "nearest   " if is_nearest else "chosen   "
        proof = Content.assemble((label, MUTED), f"sentence {sentence + 1}")
    pairs = [("y", "there"), ("p", "partly"), ("n", "no"), ("] [", "sentence")]
    if not point.counts:
        pairs = [("enter", "goes on"), *pairs]
    keys = [Content.assemble((key, "bold $accent"), (f" {word}", MUTED)) for key, word in pairs]
    return _join_lines([proof, Content("   ").join(keys)])


def draw_marked(point: OwnPoint, mark: PointMark, sentence: int | None, *, tight: bool) -> Content:
    """What was marked, and then how the expert shows it."""
    gap = [] if tight else [Content("")]
    words = {"there": "there", "partly": f"partly: {sanitize(mark.half)}", "missing": "not there"}
    place = "" if sentence is None or mark.mark == "missing" else f"   sentence {sentence + 1}"
    sign = Content.styled(f"{SIGNS[mark.mark]} {words[mark.mark]}", STYLES[mark.mark])
    lines = [Content.assemble(sign, (place, MUTED))]
    if point.expert:
        lines += [*gap, Content.styled("the expert", MUTED)]
        lines += [Content.styled(_draw_quote(line), "italic") for line in point.expert]
    return _join_lines([*lines, *gap, Content.styled("enter goes on, u takes it back", MUTED)])


def draw_row(points: Sequence[OwnPoint], own: OwnRead, at: int | None) -> Content:
    """All points in a row: how each was marked, and where one is."""
    signs: list[Content] = []
    for place, point in enumerate(points):
        mark = own.mark(point.id)
        if mark is not None:
            style = f"{STYLES[mark.mark]} underline" if place == at else STYLES[mark.mark]
            signs.append(Content.styled(SIGNS[mark.mark], style))
        elif place == at:
            signs.append(Content.styled("▸", "bold $accent"))
        else:
            signs.append(Content.styled("·", MUTED))
    return Content(" ").join(signs)


def draw_line_question(own: OwnRead) -> Content:
    """The line that is asked for before the expert's answer is shown whole."""
    return _join_lines(
        [
            Content.styled(LINE_ASKED, "bold"),
            Content.styled("One line in your words; their answer comes whole after it.", MUTED),
        ]
    )


def draw_own_line(own: OwnRead) -> Content:
    """What the candidate wrote of the expert's answer, above the points to walk."""
    return Content.assemble(("you wrote  ", MUTED), sanitize(own.line), "\n")


def draw_walked(point: OwnPoint, own: OwnRead) -> Table:
    """A point in the list beside the expert's answer."""
    mark = own.mark(point.id)
    counts = mark is not None and (point.counts or mark.mark == "there")
    sign = SIGNS[mark.mark] if mark and counts else "·"
    return hang_text(sign, point.point.statement)


def hang_text(sign: str, text: str) -> Table:
    """A sign and a text whose further lines stand below its first."""
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(no_wrap=True)
    row.add_column()
    row.add_row(sign, Text(sanitize(text)))
    return row


def draw_half_question(question: Content) -> Content:
    """A point of which a half is there."""
    return _join_lines([question, Content("Which half is there? One word.")])


def draw_steps(step: Step) -> Content:
    """The steps in one line; the present one stands in brackets, so that color is not needed."""
    here = "expert" if step == "line" else step
    names = [
        Content.styled(f"[{name}]", "bold $accent") if key == here else Content.styled(name, MUTED)
        for key, name in STEPS
    ]
    return Content.styled(" ─ ", MUTED).join(names)


def draw_level_so_far(level: int | None) -> Content:
    """The overall level by the marks made so far; nothing while they are too few."""
    if level is None:
        return Content("")
    return Content.assemble(("your mark so far ", MUTED), draw_squares(level))


def draw_fix_question() -> Content:
    """The last step."""
    return _join_lines(
        [
            Content.styled("The one fix, as an if-then in your words", "bold"),
            Content.styled("When ..., I first ...   Change the draft, then enter.", MUTED),
        ]
    )


def draw_experts_lines(points: Sequence[OwnPoint], own: OwnRead, outline: str) -> Content:
    """The expert's lines that were seen at the marks, in the order of their answer."""
    seen = [line for point in points if own.mark(point.id) for line in point.expert]
    flat = flatten(outline)
    unique = sorted(dict.fromkeys(seen), key=lambda line: flat.find(flatten(line)))
    lines = [Content.styled("The expert's lines you have seen", MUTED), Content("")]
    for line in unique:
        lines += [Content.styled(_draw_quote(line), "italic"), Content("")]
    return _join_lines(lines)


def draw_expert(scenario: Scenario) -> tuple[Content, str]:
    """The expert's answer whole, below what they asked; and the text as it is drawn."""
    asked = describe_asked(scenario, scenario.asked)
    lead = f"Asked: {asked}\n\n" if asked else ""
    text = sanitize(f"{lead}{unwrap_paragraphs(scenario.outline)}")
    return Content(text).stylize(MUTED, 0, len(lead)), text


def find_expert_line(point: OwnPoint, text: str) -> tuple[int, int] | None:
    """Where the drawn answer of the expert shows a point: its line, else what was asked."""
    for line in reversed(point.expert):
        words = sanitize(line.removeprefix("Asked: "))
        if (start := text.find(words)) >= 0:
            return start, start + len(words)
    return None


def _draw_quote(line: str) -> str:
    line = sanitize(line)
    return line if line.startswith("Asked: ") else f"“{line}”"


def _join_lines(lines: Sequence[Content]) -> Content:
    return Content("\n").join(lines)
