"""How people ask for a scenario's facts: wordings that the interviewer matches questions to."""

from __future__ import annotations

from pathlib import Path

from coach.files import CoachError
from coach.packs.field_types import Line, Slug
from coach.packs.schema import Pack
from coach.packs.sidecar import Sidecar, read_sidecars
from coach.yamls import FileFault, load_model

FOLDER = "questions"


class Questions(Sidecar):
    """`questions/<scenario>.yaml`: for each fact, questions that ask for it in many ways."""

    asked: dict[Slug, list[Line]]
    elsewhere: list[Line] = []
    """Questions on the case that no fact answers. They measure the matching; none is matched to."""


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


def check_questions(pack: Pack) -> list[FileFault]:
    """Find every fault of the wordings: wrong shapes, and names of what does not exist."""
    faults: list[FileFault] = []
    paths = sorted((Path(pack.folder) / FOLDER).glob("*.yaml"))
    for document, questions, scenario in read_sidecars(pack, paths, Questions, faults):
        facts = {fact.id for fact in scenario.facts}
        for fact_id in questions.asked.keys() - facts:
            problem = f"{fact_id!r} is not a fact of this scenario"
            faults.append(document.locate(("asked", fact_id), problem))
    return faults
