"""How people ask for a scenario's facts: wordings that the interviewer hears a question by."""

from __future__ import annotations

from pathlib import Path

from coach.files import CoachError
from coach.packs.fields import Content, Line, Slug
from coach.packs.models import Pack
from coach.yamls import Fault, FileFaults, load_document, load_model, validated

FOLDER = "questions"


class Questions(Content):
    """`questions/<scenario>.yaml`: for each fact, questions that ask for it in many ways."""

    scenario: Slug
    asked: dict[Slug, list[Line]]
    elsewhere: list[Line] = []
    """Questions on the case that no fact answers: what is measured with, and not heard by."""


def load_questions(pack: Pack, scenario_id: str) -> Questions | None:
    """The wordings for a scenario; None where a pack has none, or none that can be read.

    A round goes on without them: the scenario's own wordings are enough. What is wrong with a file
    is for `coach check` to say.
    """
    path = Path(pack.folder) / FOLDER / f"{scenario_id}.yaml"
    if not path.is_file():
        return None
    try:
        return load_model(path, Questions)
    except CoachError:
        return None


def check_questions(pack: Pack) -> list[Fault]:
    """Every fault of the wordings: shapes, and names that lead nowhere."""
    faults: list[Fault] = []
    for path in sorted((Path(pack.folder) / FOLDER).glob("*.yaml")):
        try:
            document = load_document(path)
            found = validated(document, Questions)
        except FileFaults as error:
            faults += error.faults
            continue
        scenario = pack.scenarios.get(found.scenario)
        if scenario is None or found.scenario != path.stem:
            said = f"{found.scenario!r} is not a scenario of this pack named like the file"
            faults.append(Fault(str(path), document.line(("scenario",)), "scenario", said))
            continue
        facts = {fact.id for fact in scenario.facts}
        for id in found.asked.keys() - facts:
            said = f"{id!r} is not a fact of this scenario"
            faults.append(Fault(str(path), document.line(("asked", id)), f"asked.{id}", said))
    return faults
