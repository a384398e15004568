"""Practice, the home: what to do next, the scenarios, and a readable preview."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static

from coach.tui.format import MUTED, level_text
from coach.tui.plan_actions import do_item
from coach.tui.sanitize import sanitize
from coach.tui.screens.tab_screen import TabScreen
from coach.tui.widgets.scenario_list import ScenarioList

if TYPE_CHECKING:
    from coach.plan.models import Plan, PlanItem
    from coach.plan.recommendation import Next, ScenarioRow
    from coach.services.coach import Coach


class PracticeScreen(TabScreen):
    """The home screen."""

    PLACE = "practice"
    HELP = """\
# Practice

`enter` starts the scenario under the cursor; a click selects one, and a second click starts it.
`n` does what **Next** says. `p` shows the plan until your interview, or asks for its day; once that
is set, **Next** is what the plan says.
Type `/` and a few letters to filter by title, area, tradeoff or segment; `escape` clears it.
A dot in front means you have tried it; the four circles are your best level.
"""
    BINDINGS = [
        Binding("n", "next", "Next", id="practice.next", tooltip="Do what Next says"),
        Binding("slash", "filter", "Filter", key_display="/", id="practice.filter"),
        # the same key: offered in the footer once there is a day to plan for
        Binding("p", "plan", "Plan", id="practice.plan"),
        Binding("p", "app.plan", "Plan", show=False, id="practice.plan-first"),
        Binding("escape", "clear", "Clear filter", show=False, id="practice.clear"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ScenarioRow] = []
        self._next: Next | None = None
        self._plan: Plan | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="next"):
            yield Static("", id="next-title", markup=False)
            yield Static("Loading the question bank…", id="next-why", markup=False)
        with Horizontal(id="bank"):
            with Vertical(id="choices"):
                yield Input(placeholder="/ filter", id="filter", compact=True)
                yield ScenarioList(id="scenarios", compact=True)
            with VerticalScroll(id="preview", can_focus=False):
                yield Static("", id="prompt", markup=False)
                yield Static("", id="about", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(ScenarioList).focus()

    def fill(self) -> None:
        coach = self.app.coach
        if coach is None:
            return
        self.app.say_due(len(coach.study.deck(coach.workspace.now()).due))
        self._read(coach)

    @work(thread=True, exclusive=True, group="practice")
    def _read(self, coach: Coach) -> None:
        """Read the rounds, which takes a moment when there are thousands."""
        # the core loads with the coach, after the first frame
        from coach.plan.recommendation import list_scenario_rows

        rounds = coach.rounds.list_rounds()
        rows, plan = list_scenario_rows(coach.library, rounds), coach.plan.make(rounds)
        self.app.call_from_thread(self._take, rows, coach.plan.recommend(rounds), plan)

    def _take(self, rows: list[ScenarioRow], following: Next | None, plan: Plan | None) -> None:
        if self.is_mounted:
            self._rows, self._next, self._plan = rows, following, plan
            self._show_next()
            self._show_rows()
            self.refresh_bindings()

    @property
    def _exercise(self) -> PlanItem | None:
        """A drill or the cards, where the plan has them before any more rounds."""
        item = self._plan.following if self._plan else None
        resumes = self._next is not None and self._next.resume
        return item if item is not None and not item.scenario and not resumes else None

    def _show_next(self) -> None:
        title, why = self.query_one("#next-title", Static), self.query_one("#next-why", Static)
        if self._next is None:
            title.update("No scenario could be loaded")
            why.update("`coach check` says what is wrong with the packs.")
            return
        exercise = self._exercise
        verb = "Resume" if self._next.resume else "Next"
        title.update(f"{verb}   {sanitize(exercise.title if exercise else self._next.title)}")
        why.update(f"press n   ·   {sanitize(exercise.why if exercise else self._next.why)}")
        if self._plan is not None:
            self._show_plan(self._plan)

    def _show_plan(self, plan: Plan) -> None:
        """Say beside the title when the interview is; below it where there is no room."""
        from coach.plan.text import render_short_line

        title = self.query_one("#next-title", Static)
        said = Content(str(title.content))
        line = Content.styled(render_short_line(plan), f"not bold {MUTED}")
        gap = title.size.width - said.cell_length - line.cell_length
        between = " " * gap if gap > 2 else "\n"
        title.update(Content(between).join([said, line]))

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        self._show_rows(best=bool(self._wanted))

    @property
    def _wanted(self) -> str:
        return self.query_one("#filter", Input).value.strip()

    def _show_rows(self, *, best: bool = False) -> None:
        """Show what fits the filter; `best` puts the cursor on what fits it best."""
        rows = matching(self._rows, self._wanted) if self._wanted else list(self._rows)
        prefer = self._next.scenario if self._next else None
        self.query_one(ScenarioList).show(rows, prefer, first=best)
        self.query_one("#filter", Input).border_subtitle = str(len(rows))
        if not rows:
            self.query_one("#prompt", Static).update("Nothing fits. Escape clears the filter.")
            self.query_one("#about", Static).update("")

    @on(OptionList.OptionHighlighted, "#scenarios")
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        row = next((row for row in self._rows if row.id == event.option_id), None)
        if row is None or self.app.coach is None:
            return
        self.query_one("#prompt", Static).update(self.app.coach.rounds.prompt(row.id))
        self.query_one("#about", Static).update(_about(row))

    @on(OptionList.OptionSelected, "#scenarios")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id:
            planned = self._next if self._next and self._next.scenario == event.option_id else None
            self.app.start_round(event.option_id, hard=planned is not None and planned.hard)

    @on(Input.Submitted, "#filter")
    def _back_to_list(self) -> None:
        """Go to the list; who is quick may have pressed enter again before the focus has moved."""
        listed = self.query_one(ScenarioList)
        if self.focused is listed:
            listed.action_select()
        else:
            self.set_focus(listed)

    def action_next(self) -> None:
        """Do what Next says."""
        if self._next is None:
            return
        exercise = self._exercise
        if self._next.resume:
            self.app.resume_round(self._next.resume)
        elif exercise is not None:
            do_item(self.app, exercise)
        else:
            self.app.start_round(self._next.scenario, hard=self._next.hard)

    def action_plan(self) -> None:
        """Show the plan until the interview."""
        self.app.action_plan()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The plan is offered in the footer once there is one."""
        return self._plan is not None if action == "plan" else True

    def on_resize(self) -> None:
        """What stands beside the title depends on the width."""
        if self._next is not None:
            self.call_after_refresh(self._show_next)

    def action_filter(self) -> None:
        """Type into the filter."""
        self.query_one("#filter", Input).focus()

    def action_clear(self) -> None:
        """Clear the filter and go back to the list."""
        self.query_one("#filter", Input).value = ""
        self.query_one(ScenarioList).focus()


