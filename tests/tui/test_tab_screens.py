"""Progress, Study and Models, and what holds everywhere: palette, theme, keys, least size."""

from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList, ProgressBar, TabbedContent

from coach.cli.endpoint import use
from coach.config import Config, load_config
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.dialogs.too_small import TooSmallScreen
from coach.tui.models.add_model import AddModelScreen
from coach.tui.models.screen import ModelsScreen
from coach.tui.navigation import UseReviewer
from coach.tui.practice.scenario_list import ScenarioList
from coach.tui.practice.screen import PracticeScreen
from coach.tui.progress.screen import ProgressScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.round.screen import RoundScreen
from coach.tui.study.screen import StudyScreen
from coach.tui.widgets.tab_bar import PLACES
from tests.support.calls import profile
from tests.support.judgements import spread_judgement
from tests.support.packs import copy_some_cases
from tests.support.reviews import point
from tests.support.server import answers, serving, streams
from tests.tui.conftest import Clock, idle, type_text, until
from tests.tui.test_journeys import ID, SIZE, Make, text_of


async def ready(pilot: Pilot[None], app: CoachApp) -> None:
    await until(pilot, lambda: app.coach is not None)
    await idle(pilot)


def _offers(app: CoachApp, words: str) -> bool:
    lists = app.screen.query(OptionList)
    return any(words in str(option.prompt) for found in lists for option in found.options)


def a_reviewed_round(coach: Coach, answer: str) -> str:
    transcript = coach.rounds.record_written(ID, answer, ["Fair."])
    coach.store.save(transcript)
    coach.reviews.keep(transcript.id, point(coach, transcript))
    return transcript.id


