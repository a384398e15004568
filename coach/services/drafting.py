"""Drafting a scenario from a job advert or notes with a model; checked before it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from coach.files import CoachError, read_text
from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import Failed, Request
from coach.llm.json_scan import find_objects
from coach.packs.authoring import MODELINE, SKELETONS, keep_scenario
from coach.packs.load import Library
from coach.packs.schema import Pack, Scenario
from coach.packs.validate import check_library
from coach.prompts import find_prompt, make_delimiter
from coach.workspace import Workspace
from coach.yamls import dump

TOKENS = 12_000
"""Room for a scenario; the longest that ship take about nine thousand tokens."""
FAULTS_SENT = 20
LONGEST_NOTES = 60_000
"""Characters of notes; more is a book and not an advert."""


@dataclass(frozen=True)
class Drafted:
    """A draft that was kept, and what `coach check` still says of it."""

    path: Path
    faults: list[str]


async def draft_scenario(
    workspace: Workspace,
    name: str,
    notes: str,
    pack: Pack,
    endpoint: Endpoint,
    on_event: OnEvent = ignore,
) -> Drafted:
    """Have a model write the scenario `name` from notes, and keep it as a draft in the pack.

    A draft whose shape is wrong is sent back once. Faults a schema cannot see (a cue that misses
    its own example) are kept with the draft, since its author will mend them. Raises CoachError
    when no scenario came, and then writes nothing.
    """
    if len(notes) > LONGEST_NOTES:
        raise CoachError(f"the notes are longer than {LONGEST_NOTES:,} characters; shorten them.")
    folders = workspace.paths.prompt_folders
    request = _build_request(folders, notes, pack)
    faults: list[str] = []
    for _ in range(2):
        outcome = await endpoint.send(request, on_event)
        if isinstance(outcome, Failed):
            raise CoachError(outcome.failure.sentence)
        scenario, faults = _read_scenario(outcome.text, name)
        if scenario is not None:
            return _keep(scenario, name, pack)
        request = _build_repeat_request(folders, request, outcome.text, faults)
    model = endpoint.profile.model
    raise CoachError(f"{model} sent no scenario that can be used: {faults[0]}")


def _build_request(folders: Sequence[Path], notes: str, pack: Pack) -> Request:
    manifest, prompt = pack.manifest, find_prompt("draft-scenario.md.j2", folders)
    labels = {
        "areas": [label.id for label in manifest.areas],
        "tradeoffs": [label.id for label in manifest.tradeoffs],
        "segments": [label.id for label in manifest.segments],
        "dimensions (primary, and of points)": [d.id for d in pack.rubric.dimensions],
    }
    example = yaml.safe_load(
        re.sub(r"\{\{(\w+)\}\}", r"\1", read_text(SKELETONS / "scenario.yaml"))
    )
    filled = prompt.fill(
        notes=notes.strip(),
        example=json.dumps(example, ensure_ascii=False),
        labels="\n".join(f"{kind}: {', '.join(ids)}" for kind, ids in labels.items()),
        mark=make_delimiter(),
    )
    return Request(({"role": "user", "content": filled},), TOKENS)


def _build_repeat_request(
    folders: Sequence[Path], first: Request, reply: str, faults: list[str]
) -> Request:
    prompt = find_prompt("draft-again.md.j2", folders)
    complaint = prompt.fill(faults=faults[:FAULTS_SENT])
    turns = ({"role": "assistant", "content": reply}, {"role": "user", "content": complaint})
    return Request((*first.messages, *turns), first.max_tokens)


def _read_scenario(reply: str, name: str) -> tuple[Scenario | None, list[str]]:
    data: Any = None
    for body in reversed(find_objects(reply)):
        try:
            data = json.loads(body)
            break
        except (ValueError, RecursionError):
            continue
    if not isinstance(data, dict):
        return None, ["there is no JSON object in the reply"]
    # the name and the draft mark are not the model's to give
    data |= {"id": name, "draft": True}
    try:
        return Scenario.model_validate(data), []
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        return None, problems


def _keep(scenario: Scenario, name: str, pack: Pack) -> Drafted:
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    path = keep_scenario(name, MODELINE.format(kind="scenario") + dump(data), pack)
    with_it = pack.model_copy(update={"scenarios": {name: scenario}})
    faults = check_library(Library({pack.manifest.id: with_it}))
    return Drafted(path, [str(fault) for fault in faults if fault.file == str(path)])
