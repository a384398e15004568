"""No screen shows a level of the offline reviewer, whether its review is old or new."""

import re

from coach.services.coach import Coach
from coach.tui.navigation import OpenReview
from coach.tui.review.attempts import AttemptsScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.widgets.tab_bar import PLACES
from tests.support.old_reviews import ANSWER, LEVELS, OLD
from tests.support.reviews import point
from tests.support.screens import ID, SIZE, Clock, Make, read_screen, until, wait_for_coach


def levels_in(text: str) -> list[str]:
    # one dot alone marks a default or a step, a level has four
    return list(LEVELS.findall(re.sub(r"(?<![●○])[●○](?![●○])", "", text)))


async def test_no_screen_shows_a_level_of_old_or_new_pointers(
    make_app: Make, coach: Coach, clock: Clock
) -> None:
    for old in (True, False):
        taken = coach.rounds.record_written(ID, ANSWER, ["Fair."])
        coach.store.save(taken)
        clock.go_on(60)
        if old:
            coach.store.add_review(taken.id, "offline", OLD)
        else:
            coach.reviews.keep(taken.id, point(coach, taken))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        for number in range(1, len(PLACES) + 1):
            await pilot.press(str(number))
            await wait_for_coach(pilot, app)
            assert not levels_in(read_screen(app)), app.screen
        for id in coach.store.ids():
            app.post_message(OpenReview(id))
            await until(pilot, lambda: bool(app.screen.query("PointerRow")))
            assert isinstance(app.screen, ReviewScreen)
            assert "you judge" in read_screen(app)
            assert not levels_in(read_screen(app))
            await pilot.press("escape")
        app.push_screen(AttemptsScreen(*coach.store.ids()))
        await until(pilot, lambda: "no reviewer judged both" in read_screen(app))
        assert not levels_in(read_screen(app))
        assert "Closed" not in read_screen(app) and "Lost" not in read_screen(app)
