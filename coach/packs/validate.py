"""What a schema cannot see in a pack: names that lead nowhere, cues that misfire, holes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from coach.packs.content_checks import check_content
from coach.packs.drill_schema import Drill, DrillCheck, Habit
from coach.packs.exam import check_exam
from coach.packs.gold import check_gold
from coach.packs.load import Library
from coach.packs.questions import check_questions
from coach.packs.schema import Fact, Misconception, Pack, Scenario
from coach.text.cue_matcher import Matcher
from coach.text.cue_parser import CueError, Lexicon, compile_cue
from coach.yamls import FieldFault, FieldPath, FileFault, YamlDocument, load_document


def check_library(library: Library) -> list[FileFault]:
    """Find every fault of every pack that loaded, in the order of the files."""
    faults: list[FileFault] = []
    for pack in library.packs.values():
        folder = Path(pack.folder)
        for scenario in pack.scenarios.values():
            faults += _locate(folder / f"{scenario.id}.yaml", _check_scenario(pack, scenario))
        faults += _locate(folder / "misconceptions.yaml", _check_misconceptions(pack))
        faults += _locate(folder / "pack.yaml", _find_holes(pack))
        faults += _locate(folder / "rubric.yaml", _check_rubric(pack))
        faults += _locate(folder / "drills.yaml", _check_drills(pack))
        faults += check_gold(pack)
        faults += check_exam(pack)
        faults += check_questions(pack)
    return faults


def _locate(path: Path, field_faults: Iterable[FieldFault]) -> list[FileFault]:
    """Give each fault the line that its field stands on; a file without faults is not read."""
    known = list(field_faults)
    if not known:
        return []
    document = load_document(path) if path.exists() else YamlDocument(path, None, {})
    return [document.locate(*fault) for fault in known]


def _check_scenario(pack: Pack, scenario: Scenario) -> Iterator[FieldFault]:
    yield from _check_labels(pack, scenario)
    yield from _find_doubles(("points",), [p.id for p in scenario.points])
    yield from _find_doubles(("facts",), [f.id for f in scenario.facts])
    yield from _find_doubles(("pushbacks",), [p.id for p in scenario.pushbacks])
    yield from _find_doubles(("stakeholders",), [s.id for s in scenario.stakeholders])
    yield from _check_cues(pack, scenario)
    points = {point.id for point in scenario.points}
    for index, pushback in enumerate(scenario.pushbacks):
        for name in pushback.presses:
            if name not in points:
                yield ("pushbacks", index, "presses"), f"{name!r} is not a point of this scenario"
    for index, fact in enumerate(scenario.facts):
        yield from _check_fact(pack, index, fact)
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
            if _finds(pack, fact.earned_by, question):
                yield ("unrelated_questions", index), f"earns the fact {fact.id!r}; narrow its cues"
    yield from check_content(pack, scenario)


def _find_holes(pack: Pack) -> Iterator[FieldFault]:
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


def _check_labels(pack: Pack, scenario: Scenario) -> Iterator[FieldFault]:
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


def _find_doubles(field: FieldPath, ids: Iterable[str]) -> Iterator[FieldFault]:
    seen: Counter[str] = Counter()
    for index, name in enumerate(ids):
        seen[name] += 1
        if seen[name] > 1:
            yield (*field, index, "id"), f"{name!r} is used twice; give each its own id"


def _check_cues(pack: Pack, scenario: Scenario) -> Iterator[FieldFault]:
    for index, fact in enumerate(scenario.facts):
        yield from _parse_cues(pack.lexicon, ("facts", index, "earned_by"), fact.earned_by)
        yield from _parse_cues(pack.lexicon, ("facts", index, "used_by"), fact.used_by)
    for index, point in enumerate(scenario.points):
        yield from _parse_cues(pack.lexicon, ("points", index, "cues"), point.cues)
    for index, who in enumerate(scenario.stakeholders):
        yield from _parse_cues(pack.lexicon, ("stakeholders", index, "cues"), who.cues)
        yield from _parse_cues(pack.lexicon, ("stakeholders", index, "met_by"), who.met_by)
    for index, tradeoff in enumerate(scenario.in_play):
        yield from _parse_cues(pack.lexicon, ("in_play", index, "flip_cues"), tradeoff.flip_cues)
        for number, side in enumerate(tradeoff.sides):
            field = ("in_play", index, "sides", number, "cues")
            yield from _parse_cues(pack.lexicon, field, side.cues)


def _parse_cues(lexicon: Lexicon, field: FieldPath, cues: Iterable[str]) -> Iterator[FieldFault]:
    for number, cue in enumerate(cues):
        try:
            compile_cue(cue, lexicon)
        except CueError as error:
            yield (*field, number), str(error)


def _finds(pack: Pack, cues: Iterable[str], text: str) -> bool:
    good = [cue for cue in cues if not list(_parse_cues(pack.lexicon, (), [cue]))]
    return Matcher(text, pack.lexicon).has(good)


def _check_fact(pack: Pack, index: int, fact: Fact) -> Iterator[FieldFault]:
    for number, question in enumerate([fact.ask, *fact.asked_as]):
        if not _finds(pack, fact.earned_by, question):
            field = ("facts", index, "asked_as", number - 1) if number else ("facts", index, "ask")
            yield field, f"no cue earns the fact with {question!r}; add one to earned_by"


def _check_misconceptions(pack: Pack) -> Iterator[FieldFault]:
    yield from _find_doubles(("misconceptions",), [m.id for m in pack.misconceptions])
    for index, misconception in enumerate(pack.misconceptions):
        field = ("misconceptions", index, "cues")
        faults = [
            *_parse_cues(pack.lexicon, field, misconception.cues),
            *_parse_cues(pack.lexicon, field, misconception.unless),
        ]
        yield from faults
        if (
            not faults
            and _finds(pack, misconception.cues, misconception.right)
            and not _is_harmless(pack, misconception)
        ):
            yield field, "a cue fires on the pack's own right statement; narrow it"


def _is_harmless(pack: Pack, misconception: Misconception) -> bool:
    negations = ["not|never|no|cannot|nor|without|wrong"]
    return _finds(pack, [*negations, *misconception.unless], misconception.right)


def _check_rubric(pack: Pack) -> Iterator[FieldFault]:
    rubric = pack.rubric
    yield from _find_doubles(("dimensions",), [d.id for d in rubric.dimensions])
    for index, dimension in enumerate(rubric.dimensions):
        if set(dimension.anchors) != {1, 2, 3, 4}:
            yield ("dimensions", index, "anchors"), "needs an anchor for each of 1, 2, 3 and 4"
    ids = {d.id for d in rubric.dimensions} | {"primary", "misconception"}
    for index, cap in enumerate(rubric.overall.caps):
        if cap.dimension not in ids:
            yield ("overall", "caps", index), f"{cap.dimension!r} is not a dimension"


def _check_drills(pack: Pack) -> Iterator[FieldFault]:
    """Find what is wrong with the fields of a pack's drills."""
    drills = pack.drills.drills
    yield from _find_doubles(("drills",), [drill.id for drill in drills])
    for index, drill in enumerate(drills):
        yield from _check_drill(pack, ("drills", index), drill)