async def test_progress_before_any_round_says_what_to_do(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("3")
        await pilot.pause()
        await ready(pilot, app)
        assert isinstance(app.screen, ProgressScreen)
        assert "Nothing yet" in text_of(app, "#progress-says")


async def test_progress_plots_a_dimension_and_shows_what_was_covered(
    make_app: Make, coach: Coach, clock: Clock
) -> None:
    a_reviewed_round(coach, "Engineering goes to B.")
    clock.go_on(86_400)
    a_reviewed_round(coach, "Engineering goes to B. The tradeoff is that A may leave.")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("3")
        await pilot.pause()
        await ready(pilot, app)
        assert "2 rounds" in text_of(app, "#progress-says")
        assert "2-day streak" in text_of(app, "#progress-says")
        listed = app.screen.query_one("#series", OptionList)
        await pilot.press("j", "j", "j", "j", "j")
        assert listed.highlighted == 5
        await pilot.press("v")
        await pilot.pause()
        assert app.screen.query_one("#progress-views", TabbedContent).active == "coverage"
        assert "Competing priorities" in text_of(app, "Coverage")


async def test_a_study_session_by_keys_alone(make_app: Make, coach: Coach) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        before = len(coach.study.deck(coach.workspace.now()).due)
        assert f"Study {before}" in text_of(app, "TabBar")
        await pilot.press("4")
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        first = text_of(app, "#card-question")
        await type_text(pilot, "something")
        await pilot.press("enter")
        await pilot.pause()
        assert "you have" not in text_of(app, "#card-answer"), "no word of it was typed"
        assert "good 10m" in text_of(app, "#card-answer"), "a grade says how long it stays away"
        await pilot.press("e")
        await pilot.pause()
        assert text_of(app, "#card-question") != first
        assert app.screen.query_one("#card-typed", Input).value == ""
        assert f"Study {before - 1}" in text_of(app, "TabBar")
    assert coach.study.deck(coach.workspace.now()).seen == 1
    assert coach.paths.study.exists()


async def test_a_model_is_added_tested_and_made_the_default(make_app: Make, coach: Coach) -> None:
    listing = answers(200, {"data": [{"id": "judge-1"}, {"id": "writer-2"}]})
    async with serving(streams('{"ready": true}'), models=listing) as server:
        app = make_app()
        async with app.run_test(size=SIZE) as pilot:
            await ready(pilot, app)
            await pilot.press("5")
            await until(pilot, lambda: isinstance(app.screen, ModelsScreen))
            assert "No model yet" in text_of(app, "#profile-says")
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
            await pilot.press("j", "t")
            await until(pilot, lambda: "mine works" in text_of(app, "#profile-says"))
            await pilot.press("k", "d")
            await until(pilot, lambda: coach.config.reviewer == "offline")
            await pilot.press("j", "d")
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
        await ready(pilot, app)
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
        assert coach.config.profile("command-line") == given
        await pilot.press("k", "k", "d")
        await until(pilot, lambda: load_config(coach.paths.config_file).reviewer == "offline")
        assert app.reviewer == "command-line"
        assert any("command-line reviews in this one" in n.message for n in app._notifications)
        app.theme = "coach-day"
        await until(pilot, lambda: coach.config.theme == "coach-day")
        assert app.reviewer == "command-line"
        app.post_message(UseReviewer("mine"))
        await pilot.pause()
        assert app.reviewer == "mine"
        await pilot.press("k", "k", "down", "delete")
        await until(pilot, lambda: "mine" not in coach.config.models)
        assert app.reviewer == "offline"
    assert "command-line" not in load_config(coach.paths.config_file).models


async def test_a_wrong_address_is_said_in_the_form_and_nothing_is_written(
    make_app: Make, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("5", "a")
        await until(pilot, lambda: isinstance(app.screen, AddModelScreen))
        app.screen.query_one("#add-name", Input).value = "mine"
        app.screen.query_one("#add-url", Input).value = "not an address"
        app.screen.query_one("#add-model", Input).value = "m"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "base_url: expected an address" in text_of(app, "#add-says")
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
        await ready(pilot, app)
        await pilot.press("5", "j", "delete")
        await until(pilot, lambda: not coach.config.models)
        assert app.screen.query_one(DataTable).row_count == 1
    assert coach.paths.config_file.read_text().startswith("# mine\nreviewer: offline\n")


async def test_a_theme_chosen_is_kept(make_app: Make, coach: Coach, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        app.theme = "coach-day"
        await until(pilot, lambda: coach.paths.config_file.exists())
    assert load_config(coach.paths.config_file).theme == "coach-day"
    coach.workspace.settings.replace_file(load_config(coach.paths.config_file))
    again = make_app()
    async with again.run_test(size=SIZE) as pilot:
        await ready(pilot, again)
        assert again.theme == "coach-day"


async def test_a_theme_that_is_not_there_is_said(make_app: Make, coach: Coach) -> None:
    coach.workspace.settings.replace_file(Config(theme="neon"))
    app = make_app()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        assert any("no theme 'neon'" in str(n.message) for n in app._notifications)


async def test_keys_can_be_rebound_by_id(make_app: Make, coach: Coach) -> None:
    coach.workspace.settings.replace_file(Config(keymap={"practice.next": "f6"}))
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, PracticeScreen)
        await pilot.press("f6")
        await pilot.pause()
        assert isinstance(app.screen, RoundScreen)


async def test_the_palette_starts_a_scenario_and_opens_a_round(
    make_app: Make, coach: Coach
) -> None:
    a_reviewed_round(coach, "Engineering goes to B.")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("ctrl+p")
        await type_text(pilot, "open claude against")
        await until(pilot, lambda: _offers(app, "Open: Claude against"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


async def test_too_small_is_said_and_what_was_typed_is_kept(make_app: Make) -> None:
    app = make_app(ID)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "go with B")
        await pilot.resize_terminal(50, 12)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: isinstance(app.screen, RoundScreen))
        screen = app.screen
        assert isinstance(screen, RoundScreen)
        assert screen.round.transcript.answer == "go with B"


async def test_a_click_in_the_bar_goes_to_a_place(make_app: Make, coach: Coach) -> None:
    coach.workspace.settings.replace_file(
        Config(models={"local": profile("http://127.0.0.1:9/v1")})
    )
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        bar = text_of(app, "TabBar")
        await pilot.click("TabBar", offset=(bar.index("Models") + 3, 0))
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen))


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
            await ready(pilot, app)
            await pilot.press("5", "j", "c")
            await until(pilot, lambda: app.screen.query_one(ProgressBar).display)
            await until(pilot, lambda: (app.screen.query_one(ProgressBar).progress or 0) > 3)
            await pilot.press("c")
            await until(pilot, lambda: "Stopped" in text_of(app, "#profile-says"))
            before = len(server.got)
            await pilot.press("c")
            await until(pilot, lambda: "Calibrated on" in text_of(app, "#profile-says"))
        answers = len(coach.calibration.load_gold_set().items)
    assert before < answers <= len(server.got) < answers + before + 4, "it went on where it stopped"
    assert list(coach.paths.calibration.glob("*.yaml"))


async def test_every_place_is_reached_from_every_other_and_home_again(make_app: Make) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        for key in "1213141512345":
            await pilot.press("escape", key)
            wanted = PLACES[int(key) - 1][0]
            await until(pilot, lambda w=wanted: getattr(app.screen, "PLACE", None) == w)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        listed = app.screen.query_one(ScenarioList)
        await until(pilot, lambda: listed.option_count >= 52)


async def test_more_cards_than_the_ten_of_a_day_come_on_request(
    make_app: Make, coach: Coach
) -> None:
    now = coach.workspace.now()
    for card_id in coach.study.deck(now).due:
        coach.study.answer(card_id, "easy", now)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("4")
        await until(pilot, lambda: "No card is due now" in text_of(app, "#card-question"))
        assert "The next comes back in" in text_of(app, "#card-question")
        await pilot.press("m")
        await until(pilot, lambda: "1 of 10" in text_of(app, "#card-topic"))


async def test_a_card_names_the_term_that_it_asks_about(make_app: Make, coach: Coach) -> None:
    deck = coach.study.deck(coach.workspace.now())
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await pilot.press("4")
        await until(pilot, lambda: bool(text_of(app, "#card-question")))
        assert text_of(app, "#card-term") == deck.cards[deck.due[0]].term != ""
