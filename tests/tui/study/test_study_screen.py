"""A study session by keys: cards, grades, and more cards on request."""

from textual.widgets import Input

from coach.services.coach import Coach
from coach.tui.study.screen import StudyScreen
from tests.support.screens import (
    SIZE,
    Make,
    get_text,
    type_text,
    until,
    wait_for_coach,
)


async def test_a_study_session_by_keys_alone(make_app: Make, coach: Coach) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        before = len(coach.study.make_deck(coach.workspace.now()).due)
        assert f"Study {before}" in get_text(app, "TabBar")
        await pilot.press("4")
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        first = get_text(app, "#card-question")
        await type_text(pilot, "something")
        await pilot.press("enter")
        await pilot.pause()
        assert "you have" not in get_text(app, "#card-answer"), "no word of it was typed"
        assert "good 10m" in get_text(app, "#card-answer"), "a grade says how long it stays away"
        await pilot.press("e")
        await pilot.pause()
        assert get_text(app, "#card-question") != first
        assert app.screen.query_one("#card-typed", Input).value == ""
        assert f"Study {before - 1}" in get_text(app, "TabBar")
    assert coach.study.make_deck(coach.workspace.now()).seen == 1
    assert coach.paths.study.exists()


async def test_more_cards_than_the_ten_of_a_day_come_on_request(
    make_app: Make, coach: Coach
) -> None:
    now = coach.workspace.now()
    for card_id in coach.study.make_deck(now).due:
        coach.study.answer(card_id, "easy", now)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("4")
        await until(pilot, lambda: "No card is due now" in get_text(app, "#card-question"))
        assert "The next comes back in" in get_text(app, "#card-question")
        await pilot.press("m")
        await until(pilot, lambda: "1 of 10" in get_text(app, "#card-topic"))


async def test_a_card_names_the_term_that_it_asks_about(make_app: Make, coach: Coach) -> None:
    deck = coach.study.make_deck(coach.workspace.now())
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("4")
        await until(pilot, lambda: bool(get_text(app, "#card-question")))
        assert get_text(app, "#card-term") == deck.cards[deck.due[0]].term != ""
