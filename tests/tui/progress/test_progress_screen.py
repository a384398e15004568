"""Progress before and after rounds."""

from textual.widgets import OptionList, TabbedContent

from coach.services.coach import Coach
from coach.tui.progress.screen import ProgressScreen
from tests.support.screens import (
    SIZE,
    Clock,
    Make,
    get_text,
    keep_reviewed_round,
    wait_for_coach,
)


async def test_progress_before_any_round_says_what_to_do(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("3")
        await pilot.pause()
        await wait_for_coach(pilot, app)
        assert isinstance(app.screen, ProgressScreen)
        assert "Nothing yet" in get_text(app, "#progress-says")


async def test_progress_plots_a_dimension_and_shows_what_was_covered(
    make_app: Make, coach: Coach, clock: Clock
) -> None:
    keep_reviewed_round(coach, "Engineering goes to B.")
    clock.go_on(86_400)
    keep_reviewed_round(coach, "Engineering goes to B. The tradeoff is that A may leave.")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("3")
        await pilot.pause()
        await wait_for_coach(pilot, app)
        assert "2 rounds" in get_text(app, "#progress-says")
        assert "2-day streak" in get_text(app, "#progress-says")
        listed = app.screen.query_one("#series", OptionList)
        await pilot.press("j", "j", "j", "j", "j")
        assert listed.highlighted == 5
        await pilot.press("v")
        await pilot.pause()
        assert app.screen.query_one("#progress-views", TabbedContent).active == "coverage"
        assert "Competing priorities" in get_text(app, "Coverage")
