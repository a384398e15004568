"""Rooms for the tests: a scenario that ships, and an answer to it."""

from coach.packs.load import load_library, render_prompt
from coach.paths import find_paths
from coach.stakeholders.chairs import RoomCase
from coach.transcripts.record import Question, Transcript

PATHS = find_paths({"COACH_HOME": "/nonexistent"})
LIBRARY = load_library([PATHS.builtin_packs], trusted=PATHS.builtin_packs)
COMPANY = "Fireworks AI"


def record_of(id: str, answer: str, *, earned: str | None = None) -> Transcript:
    _, scenario = LIBRARY.find(id)
    told = {fact.id: fact.answer for fact in scenario.facts}
    asked = [Question(at=1, question="?", answer=told[earned], fact=earned)] if earned else []
    return Transcript(
        id=f"2026-11-24-100000-{id}",
        scenario=id,
        pack="ai-inference",
        title=scenario.title,
        prompt=render_prompt(scenario, COMPANY),
        started="2026-11-24T10:00:00+00:00",
        minutes=10,
        answer=answer,
        clarify=asked,
    )


def case_of(id: str, answer: str, *, earned: str | None = None) -> RoomCase:
    pack, scenario = LIBRARY.find(id)
    return RoomCase(record_of(id, answer, earned=earned), scenario, pack.lexicon, COMPANY)
