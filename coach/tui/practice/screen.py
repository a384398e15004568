"""Practice, the home: what to do next, the scenarios, and a readable preview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static

from coach.exports.levels import draw_squares
from coach.text.controls import sanitize
from coach.tui.base.tab_screen import TabScreen
from coach.tui.format import MUTED, render_level
from coach.tui.navigation import CardsCounted, OpenPlan, StartRound, TakeNext
from coach.tui.practice.glance import load_glance, save_glance
from coach.tui.practice.scenario_list import ScenarioList
from coach.tui.widgets.hanging_text import HangingText, Line, hang
from coach.tui.widgets.once_drawn import call_once_drawn

if TYPE_CHECKING:
    from coach.packs.schema import Pack
    from coach.plan.models import Plan
    from coach.plan.outlook import Outlook
    from coach.plan.recommendation import ScenarioRow
    from coach.services.coach import Coach


class PracticeScreen(TabScreen):
    """The home screen."""

    PLACE = "practice"
    HELP = """\
# Practice

`enter` starts the case under the cursor; on a narrow screen `space` shows it first. A click selects
one, and a second click starts it.
`n` does what **Next** says. `p` shows the plan until your interview, or asks for its day; once that
is set, **Next** is what the plan says.
Type `/` and a few letters to filter by title, area, tradeoff or segment; `escape` clears it.
A dot in front means you have tried it; the four circles are your best level, four squares what you
marked yourself.
"""
    BINDINGS = [
        Binding("n", "next", "Next", id="practice.next", tooltip="Do what Next says"),
        Binding("space", "read", "Read", id="practice.read", tooltip="The case, below the list"),
        Binding("slash", "filter", "Filter", key_display="/", id="practice.filter"),
        # the same key: offered in the footer once there is a day to plan for
        Binding("p", "plan", "Plan", id="practice.plan"),
        Binding("p", "app.plan", "Plan", show=False, id="practice.plan-first"),
        Binding("escape", "clear", "Clear filter", id="practice.clear"),
    ]

    _next_title = getters.query_one("#next-title", Static)
    _next_why = getters.query_one("#next-why", Static)
    _no_model = getters.query_one("#no-model", Static)
    _filter = getters.query_one("#filter", Input)
    _list = getters.query_one(ScenarioList)
    _prompt = getters.query_one("#prompt", Static)
    _about = getters.query_one("#about", HangingText)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ScenarioRow] = []
        self._outlook: Outlook | None = None
        self._waits_for_next = False
        """Whether `n` was pressed before it was known what comes next."""

    def compose_body(self) -> ComposeResult:
        with Vertical(id="next"):
            yield Static("", id="next-title", markup=False)
            yield Static(self.app.loading_sentence, id="next-why", markup=False)
            yield Static("", id="no-model", markup=False)
        with Horizontal(id="bank"):
            with Vertical(id="choices"):
                yield Input(placeholder="/ filter", id="filter", compact=True)
                yield ScenarioList(id="scenarios", compact=True)
            with VerticalScroll(id="preview", can_focus=False):
                yield Static("", id="prompt", markup=False)
                yield HangingText(id="about")

    def on_mount(self) -> None:
        super().on_mount()
        if self.app.glance is not None and not self.is_ready:
            self._list.show(load_glance(self.app.glance))
        self.set_focus(self._list)
        self.watch(self.app, "offers", self._show_offers)

    def _show_offers(self) -> None:
        """Say that no model reviews, and what could, until one is there."""
        offers = self.app.offers
        self._no_model.display = offers is not None and not self.coach.config.models
        if offers:
            from coach.services.nearby import describe_offers

            line = f"No model reviews yet. {describe_offers(offers)} 5 adds one."
            self._no_model.update(sanitize(line))
        elif offers is not None:
            self._no_model.update("No model reviews yet; 5 says how to get one.")

    def fill(self) -> None:
        self._show_offers()
        self._read(self.coach)

    @work(thread=True, exclusive=True, group="practice", exit_on_error=False)
    def _read(self, coach: Coach) -> None:
        """Read the rounds, which takes a moment when there are thousands."""
        # the core loads with the coach, after the first frame
        from coach.plan.recommendation import list_scenario_rows

        rounds = coach.round_lists.list_rounds()
        rows = list_scenario_rows(coach.list_cards(), rounds)
        # what comes next takes longer to work out, and a damaged file of cards ends it
        self.app.call_from_thread(self._take_rows, rows)
        if self.app.glance is not None:
            save_glance(self.app.glance, rows)
        outlook = None
        try:
            outlook = coach.plan.look_ahead(rounds)
            due = coach.study.make_deck(coach.workspace.now()).due
            self.post_message(CardsCounted(len(due)))
        finally:
            self.app.call_from_thread(self._take_outlook, outlook)

    def _take_rows(self, rows: list[ScenarioRow]) -> None:
        if self.is_mounted:
            self._rows = rows
            self._show_rows(best=bool(self._query))

    def _take_outlook(self, outlook: Outlook | None) -> None:
        if not self.is_mounted:
            return
        first, self._outlook = self._outlook is None, outlook
        self._show_next(outlook)
        if first and outlook is not None and outlook.next is not None:
            self._list.suggest(outlook.next.scenario)
        self.refresh_bindings()
        if self._waits_for_next:
            self.action_next()

    def _show_next(self, outlook: Outlook | None) -> None:
        if outlook is None:
            self._next_title.update("Choose a case")
            self._next_why.update("What comes next could not be worked out.")
            return
        if outlook.next is None:
            self._next_title.update("No case could be loaded")
            self._next_why.update("`coach check` says what is wrong with the packs.")
            return
        verb = "Resume" if outlook.next.resume else "Next"
        title = Content(f"{verb}   {sanitize(outlook.title)}")
        if outlook.plan is not None:
            title = self._add_plan(title, outlook.plan)
        self._next_title.update(title)
        self._next_why.update(f"press n   ·   {sanitize(outlook.why)}")

    def _add_plan(self, title: Content, plan: Plan) -> Content:
        """Say beside the title when the interview is; below it where there is no room."""
        from coach.plan.text import render_short_line

        line = Content.styled(render_short_line(plan), f"not bold {MUTED}")
        gap = self._next_title.size.width - title.cell_length - line.cell_length
        return Content(" " * gap if gap > 2 else "\n").join([title, line])

    @on(Input.Changed, "#filter")
    def _apply_filter(self) -> None:
        self._show_rows(best=bool(self._query))

    @property
    def _query(self) -> str:
        return self._filter.value.strip()

    def _show_rows(self, *, best: bool = False) -> None:
        """Show what fits the filter; `best` puts them in the order in which they fit."""
        if not self._rows and not self.is_ready:
            return
        rows = match_rows(self._rows, self._query) if self._query else list(self._rows)
        recommended = self._outlook.next if self._outlook else None
        self._list.show(rows, recommended.scenario if recommended else None, ranked=best)
        self._filter.border_subtitle = str(len(rows))
        if not rows:
            self._prompt.update("Nothing fits. Escape clears the filter.")
            self._about.show([])

    @on(OptionList.OptionHighlighted, "#scenarios")
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        row = next((row for row in self._rows if row.id == event.option_id), None)
        if row is not None:
            prompt = self.coach.rounds.render_prompt(row.id)
            title = (sanitize(row.title), "bold")
            self._prompt.update(Content.assemble(title, "\n\n", sanitize(prompt)))
            self._about.show(_describe(row, self.coach.library.packs[row.pack]))

    @on(OptionList.OptionSelected, "#scenarios")
    def _start(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            hard = self._outlook is not None and self._outlook.takes_hard(event.option_id)
            self.post_message(StartRound(event.option_id, hard=hard))

    @on(Input.Submitted, "#filter")
    def _go_to_list(self) -> None:
        """Go to the list; who is quick may have pressed enter again before the focus has moved."""
        if self.focused is self._list:
            self._list.action_select()
        else:
            self.set_focus(self._list)

    def action_next(self) -> None:
        """Do what Next says."""
        self._waits_for_next = self._outlook is None
        if self._outlook is not None:
            self.post_message(TakeNext(self._outlook))

    def action_plan(self) -> None:
        """Show the plan until the interview."""
        self.post_message(OpenPlan())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The plan is offered once there is one, and clearing while there is a filter."""
        if action == "clear":
            return self._filter.has_focus or bool(self._filter.value)
        if action == "read":
            return self.has_class("-narrow")
        planned = self._outlook is not None and self._outlook.plan is not None
        return planned if action == "plan" else True

    def on_resize(self) -> None:
        """What stands beside the title depends on the width, and so does the key that reads."""
        self.refresh_bindings()
        if self._outlook is not None:
            call_once_drawn(self, self._show_next, self._outlook)

    def action_read(self) -> None:
        """Show the case below the list where there is no room beside it, or hide it."""
        self.toggle_class("-previewing")

    def action_filter(self) -> None:
        """Type into the filter."""
        self.set_focus(self._filter)

    def action_clear(self) -> None:
        """Clear the filter and go back to the list."""
        self._filter.value = ""
        self.set_focus(self._list)


