"""The first run in three keys: what this is, when the interview is, and who reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList, Static
from textual.widgets.option_list import Option

from coach.files import CoachError
from coach.text.controls import sanitize
from coach.tui.base.screen import CoachDialog
from coach.tui.navigation import AskNewModel, SettingsChanged
from coach.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from coach.services.nearby import Offer

ABOUT = (
    "coach gives you a product case as an interviewer at an AI-inference platform would: you ask, "
    "decide and take pushback, typed against a clock.\n"
    "Then you mark your own answer beside an expert's, and a model, if you add one, reviews it and "
    "proves every point with your own words."
)
DAY = "Type the day, as in 2026-12-01, and a plan leads up to it. Empty means: not yet."
NOBODY = "nobody"
EXAM_LATER = "later"
EXAM_NOW = "exam"
TITLES = {
    "about": "Welcome to coach",
    "day": "When is the interview?",
    "reviewer": "Who reviews your rounds?",
    "exam": "Can it judge?",
}


class DayInput(Input):
    """The field for the day, whose enter is named in the line of keys.

    The key is the field's own: the screen's, if it came first, would overtake letters that were
    typed just before and are still on their way to the field.
    """

    BINDINGS = [Binding("enter", "submit", "Go on", id="welcome.submit")]


class ChoiceList(OptionList):
    """A list of choices, whose enter is named in the line of keys."""

    BINDINGS = [Binding("enter", "select", "Go on", id="welcome.choose")]


class WelcomeDialog(CoachDialog[None]):
    """Three steps, each left with enter; with `only_reviewer` the last one alone."""

    CSS_PATH = "welcome.tcss"
    # nothing has the focus in the first step: enter would leave the second one too
    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("enter", "go_on", "Go on", id="welcome.go-on"),
        Binding("escape", "dismiss", "Skip", id="welcome.skip"),
        # a dialog keeps the keys of the app from it
        Binding("ctrl+q", "app.quit", "Quit", id="welcome.quit"),
    ]

    _title = getters.query_one("#welcome-title", Label)
    _text = getters.query_one("#welcome-text", Static)
    _day = getters.query_one("#welcome-day", DayInput)
    _choices = getters.query_one("#welcome-choices", ChoiceList)
    _state = getters.query_one("#welcome-state", Static)

    def __init__(self, *, only_reviewer: bool = False) -> None:
        super().__init__()
        self._only_reviewer = only_reviewer
        self._step = ""
        self._offers: dict[str, Offer] = {}
        self._adopted: str | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(id="welcome"):
            yield Label("", id="welcome-title", markup=False)
            yield Static("", id="welcome-text", markup=False)
            yield DayInput(placeholder="2026-12-01", id="welcome-day")
            yield ChoiceList(id="welcome-choices", markup=False, compact=True)
            yield Static("", id="welcome-state", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self._show("reviewer" if self._only_reviewer else "about")
        self.watch(self.app, "offers", self._take_offers)

    def _show(self, step: str) -> None:
        self._step = step
        number = {"about": "1 of 3   ", "day": "2 of 3   ", "reviewer": "3 of 3   "}.get(step, "")
        self._title.update(("" if self._only_reviewer else number) + TITLES[step])
        self._state.update("")
        self._day.display = step == "day"
        self._choices.display = step in ("reviewer", "exam")
        if step == "about":
            self._text.update(ABOUT)
            self.set_focus(None)
        elif step == "day":
            self._text.update(DAY)
            self.set_focus(self._day)
        elif step == "reviewer":
            self._show_offers()
            self.set_focus(self._choices)

    def action_go_on(self) -> None:
        """Leave the first step; in the others the field or the list has the key."""
        self._show("day")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is the screen's own only before there is a field or a list to have it."""
        return self._step == "about" if action == "go_on" else True

    @on(Input.Submitted, "#welcome-day")
    def _keep_day(self, event: Input.Submitted) -> None:
        from coach.services.config_file import parse_interview_day

        typed = event.value.strip()
        try:
            if typed:
                today = self.coach.workspace.now().date()
                self.coach.plan.set_interview(parse_interview_day(typed, today))
                self.post_message(SettingsChanged())
        except (CoachError, OSError) as error:
            self._state.update(sanitize(str(error)))
            return
        self._show("reviewer")

    def _take_offers(self, offers: list[Offer] | None) -> None:
        self._offers = {offer.name: offer for offer in offers or []}
        if self._step == "reviewer" and not self._busy:
            self._show_offers()

    def _show_offers(self) -> None:
        """List what was found; the cursor is on the first until somebody moves it."""
        from coach.services.nearby import CHEAPEST

        looking = self.app.offers is None
        if self._offers:
            text = (
                "This can review on this machine or with a key of yours. Enter tests and adds it."
            )
        else:
            text = "Looking for models on this machine…" if looking else CHEAPEST
        self._text.update(text)
        self._choices.clear_options()
        for name, offer in self._offers.items():
            asked = f"   {offer.model}" if offer.model else ""
            self._choices.add_option(Option(sanitize(f"{offer.sentence}{asked}"), id=name))
        self._choices.add_option(Option("Nobody yet: I mark my own rounds", id=NOBODY))
        self._choices.highlighted = 0

    @on(OptionList.OptionSelected, "#welcome-choices")
    def _choose(self, event: OptionList.OptionSelected) -> None:
        chosen = str(event.option_id)
        if self._busy:
            return
        if chosen in (NOBODY, EXAM_LATER):
            self.dismiss()
        elif chosen == EXAM_NOW:
            self._take_exam()
        elif self._offers[chosen].model is None:
            self._add_by_hand()
        else:
            self._adopt(self._offers[chosen])

    @work(exclusive=True, group="adopting", exit_on_error=False)
    async def _add_by_hand(self) -> None:
        """Choose the model of an endpoint that names none."""
        name = await self.app.ask(AskNewModel())
        if name is not None:
            self._offer_exam(name)

    @work(exclusive=True, group="adopting", exit_on_error=False)
    async def _adopt(self, offer: Offer) -> None:
        self._busy = True
        self._state.update(sanitize(f"Testing {offer.model}… escape leaves it."))
        try:
            adoption = await self.coach.nearby.adopt(offer)
        except (CoachError, OSError) as error:
            self._state.update(sanitize(str(error)))
            return
        finally:
            self._busy = False
        if adoption.name is None:
            self._state.update(sanitize(f"{adoption.result.sentence} It was not added."))
            return
        self._offer_exam(adoption.name)

    def _offer_exam(self, name: str) -> None:
        self._adopted = name
        self.app.post_message(SettingsChanged())
        self._show("exam")
        self._text.update(
            sanitize(
                f"{name} works and reviews from now on. Its levels are shown once it has passed "
                "an exam: short answers of known worth that it must put in order."
            )
        )
        self._choices.clear_options()
        try:
            cost = self.coach.exam.estimate(name).sentence
        except CoachError as error:
            cost = str(error)
        self._choices.add_option(Option("Take the exam now", id=EXAM_NOW))
        later = f"Later: `coach models exam {name}`"
        self._choices.add_option(Option(sanitize(later), id=EXAM_LATER))
        self._choices.highlighted = 0
        self.set_focus(self._choices)
        self._state.update(sanitize(cost))

    @work(exclusive=True, group="adopting", exit_on_error=False)
    async def _take_exam(self) -> None:
        assert self._adopted is not None
        graded = 0

        def count(_: object) -> None:
            nonlocal graded
            graded += 1
            self._state.update(f"{graded} answers graded. Escape stops; what was graded is kept.")

        self._busy = True
        self._state.update("The exam runs. Escape stops; what was graded is kept.")
        try:
            verdict = await self.coach.exam.run(self._adopted, done=count)
        except (CoachError, OSError) as error:
            self._state.update(sanitize(str(error)))
            return
        finally:
            self._busy = False
        self._choices.clear_options()
        self._choices.add_option(Option("Go on", id=EXAM_LATER))
        self._choices.highlighted = 0
        self._state.update(sanitize(f"{self._adopted}: {verdict.verdict}. {verdict.because}"))
