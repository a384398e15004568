"""The stronger version on the screen: its gaps, and what is not from the round, are marked."""

import re
import tempfile
from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Static

from coach.services.coach import Coach
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview
from coach.yamls import load_document
from tests.support.calls import profile
from tests.support.judging import ANSWER, make_coach
from tests.support.screens import ID, SIZE, get_text, idle, until
from tests.support.server import answers, serving, streams

VERSION = "Engineering goes to B, for 17 accounts. I call A today, [your number] first."


def get_marked(app: CoachApp, style: str) -> list[str]:
    """The stretches of the version that are drawn in a style."""
    content = app.screen.query_one("#stronger-text", Static).visual
    assert isinstance(content, Content)
    return [
        content.plain[span.start : span.end] for span in content.spans if style in str(span.style)
    ]


def keep_round(coach: Coach) -> str:
    return coach.store.add(coach.rounds.record_written(ID, ANSWER)).id


async def test_a_version_is_shown_with_its_gaps_and_what_is_not_from_the_round(
    tmp_path: Path,
) -> None:
    async with serving(streams(VERSION)) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = keep_round(coach)
        coach.reviews.keep(round_id, await coach.reviews.review(coach.store.load(round_id)))
        app = CoachApp(lambda: coach)
        async with app.run_test(size=SIZE) as pilot:
            await idle(pilot)
            app.post_message(OpenReview(round_id))
            await idle(pilot)
            await pilot.press("s")
            await until(pilot, lambda: "17 accounts" in get_text(app, "#stronger-text"))
            assert "Not from your round, so check or drop it: 17" in get_text(app, "#stronger-text")
            assert get_marked(app, "reverse") == ["17"]
            assert get_marked(app, "italic") == ["[your number]"]
        asked = len(server.got)
        app = CoachApp(lambda: coach)
        async with app.run_test(size=SIZE) as pilot:
            await idle(pilot)
            app.post_message(OpenReview(round_id))
            await idle(pilot)
            # what was made once is there without asking again
            assert "17 accounts" in get_text(app, "#stronger-text")
        assert len(server.got) == asked


async def test_a_version_that_cannot_be_kept_is_shown_with_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    async with serving(streams(VERSION)) as server:
        coach = make_coach(tmp_path / "home", profile(server.url))
        round_id = keep_round(coach)
        coach.reviews.keep(round_id, await coach.reviews.review(coach.store.load(round_id)))
        (coach.store.folder / round_id / "stronger").write_text("in the way")
        app = CoachApp(lambda: coach)
        async with app.run_test(size=SIZE) as pilot:
            await idle(pilot)
            app.post_message(OpenReview(round_id))
            await idle(pilot)
            await pilot.press("s")
            await until(pilot, lambda: "17 accounts" in get_text(app, "#stronger-text"))
            told = " ".join(get_text(app, "#stronger-text").split())
    found = re.search(r"it is in (\S+\.yaml) instead", told)
    assert found and load_document(Path(found[1])).data["text"] == VERSION


async def test_a_model_that_refuses_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    async with serving(answers(401, {"error": {"message": "bad key"}})) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = keep_round(coach)
        coach.reviews.keep(round_id, await coach.reviews.review(coach.store.load(round_id)))
        app = CoachApp(lambda: coach)
        async with app.run_test(size=SIZE) as pilot:
            await idle(pilot)
            app.post_message(OpenReview(round_id))
            await idle(pilot)
            await pilot.press("s")
            await until(
                pilot, lambda: "There is no stronger version" in get_text(app, "#stronger-text")
            )
    assert coach.reviews.load_stronger(round_id) == []
