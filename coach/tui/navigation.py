"""Where to go and what to ask the person, as messages that the app answers.

A screen knows no other screen. What it wants opened it posts as a message; what it wants to know it
asks through `CoachApp.ask`. `registry.py` says which screen goes with which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen

    from coach.plan.models import PlanItem
    from coach.plan.outlook import Outlook
    from coach.transcripts.playback import Frame

Answer = TypeVar("Answer")


@dataclass
class GoToPlace(Message):
    """Go to a place of the tab bar, unless something lies on top of one.

    With `closes` whatever lies on top is closed, but for a round.
    """

    place: str
    closes: bool = False


@dataclass(kw_only=True)
class Navigation(Message):
    """Open a screen on top, or in the place of `replaces`, the screen that asks for it."""

    replaces: Screen[Any] | None = None


@dataclass
class TakeRound(Navigation):
    """Take a round, unless one runs already."""


@dataclass
class StartRound(TakeRound):
    """Begin a round on a scenario; a `hard` one with the hardest interviewer and no hints."""

    scenario_id: str
    minutes: int | None = None
    hard: bool = False


@dataclass
class ResumeRound(TakeRound):
    """Go on with a round that was left."""

    round_id: str


@dataclass
class OpenPrepared(Navigation):
    """Open a screen for which something is looked up first, which may take a moment."""


@dataclass
class OpenDrill(OpenPrepared):
    """Sit down to a drill; without a name, to the one that past rounds ask for.

    `afresh` begins anew where an attempt was left. `why` says on the screen why this drill.
    """

    name: str | None = None
    scenario_id: str | None = None
    why: str = ""
    afresh: bool = False


@dataclass
class OpenOwnRead(OpenPrepared):
    """Have the candidate mark a round, or go on with marks they began."""

    round_id: str


@dataclass
class OpenScreen(Navigation):
    """Open a screen that needs nothing looked up first; `registry.py` makes it."""


@dataclass
class OpenReview(OpenScreen):
    """Show a saved round with its reviews; with `judge`, have it reviewed now."""

    round_id: str
    judge: bool = False


@dataclass
class OpenOwnBeside(OpenScreen):
    """Put the candidate's own marks beside a review that has levels, or is being made."""

    round_id: str


@dataclass
class OpenRoom(OpenScreen):
    """Hear what each stakeholder says to the answer of a round."""

    round_id: str


@dataclass
class OpenCompare(OpenScreen):
    """Put all reviews of a round side by side."""

    round_id: str


@dataclass
class OpenAttempts(OpenScreen):
    """Compare two attempts at one scenario, the older one first."""

    old: str
    new: str


@dataclass
class OpenReplay(OpenScreen):
    """Play the typing of a round again."""

    frames: Sequence[Frame]


@dataclass
class OpenPlan(OpenScreen):
    """Show the plan until the interview."""


@dataclass
class DoPlanItem(Message):
    """Start an item of the plan, or show what came of it where it is done."""

    item: PlanItem


@dataclass
class TakeNext(Message):
    """Do what comes next."""

    outlook: Outlook


@dataclass
class ExportReport(Message):
    """Write a round as an HTML report and say where it is."""

    round_id: str


@dataclass
class ChooseReviewer(Message):
    """Ask who reviews the rounds of this run, and have that one review them."""


@dataclass
class UseReviewer(Message):
    """Have a reviewer judge the rounds of this run; the config file stays as it is."""

    name: str


@dataclass
class SettingsChanged(Message):
    """The config was changed, so that what shows of it everywhere may be stale."""


@dataclass
class CardsCounted(Message):
    """So many study cards are due now."""

    due: int


def make_next_message(outlook: Outlook) -> Message | None:
    """Make the message that does what comes next; None where nothing does."""
    if outlook.exercise is not None:
        return make_item_message(outlook.exercise)
    if outlook.next is None:
        return None
    if outlook.next.resume:
        return ResumeRound(outlook.next.resume)
    return StartRound(outlook.next.scenario, hard=outlook.next.hard)


def make_item_message(item: PlanItem) -> Message:
    """Make the message that starts an item of the plan, or shows what came of it."""
    if item.round:
        return OpenReview(item.round)
    if item.scenario:
        return StartRound(item.scenario, hard=item.hard)
    return OpenDrill(item.drill) if item.kind == "drill" else GoToPlace("study", closes=True)


class Ask(Generic[Answer]):
    """Something that only the person can answer. Without an answer nothing is done."""


@dataclass(frozen=True)
class AskReviewer(Ask[str]):
    """Which of the reviewers; the answer is its name."""

    title: str = "Who reviews this round?"


@dataclass(frozen=True)
class AskLine(Ask[str]):
    """A line of text; the answer is the line, which may be empty."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class AskNewModel(Ask[str]):
    """What a new model profile is to be; the answer is the name of the one that was added."""


@dataclass(frozen=True)
class AskUnsaved(Ask[str]):
    """What is to become of words that could not be saved because of a trouble.

    The answer is `again`, `copy`, `print` or one of the places, which are folders.
    """

    trouble: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class AskWelcome(Ask[None]):
    """What the first run asks: the day of the interview, and who reviews, or the latter alone."""

    only_reviewer: bool = False


@dataclass(frozen=True)
class AskInterviewDay(Ask[None]):
    """When the interview is; the day is kept in the config."""
