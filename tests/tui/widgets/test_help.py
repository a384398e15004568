"""The help beside a screen, by keys: it opens, closes, and says our own keys first."""

from textual.widgets import Markdown

from coach.tui.app import CoachApp
from coach.tui.practice.screen import PracticeScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.widgets.help import KeysTable
from tests.support.screens import ID, SIZE, Make, idle, settle, type_text


def is_open(app: CoachApp) -> bool:
    return bool(app.screen.query("HelpPanel"))


def keys_said(app: CoachApp) -> list[str]:
    """What each key does, from the top."""
    table = app.screen.query_one(KeysTable).render_bindings_table()
    return [str(cell) for cell in table.columns[1].cells if str(cell)]


async def test_f1_opens_the_help_and_closes_it(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for shown in (True, False, True, False):
            await pilot.press("f1")
            await pilot.pause()
            assert is_open(app) is shown


async def test_escape_closes_the_help_before_it_leaves_a_round(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "go with B")
        await pilot.press("f1")
        await pilot.pause()
        assert is_open(app)
        assert "The round" in app.screen.query_one("#widget-help", Markdown).source
        await pilot.press("escape")
        await pilot.pause()
        assert not is_open(app)
        assert isinstance(app.screen, RoundScreen)
        await pilot.press("!", "escape")
        await pilot.pause()
        assert isinstance(app.screen, PracticeScreen)


async def test_our_own_keys_come_before_the_stock_ones(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s", "ctrl+s", "f1")
        await pilot.pause()
        said = keys_said(app)
    ours = ("Done, take pushback", "Outline", "Editor", "Close help", "Quit")
    assert max(map(said.index, ours)) < said.index("Cursor left")


async def test_what_is_said_already_is_not_said_a_second_time(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(notifications=True) as pilot:
        await idle(pilot)
        for _ in range(3):
            app.screen.notify("Choose a sentence first.")
            await pilot.pause()
        app.screen.notify("Something else.")
        await pilot.pause()
        assert [note.message for note in app._notifications] == [
            "Choose a sentence first.",
            "Something else.",
        ]
