"""The side of an own read that asks: the level, each point, the line, the if-then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from coach.exports.own_mark import SIGNS, draw_squares
from coach.packs.schema import Rubric, Scenario
from coach.reviews.own_read.marks import OwnRead, PointMark, Step
from coach.reviews.own_read.points import OwnPoint
from coach.transcripts.review_schema import Evidence
from coach.tui.format import MUTED
from coach.tui.sanitize import sanitize
from coach.tui.widgets.own_read_line import OwnReadLine

BEFORE = "Before anything is shown"
LINE_ASKED = "What does the expert's answer do that yours does not?"
LEVEL_KEYS = [
    Binding(f"{n}", f"level({n})", "Level", show=n == 1, key_display="1-4", id=f"own.level-{n}")
    for n in (1, 2, 3, 4)
]
STEPS = (("level", "Level"), ("points", "Points"), ("expert", "Expert"), ("fix", "Fix"))
STYLES = {"there": "$text-success", "partly": "$text-warning", "missing": "$text-error"}


class OwnReadAsk(VerticalScroll, can_focus=False):
    """What is asked now, with a line to write or a list to walk where one is needed."""

    def __init__(self) -> None:
        super().__init__(id="own-ask")

    def compose(self) -> ComposeResult:
        yield Static("", id="own-question")
        yield OwnReadLine()
        yield OptionList(id="own-list", compact=True)
        yield Static("", id="own-after")

    def on_mount(self) -> None:
        self.line.display = self.list.display = False

    @property
    def line(self) -> OwnReadLine:
        """The line to write."""
        return self.query_one(OwnReadLine)

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

    def show_line(self, question: Content, text: str, placeholder: str = "") -> None:
        """Show what is asked, and the line to answer it on."""
        self.show(question)
        self.line.ask(text, placeholder)

    def show_list(self, head: Content, rows: Sequence[Content]) -> None:
        """Show a list to walk below a head."""
        self.show(head, Content.styled("↑↓ another point   enter the one fix", MUTED))
        self.list.clear_options()
        self.list.add_options(rows)
        self.list.display = True
        self.list.highlighted = 0 if rows else None
        self.list.focus()


def draw_level(own: OwnRead, rubric: Rubric, sentence: int | None, quote: str) -> Content:
    """The first step: the level, and the sentence that would be taken back."""
    levels: list[Content] = []
    for level, band in rubric.bands.items():
        is_given = own.level == level
        sign, style = ("▸", "bold $accent") if is_given else (" ", "")
        levels.append(Content.styled(f" {sign}{level} {band}", style))
    back = [Content.styled("none, or choose one with ] and [", MUTED)]
    if sentence is not None:
        back = [Content.assemble((f"{sentence + 1} ", MUTED), (f"“{sanitize(quote)}”", "italic"))]
    goes_on = "enter goes on" if own.level else "1 to 4 gives the level"
    return _lines(
        [
            Content.styled(BEFORE, MUTED),
            Content(""),
            Content.styled("Which level is this answer?", "bold"),
            *levels,
            Content(""),
            Content.styled("Which one sentence would you take back?", "bold"),
            *back,
            Content(""),
            Content.styled(goes_on, MUTED),
        ]
    )


def draw_point(
    point: OwnPoint, place: int, count: int, sentence: int | None, is_nearest: bool
) -> Content:
    """A point as a question, with the sentence that would prove it."""
    if sentence is None:
        proof = Content.styled("nothing like it was found", MUTED)
    else:
        what = "nearest  " if is_nearest else "chosen   "
        proof = Content.assemble((what, MUTED), f"sentence {sentence + 1}")
    lines = [
        Content.assemble(f"{place + 1} of {count}", (f"   {point.dimension.lower()}", MUTED)),
        Content(""),
        Content.styled(sanitize(point.question), "bold"),
        Content(""),
    ]
    if not point.counts:
        asks = sanitize(" ".join(point.unasked))
        needed = f"This needed a fact you did not ask for: {asks} It does not count."
        lines += [Content.styled(needed, "$text-warning"), Content("")]
    return _lines([*lines, proof])


def draw_keys(point: OwnPoint) -> Content:
    """The keys for a point that is not marked yet."""
    pairs = [("y", "there"), ("p", "partly"), ("n", "no"), ("] [", "another sentence")]
    if not point.counts:
        pairs.append(("enter", "goes on"))
    parts: list[Content] = []
    for key, meaning in pairs:
        parts.append(Content.assemble((key, "bold $accent"), (f" {meaning}", MUTED)))
    return Content("   ").join(parts)


def draw_marked(point: OwnPoint, mark: PointMark) -> Content:
    """What was marked, and then how the expert shows it."""
    words = {"there": "there", "partly": f"partly: {sanitize(mark.half)}", "missing": "not there"}
    lines = [Content.styled(f"{SIGNS[mark.mark]} {words[mark.mark]}", STYLES[mark.mark])]
    if point.expert:
        lines += [Content(""), Content.styled("the expert", MUTED)]
        lines += [Content.styled(_quoted(line), "italic") for line in point.expert]
    return _lines([*lines, Content(""), Content.styled("enter goes on, u takes it back", MUTED)])


def draw_row(points: Sequence[OwnPoint], own: OwnRead, at: int | None) -> Content:
    """All points in a row: how each was marked, and where one is."""
    signs: list[Content] = []
    for place, point in enumerate(points):
        mark = own.mark(point.id)
        if place == at:
            signs.append(Content.styled("▸", "bold $accent"))
        elif mark is None:
            signs.append(Content.styled("·", MUTED))
        else:
            signs.append(Content.styled(SIGNS[mark.mark], STYLES[mark.mark]))
    return Content(" ").join(signs)


def draw_line_question(own: OwnRead) -> Content:
    """The line that is asked for before the expert's answer is shown whole."""
    return _lines(
        [
            Content.styled(LINE_ASKED, "bold"),
            Content.styled("One line in your words; their answer comes whole after it.", MUTED),
        ]
    )


