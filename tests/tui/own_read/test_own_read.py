"""A candidate marks a round by keyboard: without a model, with a slow one, in two sittings."""

import asyncio
import re
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static, TabbedContent

from coach.config import Config, Timeouts
from coach.reviews.own_read.marks import PointMark
from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenOwnBeside, OpenOwnRead, OpenReview, StartRound
from coach.tui.own_read.beside_screen import OwnBesideScreen
from coach.tui.own_read.screen import OwnReadScreen
from coach.tui.practice.screen import PracticeScreen
from coach.tui.review.compare import CompareScreen
from coach.tui.review.screen import ReviewScreen
from coach.tui.saved.screen import RoundsScreen
from coach.tui.widgets.line_field import LineField
from tests.support.calls import profile
from tests.support.judgements import DIMENSIONS, ROOM, spread_judgement
from tests.support.reviews import pass_exam
from tests.support.screens import (
    ID,
    Clock,
    Make,
    get_text,
    idle,
    read_screen,
    settle,
    type_text,
    until,
)
from tests.support.server import Server, Wire, data, delta, finish, serving

SIZES = [(80, 24), (120, 40)]
ANSWER = "I call A today and say it plainly. Engineering goes to B in two weeks. A may leave."
QUOTE = "I call A today and say it plainly"
QUOTES = [QUOTE, "Engineering goes to B in two weeks", "A may leave"]


def turn_on(coach: Coach, server: Server | None = None) -> None:
    """Have rounds marked; with a server, a model on it reviews meanwhile."""
    # the judge of a test is silent for as long as the test marks
    patient = Timeouts(connect=10, first_token=120, gap=120, total=240)
    models = {}
    if server is not None:
        models["judge"] = profile(server.url, model="org/judge-1", timeouts=patient)
    reviewer = "offline" if server is None else "judge"
    coach.workspace.settings.replace_file(Config(models=models, reviewer=reviewer))


def a_round(coach: Coach, answer: str = ANSWER) -> str:
    taken = coach.rounds.record_written(ID, answer, ["I rehearse on Tuesday."])
    return coach.store.add(taken).id


def pass_exam_of(coach: Coach, round_id: str) -> None:
    """Have the model that reviewed a round pass the exam."""
    review = coach.own_reads.load_newest_of_reviewer(round_id)
    assert review is not None
    pass_exam(coach, review)


async def open_own_read(pilot: Pilot[None], app: CoachApp, round_id: str) -> OwnReadScreen:
    await settle(pilot)
    app.post_message(OpenOwnRead(round_id))
    await until(pilot, lambda: isinstance(app.screen, OwnReadScreen))
    await pilot.pause()
    assert isinstance(app.screen, OwnReadScreen)
    return app.screen


async def mark_points(pilot: Pilot[None], screen: OwnReadScreen, key: str = "n") -> None:
    """Mark all points that are open with one key, each followed by enter."""
    for _ in range(len(screen.session.points) + 1):
        if screen.step == "points":
            open_one = screen.session.next_point is not None
            await pilot.press(*([key] if open_one else []), "enter")
            await pilot.pause()
    assert screen.step == "line"


async def to_the_fix(pilot: Pilot[None], screen: OwnReadScreen) -> None:
    await pilot.press("2", "enter")
    await pilot.pause()
    await mark_points(pilot, screen)
    await type_text(pilot, "It names who pays.")
    await pilot.press("enter")
    await until(pilot, lambda: screen.step == "expert")
    await pilot.press("enter")
    await until(pilot, lambda: screen.step == "fix")


