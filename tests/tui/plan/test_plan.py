"""The plan on the screen: the line on the home, the days, setting the date, doing what it says."""

from datetime import date

from textual.pilot import Pilot
from textual.widgets import Input, OptionList, TextArea

from coach.config import load_config
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.drill.screen import DrillScreen
from coach.tui.navigation import OpenReview
from coach.tui.plan.day_strip import DayStrip
from coach.tui.plan.interview_day import InterviewDay
from coach.tui.plan.screen import PlanList, PlanScreen
from coach.tui.practice.screen import PracticeScreen
from coach.tui.progress.screen import ProgressScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.study.screen import StudyScreen
from tests.support.reviews import grade, pass_exam, point
from tests.support.screens import SIZE, Clock, Make, get_text, idle, settle, type_text, until

HOME = "#next-title"


def plan_for(coach: Coach, day: date, since: date = date(2026, 11, 24)) -> None:
    dates = {"interview": day, "preparing_since": since}
    coach.workspace.settings.replace_file(coach.config.model_copy(update=dates))


def take(coach: Coach, scenario: str, *, reviewed: bool = True) -> str:
    transcript = coach.rounds.record_written(scenario, "It depends.", [])
    coach.store.save(transcript)
    if reviewed:
        coach.reviews.keep(transcript.id, point(coach, transcript))
    return transcript.id


async def open_plan(pilot: Pilot[None], app: CoachApp) -> PlanList:
    await settle(pilot)
    await pilot.press("p")
    await until(pilot, lambda: isinstance(app.screen, PlanScreen))
    await idle(pilot)
    return app.screen.query_one(PlanList)


def chosen(listed: OptionList) -> str:
    assert listed.highlighted is not None
    return str(listed.get_option_at_index(listed.highlighted).id)


async def test_without_a_date_the_home_says_nothing_of_it(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "interview" not in get_text(app, HOME)
        shown = [bound.binding.description for bound in app.screen.active_bindings.values()]
        assert "Next" in shown
        assert app.screen.check_action("plan", ()) is False


async def test_the_day_is_set_from_the_home_and_next_follows_the_plan(
    make_app: Make, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, InterviewDay))
        await type_text(pilot, "2026-11-23")
        await pilot.press("enter")
        await pilot.pause()
        assert get_text(app, "#day-says") == "2026-11-23 has passed; give a day from 2026-11-24 on."
        assert not coach.paths.config_file.exists()
        app.screen.query_one(Input).value = "2026-11-30"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await idle(pilot)
        assert "in 6 days, on Monday 30 November" in get_text(app, "#plan-title")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        await until(pilot, lambda: "in 6 days · 0 of 11 rounds" in get_text(app, HOME))
        plan = coach.plan.make()
        assert plan is not None and plan.following is not None
        assert plan.following.title in get_text(app, HOME)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        assert screen.round.transcript.scenario == plan.following.scenario
    kept = load_config(coach.paths.config_file)
    assert (kept.interview, kept.preparing_since) == (date(2026, 11, 30), date(2026, 11, 24))


async def test_the_day_is_taken_out_with_an_empty_field(make_app: Make, coach: Coach) -> None:
    coach.paths.config_file.write_text("# mine\ninterview: 2026-11-30\n")
    coach.workspace.settings.replace_file(load_config(coach.paths.config_file))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        listed = await open_plan(pilot, app)
        assert listed.option_count > 6
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, InterviewDay))
        assert app.screen.query_one(Input).value == "2026-11-30"
        app.screen.query_one(Input).value = ""
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await until(pilot, lambda: "No interview is set" in get_text(app, "#plan-title"))
        assert listed.option_count == 0
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        await until(pilot, lambda: "interview" not in get_text(app, HOME))
    assert coach.paths.config_file.read_text() == "# mine\n"


