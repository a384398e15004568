"""What one does with a finished review: sentences, views, other opinions, replay."""

import re
import tempfile
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Static, TabbedContent

from coach.services.coach import Coach
from coach.transcripts.review_schema import Review, ReviewerId
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview, StartRound
from coach.tui.review.answer_view import AnswerView
from coach.tui.review.compare import CompareScreen
from coach.tui.review.dimension_row import PointerRow
from coach.tui.review.replay import ReplayScreen
from coach.tui.review.scores import Scores
from coach.tui.review.screen import ReviewScreen
from coach.tui.review.stronger_view import StrongerView
from coach.yamls import load_document
from tests.support.reviews import grade, pass_exam, point
from tests.support.screens import ID, SIZE, Clock, Make, get_text, idle, type_text, until

ANSWER = "Engineering goes to B. The weather is nice. The tradeoff is that A may leave."


async def reviewed(pilot: Pilot[None], app: CoachApp, clock: Clock) -> ReviewScreen:
    """A round taken by hand and reviewed offline."""
    await until(pilot, lambda: app.coach is not None)
    app.post_message(StartRound(ID))
    await pilot.pause()
    await pilot.press("ctrl+s", "ctrl+s")
    for sentence in ANSWER.split(". "):
        clock.go_on(30)
        await type_text(pilot, f"{sentence}. ")
    await pilot.press("ctrl+s")
    await type_text(pilot, "Fair.")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: bool(app.screen.query(Scores)))
    screen = app.screen
    assert isinstance(screen, ReviewScreen)
    await until(pilot, lambda: len(screen.query("PointerRow")) >= 11)
    await idle(pilot)
    return screen


async def test_walking_through_sentences_says_what_stands_on_each(
    make_app: Make, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, app, clock)
        await pilot.press("right_square_bracket")
        assert "Sentence 1" in get_text(app, "#fix")
        assert "Makes a clear choice" in get_text(app, "#fix")
        await pilot.press("right_square_bracket")
        assert "Nothing in this review stands on it" in get_text(app, "#fix")


async def test_each_point_marks_its_nearest_sentence_and_none_has_a_level(
    make_app: Make, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await reviewed(pilot, app, clock)
        assert get_text(app, "#review-overall") == "you judge"
        rows = list(screen.query(PointerRow))
        said = "\n".join(str(row.render()) for row in rows)
        assert "nothing like it was found" in said
        near = next(number for number, row in enumerate(rows) if row.evidence)
        await pilot.press(*["j"] * near)
        await pilot.pause()
        assert rows[near].has_class("-chosen")
        assert ANSWER[rows[near].evidence[0].start : rows[near].evidence[0].end] in str(
            rows[near].render()
        )
        everything = "\n".join(str(one.render()) for one in screen.query(Static))
        assert not set("●○") & set(everything)
        assert "strong yes" not in everything and "estimate" not in everything


async def test_a_click_on_a_sentence_chooses_it(make_app: Make, clock: Clock) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, app, clock)
        await pilot.click("#part-0", offset=(4, 0))
        await pilot.pause()
        assert "Sentence 1" in get_text(app, "#fix")


