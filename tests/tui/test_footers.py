"""At 80 columns the line at the bottom shows the keys that matter on each screen, those first."""

from collections.abc import Callable

import pytest

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.base.screen import CoachScreen
from coach.tui.navigation import OpenOwnBeside, OpenReview, OpenRoom, StartRound
from coach.tui.widgets.key_bar import KeyBar
from tests.support.reviews import grade, mark_by_oneself, pass_exam
from tests.support.screens import idle, type_text

Make = Callable[..., CoachApp]
ID = "claude-vs-metering"
NARROW = (80, 24)


def read_keys(app: CoachApp) -> str:
    return app.screen.query_one(KeyBar).render().plain


def assert_in_order(line: str, *keys: str) -> None:
    places = [line.find(f" {key} ") for key in keys]
    assert -1 not in places and places == sorted(places), line


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("1", ("⏎ Start", "n Next", "space Read", "/ Filter")),
        ("2", ("⏎ Open", "/ Search", "c Compare", "d Delete")),
        ("3", ("n Next", "d Drill", "v Coverage")),
        ("4", ("⏎ Show the answer", "esc Leave the field")),
        ("5", ("a Add", "^p Palette")),
    ],
)
async def test_the_keys_of_a_place(
    make_app: Make, coach: Coach, place: str, keys: tuple[str, ...]
) -> None:
    coach.store.save(coach.rounds.record_written(ID, "B first.", []))
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await idle(pilot)
        await pilot.press(place)
        await idle(pilot)
        assert_in_order(read_keys(app), *keys)


async def test_the_keys_of_a_round_in_each_phase(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await idle(pilot)
        app.post_message(StartRound(ID))
        await idle(pilot)
        assert_in_order(read_keys(app), "^s Start the clock", "l Length", "esc Leave")
        await pilot.press("ctrl+s")
        assert_in_order(read_keys(app), "^s Go to the answer", "esc Leave", "f4 Case")
        await pilot.press("ctrl+s")
        await type_text(pilot, "B first.")
        assert_in_order(read_keys(app), "^s Take pushback", "esc Leave", "f4 Case", "^e Editor")
        await pilot.press("ctrl+s")
        await idle(pilot)
        keys = ("esc Leave", "f4 Case", "^e Editor")
        assert_in_order(read_keys(app), "^s Get the review", *keys)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert_in_order(read_keys(app), "^s Finish, get the review", "esc Leave", "^e Editor")


@pytest.mark.parametrize(
    ("opens", "keys"),
    [
        (OpenReview, ("a Again", "g Review with…", "c Compare", "s Stronger", "esc Back")),
        (OpenOwnBeside, ("⏎ To the review",)),
        (OpenRoom, ("] [ Sentence", "esc Back", "a Accept", "b Bargain")),
    ],
)
async def test_the_keys_of_what_lies_on_a_place(
    make_app: Make, coach: Coach, opens: Callable[[str], object], keys: tuple[str, ...]
) -> None:
    record = coach.rounds.record_written(ID, "Engineering goes to B first.", [])
    coach.store.save(record)
    review = grade(3)
    pass_exam(coach, review)
    coach.reviews.keep(record.id, review)
    mark_by_oneself(coach, record.id)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await idle(pilot)
        app.post_message(opens(record.id))  # type: ignore[arg-type]
        await idle(pilot)
        assert isinstance(app.screen, CoachScreen)
        assert_in_order(read_keys(app), *keys)
