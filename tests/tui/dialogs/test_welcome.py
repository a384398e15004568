"""The first run: greeted once, in three keys, with what this machine has; nothing waits for it."""

import asyncio

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from coach.config import load_config
from coach.llm import discovery
from coach.llm.discovery import LocalServer, Preset, find_local
from coach.services.coach import Coach
from coach.services.nearby import CHEAPEST, NearbyService
from coach.tui.app import CoachApp
from coach.tui.dialogs.welcome import WelcomeDialog
from coach.tui.models.screen import ModelsScreen
from coach.tui.practice.screen import PracticeScreen
from coach.tui.widgets.key_bar import KeyBar
from tests.support.screens import get_text, idle, type_text, until
from tests.support.server import Server, Step, answers, hangs, raw, serving, streams

SIZES = [(80, 24), (120, 40)]
READY = '{"ready": true}'
LISTED = answers(200, {"data": [{"id": "nomic-embed-text"}, {"id": "qwen3:8b"}]})
KEY = "fw-never-to-be-shown-1234567890"
GARBAGE = b"\x00\xff\x1b[2Jnot http at all\r\n\r\n"


def garbage() -> Step:
    async def step(wire, got) -> None:  # type: ignore[no-untyped-def]
        await wire.send(GARBAGE)

    return step


def first_run(coach: Coach, *servers: Server, env: dict[str, str] | None = None) -> CoachApp:
    presets = [Preset(id="ollama", name="Ollama", port=server.port) for server in servers]

    async def find() -> list[LocalServer]:
        return await find_local(presets) if presets else []

    coach.workspace.env = env or {}
    coach.nearby = NearbyService(coach.workspace, coach.profiles, find)
    return CoachApp(lambda: coach, looks_around=True)


def dialog(app: CoachApp) -> WelcomeDialog:
    assert isinstance(app.screen, WelcomeDialog)
    return app.screen


async def greeted(pilot: Pilot[None], app: CoachApp) -> None:
    await until(pilot, lambda: isinstance(app.screen, WelcomeDialog) and app.offers is not None)
    await pilot.pause()


async def go_to_reviewers(pilot: Pilot[None], app: CoachApp) -> list[str]:
    await greeted(pilot, app)
    assert "1 of 3" in get_text(app, "#welcome-title")
    await pilot.press("enter")
    await until(pilot, lambda: "2 of 3" in get_text(app, "#welcome-title"))
    await pilot.press("enter")
    await until(pilot, lambda: "3 of 3" in get_text(app, "#welcome-title"))
    options = app.screen.query_one(OptionList).options
    return [str(option.prompt) for option in options]


async def at_home(pilot: Pilot[None], app: CoachApp) -> None:
    await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
    await idle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_with_nothing_three_keys_lead_home(coach: Coach, size: tuple[int, int]) -> None:
    app = first_run(coach)
    async with app.run_test(size=size) as pilot:
        assert await go_to_reviewers(pilot, app) == ["Nobody yet: I mark my own rounds"]
        assert get_text(app, "#welcome-text") == CHEAPEST
        await pilot.press("enter")
        await at_home(pilot, app)
        assert get_text(app, "#no-model") == "No model reviews yet; 5 says how to get one."
        assert app.screen.query_one("#no-model").display
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
        await idle(pilot)
        assert app.screen.check_action("use_nearby", ()) is False
    assert not coach.paths.config_file.exists()


async def test_enter_does_not_overtake_a_day_typed_in_the_same_moment(coach: Coach) -> None:
    app = first_run(coach)
    async with app.run_test(size=SIZES[0]) as pilot:
        await greeted(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: "2 of 3" in get_text(app, "#welcome-title"))
        # all at once, as a terminal hands them over when the program was busy
        for character in "2030-01-01":
            app.simulate_key(character)
        app.simulate_key("enter")
        await until(pilot, lambda: "more than a year away" in get_text(app, "#welcome-state"))
        assert "2 of 3" in get_text(app, "#welcome-title")


async def test_every_step_fits_the_smallest_screen(coach: Coach) -> None:
    app = first_run(coach, env={"FIREWORKS_API_KEY": KEY, "OPENAI_API_KEY": KEY})
    async with app.run_test(size=(80, 24)) as pilot:
        await greeted(pilot, app)
        for _ in range(3):
            box = app.screen.query_one("#welcome").region
            assert box.height <= 24
            assert box.bottom <= 24
            footer = app.screen.query_one("KeyBar").region
            assert footer.bottom <= box.bottom
            if "3 of 3" not in get_text(app, "#welcome-title"):
                await pilot.press("enter")
                await pilot.pause()


