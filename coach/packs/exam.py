"""The exam of a pack: short answers of known worth that a model must tell apart before it grades.

They lie in `exam/<scenario>.yaml`, apart from the gold answers, so that no prompt is tuned on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from coach.files import CoachError
from coach.packs.field_types import Content, Line, Slug, Text
from coach.packs.schema import Pack, Scenario
from coach.packs.sidecar import Sidecar, read_sidecars
from coach.yamls import MAX_BYTES, FieldFault, FileFault, load_document, validate

FOLDER = "exam"
Worth = Literal["strong", "low-3", "high-2", "hollow", "wrong", "stuffed", "order"]
"""What an exam answer is worth: strong; just above and just below the line between yes and no;
fluent without content; confidently false; a list of terms; poor, with an order to the grader."""
WORTHS: tuple[str, ...] = get_args(Worth)
STRONG_ANSWERS = 2
"""How many of them are strong: one in plain words, one terse."""


class ExamQuestion(Content):
    """A clarifying question of an exam round; `fact` names the scenario's fact that it earned."""

    question: Line
    fact: Slug


class ExamAnswer(Content):
    """An answer of known worth. `brief` is what its writer was asked to write."""

    id: Slug
    kind: Worth
    brief: Line
    asked: list[ExamQuestion] = []
    text: Text


class ExamPaper(Sidecar):
    """`exam/<scenario>.yaml`: the answers to one scenario."""

    answers: list[ExamAnswer] = Field(min_length=1)


class NoExam(CoachError):
    """A pack has no exam, or not a whole one; the message says what is missing."""


def list_exam_files(pack: Pack) -> list[Path]:
    """List the files with exam answers of a pack, by name."""
    return sorted((Path(pack.folder) / FOLDER).glob("*.yaml"))


def load_exam(pack: Pack) -> list[tuple[Scenario, ExamAnswer]]:
    """Load a pack's exam answers with their scenarios.

    Raises NoExam where the pack has none or lacks a kind, and FileFaults for an unreadable file.
    """
    paths = list_exam_files(pack)
    if not paths:
        raise NoExam(
            f"the pack {pack.manifest.id} has no exam; its answers would lie in {FOLDER}/."
        )
    papers = [validate(load_document(path, MAX_BYTES), ExamPaper) for path in paths]
    rows = [
        (pack.scenarios[paper.scenario], answer)
        for paper in papers
        if paper.scenario in pack.scenarios
        for answer in paper.answers
    ]
    if lacking := _list_lacking([answer.kind for _, answer in rows]):
        raise NoExam(f"the exam of {pack.manifest.id} lacks {', '.join(lacking)}.")
    return rows


def check_exam(pack: Pack) -> list[FileFault]:
    """Every fault of the exam: shapes, names that lead nowhere, kinds that are missing."""
    faults: list[FileFault] = []
    paths = list_exam_files(pack)
    kinds: list[str] = []
    for document, paper, scenario in read_sidecars(pack, paths, ExamPaper, faults):
        kinds += [answer.kind for answer in paper.answers]
        faults += [document.locate(*fault) for fault in _find_faults(paper, scenario)]
    lacking = _list_lacking(kinds) if paths and not faults else []
    if lacking:
        reason = f"the exam lacks {', '.join(lacking)}; write such an answer"
        faults.append(FileFault(str(paths[0]), 1, "answers", reason))
    return faults


def _list_lacking(kinds: list[str]) -> list[str]:
    lacking = [kind for kind in WORTHS if kind not in kinds]
    if "strong" not in lacking and kinds.count("strong") < STRONG_ANSWERS:
        lacking.insert(0, "a second strong answer")
    return lacking


def _find_faults(paper: ExamPaper, scenario: Scenario) -> Iterator[FieldFault]:
    ids = [answer.id for answer in paper.answers]
    facts = {fact.id for fact in scenario.facts}
    for index, answer in enumerate(paper.answers):
        place = ("answers", index)
        if ids.count(answer.id) > 1:
            yield (*place, "id"), f"{answer.id!r} is used twice; give each its own id"
        for number, asked in enumerate(answer.asked):
            if asked.fact not in facts:
                where = (*place, "asked", number, "fact")
                yield where, f"{asked.fact!r} is not a fact of this scenario"
