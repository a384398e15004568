"""Loading packs: the good scenarios load, the bad ones are listed with their faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from coach.files import CoachError
from coach.packs.cards import make_cards
from coach.packs.compiled import CompiledPacks, find_packs, hash_files
from coach.packs.drill_schema import Drills
from coach.packs.schema import (
    Glossary,
    Lexicon,
    Manifest,
    Misconceptions,
    Pack,
    Rubric,
    Scenario,
)
from coach.text.suggest import suggest
from coach.yamls import FileFault, FileFaults, load_model, load_trusted

M = TypeVar("M", bound=BaseModel)
_WRAP = re.compile(r"(?<!\n)[ \t]*\n(?!\s*\n|\s*[-*•]|\s*\d+[.)])[ \t]*")
SHARED_FILES = frozenset(
    {
        "pack.yaml",
        "rubric.yaml",
        "glossary.yaml",
        "misconceptions.yaml",
        "cues.yaml",
        "drills.yaml",
    }
)


@dataclass(frozen=True)
class Library:
    """All packs that could be loaded, and the faults of what could not."""

    packs: dict[str, Pack]
    faults: list[FileFault] = field(default_factory=list)

    @property
    def scenarios(self) -> list[tuple[Pack, Scenario]]:
        """Every scenario with its pack, by title."""
        pairs = [(pack, s) for pack in self.packs.values() for s in pack.scenarios.values()]
        return sorted(pairs, key=lambda pair: pair[1].title.casefold())

    @property
    def bands(self) -> dict[int, str]:
        """What the packs call each level; a number where they do not agree."""
        names: dict[int, set[str]] = {}
        for pack in self.packs.values():
            for level, band in pack.rubric.bands.items():
                names.setdefault(level, set()).add(band)
        return {
            level: words.pop() if len(words) == 1 else str(level)
            for level, words in sorted(names.items())
        }

    def find(self, scenario_id: str) -> tuple[Pack, Scenario]:
        """Return a scenario and its pack; raises CoachError naming the nearest ids."""
        for pack in self.packs.values():
            if scenario_id in pack.scenarios:
                return pack, pack.scenarios[scenario_id]
        known = [s.id for _, s in self.scenarios]
        broken = next((f for f in self.faults if Path(f.file).stem == scenario_id), None)
        if broken:
            raise CoachError(f"scenario {scenario_id!r} cannot be used: {broken}")
        near = suggest(scenario_id, known)
        near = near or [k for k in known if scenario_id and scenario_id.casefold() in k][:3]
        hint = f"did you mean {' or '.join(near)}?" if near else "`coach scenarios` lists them."
        raise CoachError(f"there is no scenario {scenario_id!r}; {hint}")


def load_library(
    folders: Iterable[Path], trusted: Path | None = None, compiled: CompiledPacks | None = None
) -> Library:
    """Load every pack in the folders; a pack or scenario with a known id overrides the earlier one.

    `trusted` is the folder of the packs that ship with the program, which are not screened for
    hostile YAML. Packs that are found in `compiled` are read from there, others are put there once
    they are loaded without a fault. Never raises for a broken pack: its faults are in the result.
    """
    packs: dict[str, Pack] = {}
    faults: list[FileFault] = []
    for folder in folders:
        for pack_folder in find_packs(folder):
            load = _load_shipped if folder == trusted else _load
            loaded, its_faults = load(pack_folder, compiled)
            faults.extend(its_faults)
            if loaded is not None:
                packs[loaded.manifest.id] = _override(packs.get(loaded.manifest.id), loaded)
    return Library(packs, faults)


def load_pack(folder: Path, trusted: bool, faults: list[FileFault]) -> Pack | None:
    """Load one pack, adding what is wrong to `faults`; None where its rubric or manifest is."""
    load = load_trusted if trusted else load_model

    def read(name: str, model: type[M]) -> M | None:
        return _gather(faults, folder / name, lambda: load(folder / name, model))

    def read_optional(name: str, model: type[M]) -> M | None:
        return read(name, model) if (folder / name).exists() else None

    manifest = read("pack.yaml", Manifest)
    rubric = read("rubric.yaml", Rubric)
    scenarios: dict[str, Scenario] = {}
    for path in list_scenario_files(folder):
        scenario = read(path.name, Scenario)
        if scenario is None:
            continue
        if scenario.id != path.stem:
            problem = f"is {scenario.id!r} but the file is named {path.stem!r}; make them the same"
            faults.append(FileFault(str(path), 1, "id", problem))
            continue
        scenarios[scenario.id] = scenario
    glossary = read_optional("glossary.yaml", Glossary)
    misconceptions = read_optional("misconceptions.yaml", Misconceptions)
    lexicon = read_optional("cues.yaml", Lexicon)
    drills = read_optional("drills.yaml", Drills)
    if manifest is None or rubric is None:
        return None
    return Pack(
        manifest=manifest,
        rubric=rubric,
        scenarios=scenarios,
        glossary=glossary.terms if glossary else [],
        misconceptions=misconceptions.misconceptions if misconceptions else [],
        lexicon=lexicon.lists if lexicon else {},
        related=lexicon.related if lexicon else {},
        drills=drills or Drills(drills=[]),
        folder=str(folder),
    )


LoadedPack = tuple[Pack | None, list[FileFault]]


def _load(folder: Path, compiled: CompiledPacks | None, trusted: bool = False) -> LoadedPack:
    source = hash_files(folder) if compiled is not None else None
    if compiled is None or source is None:
        faults: list[FileFault] = []
        return load_pack(folder, trusted, faults), faults
    pack = _read_compiled(compiled, source, folder)
    if pack is not None:
        return pack, []
    faults = []
    pack = load_pack(folder, trusted, faults)
    # not where a file was changed between its hash and its reading
    if pack is not None and not faults and hash_files(folder) == source:
        compiled.write(source, folder, make_cards(pack), pack.model_dump(mode="json"))
    return pack, faults


def _read_compiled(compiled: CompiledPacks, source: str, folder: Path) -> Pack | None:
    data = compiled.read_pack(source, folder)
    if data is None:
        return None
    try:
        # one at a time: a whole pack would hold up every other thread while it is validated
        scenarios = {
            name: Scenario.model_validate(scenario)
            for name, scenario in data.pop("scenarios").items()
        }
        rest = Pack.model_validate(data | {"scenarios": {}, "folder": str(folder)})
    except (ValidationError, KeyError, AttributeError, TypeError):
        return None
    return rest.model_copy(update={"scenarios": scenarios})


_shipped: dict[Path, LoadedPack] = {}


def _load_shipped(folder: Path, compiled: CompiledPacks | None) -> LoadedPack:
    """Load a pack that ships with the program, once: it stays the same while the program runs."""
    if folder not in _shipped:
        _shipped[folder] = _load(folder, compiled, trusted=True)
    return _shipped[folder]


def list_scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a pack folder, by name."""
    return sorted(p for p in folder.glob("*.yaml") if p.name not in SHARED_FILES)


