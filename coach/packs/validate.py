"""What a schema cannot see in a pack: names that lead nowhere, cues that misfire, holes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from coach.packs.content_checks import content_faults
from coach.packs.exam import check_exam
from coach.packs.gold import check_gold
from coach.packs.load import Library
from coach.packs.questions import check_questions
from coach.packs.schema import Fact, Misconception, Pack, Scenario
from coach.packs.validate_drills import check_drills
from coach.text.cue_matcher import Matcher
from coach.text.cue_parser import CueError, compile_cue
from coach.yamls import FileFault, load_document


def check_library(library: Library) -> list[FileFault]:
    """Every fault of every pack that loaded, in the order of the files."""
    faults: list[FileFault] = []
    for pack in library.packs.values():
        for scenario in pack.scenarios.values():
            located = _Locator(f"{pack.folder}/{scenario.id}.yaml")
            faults += [located.fault(*fault) for fault in _scenario(pack, scenario)]
        located = _Locator(f"{pack.folder}/misconceptions.yaml")
        faults += [located.fault(*fault) for fault in _misconceptions(pack)]
        located = _Locator(f"{pack.folder}/pack.yaml")
        faults += [located.fault(*fault) for fault in _holes(pack)]
        located = _Locator(f"{pack.folder}/rubric.yaml")
        faults += [located.fault(*fault) for fault in _rubric(pack)]
        located = _Locator(f"{pack.folder}/drills.yaml")
        faults += [located.fault(*fault) for fault in check_drills(pack)]
        faults += check_gold(pack)
        faults += check_exam(pack)
        faults += check_questions(pack)
    return faults


PackFault = tuple[tuple[str | int, ...], str]


class _Locator:
    """Turns a field into a fault with the line it stands on; the file is read when needed."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._document: object = None

    def fault(self, field: tuple[str | int, ...], message: str) -> FileFault:
        from pathlib import Path

        path = Path(self._file)
        line = load_document(path).line(field) if path.exists() else 1
        return FileFault(self._file, line, ".".join(map(str, field)), message)


def _scenario(pack: Pack, scenario: Scenario) -> Iterator[PackFault]:
    yield from _labels(pack, scenario)
    yield from _doubles("points", [p.id for p in scenario.points])
    yield from _doubles("facts", [f.id for f in scenario.facts])
    yield from _doubles("pushbacks", [p.id for p in scenario.pushbacks])
    yield from _doubles("stakeholders", [s.id for s in scenario.stakeholders])
    yield from _cues(pack, scenario)
    points = {point.id for point in scenario.points}
    for index, pushback in enumerate(scenario.pushbacks):
        for name in pushback.presses:
            if name not in points:
                yield ("pushbacks", index, "presses"), f"{name!r} is not a point of this scenario"
    for index, fact in enumerate(scenario.facts):
        yield from _fact(pack, index, fact)
    facts = {fact.id for fact in scenario.facts}
    for index, point in enumerate(scenario.points):
        for name in point.shown_by_asking:
            if name not in facts:
                yield (
                    ("points", index, "shown_by_asking"),
                    f"{name!r} is not a fact of this scenario",
                )
    for index, question in enumerate(scenario.unrelated_questions):
        for fact in scenario.facts:
            if _fires(pack, fact.earned_by, question):
                yield ("unrelated_questions", index), f"earns the fact {fact.id!r}; narrow its cues"
    yield from content_faults(pack, scenario)


def _holes(pack: Pack) -> Iterator[PackFault]:
    """Combinations of area, tradeoff and segment that no scenario is about."""
    manifest = pack.manifest
    if not manifest.covers_all:
        return
    covered = {
        cell for s in pack.scenarios.values() for cell in product(s.areas, s.tradeoffs, s.segments)
    }
    labels = (manifest.areas, manifest.tradeoffs, manifest.segments)
    for cell in product(*([label.id for label in kind] for kind in labels)):
        if cell not in covered:
            yield ("covers_all",), f"no scenario is about {' and '.join(cell)}; write one"


