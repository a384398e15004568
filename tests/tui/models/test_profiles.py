"""Models are added, tested, made the default, calibrated and removed on the screen."""

from dataclasses import replace
from pathlib import Path

from textual.widgets import Input, OptionList, ProgressBar

from coach.cli.endpoint import use
from coach.config import BUILT_IN_REVIEWERS, Config, load_config
from coach.services.coach import Coach
from coach.tui.models.add_model import AddModelScreen
from coach.tui.models.screen import ModelsScreen
from coach.tui.navigation import UseReviewer
from tests.support.calls import profile
from tests.support.judgements import spread_judgement
from tests.support.packs import copy_some_cases
from tests.support.profiles import choose_reviewer
from tests.support.screens import (
    ID,
    SIZE,
    Make,
    get_text,
    until,
    wait_for_coach,
)
from tests.support.server import answers, serving, streams


async def test_a_model_is_added_tested_and_made_the_default(make_app: Make, coach: Coach) -> None:
    listing = answers(200, {"data": [{"id": "judge-1"}, {"id": "writer-2"}]})
    async with serving(streams('{"ready": true}'), models=listing) as server:
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            await wait_for_coach(pilot, app)
            await pilot.press("5")
            await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
            assert "No model yet" in get_text(app, "#profile-says")
            await pilot.press("a")
            await until(pilot, lambda: isinstance(app.screen, AddModelScreen))
            screen = app.screen
            screen.query_one("#add-name", Input).value = "mine"
            screen.query_one("#add-url", Input).value = server.url
            await pilot.press("ctrl+l")
            ids = screen.query_one("#add-ids", OptionList)
            await until(pilot, lambda: ids.option_count == 2)
            screen.query_one("#add-model", Input).value = "judge"
            await until(pilot, lambda: ids.option_count == 1)
            ids.focus()
            await pilot.press("down", "enter")
            await until(pilot, lambda: screen.query_one("#add-model", Input).value == "judge-1")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
            await choose_reviewer(pilot, "mine")
            await pilot.press("t")
            await until(pilot, lambda: "mine works" in get_text(app, "#profile-says"))
            await choose_reviewer(pilot, "offline")
            await pilot.press("d")
            await until(pilot, lambda: coach.config.reviewer == "offline")
            await choose_reviewer(pilot, "mine")
            await pilot.press("d")
            await until(pilot, lambda: coach.config.reviewer == "mine")
    kept = load_config(coach.paths.config_file)
    assert kept.reviewer == "mine"
    assert kept.models["mine"].model == "judge-1"


async def test_a_reviewer_for_this_run_stays_when_a_model_is_added_or_made_the_default(
    make_app: Make, coach: Coach
) -> None:
    given = profile("http://127.0.0.1:9/v1")
    assert use(coach, None, given) == "command-line"
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("5", "a")
        await until(pilot, lambda: isinstance(app.screen, AddModelScreen))
        for field, value in (("name", "mine"), ("url", "http://127.0.0.1:8/v1"), ("model", "m")):
            app.screen.query_one(f"#add-{field}", Input).value = value
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
        assert load_config(coach.paths.config_file).reviewer == "mine", (
            "the first one is the default"
        )
        assert app.reviewer == "command-line"
        assert coach.config.find_profile("command-line") == given
        await choose_reviewer(pilot, "offline")
        await pilot.press("d")
        await until(pilot, lambda: load_config(coach.paths.config_file).reviewer == "offline")
        assert app.reviewer == "command-line"
        assert any("command-line reviews in this one" in n.message for n in app._notifications)
        app.theme = "coach-day"
        await until(pilot, lambda: coach.config.theme == "coach-day")
        assert app.reviewer == "command-line"
        app.post_message(UseReviewer("mine"))
        await pilot.pause()
        assert app.reviewer == "mine"
        await choose_reviewer(pilot, "mine")
        await pilot.press("delete")
        await until(pilot, lambda: "mine" not in coach.config.models)
        assert app.reviewer == "offline"
    assert "command-line" not in load_config(coach.paths.config_file).models


async def test_a_wrong_address_is_said_in_the_form_and_nothing_is_written(
    make_app: Make, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("5", "a")
        await until(pilot, lambda: isinstance(app.screen, AddModelScreen))
        app.screen.query_one("#add-name", Input).value = "mine"
        app.screen.query_one("#add-url", Input).value = "not an address"
        app.screen.query_one("#add-model", Input).value = "m"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "base_url: expected an address" in get_text(app, "#add-says")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
    assert not coach.paths.config_file.exists()


async def test_removing_the_default_leaves_the_offline_reviewer(
    make_app: Make, coach: Coach
) -> None:
    coach.paths.config_file.write_text(
        "# mine\nreviewer: local\nmodels:\n  local: {base_url: 'http://127.0.0.1:9/v1', model: m}\n"
    )
    coach.workspace.settings.replace_file(load_config(coach.paths.config_file))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await wait_for_coach(pilot, app)
        await pilot.press("5")
        table = await choose_reviewer(pilot, "local")
        await pilot.press("delete")
        await until(pilot, lambda: not coach.config.models)
        assert table.row_count == len(BUILT_IN_REVIEWERS)
    assert coach.paths.config_file.read_text().startswith("# mine\nreviewer: offline\n")


async def test_a_model_is_calibrated_with_a_bar_and_its_verdict_shown(
    make_app: Make, coach: Coach, tmp_path: Path
) -> None:
    cases = [ID, "day-zero-model-rush", "one-slot-many-asks", "tokenizer-vs-routing"]
    packs = copy_some_cases(tmp_path / "packs", cases, gold=cases)
    coach.workspace.paths = replace(coach.paths, builtin_packs=packs)
    reply = spread_judgement([f"it depends on thing {n}" for n in range(8)], level=2)
    async with serving(streams(reply)) as server:
        coach.workspace.settings.replace_file(Config(models={"judge": profile(server.url)}))
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            await wait_for_coach(pilot, app)
            await pilot.press("5")
            await choose_reviewer(pilot, "judge")
            await pilot.press("c")
            await until(pilot, lambda: app.screen.query_one(ProgressBar).display)
            await until(pilot, lambda: (app.screen.query_one(ProgressBar).progress or 0) > 3)
            await pilot.press("c")
            await until(pilot, lambda: "Stopped" in get_text(app, "#profile-says"))
            before = len(server.got)
            await pilot.press("c")
            await until(pilot, lambda: "Calibrated on" in get_text(app, "#profile-says"))
        answers = len(coach.calibration.load_gold_set().items)
    assert before < answers <= len(server.got) < answers + before + 4, "it went on where it stopped"
    assert list(coach.paths.calibration.glob("*.yaml"))
