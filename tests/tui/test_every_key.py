"""Whatever a key of coach does, the palette offers too, and the help lists it with its key."""

from collections.abc import Callable

import pytest

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview, StartRound
from coach.tui.review.screen import ReviewScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.widgets.tab_bar import PLACES
from tests.support.offered_keys import assert_all_are_offered, palette_names
from tests.support.screens import idle, type_text, until

Make = Callable[..., CoachApp]
ID = "claude-vs-metering"


@pytest.mark.parametrize("number", range(1, len(PLACES) + 1))
async def test_every_key_of_a_place(make_app: Make, number: int) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("escape", str(number))
        await idle(pilot)
        await assert_all_are_offered(pilot, app)


async def test_every_key_of_a_round_in_each_phase(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.post_message(StartRound(ID))
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await idle(pilot)
        for keys in (["ctrl+s"], ["ctrl+s", *"B first."], ["ctrl+s"]):
            await assert_all_are_offered(pilot, app)
            await pilot.press("f1", *keys)
            await pilot.pause()
        await assert_all_are_offered(pilot, app)


async def test_every_key_of_a_review(make_app: Make, coach: Coach) -> None:
    record = coach.rounds.record_written(ID, "Engineering goes to B.", [])
    coach.store.save(record)
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.post_message(OpenReview(record.id))
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await idle(pilot)
        await assert_all_are_offered(pilot, app)
        names = list(palette_names(app))
        assert {"Copy  (y)", "Export  (x)", "Compare  (c)"} <= set(names)


async def test_what_the_palette_offers_is_done(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        app.post_message(StartRound(ID))
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await idle(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await type_text(pilot, "Start the clock")
        await pilot.pause(0.5)
        await pilot.press("down", "enter")
        await until(
            pilot,
            lambda: isinstance(app.screen, RoundScreen) and app.screen.round.phase == "clarify",
        )