@pytest.mark.parametrize("size", SIZES)
async def test_a_round_without_a_model_to_the_if_then(
    make_app: Make, coach: Coach, clock: Clock, size: tuple[int, int]
) -> None:
    turn_on(coach)
    app = make_app(ID)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await type_text(pilot, "What is the demo for?")
        await pilot.press("enter")
        await pilot.press("ctrl+s")
        await type_text(pilot, ANSWER)
        await pilot.press("ctrl+s")
        await type_text(pilot, "Fair.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, OwnReadScreen))
        screen = app.screen
        assert isinstance(screen, OwnReadScreen)
        await pilot.pause()
        # nothing is shown before the level
        assert "Which level" in get_text(app, "#own-question")
        await pilot.press("enter")
        assert screen.step == "level"
        await pilot.press("3", "right_square_bracket", "right_square_bracket")
        await pilot.pause()
        assert "2 “Engineering goes to B in two weeks.”" in get_text(app, "#own-question")
        clock.go_on(12)
        await pilot.press("enter")
        await pilot.pause()

        # the first point is the one that was asked: its question is the nearest sentence
        names = {p.id: p.question for p in screen.session.points}
        first = screen.session.points[0]
        assert names[first.id] in get_text(app, "#own-question")
        assert not any(line in read_screen(app) for line in first.expert)
        await pilot.press("y")
        await pilot.pause()
        if first.nearest is None:
            assert screen.session.own.mark(first.id) is None
            await pilot.press("right_square_bracket", "y")
            await pilot.pause()
        mark = screen.session.own.mark(first.id)
        assert mark is not None and mark.mark == "there" and mark.evidence is not None
        assert "the expert" in get_text(app, "#own-after")
        assert first.expert[-1].split()[0] in get_text(app, "#own-after")
        await pilot.press("u")
        await pilot.pause()
        assert screen.session.own.marks == []
        await pilot.press("right_square_bracket", "p")
        await pilot.pause()
        await type_text(pilot, "need")
        await pilot.press("enter")
        await pilot.pause()
        half = screen.session.own.mark(first.id)
        assert half is not None and (half.mark, half.half) == ("partly", "need")
        assert half.evidence is not None
        await pilot.press("enter")
        await mark_points(pilot, screen)

        assert screen.step == "line"
        outline = " ".join(screen.session.scenario.outline.split())
        assert outline[-60:] not in " ".join(read_screen(app).split())
        await pilot.press("enter")
        assert screen.step == "line", "an empty line is not taken"
        await type_text(pilot, "It names who pays.")
        await pilot.press("enter")
        await until(pilot, lambda: screen.step == "expert")
        await pilot.pause()
        other = screen.query_one("#own-other", Static)
        text = str(other.render())
        assert text.startswith("Asked: ") and outline[-60:] in " ".join(text.split())
        # walking a point marks its line
        listed = screen.query_one("#own-list", OptionList)
        assert listed.option_count == len(screen.session.points)
        await pilot.press("j")
        await pilot.pause()
        content = other.render()
        marked = [text[s.start : s.end] for s in content.spans if "reverse" in str(s.style)]  # type: ignore[attr-defined]
        assert marked == [screen.session.points[1].expert[-1]]
        await pilot.press("enter")
        await until(pilot, lambda: screen.step == "fix")
        draft = screen.query_one(LineField).text
        assert draft.startswith("When ") and ", I first " in draft
        clock.go_on(90)
        await type_text(pilot, " Always.")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await until(pilot, lambda: len(app.screen.query("PointerRow")) > 0)
        assert "your mark" in get_text(app, "#review-overall")
        assert "Always." in get_text(app, "#fix")
        assert not set("●○") & set(get_text(app, "#review-overall"))

    (round_id,) = coach.store.ids()
    own, pointers = coach.reviews.load(round_id)
    assert own.is_own and own.priority_fix == f"{draft} Always."
    assert own.receipt["level_before"] == 3
    assert own.receipt["taken_back"] == "Engineering goes to B in two weeks."
    assert own.receipt["line"] == "It names who pays." and own.receipt["seconds"] == 102
    assert pointers.status == "pointers"
    saved = coach.store.load(round_id)
    quotes = [e for point in own.points for e in point.evidence]
    assert quotes and all(saved.candidate_text[e.start : e.end] == e.quote for e in quotes)
    row = coach.rounds.list_rounds()[0]
    assert row.level is None and row.own_level is not None


@pytest.mark.parametrize("size", SIZES)
async def test_marks_are_made_while_a_model_reads_and_stand_beside_it_after(
    make_app: Make, coach: Coach, size: tuple[int, int]
) -> None:
    hits = [
        {"id": "cm-clarify-need", "quote": QUOTE},
        {"id": "cm-no-hosting", "quote": QUOTE},
    ]
    sent = spread_judgement(QUOTES, points=hits)
    third = sent.index('"pushback_momentum"')
    let_go = asyncio.Event()

    async def slowly(wire: Wire, got: object) -> None:
        await wire.head()
        await wire.send(data(delta(sent[:third])))
        await let_go.wait()
        await wire.send(data(delta(sent[third:])))
        await wire.send(data(finish()) + data(ROOM) + "data: [DONE]\n\n")

    async with serving(slowly) as server:
        turn_on(coach, server)
        round_id = a_round(coach)
        app = make_app()
        async with app.run_test(size=size) as pilot:
            screen = await open_own_read(pilot, app, round_id)
            reads = f"judge-1 reads 3 of {len(DIMENSIONS)}"
            await until(pilot, lambda: get_text(app, "#own-reviewer") == reads)
            await to_the_fix(pilot, screen)
            # nothing of what the model says is shown by then
            assert "Reason for" not in read_screen(app) and not set("●○") & set(read_screen(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, OwnBesideScreen))
            await pilot.pause()
            assert "as soon as it is made" in get_text(app, "#own-question")
            assert not set("●○") & set(read_screen(app))
            let_go.set()
            await until(pilot, lambda: "Points:" in get_text(app, "#own-question"))
            assert "judge-1 has read it" in get_text(app, "#own-reviewer")
            assert "has not passed the exam" in get_text(app, "#own-question")
            assert not set("●○") & set(get_text(app, "#own-question"))
            pass_exam_of(coach, round_id)
            app.post_message(OpenOwnBeside(round_id))
            await until(pilot, lambda: "●" in get_text(app, "#own-question"))
            shown = get_text(app, "#own-question")
            assert re.search(r"Overall\s+▪▫▫▫\s+●●●○\s+▼ harder", shown)
            assert re.search(r"harder on [12]", shown)
            await until(pilot, lambda: "your mark" in get_text(app, "#own-other"))
            quotes = get_text(app, "#own-other")
            assert "your mark  not there" in quotes and "judge  there" in quotes
            assert f"“{QUOTE}”" in quotes
            await pilot.press("j")
            await pilot.pause()
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            await until(pilot, lambda: len(app.screen.query("DimensionRow")) == len(DIMENSIONS))
            await pilot.press("c")
            await until(pilot, lambda: isinstance(app.screen, CompareScreen))
            await pilot.pause()
            assert "1 review" in get_text(app, "#compare-title")
            assert "your mark" in read_screen(app)
        assert len(server.got) == 1
    own, judged = coach.reviews.load(round_id)
    assert judged.is_of_reviewer and own.is_own and own.receipt["aided"] is False
    row = coach.rounds.list_rounds()[0]
    assert row.dimensions["structure"] == 3 and row.own_dimensions["structure"] == 1


async def test_leaving_keeps_the_marks_and_the_review_and_rounds_goes_on(
    make_app: Make, coach: Coach
) -> None:
    sent = spread_judgement(QUOTES)
    let_go = asyncio.Event()

    async def slowly(wire: Wire, got: object) -> None:
        await wire.head()
        await let_go.wait()
        await wire.send(data(delta(sent)) + data(finish()) + "data: [DONE]\n\n")

    async with serving(slowly) as server:
        turn_on(coach, server)
        round_id = a_round(coach)
        app = make_app()
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            screen = await open_own_read(pilot, app, round_id)
            await pilot.press("2", "enter")
            await pilot.pause()
            await pilot.press("n", "enter", "n", "escape")
            await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
            assert any("marks are kept" in n.message for n in app._notifications)
            assert not screen.is_attached
            # the review goes on, and is kept
            let_go.set()
            await until(pilot, lambda: len(coach.reviews.load(round_id)) == 1)
            await pilot.press("2")
            await until(pilot, lambda: isinstance(app.screen, RoundsScreen))
            await idle(pilot)
            await pilot.press("m")
            await until(pilot, lambda: isinstance(app.screen, OwnReadScreen))
            await pilot.pause()
            again = app.screen
            assert isinstance(again, OwnReadScreen)
            assert again.step == "points" and len(again.session.own.marks) == 2
            assert get_text(app, "#own-question").startswith("3 of ")
            await mark_points(pilot, again)
            await type_text(pilot, "It names")
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, RoundsScreen))
            await pilot.press("m")
            await until(pilot, lambda: isinstance(app.screen, OwnReadScreen))
            await pilot.pause()
            assert app.screen.query_one(LineField).text == "It names"
        assert len(server.got) == 1, "the model is not asked again"