def _check_drill(pack: Pack, field: FieldPath, drill: Drill) -> Iterator[FieldFault]:
    dimensions = {dimension.id for dimension in pack.rubric.dimensions}
    for number, name in enumerate(drill.dimensions):
        if name not in dimensions:
            yield (*field, "dimensions", number), f"{name!r} is not a dimension of the rubric"
    for number, name in enumerate(drill.scenarios):
        if name not in pack.scenarios:
            yield (*field, "scenarios", number), f"{name!r} is not a scenario of this pack"
    yield from _find_doubles((*field, "checks"), [check.id for check in drill.checks])
    for number, habit in enumerate(drill.habits):
        yield from _check_habit(pack, (*field, "habits", number), habit)
    for number, check in enumerate(drill.checks):
        yield from _check_drill_check(pack, (*field, "checks", number), drill, check)


def _check_habit(pack: Pack, field: FieldPath, habit: Habit) -> Iterator[FieldFault]:
    known = {check.id for dimension in pack.rubric.dimensions for check in dimension.checks}
    for number, name in enumerate(habit.checks):
        if name not in known:
            yield (*field, "checks", number), f"{name!r} is not a check of the rubric"
    yield from _parse_cues(pack.drill_lexicon, (*field, "points"), habit.points)


def _check_drill_check(
    pack: Pack, field: FieldPath, drill: Drill, check: DrillCheck
) -> Iterator[FieldFault]:
    yield from _parse_cues(pack.drill_lexicon, (*field, "cues"), check.cues)
    yield from _parse_cues(pack.drill_lexicon, (*field, "unless"), check.unless)
    limits = drill.limits
    if check.rule == "limits" and limits.sentences is limits.words is limits.questions is None:
        yield (*field, "rule"), "the drill has no limits; give it some, or another rule"
