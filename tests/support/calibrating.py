"""A coach whose model at a test's server is to be calibrated or examined."""

from datetime import datetime
from pathlib import Path

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace
from tests.support.calls import profile
from tests.support.server import Server

KEY = "sk-never-to-be-seen"


def make_coach(tmp_path: Path, server: Server) -> Coach:
    config = Config(models={"judge": profile(server.url, api_key_env="JUDGE_KEY")})
    now = datetime.fromisoformat("2026-11-24T10:00:00+00:00")
    paths = find_paths({"COACH_HOME": str(tmp_path)})
    return Coach(Workspace(paths, Settings(config), now=lambda: now, env={"JUDGE_KEY": KEY}))