def draw_own_line(own: OwnRead) -> Content:
    """What the candidate wrote of the expert's answer, above the points to walk."""
    return Content.assemble(("you wrote  ", MUTED), sanitize(own.line), "\n")


def draw_walked(point: OwnPoint, own: OwnRead) -> Content:
    """A point in the list beside the expert's answer."""
    mark = own.mark(point.id)
    counts = mark is not None and (point.counts or mark.mark == "there")
    sign, style = (SIGNS[mark.mark], STYLES[mark.mark]) if mark and counts else ("·", MUTED)
    return Content.assemble((f"{sign} ", style), sanitize(point.point.statement))


def draw_half_question(question: Content) -> Content:
    """A point of which a half is there."""
    return _lines([question, Content(""), Content.styled("Which half is there? One word.", "bold")])


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
    return _lines(
        [
            Content.styled("The one fix, as an if-then in your words", "bold"),
            Content.styled("When ..., I first ...   Change the draft, then enter.", MUTED),
        ]
    )


def draw_experts_lines(points: Sequence[OwnPoint], own: OwnRead, outline: str) -> Content:
    """The expert's lines that were seen at the marks, in the order of their answer."""
    seen = [line for point in points if own.mark(point.id) for line in point.expert]
    flat = _flat(outline)
    unique = sorted(dict.fromkeys(seen), key=lambda line: flat.find(_flat(line)))
    lines = [Content.styled("The expert's lines you have seen", MUTED), Content("")]
    for line in unique:
        lines += [Content.styled(_quoted(line), "italic"), Content("")]
    return _lines(lines)


def draw_expert(scenario: Scenario) -> tuple[Content, str]:
    """The expert's answer whole, below what they asked; and the text as it is drawn."""
    asks = {fact.id: fact.ask for fact in scenario.facts}
    asked = " ".join(asks[fact] for fact in scenario.asked if fact in asks)
    lead = f"Asked: {asked}\n\n" if asked else ""
    text = sanitize(f"{lead}{scenario.outline.strip()}")
    return Content(text).stylize(MUTED, 0, len(lead)), text


def find_line(line: str, text: str) -> tuple[int, int] | None:
    """Where a line of the expert's stands in a text that breaks its lines elsewhere."""
    words = line.split()
    start = 0
    while words and (begin := text.find(words[0], start)) >= 0:
        end = begin
        for word in words:
            at = _skip_space(text, end)
            if not text.startswith(word, at):
                break
            end = at + len(word)
        else:
            return begin, end
        start = begin + 1
    return None


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def find_asked_line(points: Sequence[OwnPoint], at: int, text: str) -> tuple[int, int] | None:
    """The stretch of the expert's answer that shows a point: its line, else what was asked."""
    for line in reversed(points[at].expert):
        if (place := find_line(line.removeprefix("Asked: "), text)) is not None:
            return place
    return None


def _quoted(line: str) -> str:
    line = sanitize(line)
    return line if line.startswith("Asked: ") else f"“{line}”"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _lines(lines: Sequence[Content] | Iterator[Content]) -> Content:
    return Content("\n").join(lines)


def quote_of(sentence: Evidence) -> str:
    """A sentence on one line."""
    return _flat(sentence.quote)