async def test_it_comes_once_and_never_after_a_skip(coach: Coach) -> None:
    app = first_run(coach)
    async with app.run_test(size=SIZES[0]) as pilot:
        await greeted(pilot, app)
        await pilot.press("escape")
        await at_home(pilot, app)
    assert coach.paths.welcomed.stat().st_mode & 0o777 == 0o600
    again = first_run(coach)
    async with again.run_test(size=SIZES[0]) as pilot:
        await until(pilot, lambda: again.offers is not None)
        await at_home(pilot, again)
        assert again.screen.query_one("#no-model").display


async def test_who_has_settings_or_rounds_is_not_greeted(coach: Coach) -> None:
    coach.store.add(coach.rounds.make_transcript("claude-vs-metering"))
    app = first_run(coach)
    async with app.run_test(size=SIZES[0]) as pilot:
        await until(pilot, lambda: app.offers is not None)
        await at_home(pilot, app)
    assert not coach.paths.welcomed.exists()


async def test_where_it_cannot_be_kept_it_is_only_shown_again(coach: Coach) -> None:
    coach.paths.data.parent.mkdir(parents=True, exist_ok=True)
    coach.paths.data.write_text("not a folder")
    app = first_run(coach)
    async with app.run_test(size=SIZES[0]) as pilot:
        await greeted(pilot, app)
        await pilot.press("escape")
        await at_home(pilot, app)


async def test_the_day_is_kept_and_a_wrong_one_is_told(coach: Coach) -> None:
    app = first_run(coach)
    async with app.run_test(size=SIZES[0]) as pilot:
        await greeted(pilot, app)
        await pilot.press("enter")
        await type_text(pilot, "2026-11-23")
        await pilot.press("enter")
        await pilot.pause()
        assert "has passed" in get_text(app, "#welcome-state")
        app.screen.query_one(Input).value = "2026-11-30"
        await pilot.press("enter")
        await until(pilot, lambda: "3 of 3" in get_text(app, "#welcome-title"))
        await pilot.press("enter")
        await at_home(pilot, app)
        assert "6 days" in get_text(app, "#next-title")
    assert str(load_config(coach.paths.config_file).interview) == "2026-11-30"


async def test_a_set_key_is_offered_and_never_shown(coach: Coach) -> None:
    app = first_run(coach, env={"FIREWORKS_API_KEY": KEY, "GROQ_API_KEY": "  "})
    async with app.run_test(size=SIZES[1]) as pilot:
        offered, _ = await go_to_reviewers(pilot, app)
        assert offered == "FIREWORKS_API_KEY is set   accounts/fireworks/models/gpt-oss-120b"
        assert KEY not in app.export_screenshot()
        await pilot.press("escape")
        await at_home(pilot, app)
        line = get_text(app, "#no-model")
        assert line == (
            "No model reviews yet. On this machine: FIREWORKS_API_KEY is set. 5 adds one."
        )


async def test_a_server_is_found_tested_and_added(coach: Coach) -> None:
    async with serving(streams(READY), models=LISTED) as server:
        app = first_run(coach, server)
        async with app.run_test(size=SIZES[1]) as pilot:
            offered, _ = await go_to_reviewers(pilot, app)
            assert offered == "Ollama is running here, 2 models   qwen3:8b"
            assert not server.got
            await pilot.press("enter")
            await until(pilot, lambda: "Can it judge?" in get_text(app, "#welcome-title"))
            assert len(server.got) == 1
            assert "calls" in get_text(app, "#welcome-state")
            await pilot.press("down", "enter")
            await at_home(pilot, app)
            assert not app.screen.query_one("#no-model").display
            assert app.reviewer == "ollama"
    config = load_config(coach.paths.config_file)
    assert config.reviewer == "ollama"
    assert config.models["ollama"].model == "qwen3:8b"


