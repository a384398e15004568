"""What answers are judged on, on the screen."""

from coach.services.coach import Coach
from coach.tui.navigation import OpenRubric
from coach.tui.screens.practice import PracticeScreen
from coach.tui.screens.rubric import RubricScreen
from tests.tui.conftest import idle, until
from tests.tui.test_journeys import ID, SIZE, Make, settled, text_of


async def test_each_dimension_is_shown_and_escape_goes_back(make_app: Make, coach: Coach) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.post_message(OpenRubric(ID))
        await until(pilot, lambda: isinstance(app.screen, RubricScreen))
        await idle(pilot)
        pack, _ = coach.library.find(ID)
        for dimension in pack.rubric.dimensions:
            assert dimension.asks in text_of(app, "#rubric-list")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
