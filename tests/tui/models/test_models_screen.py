"""The table of models: aligned, with what the exam said, and as many columns as fit."""

from pathlib import Path

import pytest

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.models.profile_table import ProfileTable
from tests.support.demos import lend_demo
from tests.support.profiles import choose_reviewer
from tests.support.screens import idle

pytestmark = pytest.mark.slow


@pytest.fixture
def demo(tmp_path: Path) -> Coach:
    return lend_demo(tmp_path)


def read_lines(table: ProfileTable) -> list[str]:
    return [
        "".join(segment.text for segment in table.render_line(y)).rstrip()
        for y in range(table.size.height)
    ]


@pytest.mark.parametrize(("width", "columns"), [(80, 6), (120, 8), (160, 8)])
async def test_the_table_fits_and_says_how_each_model_stands(
    demo: Coach, width: int, columns: int
) -> None:
    app = CoachApp(lambda: demo)
    async with app.run_test(size=(width, 40)) as pilot:
        await idle(pilot)
        await pilot.press("5")
        await idle(pilot)
        table = app.screen.query_one(ProfileTable)
        assert len(table.columns) == columns
        assert table.virtual_size.width <= table.size.width
        head, offline, *_, model = read_lines(table)
        assert "passed Sun 15 Nov" in model and "…" not in model
        for name, text in (("Exam", "passed"), ("Levels", "shown"), ("Model", "fictional-70b")):
            assert head.index(name) == model.index(text)
        assert "shown" not in offline, "who gives no level shows none"
        assert ("Yesterday" in model) == ("Last call" in head) == (width >= 120)


async def test_the_columns_follow_the_width(demo: Coach) -> None:
    app = CoachApp(lambda: demo)
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("5")
        table = await choose_reviewer(pilot, "demo-model")
        await pilot.resize_terminal(160, 50)
        await pilot.pause()
        assert len(table.columns) == 8 and table.current == "demo-model"
