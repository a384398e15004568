"""Adding a model from where a reviewer is chosen, and pictures of the screen."""

import pytest
from textual.widgets import Input, OptionList

from coach.services.coach import Coach
from coach.tui.dialogs.reviewer_choice import ReviewerChoice
from coach.tui.models.add_model import AddModelScreen
from coach.tui.navigation import ChooseReviewer
from coach.tui.practice.screen import PracticeScreen
from tests.support.screens import Make, until, wait_for_coach


@pytest.mark.parametrize("keys", [["a"], ["end", "enter"]])
async def test_a_model_is_added_where_the_reviewer_is_chosen(
    make_app: Make, coach: Coach, keys: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for_coach(pilot, app)
        app.post_message(ChooseReviewer())
        await until(pilot, lambda: isinstance(app.screen, ReviewerChoice))
        await pilot.press(*keys)
        await until(pilot, lambda: isinstance(app.screen, AddModelScreen))
        for field, value in (("name", "mine"), ("url", "http://127.0.0.1:8/v1"), ("model", "m")):
            app.screen.query_one(f"#add-{field}", Input).value = value
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.reviewer == "mine")
        assert isinstance(app.screen, PracticeScreen)


async def test_another_provider_does_not_keep_the_model_of_the_one_before(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("5", "a")
        await until(pilot, lambda: isinstance(app.screen, AddModelScreen))
        model = app.screen.query_one("#add-model", Input)
        presets = app.screen.query_one("#presets", OptionList)
        model.value = "qwen3:8b"
        presets.highlighted = presets.option_count - 1
        presets.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert model.value == ""


async def test_a_picture_of_the_screen_says_where_it_is_or_why_there_is_none(
    make_app: Make, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_for_coach(pilot, app)
        app.deliver_screenshot()
        await pilot.pause()
        (picture,) = (coach.paths.data / "exports").iterdir()
        assert picture.suffix == ".svg" and "coach" in picture.read_text()
        picture.unlink()
        picture.parent.rmdir()
        picture.parent.write_text("in the way")
        app.deliver_screenshot()
        await pilot.pause()
        told = [notice.message for notice in app._notifications]
        assert f"The picture is in {picture}" in told
        assert str(picture.parent) in told[-1] and "Not a directory" in told[-1]