def matching(rows: Sequence[ScenarioRow], wanted: str) -> list[ScenarioRow]:
    """The rows that fit what is typed, best first: by whole words, by parts of words, by letters.

    A word may stand in the title, an area, a tradeoff, a segment or the difficulty, and weighs most
    in the title. Letters are looked for in the title alone; scattered over tags they fit anything.
    """
    words = wanted.casefold().split()
    matcher = Matcher(wanted)

    def rank(row: ScenarioRow) -> tuple[int, float] | None:
        title, all_of_it = row.title.casefold(), _searchable(row).casefold()
        for place, fits in enumerate(
            (
                set(words) <= _words(title),
                set(words) <= _words(all_of_it),
                all(word in title for word in words),
                all(word in all_of_it for word in words),
            )
        ):
            if fits:
                return place, 0.0
        score = matcher.match(row.title)
        return (4, -score) if score > 0 else None

    ranked = [(found, row) for row in rows if (found := rank(row)) is not None]
    return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _searchable(row: ScenarioRow) -> str:
    words = [row.title, *row.areas, *row.tradeoffs, *row.segments, row.difficulty]
    return " ".join(words).replace("_", " ")


def _about(row: ScenarioRow) -> str:
    named = [" · ".join(x.replace("_", " ") for x in part) for part in (row.areas, row.tradeoffs)]
    counts = f"{row.difficulty} · {row.minutes} min · {row.facts} hidden facts"
    counts += f" · {row.pushbacks} pushbacks"
    best = f"best {level_text(row.best_level)}" if row.best_level else "not tried yet"
    return "\n".join([*named, "", counts, best])
