"""A drill on the screen: reached, done, done again, left and gone on with; by keys and by mouse."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.drill.screen import DrillScreen
from coach.tui.navigation import OpenDrill, OpenReview
from coach.tui.progress.screen import ProgressScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.widgets.countdown import Countdown
from tests.support.screens import (
    ID,
    SIZE,
    Clock,
    Make,
    get_text,
    idle,
    keep_reviewed_round,
    type_text,
    until,
    wait_for_coach,
)

NO = "We will not host Claude. You can call it with your own key. I ring you on Monday."


def writing(app: CoachApp) -> TextArea:
    return app.screen.query_one("#drill-text", TextArea)


async def in_a_drill(pilot: Pilot[None], app: CoachApp, name: str | None = None) -> DrillScreen:
    await wait_for_coach(pilot, app)
    app.post_message(OpenDrill(name, ID if name else None))
    await until(pilot, lambda: isinstance(app.screen, DrillScreen))
    await idle(pilot)
    screen = app.screen
    assert isinstance(screen, DrillScreen)
    return screen


async def done(pilot: Pilot[None], app: CoachApp, text: str) -> None:
    writing(app).insert(text)
    await pilot.press("ctrl+s")
    await idle(pilot)


@pytest.mark.parametrize("size", [(80, 24), SIZE])
async def test_a_drill_by_keys_alone(
    make_app: Make, coach: Coach, clock: Clock, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = await in_a_drill(pilot, app, "say-no")
        assert "Customer A's champion" in get_text(app, "#drill-about")
        await type_text(pilot, "We will not host it")
        clock.go_on(41)
        screen.tick()
        assert app.screen.query_one(Countdown).reading == "01:19"
        await done(pilot, app, ", because the weights are closed. I ring you on Monday.")
        checks = get_text(app, "#drill-checks")
        assert "4 missing It offers something they can have." in checks
        assert "Offer what they can have instead" in checks
        assert "2,3 We will not host it, because" in get_text(app, "#drill-marked")
        assert "needs: A demo on Thursday" in get_text(app, "#drill-example")
        assert "4 of 5 checks" in get_text(app, "#drill-state")
        assert "in 41 s" in get_text(app, "#drill-state")
        await pilot.press("a")
        await idle(pilot)
        assert isinstance(app.screen, DrillScreen) and app.screen is not screen
        assert app.screen.session.attempt.scenario == ID and writing(app).text == ""
        await pilot.press("escape")
        assert not isinstance(app.screen, DrillScreen)
    (attempt,) = coach.drills.store.load_attempts().attempts
    assert (attempt.status, attempt.met) == ("done", 4)


async def test_the_example_is_not_there_before_the_attempt(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await in_a_drill(pilot, app, "say-no")
        assert get_text(app, "#drill-example") == ""
        shown = "\n".join(str(one.render()) for one in app.screen.query(Static))
        assert "A demo on Thursday that does not fail" not in shown


async def test_progress_leads_to_the_drill_and_the_next_one(make_app: Make, coach: Coach) -> None:
    keep_reviewed_round(coach, "Engineering goes to B. A may leave.")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("3")
        await idle(pilot)
        chosen = coach.drills.choose()
        assert chosen is not None
        assert coach.drills.drills[chosen.drill].title in get_text(app, "#progress-says")
        assert chosen.why in get_text(app, "#progress-says")
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DrillScreen))
        assert chosen.why in get_text(app, "#drill-why")
        await done(pilot, app, "Who else wants it?")
        before = app.screen
        await pilot.press("n")
        await until(pilot, lambda: app.screen is not before)
        assert isinstance(app.screen, DrillScreen)
        assert app.screen.session.drill.id != chosen.drill
        await pilot.press("escape")
        assert isinstance(app.screen, ProgressScreen)


async def test_a_review_leads_to_a_drill_on_its_case(make_app: Make, coach: Coach) -> None:
    round_id = keep_reviewed_round(coach, "Engineering goes to B. A may leave.")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        app.post_message(OpenReview(round_id))
        await until(pilot, lambda: len(app.screen.query("PointerRow")) >= 11)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DrillScreen))
        assert isinstance(app.screen, DrillScreen)
        assert app.screen.session.attempt.scenario == ID
        assert get_text(app, "#drill-why") == "You have not done this one yet."
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)


async def test_what_was_left_is_offered_again(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await in_a_drill(pilot, app, "say-no")
        await pilot.press("escape")
        await in_a_drill(pilot, app, "say-no")
        assert writing(app).text == ""
        writing(app).insert(NO)
        await pilot.press("escape")
    again = make_app()
    async with again.run_test(size=SIZE) as pilot:
        await in_a_drill(pilot, again)
        assert writing(again).text == NO
        assert "kept from before" in get_text(again, "#drill-state")


async def test_at_zero_nothing_is_taken_away(make_app: Make, clock: Clock) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_a_drill(pilot, app, "say-no")
        clock.go_on(600)
        screen.tick()
        assert app.screen.query_one(Countdown).reading == "02:00"
        await pilot.press("W")
        clock.go_on(133)
        screen.tick()
        assert app.screen.query_one(Countdown).reading == "+00:13"
        assert app.screen.query_one(Countdown).pace == "overtime"
        await pilot.press("e")
        assert writing(app).text == "We"


async def test_another_drill_from_the_palette_keeps_what_was_typed(
    make_app: Make, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        before = await in_a_drill(pilot, app, "say-no")
        await pilot.press("N", "o")
        app.post_message(OpenDrill("goal"))
        await until(pilot, lambda: app.screen is not before)
        assert isinstance(app.screen, DrillScreen)
        assert app.screen.session.drill.id == "goal"
    assert coach.drills.open_session("say-no").text == "No"


async def test_an_empty_attempt_is_not_checked(make_app: Make, coach: Coach) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_a_drill(pilot, app, "say-no")
        await pilot.press("space", "ctrl+s")
        await pilot.pause()
        assert not screen.session.done
        assert any("nothing to check" in note.message for note in app._notifications)


async def test_letters_are_letters_while_writing(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_a_drill(pilot, app, "say-no")
        await type_text(pilot, "any one 1")
        assert app.screen is screen
        assert writing(app).text == "any one 1"


async def test_by_mouse(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_a_drill(pilot, app, "say-no")
        writing(app).insert(NO)
        await idle(pilot)
        await pilot.click("KeyBar", offset=(2, 0))
        await idle(pilot)
        assert screen.session.done
        await pilot.click("KeyBar", offset=(2, 0))
        await idle(pilot)
        assert isinstance(app.screen, DrillScreen) and app.screen is not screen


async def test_a_disk_that_refuses_is_said(make_app: Make, coach: Coach) -> None:
    coach.paths.data.mkdir(parents=True, exist_ok=True)
    coach.paths.drills.write_text("in the way")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await in_a_drill(pilot, app, "say-no")
        await done(pilot, app, NO)
        assert "NOT SAVED" in get_text(app, "#drill-state")
        coach.paths.drills.unlink()
        screen.tick()
        assert "NOT SAVED" not in get_text(app, "#drill-state")
    (attempt,) = coach.drills.store.load_attempts().done
    assert attempt.text == NO


async def test_words_that_look_like_markup_are_words(make_app: Make) -> None:
    app = make_app()
    text = "[bold]We will not[/] host it \x1b[31mnow[/nope] because it is closed."
    async with app.run_test(size=SIZE) as pilot:
        await in_a_drill(pilot, app, "say-no")
        await done(pilot, app, text)
        assert "[bold]We will not[/]" in get_text(app, "#drill-marked")
        assert "\x1b" not in get_text(app, "#drill-marked")
