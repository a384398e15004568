"""The plan: the days until the interview, each with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.plan.text import format_minutes, name_day, render_areas, render_headline, render_later
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachScreen
from coach.tui.format import MUTED
from coach.tui.navigation import AskInterviewDay, DoPlanItem
from coach.tui.plan.day_strip import DayStrip
from coach.tui.widgets.key_bar import KeyBar
from coach.tui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from coach.plan.models import Day, Plan, PlanItem
    from coach.services.coach import Coach

NO_DAY = "No interview is set. Press d and give its day; the plan counts back from it."
PASSED = "Press d for the day of the next one."


class PlanList(OptionList):
    """The days with their items; the cursor passes over the days."""

    BINDINGS = [
        Binding("enter", "select", "Start", id="plan.do"),
        Binding("j", "cursor_down", "Down", show=False, id="plan.down"),
        Binding("k", "cursor_up", "Up", show=False, id="plan.up"),
    ]


class PlanScreen(CoachScreen):
    """The days, today first. It is made anew each time one comes back to it."""

    CSS_PATH = "screen.tcss"
    ONE_AT_A_TIME = True
    LEADS_ON = True
    HELP = """\
# The plan

What to do on each day until the interview. `enter` starts what is under the cursor, or opens what
is done. `d` sets the day of the interview, moves it or takes it out.

**round** trains one area, weak ones more often. **again** is the same case at once after a weak
first try. **variant** is another case like it, two or three days later. **full** is as in the
interview: the whole time, a hard interviewer, no hints. **drill** is two minutes on the habit that
your rounds left out most. **study** is the cards that are due.

It is made anew from what you did, whatever you did. What you missed is not carried on.
"""
    BINDINGS = [
        Binding("d", "day", "Day of the interview", id="plan.day"),
        Binding("escape", "app.pop_screen", "Back", id="plan.back"),
    ]

    _tabs = getters.query_one(TabBar)
    _strip = getters.query_one(DayStrip)
    _title = getters.query_one("#plan-title", Static)
    _list = getters.query_one(PlanList)
    _details = getters.query_one("#plan-says", Static)
    _areas = getters.query_one("#plan-areas", Static)

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[str, PlanItem] = {}

    def compose(self) -> ComposeResult:
        yield TabBar("plan")
        yield Static("", id="plan-title", markup=False)
        yield DayStrip(id="plan-days")
        with Horizontal(id="plan-body"):
            yield PlanList(id="plan-items", compact=True)
            with VerticalScroll(id="plan-beside", can_focus=False):
                yield Static("", id="plan-says")
                yield Static("", id="plan-areas", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "reviewer", self._show_reviewer)
        self.watch(self.app, "due", self._show_due)
        self._list.focus()
        if self.coach.config.interview is None:
            self.action_day()

    def _show_reviewer(self, reviewer: str) -> None:
        self._tabs.reviewer = reviewer

    def _show_due(self, due: int) -> None:
        self._tabs.due = due

    def on_screen_resume(self) -> None:
        self._read(self.coach)

    @work(thread=True, exclusive=True, group="plan", exit_on_error=False)
    def _read(self, coach: Coach) -> None:
        """Work it out, which takes a moment when there are thousands of rounds."""
        self.app.call_from_thread(self._take, coach.plan.make())

    def _take(self, plan: Plan | None) -> None:
        if not self.is_mounted:
            return
        self._items = {}
        self._list.clear_options()
        self._details.update("")
        self._title.update(_render_title(plan))
        self._strip.show(plan)
        self._areas.update(_render_areas(plan))
        for day in plan.days if plan else ():
            self._add(day, name_day(day.date, plan.today if plan else None))
        still_open = [key for key, item in self._items.items() if not item.done]
        if self._items:
            first = (still_open or list(self._items))[0]
            self._list.highlighted = self._list.get_option_index(first)
        self._list.display = bool(self._items)

    def _add(self, day: Day, name: str) -> None:
        head = "\n" if self._list.option_count else ""
        self._list.add_option(Option(Text(f"{head}{name}", style="bold"), disabled=True))
        for number, item in enumerate(day.items):
            key = f"{day.date}-{number}"
            self._items[key] = item
            self._list.add_option(Option(_render_item(item), id=key))

    @on(OptionList.OptionHighlighted, "#plan-items")
    def _show_details(self, event: OptionList.OptionHighlighted) -> None:
        item = self._items.get(str(event.option_id))
        if item is not None:
            self._details.update(_describe(item))

    @on(OptionList.OptionSelected, "#plan-items")
    def _do(self, event: OptionList.OptionSelected) -> None:
        item = self._items.get(str(event.option_id))
        if item is not None:
            self.post_message(DoPlanItem(item))

    @work(exclusive=True, group="day", exit_on_error=False)
    async def action_day(self) -> None:
        """Set the day of the interview, or change it."""
        await self.app.ask(AskInterviewDay())


def _render_title(plan: Plan | None) -> str:
    if plan is None:
        return NO_DAY
    return f"{render_headline(plan)} {PASSED}" if plan.days_left < 0 else render_headline(plan)


def _render_areas(plan: Plan | None) -> str:
    if plan is None or not plan.days:
        return ""
    areas = render_areas(plan)
    lines = [f"Still short of rounds: {areas}." if areas else "", render_later(plan) or ""]
    return "\n".join(line for line in lines if line)


def _render_item(item: PlanItem) -> Table:
    line = Table.grid(expand=True, padding=(0, 1, 0, 0))
    line.add_column(width=1)
    line.add_column(width=8, no_wrap=True)
    line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    line.add_column(width=7, justify="right", no_wrap=True)
    style = "dim" if item.done else ""
    kind, title = Text(item.kind, style=style), Text(sanitize(item.title), style=style)
    line.add_row("✓" if item.done else " ", kind, title, format_minutes(item))
    return line


def _describe(item: PlanItem) -> Content:
    why = f"{item.why[:1].upper()}{item.why[1:].rstrip('.')}."
    # in a round the reason names the area
    trains = f" Trains {item.area.replace('_', ' ')}." if item.area and item.kind != "round" else ""
    lines = [Content.styled(sanitize(item.title), "bold"), Content(sanitize(why + trains))]
    if item.ask:
        lines.append(Content.styled(sanitize(item.ask), MUTED))
    return Content("\n").join(lines)
