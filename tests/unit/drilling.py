"""What the tests of drills share: the shipped pack, and an attempt at one of its drills."""

from functools import lru_cache

from coach.config import Config
from coach.packs.drills import Drill
from coach.packs.load import Library, shown_prompt
from coach.packs.models import Pack
from coach.paths import find_paths
from coach.practice.desk import Desk
from coach.reviews.attempted import Situation
from coach.reviews.drill_checks import DrillResult, check_drill

ID = "claude-vs-metering"


@lru_cache
def desk() -> Desk:
    return Desk(find_paths({"COACH_HOME": "/nonexistent"}), Config())


def library() -> Library:
    return desk().library


def pack() -> Pack:
    return library().packs["ai-inference"]


def drill(name: str) -> Drill:
    return next(one for one in pack().drills.drills if one.id == name)


def attempt(name: str, text: str, scenario_id: str = ID) -> DrillResult:
    scenario = pack().scenarios[scenario_id]
    prompt = shown_prompt(scenario, "Fireworks")
    interviewer = desk().interviewer(pack(), scenario)
    here = Situation(scenario, prompt, pack().drill_lexicon, pack().lexicon, interviewer)
    return check_drill(drill(name), text, here)


def met(name: str, text: str, scenario_id: str = ID) -> set[str]:
    return {check.id for check in attempt(name, text, scenario_id).checks if check.met}
