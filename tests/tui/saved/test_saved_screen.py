"""The saved rounds: listed, searched as one types, never read as markup."""

from collections.abc import Callable

from textual.widgets import Input, OptionList, Static

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview
from tests.support.reviews import point
from tests.support.screens import Clock, type_text, until

Make = Callable[..., CoachApp]
SIZE = (120, 36)
ID = "claude-vs-metering"


def listed(app: CoachApp) -> list[str | None]:
    options = app.screen.query_one("#rounds", OptionList)
    return [option.id for option in options.options if option.id]


def said(app: CoachApp) -> str:
    return str(app.screen.query_one("#rounds-said", Static).render())


async def test_search_as_one_types(make_app: Make, coach: Coach, clock: Clock) -> None:
    first = coach.rounds.record_written(ID, "Zebras first.", [])
    coach.store.save(first)
    clock.go_on(60)
    second = coach.rounds.record_written(ID, "Claude [bold]is[/bold] \x1b[31mclosed.", [])
    coach.store.save(second)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await pilot.press("2")
        await until(pilot, lambda: bool(app.screen.query("#rounds")))
        await until(pilot, lambda: listed(app) == [second.id, first.id])
        await pilot.press("slash")
        await type_text(pilot, "zebr")
        await until(pilot, lambda: listed(app) == [first.id])
        app.screen.query_one(Input).value = "bold"
        await until(pilot, lambda: listed(app) == [second.id])
        picture = app.export_screenshot()
        assert "␛[31mclosed." in picture and "\x1b" not in picture
        app.screen.query_one(Input).value = "colour:red "
        await until(pilot, lambda: "no filter 'colour:'" in said(app))
        await pilot.press("escape")
        await until(pilot, lambda: listed(app) == [second.id, first.id])
        clock.go_on(60)
        third = coach.rounds.record_written(ID, "Written elsewhere.", [])
        coach.store.save(third)
        await pilot.press("3", "2")
        await until(pilot, lambda: third.id in listed(app))
        await pilot.press("d")
        await until(pilot, lambda: listed(app) == [second.id, first.id])
        assert coach.store.list_trashed() == [third.id]
        await pilot.press("u")
        await until(pilot, lambda: third.id in listed(app))


async def test_an_attempt_is_compared_with_the_one_before(
    make_app: Make, coach: Coach, clock: Clock
) -> None:
    coach.store.save(coach.rounds.record_written(ID, "I would choose Claude [b]first[/b].", []))
    clock.go_on(60)
    coach.store.save(
        coach.rounds.record_written(ID, "I would size both asks. Claude can wait.", [])
    )
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await pilot.press("2")
        await until(pilot, lambda: bool(app.screen.query("#rounds")))
        await until(pilot, lambda: len(listed(app)) == 2)
        await pilot.press("c")
        await until(pilot, lambda: bool(app.screen.query("#attempts-text")))
        text = app.screen.query_one("#attempts-text", Static)
        await until(pilot, lambda: "Sentence by sentence" in str(text.render()))
        assert "-  I would choose Claude [b]first[/b]." in str(text.render())
        assert "+  I would size both asks." in str(text.render())
        await pilot.press("escape", "j", "c")
        await pilot.pause()
        assert not app.screen.query("#attempts-text")


async def test_a_report_is_written_from_the_review(make_app: Make, coach: Coach) -> None:
    taken = coach.rounds.record_written(ID, "I would choose <b>metering</b>.", [])
    coach.store.save(taken)
    coach.reviews.keep(taken.id, point(coach, taken))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.coach is not None)
        app.post_message(OpenReview(taken.id))
        await until(pilot, lambda: type(app.screen).__name__ == "ReviewScreen")
        await pilot.press("x")
        path = coach.paths.data / "exports" / f"{taken.id}.html"
        await until(pilot, path.exists)
        assert "&lt;b&gt;" in path.read_text()


async def test_a_round_is_renamed_and_tagged_from_the_list(make_app: Make, coach: Coach) -> None:
    record = coach.rounds.record_written(ID, "B first.", [])
    coach.store.save(record)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.coach is not None)
        await pilot.press("2")
        await until(pilot, lambda: bool(app.screen.query("#rounds")))
        await until(pilot, lambda: listed(app) == [record.id])
        for key, text in (("r", "Monday"), ("t", "mock bar"), ("n", "Too long.")):
            await pilot.press(key)
            await until(pilot, lambda: bool(app.screen.query("#line")))
            await pilot.press(*text, "enter")
            await until(pilot, lambda: bool(app.screen.query("#rounds")))
        await until(pilot, lambda: coach.store.load(record.id).note == "Too long.")
        await until(pilot, lambda: "Monday" in str(app.screen.query_one("#rounds-about").render()))
    kept = coach.store.load(record.id)
    assert (kept.name, kept.tags) == ("Monday", ["mock", "bar"])
