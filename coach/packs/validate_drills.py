"""What a schema cannot see in `drills.yaml`: names that lead nowhere, cues that are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from coach.packs.drill_schema import Drill, DrillCheck, Habit
from coach.packs.schema import Pack
from coach.text.cue_parser import CueError, compile_cue

Found = tuple[tuple[str | int, ...], str]


def check_drills(pack: Pack) -> Iterator[Found]:
    """Each field of the pack's drills that is wrong, with what is wrong about it."""
    drills = pack.drills.drills
    yield from _doubles(("drills",), [drill.id for drill in drills])
    for index, drill in enumerate(drills):
        yield from _drill(pack, ("drills", index), drill)


def _drill(pack: Pack, field: tuple[str | int, ...], drill: Drill) -> Iterator[Found]:
    dimensions = {dimension.id for dimension in pack.rubric.dimensions}
    for number, name in enumerate(drill.dimensions):
        if name not in dimensions:
            yield (*field, "dimensions", number), f"{name!r} is not a dimension of the rubric"
    for number, name in enumerate(drill.scenarios):
        if name not in pack.scenarios:
            yield (*field, "scenarios", number), f"{name!r} is not a scenario of this pack"
    yield from _doubles((*field, "checks"), [check.id for check in drill.checks])
    for number, habit in enumerate(drill.habits):
        yield from _habit(pack, (*field, "habits", number), habit)
    for number, check in enumerate(drill.checks):
        yield from _check(pack, (*field, "checks", number), drill, check)


def _habit(pack: Pack, field: tuple[str | int, ...], habit: Habit) -> Iterator[Found]:
    known = {check.id for dimension in pack.rubric.dimensions for check in dimension.checks}
    for number, name in enumerate(habit.checks):
        if name not in known:
            yield (*field, "checks", number), f"{name!r} is not a check of the rubric"
    yield from _cues(pack, (*field, "points"), habit.points)


def _check(
    pack: Pack, field: tuple[str | int, ...], drill: Drill, check: DrillCheck
) -> Iterator[Found]:
    yield from _cues(pack, (*field, "cues"), check.cues)
    yield from _cues(pack, (*field, "unless"), check.unless)
    limits = drill.limits
    if check.rule == "limits" and limits.sentences is limits.words is limits.questions is None:
        yield (*field, "rule"), "the drill has no limits; give it some, or another rule"


def _cues(pack: Pack, field: tuple[str | int, ...], cues: Iterable[str]) -> Iterator[Found]:
    for number, cue in enumerate(cues):
        try:
            compile_cue(cue, pack.drill_lexicon)
        except CueError as error:
            yield (*field, number), str(error)


def _doubles(field: tuple[str | int, ...], ids: Iterable[str]) -> Iterator[Found]:
    seen: Counter[str] = Counter()
    for index, name in enumerate(ids):
        seen[name] += 1
        if seen[name] > 1:
            yield (*field, index, "id"), f"{name!r} is used twice; give each its own id"
