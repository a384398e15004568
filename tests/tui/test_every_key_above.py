"""The keys of what lies above a place: in palette and help; a dialog says its own on itself."""

from collections.abc import Callable
from datetime import date

import pytest
from textual.binding import Binding
from textual.screen import ModalScreen

from coach.services.coach import Coach
from coach.transcripts.playback import Frame
from coach.tui import navigation as nav
from coach.tui.app import CoachApp
from coach.tui.registry import DIALOGS, make_dialog
from coach.tui.widgets.key_bar import KeyBar
from tests.support.offered_keys import assert_all_are_offered
from tests.support.reviews import grade, mark_by_oneself, pass_exam
from tests.support.screens import Clock, idle, until

Make = Callable[..., CoachApp]
ID = "claude-vs-metering"
SCREENS: dict[str, Callable[[list[str]], nav.Navigation]] = {
    "plan": lambda ids: nav.OpenPlan(),
    "compare": lambda ids: nav.OpenCompare(ids[0]),
    "attempts": lambda ids: nav.OpenAttempts(ids[0], ids[1]),
    "drill": lambda ids: nav.OpenDrill("tradeoff", ID),
    "room": lambda ids: nav.OpenRoom(ids[0]),
    "own read": lambda ids: nav.OpenOwnRead(ids[1]),
    "own beside": lambda ids: nav.OpenOwnBeside(ids[0]),
}
QUESTIONS: dict[type[nav.Ask[object]], nav.Ask[object]] = {
    nav.AskReviewer: nav.AskReviewer(),
    nav.AskLine: nav.AskLine("A note on this round"),
    nav.AskNewModel: nav.AskNewModel(),
    nav.AskUnsaved: nav.AskUnsaved("the disk is full", ("/tmp",)),
    nav.AskWelcome: nav.AskWelcome(),
    nav.AskInterviewDay: nav.AskInterviewDay(),
}  # type: ignore[dict-item]


@pytest.fixture
def rounds(coach: Coach, clock: Clock) -> list[str]:
    """Two attempts at a case, oldest first; the first has a model's levels and own marks."""
    dates = {"interview": date(2026, 12, 3), "preparing_since": date(2026, 11, 24)}
    coach.workspace.settings.replace_file(coach.config.model_copy(update=dates))
    ids = []
    for answer in ("Engineering goes to B first.", "B first, and A gets a call today."):
        record = coach.rounds.record_written(ID, answer, ["Fair."])
        coach.store.save(record)
        ids.append(record.id)
        clock.go_on(60)
    review = grade(3)
    pass_exam(coach, review)
    coach.reviews.keep(ids[0], review)
    mark_by_oneself(coach, ids[0])
    return ids


@pytest.mark.parametrize("name", SCREENS)
async def test_every_key_of_a_screen(make_app: Make, rounds: list[str], name: str) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await idle(pilot)
        app.post_message(SCREENS[name](rounds))
        await until(pilot, lambda: len(app.screen_stack) > 1)
        await idle(pilot)
        await assert_all_are_offered(pilot, app)


def test_every_dialog_is_tried() -> None:
    assert set(QUESTIONS) == set(DIALOGS)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("question", [*QUESTIONS.values(), None], ids=lambda q: type(q).__name__)
async def test_a_dialog_says_its_keys(
    make_app: Make, size: tuple[int, int], question: nav.Ask[object] | None
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await idle(pilot)
        if question is None:
            app.post_message(nav.OpenReplay([Frame(0.0, 0.0, ""), Frame(9.0, 9.0, "B.")]))
        else:
            app.push_screen(make_dialog(question))
        await until(pilot, lambda: isinstance(app.screen, ModalScreen))
        await pilot.pause()
        bars = [bar.render().plain for bar in app.screen.query(KeyBar)]
        notes = [str(text.render()) for text in app.screen.query(".dialog-keys")]
        shown = " ".join([*bars, *notes]).casefold()
        own = [b for b in vars(type(app.screen))["BINDINGS"] if isinstance(b, Binding)]
        for binding in own:
            key = app.get_key_display(binding)
            assert binding.description.casefold().rstrip("…") in shown, binding
            assert key.split(",")[0].casefold() in shown, binding
