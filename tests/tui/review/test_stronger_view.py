"""The stronger version on the screen: its gaps, and what is not from the round, are marked."""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot
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


def get_marked(pilot: Pilot[None], style: str) -> list[str]:
    """The stretches of the version that are drawn in a style."""
    content = pilot.app.screen.query_one("#stronger-text", Static).visual
    assert isinstance(content, Content)
    return [
        content.plain[span.start : span.end] for span in content.spans if style in str(span.style)
    ]


async def keep_round(coach: Coach) -> str:
    """Keep a round that its model has reviewed; its id."""
    transcript = coach.store.add(coach.rounds.record_written(ID, ANSWER))
    coach.reviews.keep(transcript.id, await coach.reviews.review(transcript))
    return transcript.id


@asynccontextmanager
async def show_review(coach: Coach, round_id: str) -> AsyncIterator[Pilot[None]]:
    """Run the program with the review of a round open."""
    app = CoachApp(lambda: coach)
    async with app.run_test(size=SIZE) as pilot:
        await idle(pilot)
        app.post_message(OpenReview(round_id))
        await idle(pilot)
        yield pilot


async def wait_for_text(pilot: Pilot[None], words: str) -> str:
    """Wait until the pane holds the words; all of it."""
    app = pilot.app
    assert isinstance(app, CoachApp)
    await until(pilot, lambda: words in get_text(app, "#stronger-text"))
    return get_text(app, "#stronger-text")


async def test_a_version_is_shown_with_its_gaps_and_what_is_not_from_the_round(
    tmp_path: Path,
) -> None:
    async with serving(streams(VERSION)) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = await keep_round(coach)
        async with show_review(coach, round_id) as pilot:
            await pilot.press("s")
            text = await wait_for_text(pilot, "17 accounts")
            assert "Not from your round, so check or drop it: 17" in text
            assert get_marked(pilot, "reverse") == ["17"]
            assert get_marked(pilot, "italic") == ["[your number]"]
        asked = len(server.got)
        async with show_review(coach, round_id) as pilot:
            # what was made once is there without asking again
            await wait_for_text(pilot, "17 accounts")
        assert len(server.got) == asked


async def test_a_version_that_cannot_be_kept_is_shown_with_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    async with serving(streams(VERSION)) as server:
        coach = make_coach(tmp_path / "home", profile(server.url))
        round_id = await keep_round(coach)
        (coach.store.folder / round_id / "stronger").write_text("in the way")
        async with show_review(coach, round_id) as pilot:
            await pilot.press("s")
            told = " ".join((await wait_for_text(pilot, "17 accounts")).split())
    found = re.search(r"it is in (\S+\.yaml) instead", told)
    assert found and load_document(Path(found[1])).data["text"] == VERSION


async def test_a_model_that_refuses_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    async with serving(answers(401, {"error": {"message": "bad key"}})) as server:
        coach = make_coach(tmp_path, profile(server.url))
        round_id = await keep_round(coach)
        async with show_review(coach, round_id) as pilot:
            await pilot.press("s")
            await wait_for_text(pilot, "There is no stronger version")
    assert coach.reviews.load_stronger(round_id) == []
