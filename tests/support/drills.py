"""What the tests of drills share: the shipped pack, and an attempt at one of its drills."""

from functools import cache, lru_cache

from coach.config import Config
from coach.drills.attempt import Situation
from coach.drills.checks import DrillResult, check_drill
from coach.packs.drill_schema import Drill
from coach.packs.load import Library, render_prompt
from coach.packs.schema import Pack
from coach.paths import find_paths
from coach.services.coach import Coach
from coach.settings import Settings
from coach.workspace import Workspace

ID = "claude-vs-metering"


@lru_cache
def coach() -> Coach:
    return Coach(Workspace(find_paths({"COACH_HOME": "/nonexistent"}), Settings(Config())))


def library() -> Library:
    return coach().library


def pack() -> Pack:
    return library().packs["ai-inference"]


def drill(name: str) -> Drill:
    return next(one for one in pack().drills.drills if one.id == name)


@cache
def situation(scenario_id: str) -> Situation:
    scenario = pack().scenarios[scenario_id]
    prompt = render_prompt(scenario, "Fireworks")
    interviewer = coach().workspace.load_script(pack(), scenario)
    return Situation(scenario, prompt, pack().drill_lexicon, pack().lexicon, interviewer)


def attempt(name: str, text: str, scenario_id: str = ID) -> DrillResult:
    return check_drill(drill(name), text, situation(scenario_id))


def met(name: str, text: str, scenario_id: str = ID) -> set[str]:
    return {check.id for check in attempt(name, text, scenario_id).checks if check.met}
