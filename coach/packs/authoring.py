"""Starting a pack or a scenario: commented skeletons that pass the check, and editors' schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from coach.files import CoachError, atomic_write, read_text
from coach.packs.drill_schema import Drills
from coach.packs.field_types import Slug
from coach.packs.gold import Gold
from coach.packs.load import load_library
from coach.packs.questions import Questions
from coach.packs.schema import (
    Glossary,
    Lexicon,
    Manifest,
    Misconceptions,
    Pack,
    Rubric,
    Scenario,
)

SKELETONS = Path(__file__).parent / "skeletons"
SCHEMAS: dict[str, type[BaseModel]] = {
    "pack": Manifest,
    "rubric": Rubric,
    "scenario": Scenario,
    "glossary": Glossary,
    "misconceptions": Misconceptions,
    "cues": Lexicon,
    "drills": Drills,
    "gold": Gold,
    "questions": Questions,
}
MODELINE = "# yaml-language-server: $schema=schema/{kind}.json\n"
"""What makes editors complete and check a file while it is typed."""


def new_pack(pack_id: str, folder: Path, rubric_of: Path, title: str | None = None) -> Path:
    """Make a pack folder with a manifest, a rubric, word lists, a scenario and schemas.

    `rubric_of` is the pack folder that rubric and word lists are taken from. Raises CoachError for
    an id that cannot be one and for a folder that is there already.
    """
    _check_id(pack_id)
    target = folder / pack_id
    if target.exists():
        raise CoachError(f"{target} is there already; name the pack otherwise or remove it.")
    text = _fill("pack.yaml", id=pack_id, title=title or _make_title(pack_id))
    _write(target / "pack.yaml", text)
    for kind in ("rubric", "cues"):
        copied = read_text(rubric_of / f"{kind}.yaml")
        _write(target / f"{kind}.yaml", MODELINE.format(kind=kind) + copied)
    write_schemas(target / "schema")
    (pack,) = load_library([target]).packs.values()
    new_scenario("example", pack)
    return target


def new_scenario(scenario_id: str, pack: Pack, title: str | None = None) -> Path:
    """Write a commented scenario into a pack and return its path; raises CoachError as above."""
    _check_id(scenario_id)
    manifest = pack.manifest
    text = _fill(
        "scenario.yaml",
        id=scenario_id,
        title=title or _make_title(scenario_id),
        tradeoff=manifest.tradeoffs[0].id,
        segment=manifest.segments[0].id,
    )
    return keep_scenario(scenario_id, text, pack)


def keep_scenario(scenario_id: str, text: str, pack: Pack) -> Path:
    """Write a scenario's text into a pack; raises CoachError where the file is there already."""
    _check_id(scenario_id)
    path = Path(pack.folder) / f"{scenario_id}.yaml"
    if path.exists():
        raise CoachError(f"{path} is there already; name the scenario otherwise or remove it.")
    _write(path, text)
    return path


def write_schemas(folder: Path) -> list[Path]:
    """Write a JSON Schema for each kind of pack file."""
    written = []
    for kind, model in SCHEMAS.items():
        path = folder / f"{kind}.json"
        _write(path, json.dumps(model.model_json_schema(), indent=1, sort_keys=True) + "\n")
        written.append(path)
    return written


def _fill(name: str, **values: str) -> str:
    text = read_text(SKELETONS / name)
    return re.sub(r"\{\{(\w+)\}\}", lambda m: values.get(m[1], m[0]), text)


def _write(path: Path, text: str) -> None:
    atomic_write(path, text, mode=0o644)


def _check_id(name: str) -> None:
    try:
        TypeAdapter(Slug).validate_python(name)
    except ValidationError:
        raise CoachError(
            f"{name!r} cannot be an id; use small letters, digits and '-', a letter or digit first."
        ) from None


def _make_title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
