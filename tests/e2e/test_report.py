"""The HTML report in a real browser: it asks for nothing, says nothing, runs nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.config import Config
from coach.exports.report import render_report
from coach.exports.round_data import gather_round_data
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.journal import (
    PhaseEntered,
    PushbackGiven,
    QuestionAsked,
    RoundMarked,
    TextEdited,
)
from coach.transcripts.journal_file import Journal
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import DimensionReview, Evidence, Flag, Review, ReviewerId
from coach.workspace import Workspace
from tests.e2e.chromium import BINARY, Browser

pytestmark = pytest.mark.skipif(
    BINARY is None, reason="Chromium is absent (Debian: apt install chromium)"
)
ID = "claude-vs-metering"
HOSTILE = (
    "<script>document.title='owned'</script> </style><style>*{display:none}</style> </title> "
    "<img src=https://example.com/x onerror=alert(1)> javascript:alert(2) &lt;b&gt; &amp; &#106; "
    "\"' onload=alert(3) {{ 7*7 }} {% raw %} <!-- ]]> \x00\x1b[31m \u202e \u2028 😀 "
)


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    return Coach(Workspace(find_paths({"COACH_HOME": str(tmp_path)}), Settings(Config())))


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with Browser(tmp_path) as found:
        yield found


def typed_round(coach: Coach, text: str) -> Transcript:
    """A round of ten minutes with everything in it, its journal included."""
    started = coach.rounds.make_transcript(ID)
    coach.store.save(started)
    journal = Journal(coach.store.journal_path(started.id))
    pieces = [text[at : at + 40] for at in range(0, len(text), 40)]
    journal.append(PhaseEntered(0, "brief"))
    journal.append(PhaseEntered(20, "clarify"))
    journal.append(QuestionAsked(45, f"What does it cost? {text}", "Nobody knows.", "spend"))
    journal.append(PhaseEntered(80, "answer"))
    at = 0
    for number, piece in enumerate(pieces):
        journal.append(TextEdited(100 + 300 * number / len(pieces), "answer", at, 0, piece))
        at += len(piece)
    journal.append(PhaseEntered(450, "pushback"))
    journal.append(PushbackGiven(451, "p1", "CTO", f"Why not? {text}"))
    journal.append(TextEdited(520, "reply", 0, 0, f"Because. {text}"))
    journal.append(RoundMarked(600, "done"))
    finished = coach.store.recover(started.id)
    coach.store.save(finished)
    return finished


def reviewed(coach: Coach, taken: Transcript, said: str) -> None:
    quote = Evidence(quote=taken.answer[:60], start=0, end=60, verified=True)
    levels = (3, 2, None, 4, 1, 3, 2, 3)
    dimensions = [
        DimensionReview(id=d.id, level=level, rationale=said, evidence=[quote], missing=[said])
        for d, level in zip(
            coach.workspace.find_case(taken)[0].rubric.dimensions, levels, strict=True
        )
    ]
    who = ReviewerId(kind="model", name=said, model=said)
    coach.reviews.keep(
        taken.id,
        Review(
            status="graded",
            reviewer=who,
            dimensions=dimensions,
            priority_fix=said,
            points_to_make=[said],
            flags=[Flag(kind="x", text=said)],
        ),
    )


def written(coach: Coach, taken: Transcript, folder: Path) -> str:
    path = folder / "report.html"
    path.write_text(
        render_report(gather_round_data(coach.workspace, taken.id)), encoding="utf-8", newline=""
    )
    return path.as_uri()


def test_a_hostile_round_runs_nothing_and_asks_for_nothing(
    coach: Coach, browser: Browser, tmp_path: Path
) -> None:
    taken = typed_round(coach, f"I choose B and tell A no today. {HOSTILE}" * 3)
    reviewed(coach, taken, HOSTILE)
    page = written(coach, taken, tmp_path)
    browser.open(page)
    assert browser.seen.requests == [page]
    assert browser.seen.said == []
    assert browser.seen.dialogs == []
    assert browser.value("document.title").startswith(taken.title)
    assert browser.value("document.querySelectorAll('script, img, iframe, a').length") == 0
    assert browser.value("document.querySelectorAll('style').length") == 1
    assert browser.value("getComputedStyle(document.body).display") == "block"
    handlers = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes])"
    assert not browser.value(f"{handlers}.some(a => a.name.startsWith('on'))")
    shown = browser.value("document.body.innerText")
    for piece in (
        "<script>document.title='owned'</script>",
        "&lt;b&gt; &amp;",
        "{{ 7*7 }}",
        "␛[31m",
    ):
        assert piece in shown


def test_it_is_dark_or_light_and_printable_with_both_charts(
    coach: Coach, browser: Browser, tmp_path: Path
) -> None:
    answer = (
        "I would ask what the demo needs first.\n\nThen I choose metering, because it helps the "
        "whole base, and the price is that A's launch waits a week.\n\nI tell A today."
    )
    taken = typed_round(coach, answer)
    reviewed(coach, taken, "You name the price but not what would change the choice.")
    pages = {}
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        browser.open(written(coach, taken, tmp_path))
        pages[scheme] = browser.value("getComputedStyle(document.body).backgroundColor")
        browser.picture(Path(os.environ.get("REPORT_PICTURES", tmp_path)) / f"report-{scheme}.png")
    assert pages["light"] != pages["dark"]
    assert browser.value("document.querySelectorAll('svg').length") == 2
    assert browser.value("document.querySelector('polyline').points.length") > 2
    assert browser.value("document.querySelectorAll('mark').length") > 0
    assert browser.value("document.body.scrollWidth <= document.documentElement.clientWidth")
    assert browser.pdf().startswith(b"%PDF")
    assert browser.seen.said == []
