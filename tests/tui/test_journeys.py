"""What a candidate does, screen by screen, through the real application under Pilot."""

import pytest
from textual.content import Content
from textual.widgets import Input, Static

from coach.services.coach import Coach
from coach.tui.navigation import OpenReview
from coach.tui.practice.scenario_list import ScenarioList
from coach.tui.practice.screen import PracticeScreen
from coach.tui.review.answer_view import AnswerView
from coach.tui.review.dimension_row import PointerRow
from coach.tui.review.screen import ReviewScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.round.stepper import Stepper
from coach.tui.saved.screen import RoundsScreen
from coach.tui.widgets.countdown import Countdown
from coach.tui.widgets.prose_area import ProseArea
from tests.support.reviews import point
from tests.support.screens import ID, SIZE, Clock, Make, get_text, idle, settle, type_text, until


async def test_a_first_run_explains_itself(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, PracticeScreen)
        assert "nothing to set up" in get_text(app, "#next-why")
        assert "press n" in get_text(app, "#next-why")


async def test_filter_and_start(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "metering")
        await pilot.pause()
        assert app.screen.query_one(ScenarioList).current == ID
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.round.transcript.scenario == ID


async def test_two_enters_in_one_go_start_what_the_filter_found(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "metering")
        await pilot.pause()
        field = app.screen.query_one("#filter", Input)
        await field.action_submit()
        await field.action_submit()
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await settle(pilot)


async def test_the_best_match_is_what_enter_starts(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("down", "slash")
        await type_text(pilot, "cold")
        await pilot.pause()
        assert app.screen.query_one(ScenarioList).highlighted == 0
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.round.transcript.title == "The cold-start bill"


async def test_a_click_selects_and_a_second_click_starts(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        listed = app.screen.query_one(ScenarioList)
        third = listed.get_option_at_index(2).id
        for offset in ((4, 1), (4, 2)):
            await pilot.click(ScenarioList, offset=offset)
            await pilot.pause()
            assert isinstance(app.screen, PracticeScreen)
        assert listed.current == third
        await pilot.click(ScenarioList, offset=(4, 2))
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.round.transcript.scenario == third


async def test_a_filter_that_fits_nothing_says_so_and_escape_clears_it(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "zzzqqq")
        await pilot.pause()
        assert "Nothing fits" in get_text(app, "#prompt")
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.query_one("#filter", Input).value == ""
        assert app.screen.query_one(ScenarioList).current is not None


async def test_the_whole_round(make_app: Make, coach: Coach, clock: Clock) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.screen.query_one(Stepper).phase == "brief"
        await pilot.press("ctrl+s")
        clock.go_on(20)
        await type_text(pilot, "What is the demo for?")
        await pilot.press("enter")
        await pilot.pause()
        assert "board" in get_text(app, "#case-facts")
        await pilot.press("ctrl+s")
        await type_text(pilot, "Engineering goes to B.\nA may drift to Anthropic.")
        clock.go_on(100)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.query_one(Stepper).phase == "pushback"
        await type_text(pilot, "Fair. I would rehearse on Tuesday.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await settle(pilot)
        assert len(app.screen.query(PointerRow)) >= 11

    row = coach.rounds.list_rounds()[0]
    saved = coach.store.load(row.id)
    assert saved.answer == "Engineering goes to B.\nA may drift to Anthropic."
    assert saved.pushback[0].reply == "Fair. I would rehearse on Tuesday."
    assert saved.clarify[0].fact == "demo-purpose"
    assert saved.seconds == 120
    (review,) = coach.reviews.load(row.id)
    assert review.status == "pointers"
    quotes = [one for point in review.points for one in point.evidence]
    assert all(saved.candidate_text[e.start : e.end] == e.quote for e in quotes)


async def test_words_typed_in_the_same_breath_as_going_on_are_kept(
    make_app: Make, coach: Coach
) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        for key in [*"go with B", "ctrl+s"]:
            app.simulate_key(key)
        await settle(pilot)
        assert coach.store.recover(coach.store.ids()[0]).answer == "go with B"


async def test_leave_and_resume(make_app: Make, coach: Coach, clock: Clock) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "half an answer")
        clock.go_on(50)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, PracticeScreen)
        assert get_text(app, "#next-title").startswith("Resume")
        clock.go_on(5000)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.query_one("#answer", ProseArea).text == "half an answer"
        assert app.screen.round.elapsed == 50
        await type_text(pilot, ", whole")
    assert coach.store.recover(coach.store.ids()[0]).answer == "half an answer, whole"


async def test_looking_at_a_case_leaves_no_round(make_app: Make, coach: Coach) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = get_text(app, "#next-title"), get_text(app, "#next-why")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("f1", "f1", "escape")
        await settle(pilot)
        assert isinstance(app.screen, PracticeScreen)
        assert (get_text(app, "#next-title"), get_text(app, "#next-why")) == before
        assert get_text(app, "#about").endswith("your tries  none yet")
    assert coach.rounds.list_rounds() == []
    assert not coach.store.folder.exists()


async def test_a_round_that_is_killed_while_the_case_is_read_leaves_nothing(
    make_app: Make, coach: Coach
) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, RoundScreen)
        assert not coach.store.folder.exists()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert [row.status for row in coach.rounds.list_rounds()] == ["in_progress"]


