"""A coach with the packs that ship and without a home."""

from coach.config import Config
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace

COACH = Coach(Workspace(find_paths({"COACH_HOME": "/nonexistent"}), Settings(Config())))
