"""Which screen goes with which message or question.

A screen's module is imported when the screen is first shown, so that the first frame waits for none
but its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from coach.tui import navigation as nav

if TYPE_CHECKING:
    from textual.screen import ModalScreen, Screen

    from coach.drills.session import DrillSession
    from coach.rounds.round import Round
    from coach.services.own_read import OwnReadSession
    from coach.transcripts.playback import Frame


def make_practice() -> Screen[None]:
    """Make the home: what to do next, and the scenarios."""
    from coach.tui.screens.practice import PracticeScreen

    return PracticeScreen()


def make_rounds() -> Screen[None]:
    """Make the list of saved rounds."""
    from coach.tui.screens.rounds import RoundsScreen

    return RoundsScreen()


def make_progress() -> Screen[None]:
    """Make the screen of levels over time and coverage."""
    from coach.tui.screens.progress import ProgressScreen

    return ProgressScreen()


def make_study() -> Screen[None]:
    """Make the screen of study cards."""
    from coach.tui.screens.study import StudyScreen

    return StudyScreen()


def make_models() -> Screen[None]:
    """Make the screen of model profiles."""
    from coach.tui.screens.models import ModelsScreen

    return ModelsScreen()


def make_round(round_: Round) -> Screen[None]:
    """Make the screen of a round that is being taken."""
    from coach.tui.screens.round import RoundScreen

    return RoundScreen(round_)


def make_drill(session: DrillSession, why: str) -> Screen[None]:
    """Make the screen of a drill."""
    from coach.tui.screens.drill import DrillScreen

    return DrillScreen(session, why)


def make_own_read(session: OwnReadSession) -> Screen[None]:
    """Make the screen on which a candidate marks a round."""
    from coach.tui.screens.own_read import OwnReadScreen

    return OwnReadScreen(session)


def make_replay(frames: list[Frame], now: Callable[[], float]) -> Screen[None]:
    """Make the player of a round's typing."""
    from coach.tui.screens.replay import ReplayScreen

    return ReplayScreen(frames, now)


def make_too_small(least: tuple[int, int]) -> Screen[None]:
    """Make the notice that shows while the terminal has less than so many columns and rows."""
    from coach.tui.screens.too_small import TooSmallScreen

    return TooSmallScreen(least)


def _make_review(message: nav.OpenReview) -> Screen[None]:
    from coach.tui.screens.review import ReviewScreen

    return ReviewScreen(message.round_id, judge=message.judge)


def _make_own_beside(message: nav.OpenOwnBeside) -> Screen[None]:
    from coach.tui.screens.own_beside import OwnBesideScreen

    return OwnBesideScreen(message.round_id)


def _make_room(message: nav.OpenRoom) -> Screen[None]:
    from coach.tui.screens.room import RoomScreen

    return RoomScreen(message.round_id)


def _make_compare(message: nav.OpenCompare) -> Screen[None]:
    from coach.tui.screens.compare import CompareScreen

    return CompareScreen(message.round_id)


def _make_attempts(message: nav.OpenAttempts) -> Screen[None]:
    from coach.tui.screens.attempts import AttemptsScreen

    return AttemptsScreen(message.old, message.new)


def _make_plan(message: nav.OpenPlan) -> Screen[None]:
    from coach.tui.screens.plan import PlanScreen

    return PlanScreen()


def _ask_reviewer(question: nav.AskReviewer) -> ModalScreen[Any]:
    from coach.tui.screens.reviewer_choice import ReviewerChoice

    return ReviewerChoice(question.title)


def _ask_new_model(question: nav.AskNewModel) -> ModalScreen[Any]:
    from coach.tui.screens.add_model import AddModelScreen

    return AddModelScreen()


def _ask_interview_day(question: nav.AskInterviewDay) -> ModalScreen[Any]:
    from coach.tui.screens.interview_day import InterviewDay

    return InterviewDay()


def _ask_unsaved(question: nav.AskUnsaved) -> ModalScreen[Any]:
    from coach.tui.screens.unsaved import UnsavedDialog

    return UnsavedDialog(question.trouble, question.places)


PLACES: dict[str, Callable[[], Screen[None]]] = {
    "practice": make_practice,
    "rounds": make_rounds,
    "progress": make_progress,
    "study": make_study,
    "models": make_models,
}
"""The screen of each place."""
SCREENS: dict[type[nav.OpenScreen], Callable[[Any], Screen[None]]] = {
    nav.OpenReview: _make_review,
    nav.OpenOwnBeside: _make_own_beside,
    nav.OpenRoom: _make_room,
    nav.OpenCompare: _make_compare,
    nav.OpenAttempts: _make_attempts,
    nav.OpenPlan: _make_plan,
}
"""The screen that each message opens."""
DIALOGS: dict[type[nav.Ask[Any]], Callable[[Any], ModalScreen[Any]]] = {
    nav.AskReviewer: _ask_reviewer,
    nav.AskNewModel: _ask_new_model,
    nav.AskInterviewDay: _ask_interview_day,
    nav.AskUnsaved: _ask_unsaved,
}
"""The dialog that asks each question."""


def make_screen(message: nav.OpenScreen) -> Screen[None]:
    """Make the screen that a message opens."""
    return SCREENS[type(message)](message)


def make_dialog(question: nav.Ask[nav.Answer]) -> ModalScreen[nav.Answer | None]:
    """Make the dialog that asks a question; it is dismissed with the answer or None."""
    return DIALOGS[type(question)](question)