async def test_the_timeline_says_nothing_of_a_decision_that_nobody_looked_for(
    make_app: Make, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await reviewed(pilot, app, clock)
        screen.query_one("#views", TabbedContent).active = "timeline"
        await pilot.pause()
        said = get_text(app, "#timeline-says")
    # wording cannot tell a recommendation from any other sentence
    assert "Q  first question" in said and "recommendation" not in said


async def test_the_stronger_version_is_locked_and_needs_a_model(
    make_app: Make, clock: Clock, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        screen = await reviewed(pilot, app, clock)
        locked = str(screen.query_one("#stronger-text", Static).render())
        assert "Try again before you look" in locked
        assert coach.reviews.load_stronger(coach.store.ids()[0]) == []
        await pilot.press("s")
        await until(pilot, lambda: "needs a model" in get_text(app, "#stronger-text"))
        await until(pilot, lambda: screen.query_one(StrongerView).region.height > 0)
        assert coach.reviews.load_stronger(coach.store.ids()[0]) == []


def fill_up(coach: Coach, round_id: str, kind: str) -> None:
    """Put a file where the folder of a round's reviews, or stronger versions, would be made."""
    (coach.store.folder / round_id / kind).write_text("in the way")


def where_it_is(text: str) -> Path:
    found = re.search(r"it is in (\S+\.yaml) instead", " ".join(text.split()))
    assert found, text
    return Path(found[1])


async def test_a_review_that_cannot_be_kept_is_shown_with_where_it_was_written_instead(
    make_app: Make, coach: Coach, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    transcript = coach.store.add(coach.rounds.record_written(ID, ANSWER))
    fill_up(coach, transcript.id, "reviews")
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.coach is not None)
        app.post_message(OpenReview(transcript.id, judge=True))
        await until(pilot, lambda: len(app.screen.query("PointerRow")) > 0)
        await until(pilot, lambda: "could not be written" in get_text(app, "ReviewProgress"))
        aside = where_it_is(get_text(app, "ReviewProgress"))
    assert load_document(aside).data["status"] == "pointers"


async def test_compare_puts_the_reviews_that_judge_side_by_side(
    make_app: Make, clock: Clock, coach: Coach
) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, app, clock)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen), "pointers alone are nothing to compare"
        ana = Review(status="graded", reviewer=ReviewerId(kind="human", name="Ana"))
        coach.reviews.keep(coach.store.ids()[0], ana)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, CompareScreen)
        assert app.screen.query_one(DataTable).row_count == 14
        assert "1 review" in get_text(app, "#compare-title")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)


async def test_the_typing_is_played_again(make_app: Make, clock: Clock) -> None:
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await reviewed(pilot, app, clock)
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, ReplayScreen)
        app.screen.play()
        assert "The tradeoff" not in get_text(app, "#replay-text")
        clock.go_on(60)
        app.screen.play()
        assert "The tradeoff is that A may leave" in get_text(app, "#replay-text")
        assert get_text(app, "#replay-head").endswith("end")


async def test_on_a_narrow_screen_the_answer_stays_below_the_scores(
    make_app: Make, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await reviewed(pilot, app, clock)
        answer, scores = screen.query_one(AnswerView), screen.query_one(Scores)
        await until(pilot, lambda: answer.region.y > scores.region.y)
        screen.query_one("#views", TabbedContent).active = "timeline"
        await pilot.pause()
        assert not screen.query_one(AnswerView).display


def failed(by: str) -> Review:
    return Review(
        status="not_graded",
        reviewer=ReviewerId(kind="model", name=by),
        reason="the server refused the key.",
    )


async def test_the_review_whose_levels_count_is_shown_and_a_newer_failure_is_one_line(
    make_app: Make, coach: Coach
) -> None:
    transcript = coach.rounds.record_written(ID, ANSWER, [])
    coach.store.save(transcript)
    judged = grade(3)
    pass_exam(coach, judged)
    for review in (judged, point(coach, transcript), failed("rival")):
        coach.reviews.keep(transcript.id, review)
    app = make_app()
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.coach is not None)
        app.post_message(OpenReview(transcript.id))
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        await until(pilot, lambda: "●●●○" in get_text(app, "#review-overall"))
        assert "review 1 of 3 · rival" in get_text(app, "#review-by")
        assert "Newer, but not graded by rival: the server" in get_text(app, "#failure")
        await pilot.press("full_stop")
        await until(pilot, lambda: "you judge" in get_text(app, "#review-overall"))
        assert "review 2 of 3 · offline" in get_text(app, "#review-by")
        await pilot.press("full_stop", "full_stop")
        await until(pilot, lambda: "review 3 of 3" in get_text(app, "#review-by"))
        assert not app.screen.query_one("#failure").display
        assert "refused the key" in get_text(app, ".instead")
        await pilot.press("comma", "comma", "comma")
        await until(pilot, lambda: "●●●○" in get_text(app, "#review-overall"))