async def test_what_is_done_is_ticked_and_the_second_try_is_under_the_cursor(
    make_app: Make, coach: Coach
) -> None:
    plan_for(coach, date(2026, 11, 30))
    done = take(coach, "claude-vs-metering")
    review = grade(1)
    coach.reviews.keep(done, review)
    pass_exam(coach, review)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        listed = await open_plan(pilot, app)
        assert chosen(listed) == "2026-11-24-1"
        assert "The first try was weak" in get_text(app, "#plan-says")
        await pilot.press("k")
        assert chosen(listed) == "2026-11-24-0"
        assert "Done: level" in get_text(app, "#plan-says")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await idle(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await idle(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        assert screen.round.transcript.attempt == 2
        assert screen.round.transcript.scenario == coach.store.load(done).scenario


async def test_a_full_round_has_the_hardest_interviewer_and_no_hints(
    make_app: Make, coach: Coach
) -> None:
    plan_for(coach, date(2026, 11, 26), since=date(2026, 11, 14))
    app = CoachApp(lambda: coach, learning=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        record = screen.round.transcript
        assert (record.manner, record.learning) == ("bar-raiser", False)
        assert record.minutes == coach.library.find(record.scenario)[1].minutes


async def test_when_the_rounds_of_the_day_are_done_next_is_a_drill_and_then_the_cards(
    make_app: Make, coach: Coach, clock: Clock
) -> None:
    plan_for(coach, date(2026, 11, 30))
    for scenario in ("claude-vs-metering", "tokenizer-vs-routing"):
        take(coach, scenario, reviewed=False)
        clock.go_on(60)
    chosen = coach.drills.choose()
    assert chosen is not None
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert coach.drills.drills[chosen.drill].title in get_text(app, HOME)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, DrillScreen))
        await until(pilot, lambda: bool(app.screen.query(TextArea)))
        await type_text(pilot, "We do it")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: drilled(coach))
        await pilot.press("escape")
        await until(pilot, lambda: "10 cards are due" in get_text(app, HOME))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, StudyScreen))


def drilled(coach: Coach) -> bool:
    return bool(coach.drills.store.load_attempts().done)


async def test_a_round_that_was_left_comes_before_the_plan(make_app: Make, coach: Coach) -> None:
    plan_for(coach, date(2026, 11, 30))
    begun = coach.rounds.begin("price-war").round
    await begun.advance()
    left = begun.transcript.id
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert get_text(app, HOME).startswith("Resume")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        assert screen.round.transcript.id == left


async def test_the_plan_by_mouse_and_from_the_palette(make_app: Make, coach: Coach) -> None:
    plan_for(coach, date(2026, 11, 30))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await type_text(pilot, "plan until")
        lists = app.screen.query(OptionList)
        await until(pilot, lambda: any(found.option_count == 1 for found in lists))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await idle(pilot)
        # the row under the name of the day is its first item
        await pilot.click(PlanList, offset=(20, 0))
        assert isinstance(app.screen, PlanScreen), "the name of a day starts nothing"
        await pilot.click(PlanList, offset=(20, 1))
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))


async def test_the_places_are_above_the_plan_and_its_days_in_a_strip(
    make_app: Make, coach: Coach
) -> None:
    plan_for(coach, date(2026, 11, 30))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_plan(pilot, app)
        days, signs = app.screen.query_one(DayStrip).render().plain.splitlines()
        assert days.split()[:4] == ["Tue", "24", "Wed", "25"]
        assert signs.split()[-1] == "interview" and "▪" in signs
        assert len(days) <= 80
        assert "3 Progress" in get_text(app, "TabBar")
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        await idle(pilot)
        await pilot.press("p", "1")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        assert len(app.screen_stack) == 1


async def test_study_is_reached_from_the_plan(make_app: Make, coach: Coach) -> None:
    plan_for(coach, date(2026, 11, 30))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await open_plan(pilot, app)
        app.post_message(OpenReview(take(coach, "price-war")))
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        app.action_plan()
        await until(pilot, lambda: isinstance(app.screen, PlanScreen))
        await idle(pilot)
        await pilot.press("j", "j")
        assert "10 cards" in get_text(app, "#plan-says")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, StudyScreen))


async def test_a_passed_interview_is_said_and_next_is_as_without_one(
    make_app: Make, coach: Coach
) -> None:
    plan_for(coach, date(2026, 11, 21))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "interview was 3 days ago" in get_text(app, HOME)
        assert "nothing to set up" in get_text(app, "#next-why")
        listed = await open_plan(pilot, app)
        assert listed.option_count == 0
        assert "Press d for the day of the next one." in get_text(app, "#plan-title")


async def test_the_line_stands_below_the_title_where_there_is_no_room(
    make_app: Make, coach: Coach
) -> None:
    plan_for(coach, date(2026, 11, 30))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "\n" not in get_text(app, HOME)
        await pilot.resize_terminal(62, 24)
        await until(pilot, lambda: "\n" in get_text(app, HOME))
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: "\n" not in get_text(app, HOME))