def match_rows(rows: Sequence[ScenarioRow], wanted: str) -> list[ScenarioRow]:
    """The rows that fit what is typed, best first: by whole words, by parts of words, by letters.

    A word may stand in the title, an area, a tradeoff, a segment or the difficulty, and weighs most
    in the title. Letters are looked for in the title alone; scattered over tags they fit anything.
    """
    words = wanted.casefold().split()
    matcher = Matcher(wanted)

    def rank(row: ScenarioRow) -> tuple[int, float] | None:
        title, all_of_it = row.title.casefold(), _join_searched(row).casefold()
        for place, fits in enumerate(
            (
                set(words) <= _split_words(title),
                set(words) <= _split_words(all_of_it),
                all(word in title for word in words),
                all(word in all_of_it for word in words),
            )
        ):
            if fits:
                return place, 0.0
        score = matcher.match(row.title)
        return (4, -score) if score > 0 else None

    ranked = [(place, row) for row in rows if (place := rank(row)) is not None]
    return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]


def _split_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _join_searched(row: ScenarioRow) -> str:
    words = [row.title, *row.areas, *row.tradeoffs, *row.segments, row.difficulty]
    return " ".join(words).replace("_", " ")


def _describe(row: ScenarioRow, pack: Pack) -> list[Line]:
    """What a case trains, how large it is, and what became of the attempts at it."""
    areas = {area.id: area.name for area in pack.manifest.areas}
    tensions = {tradeoff.id: tradeoff.name for tradeoff in pack.manifest.tradeoffs}
    size = f"{row.difficulty} · {row.minutes} min · {row.facts} hidden facts"
    tries = [f"{row.attempts}×" if row.attempts else "none yet"]
    if row.best_level:
        tries.append(f"best {render_level(row.best_level, pack.rubric.bands).plain}")
    if row.own_level:
        tries.append(f"your mark {draw_squares(row.own_level)}")
    about = (
        ("trains", " · ".join(areas.get(area, area) for area in row.areas)),
        ("tension", " · ".join(tensions.get(tension, tension) for tension in row.tradeoffs)),
        ("round", f"{size} · {row.pushbacks} pushbacks"),
        ("your tries", " · ".join(tries)),
    )
    return [hang(Content.styled(f"{name:<12}", MUTED), sanitize(text)) for name, text in about]