async def test_what_is_typed_is_on_disk_once_the_keys_rest(make_app: Make, coach: Coach) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_own_read(pilot, app, round_id)
        await pilot.press("2", "enter")
        await pilot.pause()
        await mark_points(pilot, screen)
        await type_text(pilot, "It names who")
        await until(pilot, lambda: coach.own_reads.open(round_id).own.line == "It names who")


async def test_a_yes_without_a_sentence_is_refused_in_one_sentence(
    make_app: Make, coach: Coach
) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_own_read(pilot, app, round_id)
        await pilot.press("2", "enter")
        await pilot.pause()
        for key in ("y", "p"):
            app.clear_notifications()
            await pilot.press("0", key)
            await until(pilot, lambda: len(app._notifications) == 1)
            (refusal,) = app._notifications
            assert "stands on a sentence of yours" in refusal.message
        assert screen.session.own.marks == []


async def test_a_point_that_needed_a_fact_never_asked_for_says_so_and_is_passed(
    make_app: Make, coach: Coach
) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_own_read(pilot, app, round_id)
        points = screen.session.points
        at = next(place for place, point in enumerate(points) if not point.counts)
        await pilot.press("2", "enter")
        await pilot.pause()
        await pilot.press(*["n", "enter"] * at)
        await pilot.pause()
        shown = get_text(app, "#own-question")
        assert "This needed a fact you did not ask for" in shown
        assert points[at].unasked[0] in shown and "does not count" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert screen.session.own.mark(points[at].id) is not None
        assert get_text(app, "#own-question").startswith(f"{at + 2} of ") or screen.step == "line"


