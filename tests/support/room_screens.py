"""The room on the screen, for the tests: a round that was answered, its chairs, a model."""

from textual.pilot import Pilot

from coach.config import Config
from coach.paths import Paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.stakeholders.models import RoomRecord, Stance
from coach.tui.app import CoachApp
from coach.tui.navigation import OpenReview
from coach.tui.room.screen import RoomScreen
from coach.tui.room.voices import VoiceRow
from coach.workspace import Workspace
from tests.support.calls import profile
from tests.support.reviews import point
from tests.support.screens import Clock, get_text, idle, until

ID = "claude-vs-metering"
ANSWER = "B gets its export with cost per team in two weeks. We refuse A."
MESSAGE = "We will not host Claude, since the weights are closed. I ring you on Tuesday."
PEOPLE = ("customer-a", "customer-b-platform", "customer-b-finance", "own-engineers")
STANCES: dict[str, tuple[Stance, int | None]] = {
    "customer-a": ("leave", 1),
    "customer-b-platform": ("accept", 0),
    "customer-b-finance": ("bargain", 0),
    "own-engineers": ("escalate", None),
}


def keep_answered_round(coach: Coach, answer: str = ANSWER, id: str = ID) -> str:
    taken = coach.rounds.record_written(id, answer)
    coach.store.save(taken)
    coach.reviews.keep(taken.id, point(coach, taken))
    return taken.id


def take_all_chairs(coach: Coach, id: str) -> RoomRecord:
    """Take all chairs and keep the room."""
    visit, lines = coach.stakeholders.open(id), coach.stakeholders.list_sentences(id)
    for person, (stance, line) in STANCES.items():
        cause = None if line is None else lines[line]
        visit = coach.stakeholders.take(
            id, visit, person, stance=stance, line=cause, would_change="A date."
        )
    coach.stakeholders.keep(id, visit)
    return visit


def list_voices(app: CoachApp) -> list[str]:
    """The first line of each voice."""
    return [str(row.content).splitlines()[0] for row in app.screen.query(VoiceRow)]


def read_chair(app: CoachApp) -> str:
    return get_text(app, "#chair-text")


async def open_room(pilot: Pilot[None], app: CoachApp, id: str) -> None:
    await until(pilot, lambda: app.coach is not None)
    app.post_message(OpenReview(id))
    await pilot.pause()
    await idle(pilot)
    await pilot.press("o")
    await until(pilot, lambda: isinstance(app.screen, RoomScreen))
    await until(pilot, lambda: bool(list_voices(app)) or bool(read_chair(app)))
    await idle(pilot)


def make_app_with_model(url: str, paths: Paths, clock: Clock) -> tuple[Coach, CoachApp]:
    coach = Coach(
        Workspace(
            paths,
            Settings(Config(models={"rival": profile(url)})),
            now=clock.now,
            monotonic=clock,
            env={},
        )
    )
    return coach, CoachApp(lambda: coach)


async def choose_model(pilot: Pilot[None]) -> None:
    await pilot.press("m")
    await pilot.pause()
    await pilot.press("down", "enter")
