"""The list of drills: what it shows, and that one is started from it."""

from textual.widgets import OptionList

from coach.services.coach import Coach
from coach.tui.drill.screen import DrillScreen
from coach.tui.drill_list.screen import DrillListScreen
from tests.support.screens import SIZE, Make, settle, until


async def test_any_drill_is_started_from_the_list(make_app: Make, coach: Coach) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("3", "D")
        await until(pilot, lambda: isinstance(app.screen, DrillListScreen))
        listed = app.screen.query_one(OptionList)
        ids = [row.id for row in coach.drills.list_drills()]
        assert [option.id for option in listed.options] == ids
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, DrillScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, DrillListScreen))