async def test_a_click_on_a_sentence_chooses_it_as_the_proof(make_app: Make, coach: Coach) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_own_read(pilot, app, round_id)
        await pilot.press("2", "enter")
        await pilot.pause()
        await pilot.click("#own-part-1", offset=(4, 0))
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        (mark,) = screen.session.own.marks
        assert mark.evidence is not None and mark.evidence.quote == "I rehearse on Tuesday."


async def test_a_round_that_cannot_be_marked_says_why(make_app: Make, coach: Coach) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    record = coach.store.load(round_id)
    coach.store.save(record.model_copy(update={"answer": ""}))
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        app.post_message(OpenOwnRead(round_id))
        await until(pilot, lambda: bool(app._notifications))
        assert "no answer to mark" in next(iter(app._notifications)).message
        assert isinstance(app.screen, PracticeScreen)


async def test_marks_that_cannot_be_written_stay_on_the_screen(
    make_app: Make, coach: Coach
) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    app = make_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        screen = await open_own_read(pilot, app, round_id)
        path = coach.store.own_read_path(round_id)
        path.mkdir()
        await pilot.press("2", "enter", "n")
        await pilot.pause()
        assert "NOT SAVED" in get_text(app, "#own-trouble")
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is screen, "leaving says once that they would be lost"
        path.rmdir()
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
    assert len(coach.own_reads.open(round_id).own.marks) == 1


async def test_the_review_can_be_seen_without_marking_and_shows_the_mark_apart(
    make_app: Make, coach: Coach
) -> None:
    turn_on(coach)
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    session.set_level(2)
    for point in session.points:
        session.mark(PointMark(point=point.id, mark="missing"))
    session.set_line("It names who pays.")
    session.set_fix("When pressed, I first restate it.")
    coach.own_reads.finish(session)
    app = make_app()
    async with app.run_test(size=(160, 50)) as pilot:
        screen = await open_own_read(pilot, app, round_id)
        assert screen.session.own.level is None
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await until(pilot, lambda: len(app.screen.query("PointerRow")) > 0)
        app.screen.query_one("#views", TabbedContent).active = "own"
        await until(pilot, lambda: "It names who pays." in get_text(app, "#own-mark"))
        own = get_text(app, "#own-mark")
        assert own.startswith("Your mark: ▪▫▫▫")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PracticeScreen))
        await settle(pilot)
        assert "▪▫▫▫" in read_screen(app)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, RoundsScreen))
        await until(pilot, lambda: "▪▫▫▫" in read_screen(app))
        assert not set("●○") & set(read_screen(app))


async def test_the_setting_skips_the_own_read(make_app: Make, coach: Coach) -> None:
    assert coach.config.own_read is False
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.post_message(StartRound(ID))
        await pilot.pause()
        await pilot.press("ctrl+s", "ctrl+s")
        await type_text(pilot, "Go with B.")
        await pilot.press("ctrl+s")
        await type_text(pilot, "Yes.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


async def test_a_review_that_fails_says_so_beside_the_marks(
    make_app: Make, coach: Coach, refuse: Callable[[], object]
) -> None:
    async with serving(refuse()) as server:  # type: ignore[arg-type]
        turn_on(coach, server)
        round_id = a_round(coach)
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            screen = await open_own_read(pilot, app, round_id)
            await until(pilot, lambda: "did not review it" in get_text(app, "#own-reviewer"))
            await to_the_fix(pilot, screen)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
    assert [review.status for review in coach.reviews.load(round_id)] == ["not_graded", "graded"]


@pytest.fixture
def refuse() -> Callable[[], object]:
    from tests.support.server import answers

    return lambda: answers(401, {"error": {"message": "bad key"}})


async def test_opening_the_review_joins_the_one_under_way(make_app: Make, coach: Coach) -> None:
    sent = spread_judgement(QUOTES)
    let_go = asyncio.Event()

    async def slowly(wire: Wire, got: object) -> None:
        await wire.head()
        await wire.send(data(delta(sent[: sent.index('"portfolio_view"')])))
        await let_go.wait()
        await wire.send(data(delta(sent[sent.index('"portfolio_view"') :])) + data(finish()))
        await wire.send("data: [DONE]\n\n")

    async with serving(slowly) as server:
        turn_on(coach, server)
        round_id = a_round(coach)
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await open_own_read(pilot, app, round_id)
            await pilot.press("r")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            await until(pilot, lambda: len(app.screen.query("DimensionRow")) == 2)
            let_go.set()
            await until(pilot, lambda: len(app.screen.query("DimensionRow")) == len(DIMENSIONS))
        assert len(server.got) == 1
    assert [review.status for review in coach.reviews.load(round_id)] == ["graded"]
    assert OpenReview(round_id).judge is False