async def test_a_round_that_has_no_folder_yet_says_so_and_goes_on(
    make_app: Make, coach: Coach
) -> None:
    coach.store.folder.parent.mkdir(parents=True)
    coach.store.folder.write_text("a file where the folder of the rounds would be")
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "go with B")
        await pilot.pause()
        assert "NOT SAVED" in get_text(app, "#round-state")
        coach.store.folder.unlink()
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        screen.tick()
        await pilot.pause()
        assert "NOT SAVED" not in get_text(app, "#round-state")
        await pilot.press("!")
    (kept,) = coach.store.ids()
    assert coach.store.recover(kept).answer == "go with B!"
    assert [span.phase for span in coach.store.recover(kept).phases] == [
        "brief",
        "clarify",
        "answer",
    ]


async def test_no_round_is_stacked_on_one_that_runs(make_app: Make, coach: Coach) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "go with B")
        running = app.screen
        await pilot.press("ctrl+p")
        await type_text(pilot, "start discovery call")
        await idle(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: bool(app._notifications))
        assert "A round is under way" in next(iter(app._notifications)).message
        assert app.screen is running
        assert [screen for screen in app.screen_stack if isinstance(screen, RoundScreen)] == [
            running
        ]


@pytest.mark.parametrize("in_a_round", [True, False])
async def test_places_are_offered_where_one_can_go_to_them(
    make_app: Make, *, in_a_round: bool
) -> None:
    app = make_app(ID if in_a_round else None)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        offered = {command.title for command in app.get_system_commands(app.screen)}
        assert ("Go to Rounds" in offered) is not in_a_round


async def test_the_clock_warns_and_goes_into_overtime(make_app: Make, clock: Clock) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        said = []
        for seconds in (0, 700, 150, 87):
            clock.go_on(seconds)
            screen.tick()
            await pilot.pause()
            said.append(str(app.screen.query_one(Countdown).render()))
        assert said[0] == "15:00"
        assert said[1].startswith("wrap up soon")
        assert said[2].startswith("last minute")
        assert said[3] == "overtime  +00:37"


async def test_calm_mode_hides_the_clock_and_pausing_stops_it(make_app: Make, clock: Clock) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "f3")
        await pilot.pause()
        assert str(app.screen.query_one(Countdown).render()) == "clock hidden"
        await pilot.press("f8")
        clock.go_on(300)
        await pilot.pause()
        assert isinstance(app.screen, RoundScreen)
        assert app.screen.round.paused
        assert app.screen.round.elapsed == 0


async def test_an_empty_answer_is_not_sent_on(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s", "ctrl+s")
        await pilot.pause()
        assert app.screen.query_one(Stepper).phase == "answer"


async def test_a_saved_round_is_opened_and_its_evidence_is_marked(
    make_app: Make, coach: Coach
) -> None:
    transcript = coach.rounds.record_written(
        ID, "Claude is closed, so we cannot host it. I go with B."
    )
    coach.store.save(transcript)
    coach.reviews.keep(transcript.id, point(coach, transcript))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, RoundsScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        await pilot.pause()
        await pilot.press("k")
        await pilot.pause()
        shown = app.screen.query_one(AnswerView).query_one("#part-0", Static).render()
        assert isinstance(shown, Content)
        marked = [shown.plain[span.start : span.end] for span in shown.spans]
        assert any("Claude is closed" in text for text in marked)


@pytest.mark.parametrize("text", ["[bold]not markup[/bold]", "\x1b[31mred\x1b[0m", "[link=x"])
async def test_what_people_type_is_never_markup(make_app: Make, coach: Coach, text: str) -> None:
    transcript = coach.rounds.record_written(ID, f"{text} I go with B.", [text])
    coach.store.save(transcript)
    coach.reviews.keep(transcript.id, point(coach, transcript))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.post_message(OpenReview(transcript.id))
        await settle(pilot)
        shown = str(app.screen.query_one(AnswerView).query_one("#part-0", Static).render())
        assert text.replace("\x1b", "␛") in shown
        assert "\x1b" not in app.export_screenshot()
