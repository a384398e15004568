"""A coach whose reviewer is one model at a test's server, and a round that it judges."""

from datetime import datetime
from pathlib import Path
from typing import Any

from coach.config import Config, Profile
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review
from coach.workspace import Workspace

ANSWER = "I call A today and say it plainly. Engineering goes to B in two weeks."
CALL, GOES = "I call A today and say it plainly", "Engineering goes to B in two weeks"
KEY = "sk-never-to-be-seen"


def make_coach(tmp_path: Path, judge_profile: Profile) -> Coach:
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    config = Config(models={"judge": judge_profile}, reviewer="judge")
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    return Coach(Workspace(paths, Settings(config), now=lambda: now, env={"JUDGE_KEY": KEY}))


async def judge(coach: Coach, answer: str = ANSWER) -> tuple[Review, list[Any], Transcript]:
    transcript = coach.rounds.record_written(
        "claude-vs-metering", answer, ["Fair. I rehearse it with you."]
    )
    events: list[Any] = []
    review = await coach.reviews.review(transcript, on_event=events.append)
    return review, events, transcript
