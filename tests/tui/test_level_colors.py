"""Dots of a level are in its color where the reviewer counts, and never where it does not."""

from collections.abc import Callable

from rich.color import Color
from textual.widgets import DataTable

from coach.packs.schema import Level
from coach.services.coach import Coach
from coach.transcripts.review_schema import Review
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenCompare
from coach.tui.review.compare import CompareScreen
from coach.tui.saved.screen import RoundsScreen
from tests.support.reviews import grade, pass_exam, point
from tests.support.screens import Clock, idle, until

Make = Callable[..., CoachApp]
ID = "claude-vs-metering"


def find_colors(app: CoachApp, text: str) -> list[Color | None]:
    """Colors of each place at which a text is drawn in a style of its own."""
    strips = app.screen._compositor.render_strips()
    drawn = [segment for strip in strips for segment in strip if text in segment.text]
    return [segment.style.color if segment.style else None for segment in drawn]


def judge(level: Level, by: str) -> Review:
    """What the model `by` sent, at an address that is its own."""
    receipt = {"base_url": f"http://{by}/v1", "model": by, "prompts": {}, "rubric": "r"}
    return grade(level, by).model_copy(update={"receipt": receipt})


async def test_levels_are_in_color_where_they_count(
    make_app: Make, coach: Coach, clock: Clock
) -> None:
    ids = []
    for _ in range(3):
        record = coach.rounds.record_written(ID, "Engineering goes to B first.", [])
        coach.store.save(record)
        ids.append(record.id)
        clock.go_on(60)
    examined = judge(3, "examined")
    pass_exam(coach, examined)
    coach.reviews.keep(ids[0], examined)
    coach.reviews.keep(ids[0], judge(2, "untested"))
    coach.reviews.keep(ids[1], point(coach, coach.store.load(ids[1])))
    coach.reviews.keep(ids[2], judge(4, "untested"))
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("2")
        await idle(pilot)
        assert isinstance(app.screen, RoundsScreen)
        green = find_colors(app, "●●●○")
        assert len(green) == 1, "who points and who took no exam gives no level"
        muted = find_colors(app, "–")
        assert muted and green[0] not in muted
        app.post_message(OpenCompare(ids[0]))
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await idle(pilot)
        app.screen.query_one(DataTable).move_cursor(row=12)
        await pilot.pause()
        assert set(find_colors(app, "●●●○ yes")) == set(green)
        untested = find_colors(app, "●●○○ no")
        assert untested and set(untested) == set(find_colors(app, "Quotes struck out"))
