"""Gold answers: answers whose level people have given, twice each, for calibrating reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from coach.packs.field_types import Content, Name, Plain, Slug, Text
from coach.packs.schema import Level, Pack, Scenario
from coach.packs.sidecar import Sidecar, read_sidecars
from coach.yamls import MAX_BYTES, FieldFault, FileFault, load_document, validate

Kind = Literal[
    "weak",
    "middling",
    "adequate",
    "strong",
    "exceptional",
    "terse",
    "paraphrased",
    "one-sided",
    "confidently-wrong",
    "keyword",
    "padded",
    "injected",
    "off-topic",
]
TRICKS = frozenset({"keyword", "padded", "injected", "off-topic"})
"""Kinds that must not come out well however they are worded."""
FOLDER = "gold"


class GoldLabel(Content):
    """One labelling of an answer: a level for each dimension, the overall level, the points hit."""

    levels: dict[Name, Level | None]
    overall: Level
    points: list[Slug] = []
    quotes: dict[Slug, Text] = {}
    """Words of the answer that make a point, where somebody marked them; for measuring pointers."""
    note: Plain = ""


class GoldAnswer(Content):
    """An answer of known level. `labels` are two labellings made apart from each other.

    `clean` names the answer that this one repeats with padding or an injected order added: a
    reviewer should give both the same levels.
    """

    id: Slug
    kind: Kind
    text: Text
    labels: list[GoldLabel] = Field(min_length=2, max_length=2)
    clean: Slug | None = None


class Gold(Sidecar):
    """`gold/<scenario>.yaml`."""

    answers: list[GoldAnswer] = Field(min_length=1)


def list_gold_files(pack: Pack) -> list[Path]:
    """The files with gold answers of a pack, by name."""
    return sorted((Path(pack.folder) / FOLDER).glob("*.yaml"))


def load_gold(pack: Pack) -> list[Gold]:
    """All gold answers of a pack, by scenario. Raises FileFaults for a file that is not such."""
    return [validate(load_document(path, MAX_BYTES), Gold) for path in list_gold_files(pack)]


def check_gold(pack: Pack) -> list[FileFault]:
    """Every fault of the gold answers: shapes, and names that lead nowhere."""
    faults: list[FileFault] = []
    for document, gold, scenario in read_sidecars(pack, list_gold_files(pack), Gold, faults):
        faults += [document.locate(*fault) for fault in _find_faults(gold, scenario, pack)]
    return faults


def _find_faults(gold: Gold, scenario: Scenario, pack: Pack) -> Iterator[FieldFault]:
    ids = [answer.id for answer in gold.answers]
    dimensions = {dimension.id for dimension in pack.rubric.dimensions}
    points = {point.id for point in scenario.points}
    for index, answer in enumerate(gold.answers):
        place = ("answers", index)
        if ids.count(answer.id) > 1:
            yield (*place, "id"), f"{answer.id!r} is used twice; give each its own id"
        if answer.clean is not None and answer.clean not in ids:
            yield (*place, "clean"), f"{answer.clean!r} is not an answer of this file"
        for number, label in enumerate(answer.labels):
            where = (*place, "labels", number)
            # a label may leave a dimension out: it may be older than the dimension
            for dimension_id in label.levels.keys() - dimensions:
                problem = f"{dimension_id!r} is not a dimension of the rubric"
                yield (*where, "levels"), problem
            if not label.levels:
                yield (*where, "levels"), "has no level for any dimension"
            for point_id in label.points:
                if point_id not in points:
                    problem = f"{point_id!r} is not a point of this scenario"
                    yield (*where, "points"), problem
            for point_id in label.quotes.keys() - set(label.points):
                problem = f"{point_id!r} is quoted but not among the points of this labelling"
                yield (*where, "quotes"), problem
