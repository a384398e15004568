"""Own reads on disk: kept at once, gone on with, finished once; reviews that can be joined."""

import asyncio
import stat
from pathlib import Path

import pytest

from coach.config import Config
from coach.files import CoachError
from coach.packs.load import Library, load_library
from coach.paths import find_paths
from coach.reviews.own_read.marks import PointMark
from coach.services.coach import Coach
from coach.services.own_read import OwnReadSession
from coach.settings import Settings
from coach.transcripts.archive import pack_round, unpack_round
from coach.transcripts.review_schema import Review, ReviewerId
from coach.transcripts.store import Store
from coach.workspace import Workspace
from coach.yamls import load_document
from tests.support.calls import profile
from tests.support.judgements import DIMENSIONS, ROOM, spread_judgement
from tests.support.screens import Clock
from tests.support.server import Server, Wire, data, delta, finish, serving, streams

ID = "claude-vs-metering"
QUOTES = ["I call A today and say it plainly", "Engineering goes to B in two weeks"]
ANSWER = "I call A today and say it plainly. Engineering goes to B in two weeks."


@pytest.fixture(scope="module")
def library() -> Library:
    paths = find_paths({"COACH_HOME": "/nonexistent"})
    return load_library([paths.builtin_packs], trusted=paths.builtin_packs)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def coach(tmp_path: Path, clock: Clock, library: Library) -> Coach:
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    workspace = Workspace(paths, Settings(Config()), now=clock.now, monotonic=clock)
    workspace.__dict__["library"] = library
    return Coach(workspace)


def a_round(coach: Coach, answer: str = ANSWER) -> str:
    taken = coach.rounds.record_written(ID, answer, ["I rehearse on Tuesday."])
    return coach.store.add(taken).id


def mark_all(session: OwnReadSession, mark: str = "missing") -> None:
    proof = None if mark == "missing" else session.sentences[0]
    for point in session.points:
        session.mark(PointMark(point=point.id, mark=mark, evidence=proof))  # type: ignore[arg-type]


def complete(session: OwnReadSession) -> None:
    session.set_level(2)
    mark_all(session)
    session.set_line("It names who pays.")
    session.set_fix("When I am pressed, I first restate the worry.")


def test_each_mark_is_on_disk_at_once_and_gone_on_with(coach: Coach, clock: Clock) -> None:
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    path = coach.store.own_read_path(round_id)
    assert not path.exists(), "looking alone leaves nothing"
    clock.go_on(10)
    session.set_level(3)
    session.set_taken_back(session.sentences[1])
    first = session.points[0]
    clock.go_on(5)
    session.mark(PointMark(point=first.id, mark="there", evidence=session.sentences[0]))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_document(path).data["marks"][0]["evidence"]["quote"] == session.sentences[0].quote

    # as after a kill: another session reads the file alone
    clock.go_on(600)
    again = coach.own_reads.open(round_id)
    assert again.own == session.own
    assert again.next_point == 1 and again.own.seconds == 15
    clock.go_on(5)
    assert again.undo() == first.id
    assert again.own.seconds == 20 and coach.own_reads.open(round_id).next_point == 0


def test_a_finished_own_read_is_a_review_and_leaves_no_draft(coach: Coach, clock: Clock) -> None:
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    with pytest.raises(CoachError, match="1 to 4"):
        coach.own_reads.finish(session)
    complete(session)
    kept = coach.own_reads.finish(session)
    assert kept.trouble is None
    assert not coach.own_reads.is_begun(round_id)
    (review,) = coach.reviews.load(round_id)
    assert review == kept.review and review.is_own
    assert review.created == coach.workspace.timestamp()
    clock.go_on(60)
    second = coach.own_reads.open(round_id)
    assert second.own.marks == [] and second.own.level is None


def test_marks_that_became_a_review_before_the_program_was_killed_are_not_offered(
    coach: Coach,
) -> None:
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    complete(session)
    draft = coach.store.own_read_path(round_id)
    text = draft.read_text()
    coach.own_reads.finish(session)
    draft.write_text(text)
    assert coach.own_reads.open(round_id).own.marks == []
    assert not draft.exists()


def test_own_levels_stay_apart_from_reviewers_in_the_summary(coach: Coach, clock: Clock) -> None:
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    complete(session)
    coach.own_reads.finish(session)
    (row,) = coach.rounds.list_rounds()
    assert (row.level, row.dimensions) == (None, {})
    assert row.own_level == 1 and set(row.own_dimensions.values()) == {1}
    assert row.reviews == ["self"] and not row.own_aided
    assert coach.plan.measure_progress().overall.readings == ()
    assert coach.reviews.load(round_id)[0].status == "graded"
    # a review that was there to be seen makes later marks aided
    judged = Review(status="graded", reviewer=ReviewerId(kind="model", name="judge"))
    coach.reviews.keep(round_id, judged)
    clock.go_on(60)
    aided = coach.own_reads.open(round_id)
    complete(aided)
    assert coach.own_reads.finish(aided).review.receipt["aided"] is True
    assert coach.rounds.list_rounds()[0].own_aided


