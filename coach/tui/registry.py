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

    from coach.rounds.round import Round
    from coach.services.coach import Coach
    from coach.services.rounds import OpenedRound
    from coach.transcripts.record import Manner

MakeScreen = Callable[[], "Screen[None]"]


def make_practice() -> Screen[None]:
    """Make the home: what to do next, and the scenarios."""
    from coach.tui.practice.screen import PracticeScreen

    return PracticeScreen()


def make_rounds() -> Screen[None]:
    """Make the list of saved rounds."""
    from coach.tui.saved.screen import RoundsScreen

    return RoundsScreen()


def make_progress() -> Screen[None]:
    """Make the screen of levels over time and coverage."""
    from coach.tui.progress.screen import ProgressScreen

    return ProgressScreen()


def make_study() -> Screen[None]:
    """Make the screen of study cards."""
    from coach.tui.study.screen import StudyScreen

    return StudyScreen()


def make_models() -> Screen[None]:
    """Make the screen of model profiles."""
    from coach.tui.models.screen import ModelsScreen

    return ModelsScreen()


def make_round(round_: Round) -> Screen[None]:
    """Make the screen of a round that is being taken."""
    from coach.tui.round.screen import RoundScreen

    return RoundScreen(round_)


def make_too_small(least: tuple[int, int]) -> Screen[None]:
    """Make the notice that shows while the terminal has less than so many columns and rows."""
    from coach.tui.dialogs.too_small import TooSmallScreen

    return TooSmallScreen(least)


def open_round(
    coach: Coach, message: nav.TakeRound, manner: Manner | None, learning: bool
) -> OpenedRound:
    """Begin a round or go on with one. Raises CoachError, and OSError where none can be kept."""
    if isinstance(message, nav.ResumeRound):
        return coach.rounds.resume(message.round_id)
    assert isinstance(message, nav.StartRound)
    return coach.rounds.begin(
        message.scenario_id, message.minutes, manner, learning=learning, hard=message.hard
    )


def _make_review(message: nav.OpenReview) -> Screen[None]:
    from coach.tui.review.screen import ReviewScreen

    return ReviewScreen(message.round_id, judge=message.judge)


def _make_own_beside(message: nav.OpenOwnBeside) -> Screen[None]:
    from coach.tui.own_read.beside_screen import OwnBesideScreen

    return OwnBesideScreen(message.round_id)


def _make_room(message: nav.OpenRoom) -> Screen[None]:
    from coach.tui.room.screen import RoomScreen

    return RoomScreen(message.round_id)


def _make_compare(message: nav.OpenCompare) -> Screen[None]:
    from coach.tui.review.compare import CompareScreen

    return CompareScreen(message.round_id)


def _make_attempts(message: nav.OpenAttempts) -> Screen[None]:
    from coach.tui.review.attempts import AttemptsScreen

    return AttemptsScreen(message.old, message.new)


def _make_replay(message: nav.OpenReplay) -> Screen[None]:
    from coach.tui.review.replay import ReplayScreen

    return ReplayScreen(message.frames)


def _make_plan(message: nav.OpenPlan) -> Screen[None]:
    from coach.tui.plan.screen import PlanScreen

    return PlanScreen()


def _prepare_drill(coach: Coach, message: nav.OpenDrill) -> MakeScreen:
    """Choose the drill, which reads past rounds, and open it."""
    name, why = message.name, message.why
    if name is None and (chosen := coach.drills.choose()) is not None:
        name, why = chosen.drill, chosen.why
    session = coach.drills.open_session(name, message.scenario_id, afresh=message.afresh)

    def make() -> Screen[None]:
        from coach.tui.drill.screen import DrillScreen

        return DrillScreen(session, why)

    return make


def _prepare_own_read(coach: Coach, message: nav.OpenOwnRead) -> MakeScreen:
    """Open a round for marking; the first pointing of a run takes a moment."""
    session = coach.own_reads.open(message.round_id)

    def make() -> Screen[None]:
        from coach.tui.own_read.screen import OwnReadScreen

        return OwnReadScreen(session)

    return make


def _ask_reviewer(question: nav.AskReviewer) -> ModalScreen[Any]:
    from coach.tui.dialogs.reviewer_choice import ReviewerChoice

    return ReviewerChoice(question.title)


def _ask_line(question: nav.AskLine) -> ModalScreen[Any]:
    from coach.tui.dialogs.line_dialog import LineDialog

    return LineDialog(question.title, question.text)


def _ask_new_model(question: nav.AskNewModel) -> ModalScreen[Any]:
    from coach.tui.models.add_model import AddModelScreen

    return AddModelScreen()


def _ask_interview_day(question: nav.AskInterviewDay) -> ModalScreen[Any]:
    from coach.tui.plan.interview_day import InterviewDay

    return InterviewDay()


def _ask_welcome(question: nav.AskWelcome) -> ModalScreen[Any]:
    from coach.tui.dialogs.welcome import WelcomeDialog

    return WelcomeDialog(only_reviewer=question.only_reviewer)


def _ask_unsaved(question: nav.AskUnsaved) -> ModalScreen[Any]:
    from coach.tui.dialogs.unsaved import UnsavedDialog

    return UnsavedDialog(question.trouble, question.places)


PLACES: dict[str, MakeScreen] = {
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
    nav.OpenReplay: _make_replay,
    nav.OpenPlan: _make_plan,
}
"""The screen that each message opens."""
PREPARED: dict[type[nav.OpenPrepared], Callable[[Coach, Any], MakeScreen]] = {
    nav.OpenDrill: _prepare_drill,
    nav.OpenOwnRead: _prepare_own_read,
}
"""What is looked up before the screen that each message opens can be made."""
DIALOGS: dict[type[nav.Ask[Any]], Callable[[Any], ModalScreen[Any]]] = {
    nav.AskReviewer: _ask_reviewer,
    nav.AskLine: _ask_line,
    nav.AskNewModel: _ask_new_model,
    nav.AskInterviewDay: _ask_interview_day,
    nav.AskWelcome: _ask_welcome,
    nav.AskUnsaved: _ask_unsaved,
}
"""The dialog that asks each question."""


def make_screen(message: nav.OpenScreen) -> Screen[None]:
    """Make the screen that a message opens."""
    return SCREENS[type(message)](message)


def prepare_screen(coach: Coach, message: nav.OpenPrepared) -> MakeScreen:
    """Look up what a screen needs, in whatever thread, and return what makes it.

    Raises CoachError for a drill, a scenario or a round that there is not.
    """
    return PREPARED[type(message)](coach, message)


def make_dialog(question: nav.Ask[nav.Answer]) -> ModalScreen[nav.Answer | None]:
    """Make the dialog that asks a question; it is dismissed with the answer or None."""
    return DIALOGS[type(question)](question)
