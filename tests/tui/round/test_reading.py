"""Before the clock starts: the case in full, and how the round is to be taken."""

from collections.abc import Callable

from textual.widgets import Static

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import StartRound
from coach.tui.round.screen import RoundScreen
from coach.tui.widgets.hanging_text import HangingText
from tests.support.reviews import grade, mark_by_oneself
from tests.support.screens import idle, type_text, until

Make = Callable[..., CoachApp]
ID = "claude-vs-metering"


def round_screen(app: CoachApp) -> RoundScreen:
    assert isinstance(app.screen, RoundScreen)
    return app.screen


def last_time(app: CoachApp) -> str:
    return str(app.screen.query_one("#reading-fix", HangingText).content)


async def test_length_interviewer_and_hints_are_chosen_before_the_clock_starts(
    make_app: Make, coach: Coach
) -> None:
    app = make_app(ID)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("l", "i", "h")
        settings = app.screen.query_one("#reading-settings", Static)
        assert str(settings.render()).split() == (
            ["l", "length", "20", "min", "i", "interviewer", "bar-raiser", "h", "hints", "on"]
        )
        assert coach.store.ids() == [], "a case that is only read leaves no round"
        await pilot.press("ctrl+s")
        await pilot.press("l", "i", "h")
        record = round_screen(app).round.transcript
        assert (record.minutes, record.manner, record.learning) == (20, "bar-raiser", True)
        kept = coach.store.load(record.id)
        assert (kept.minutes, kept.manner, kept.learning) == (20, "bar-raiser", True)
        assert record.question == "lih", "once the clock runs the keys are what is typed"


async def test_the_answer_is_in_view_while_replying_to_pushback(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "B first.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: round_screen(app).round.phase == "pushback")
        await pilot.pause()
        answer = app.screen.query_one("#case-answer", Static)
        assert str(answer.render()) == "B first."
        assert app.screen.region.contains_region(answer.region) and answer.region.area


async def test_a_hint_stays_beside_the_answer_and_covers_nothing(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("h", "ctrl+s", "ctrl+s")
        await type_text(pilot, "B first.")
        await pilot.press("f5")
        await pilot.pause()
        hint = app.screen.query_one("#case-hint", Static)
        answer = app.screen.query_one("#answer")
        assert "Your answer does not do this yet" in str(hint.render())
        assert hint.region.area and not hint.region.overlaps(answer.region)
        assert not app._notifications


async def test_what_is_typed_after_tab_goes_into_the_answer(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "B first")
        await pilot.press("tab")
        await type_text(pilot, " and A")
        await pilot.press("tab", ".")
        await pilot.pause()
        assert round_screen(app).round.transcript.answer == "B first and A."


async def test_another_attempt_shows_the_one_thing_to_change_of_the_last(
    make_app: Make, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.post_message(StartRound(ID))
        await idle(pilot)
        assert not app.screen.query_one("#reading-fix").display, "nothing to say the first time"
        await pilot.press("escape")
        record = coach.rounds.record_written(ID, "Engineering goes to B.", [])
        coach.store.save(record)
        coach.reviews.keep(
            record.id, grade(2).model_copy(update={"priority_fix": "Name the price."})
        )
        app.post_message(StartRound(ID))
        await idle(pilot)
        assert last_time(app) == "Last time  Name the price."
        await pilot.press("escape")
        mark_by_oneself(coach, record.id)
        coach.reviews.keep(record.id, grade(3))
        app.post_message(StartRound(ID))
        await idle(pilot)
        assert last_time(app) == "Last time  When pressed, I first restate it."