@pytest.mark.parametrize("status", ["in_progress", "left"])
def test_only_a_finished_round_with_an_answer_can_be_marked(coach: Coach, status: str) -> None:
    round_id = a_round(coach)
    record = coach.store.load(round_id)
    coach.store.save(record.model_copy(update={"status": status}))
    with pytest.raises(CoachError, match="not finished"):
        coach.own_reads.open(round_id)
    coach.store.save(record.model_copy(update={"answer": "  "}))
    with pytest.raises(CoachError, match="no answer to mark"):
        coach.own_reads.open(round_id)


def test_a_disk_that_refuses_loses_no_mark_and_says_so(coach: Coach) -> None:
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    path = coach.store.own_read_path(round_id)
    path.mkdir()
    session.set_level(2)
    assert session.trouble is not None and "NOT SAVED" in session.trouble
    path.rmdir()
    session.set_taken_back(session.sentences[0])
    assert session.trouble is None and load_document(path).data["level"] == 2


def test_an_own_read_travels_with_its_round(coach: Coach, tmp_path: Path) -> None:
    round_id = a_round(coach)
    session = coach.own_reads.open(round_id)
    session.set_level(4)
    packed = pack_round(coach.store, round_id)
    other = Store(tmp_path / "elsewhere")
    assert unpack_round(other, packed) == (round_id, "added")
    assert load_document(other.own_read_path(round_id)).data["level"] == 4
    assert pack_round(other, round_id) == packed


def with_model(coach: Coach, server: Server) -> None:
    config = Config(models={"judge": profile(server.url)}, reviewer="judge")
    coach.workspace.settings.replace_file(config)


async def test_a_review_under_way_is_joined_from_its_beginning(coach: Coach) -> None:
    sent = spread_judgement(QUOTES)
    half = sent.index('"portfolio_view"')
    let_go = asyncio.Event()

    async def slowly(wire: Wire, got: object) -> None:
        await wire.head()
        await wire.send(data(delta(sent[:half])))
        await let_go.wait()
        await wire.send(data(delta(sent[half:])))
        await wire.send(data(finish()) + data(ROOM) + "data: [DONE]\n\n")

    async with serving(slowly) as server:
        with_model(coach, server)
        round_id = a_round(coach)
        run = coach.own_reads.start_review(round_id, coach.review_runs)
        assert run is not None and coach.review_runs.find(round_id) is run
        heard = asyncio.Event()
        run.listeners.append(lambda _: heard.set() if run.judged == 2 else None)
        await heard.wait()
        assert coach.own_reads.start_review(round_id, coach.review_runs) is run
        events: list[object] = []
        following = asyncio.ensure_future(
            coach.review_runs.follow(round_id, "judge", events.append)
        )
        await asyncio.sleep(0)
        assert len(events) == len(run.events)
        let_go.set()
        outcome = await following
        assert outcome.review.status == "graded" and run.judged == len(DIMENSIONS)
        assert coach.review_runs.find(round_id) is None
        assert len(server.got) == 1
        # it is not asked again for a round that it has judged
        assert coach.own_reads.start_review(round_id, coach.review_runs) is None
    assert [review.reviewer.name for review in coach.reviews.load(round_id)] == ["judge"]


async def test_a_follower_that_stops_stops_the_review_and_what_came_is_kept(coach: Coach) -> None:
    sent = spread_judgement(QUOTES)

    async def hangs(wire: Wire, got: object) -> None:
        await wire.head()
        await wire.send(data(delta(sent[: sent.index('"portfolio_view"')])))
        await wire.gone()
        raise ConnectionError

    async with serving(hangs) as server:
        with_model(coach, server)
        round_id = a_round(coach)
        run = coach.review_runs.start(round_id, "judge")
        following = asyncio.ensure_future(
            coach.review_runs.follow(round_id, "judge", lambda event: None)
        )
        heard = asyncio.Event()
        run.listeners.append(lambda _: heard.set() if run.judged == 2 else None)
        await heard.wait()
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
        await server.closed_by_client.wait()
    (stopped,) = coach.reviews.load(round_id)
    assert stopped.status == "not_graded"


async def test_no_model_is_asked_where_none_reviews(coach: Coach) -> None:
    round_id = a_round(coach)
    assert coach.own_reads.start_review(round_id, coach.review_runs) is None
    async with serving(streams("{}")) as server:
        with_model(coach, server)
        coach.workspace.settings.override(reviewer="offline")
        assert coach.own_reads.start_review(round_id, coach.review_runs) is None
        assert server.got == []