async def test_the_exam_can_be_taken_at_once(coach: Coach) -> None:
    """A judge that gives nonsense leaves the exam unfinished, and that is told."""
    async with serving(streams(READY), streams("no"), models=LISTED) as server:
        app = first_run(coach, server)
        async with app.run_test(size=SIZES[1]) as pilot:
            await go_to_reviewers(pilot, app)
            await pilot.press("enter")
            await until(pilot, lambda: "Can it judge?" in get_text(app, "#welcome-title"))
            await pilot.press("enter")
            await until(pilot, lambda: "ollama: " in get_text(app, "#welcome-state"))
            assert "untested" in get_text(app, "#welcome-state")
            await pilot.press("enter")
            await at_home(pilot, app)


async def test_both_are_offered_the_free_one_first(coach: Coach) -> None:
    async with serving(streams(READY), models=LISTED) as server:
        app = first_run(coach, server, env={"FIREWORKS_API_KEY": KEY})
        async with app.run_test(size=SIZES[1]) as pilot:
            offered = await go_to_reviewers(pilot, app)
            assert [line.split(" is ")[0] for line in offered[:2]] == [
                "Ollama",
                "FIREWORKS_API_KEY",
            ]


async def test_what_fails_its_test_is_not_added(coach: Coach) -> None:
    async with serving(answers(500, {"error": "broken"}), models=LISTED) as server:
        app = first_run(coach, server)
        async with app.run_test(size=SIZES[1]) as pilot:
            await go_to_reviewers(pilot, app)
            coach.workspace.sleep = no_wait
            await pilot.press("enter")
            await until(pilot, lambda: "It was not added." in get_text(app, "#welcome-state"))
            await pilot.press("escape")
            await at_home(pilot, app)
    assert not coach.paths.config_file.exists()


async def no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("step", [garbage(), raw(b"<html>", status=200), hangs(head=False)])
async def test_what_is_no_model_server_is_not_offered(
    coach: Coach, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "LOOK", 0.5)
    async with serving(streams(READY), models=step) as server:
        app = first_run(coach, server)
        async with app.run_test(size=SIZES[0]) as pilot:
            assert await go_to_reviewers(pilot, app) == ["Nobody yet: I mark my own rounds"]


async def test_a_server_without_models_is_told_and_added_by_hand(coach: Coach) -> None:
    async with serving(streams(READY), models=answers(200, {"data": []})) as server:
        app = first_run(coach, server)
        async with app.run_test(size=SIZES[1]) as pilot:
            offered, _ = await go_to_reviewers(pilot, app)
            assert offered == "Ollama is running here, no model loaded"
            await pilot.press("enter")
            await until(pilot, lambda: type(app.screen).__name__ == "AddModelScreen")


async def test_models_offers_what_was_found(coach: Coach) -> None:
    coach.nearby.keep_welcomed()
    app = first_run(coach, env={"FIREWORKS_API_KEY": KEY})
    async with app.run_test(size=SIZES[1]) as pilot:
        await until(pilot, lambda: app.offers is not None)
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
        await idle(pilot)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, WelcomeDialog))
        assert get_text(app, "#welcome-title") == "Who reviews your rounds?"


async def test_a_slow_look_holds_nothing_up(coach: Coach) -> None:
    found = asyncio.Event()

    async def find() -> list[LocalServer]:
        await found.wait()
        return []

    app = first_run(coach)
    coach.nearby = NearbyService(coach.workspace, coach.profiles, find)
    async with app.run_test(size=SIZES[0]) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WelcomeDialog))
        await pilot.pause()
        await pilot.press("enter", "enter")
        assert "Looking" in get_text(app, "#welcome-text")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        found.set()
        await at_home(pilot, app)


async def test_without_color_every_word_is_readable(
    coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = first_run(coach)
    async with app.run_test(size=SIZES[0]) as pilot:
        await greeted(pilot, app)
        strips = app.screen._compositor.render_strips()
        shown = [segment for strip in strips for segment in strip if segment.text.strip()]
        assert any("Welcome" in segment.text for segment in shown)
        for segment in shown:
            style = segment.style
            assert style is None or style.color is None or style.color != style.bgcolor


async def test_each_step_says_that_enter_goes_on(coach: Coach) -> None:
    app = first_run(coach)
    async with app.run_test(size=(80, 24)) as pilot:
        await greeted(pilot, app)
        for _ in range(3):
            bar = app.screen.query_one(KeyBar)
            assert bar.find_column("Go on") == 0
            await pilot.press("enter")
            await pilot.pause()
        await at_home(pilot, app)