def render_prompt(scenario: Scenario, company: str) -> str:
    """The prompt with the company's name in it; nothing else in a prompt is ever replaced."""
    possessive = f"{company}'" if company.endswith("s") else f"{company}'s"
    text = scenario.prompt.replace("{{company's}}", possessive)
    return unwrap(text.replace("{{company}}", company))


def unwrap(text: str) -> str:
    """Prose as paragraphs of one line each; blank lines and list items stay apart."""
    return _WRAP.sub(" ", text.strip())


def _gather(faults: list[FileFault], path: Path, load: Callable[[], M]) -> M | None:
    try:
        return load()
    except FileFaults as error:
        faults.extend(error.faults)
    except CoachError as error:
        faults.append(FileFault(str(path), 1, "", str(error).removeprefix(f"{path}: ")))
    return None


def _override(earlier: Pack | None, later: Pack) -> Pack:
    if earlier is None:
        return later
    return later.model_copy(
        update={
            "scenarios": earlier.scenarios | later.scenarios,
            "glossary": later.glossary or earlier.glossary,
            "misconceptions": later.misconceptions or earlier.misconceptions,
            "lexicon": earlier.lexicon | later.lexicon,
            "related": earlier.related | later.related,
            "drills": later.drills if later.drills.drills else earlier.drills,
        }
    )