def _labels(pack: Pack, scenario: Scenario) -> Iterator[PackFault]:
    manifest = pack.manifest
    known = {
        "areas": {label.id for label in manifest.areas},
        "tradeoffs": {label.id for label in manifest.tradeoffs},
        "segments": {label.id for label in manifest.segments},
        "primary": {dimension.id for dimension in pack.rubric.dimensions},
    }
    for field, ids in known.items():
        for index, name in enumerate(getattr(scenario, field)):
            if name not in ids:
                yield (field, index), f"{name!r} is not known; known are {', '.join(sorted(ids))}"
    dimensions = known["primary"]
    for index, point in enumerate(scenario.points):
        for name in point.dimensions:
            if name not in dimensions:
                yield ("points", index, "dimensions"), f"{name!r} is not a dimension of the rubric"


def _doubles(field: str, ids: Iterable[str]) -> Iterator[PackFault]:
    seen: Counter[str] = Counter()
    for index, name in enumerate(ids):
        seen[name] += 1
        if seen[name] > 1:
            yield (field, index, "id"), f"{name!r} is used twice; give each its own id"


def _cues(pack: Pack, scenario: Scenario) -> Iterator[PackFault]:
    for index, fact in enumerate(scenario.facts):
        yield from _parse(pack, ("facts", index, "earned_by"), fact.earned_by)
        yield from _parse(pack, ("facts", index, "used_by"), fact.used_by)
    for index, point in enumerate(scenario.points):
        yield from _parse(pack, ("points", index, "cues"), point.cues)
    for index, who in enumerate(scenario.stakeholders):
        yield from _parse(pack, ("stakeholders", index, "cues"), who.cues)
        yield from _parse(pack, ("stakeholders", index, "met_by"), who.met_by)
    for index, tradeoff in enumerate(scenario.in_play):
        yield from _parse(pack, ("in_play", index, "flip_cues"), tradeoff.flip_cues)
        for number, side in enumerate(tradeoff.sides):
            yield from _parse(pack, ("in_play", index, "sides", number, "cues"), side.cues)


def _parse(pack: Pack, field: tuple[str | int, ...], cues: Iterable[str]) -> Iterator[PackFault]:
    for number, cue in enumerate(cues):
        try:
            compile_cue(cue, pack.lexicon)
        except CueError as error:
            yield (*field, number), str(error)


def _fires(pack: Pack, cues: Iterable[str], text: str) -> bool:
    good = [cue for cue in cues if not list(_parse(pack, (), [cue]))]
    return Matcher(text, pack.lexicon).has(good)


def _fact(pack: Pack, index: int, fact: Fact) -> Iterator[PackFault]:
    for number, question in enumerate([fact.ask, *fact.asked_as]):
        if not _fires(pack, fact.earned_by, question):
            field = ("facts", index, "asked_as", number - 1) if number else ("facts", index, "ask")
            yield field, f"no cue earns the fact with {question!r}; add one to earned_by"


def _misconceptions(pack: Pack) -> Iterator[PackFault]:
    yield from _doubles("misconceptions", [m.id for m in pack.misconceptions])
    for index, misconception in enumerate(pack.misconceptions):
        field = ("misconceptions", index, "cues")
        faults = [
            *_parse(pack, field, misconception.cues),
            *_parse(pack, field, misconception.unless),
        ]
        yield from faults
        if (
            not faults
            and _fires(pack, misconception.cues, misconception.right)
            and not _harmless(pack, misconception)
        ):
            yield field, "a cue fires on the pack's own right statement; narrow it"


def _harmless(pack: Pack, misconception: Misconception) -> bool:
    negations = ["not|never|no|cannot|nor|without|wrong"]
    return _fires(pack, [*negations, *misconception.unless], misconception.right)


def _rubric(pack: Pack) -> Iterator[PackFault]:
    rubric = pack.rubric
    yield from _doubles("dimensions", [d.id for d in rubric.dimensions])
    for index, dimension in enumerate(rubric.dimensions):
        if set(dimension.anchors) != {1, 2, 3, 4}:
            yield ("dimensions", index, "anchors"), "needs an anchor for each of 1, 2, 3 and 4"
    ids = {d.id for d in rubric.dimensions} | {"primary", "misconception"}
    for index, cap in enumerate(rubric.overall.caps):
        if cap.dimension not in ids:
            yield ("overall", "caps", index), f"{cap.dimension!r} is not a dimension"
