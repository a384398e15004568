"""Marks in a file: a form to fill in anywhere, and reading it back.

level: 2
take_back: the words, or the number of a sentence   # optional
points:
  tr-effort-size: {mark: yes, sentence: 3}
  tr-price: {mark: partly, half: price, sentence: words copied from the answer}
  tr-cost: no
line: It says who pays.
fix: When someone pushes back, I first ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from coach.packs.schema import Scenario
from coach.reviews.overall import LEVELS
from coach.reviews.own_read.marks import Mark, OwnRead, PointMark
from coach.reviews.own_read.points import OwnPoint, find_sentence
from coach.reviews.quote_lookup import locate_quote
from coach.text.controls import flatten
from coach.transcripts.review_schema import Evidence
from coach.yamls import NO_FIELDS, FieldPath, FileFault, FileFaults, YamlDocument

MARKS: dict[Any, Mark] = {
    True: "there",
    "yes": "there",
    "y": "there",
    "there": "there",
    "partly": "partly",
    "p": "partly",
    False: "missing",
    "no": "missing",
    "n": "missing",
    "missing": "missing",
}
"""YAML reads a bare `yes` and `no` as true and false."""
FIELDS = ("level", "take_back", "points", "line", "fix")
POINT_FIELDS = ("mark", "sentence", "half")


def render_marks_form(points: Sequence[OwnPoint], sentences: Sequence[Evidence]) -> str:
    """A form for a round: its sentences with their numbers, and each point with the nearest one."""
    lines = ["# Your sentences, by number:"]
    lines += [f"#  {number:>2} {flatten(s.quote)}" for number, s in enumerate(sentences, 1)]
    lines += ["", "# The level you would give before you read on: 1 to 4.", "level:"]
    lines += ["# The one sentence you would take back, by number; leave it empty for none."]
    lines += ["take_back:", "", "# mark: yes, partly or no. A yes and a partly need a sentence."]
    lines += ["points:"]
    for point in points:
        index = find_sentence(point.nearest, sentences)
        nearest = "" if index is None else str(index + 1)
        note = "" if point.counts else " (it does not count: it needed a fact you did not ask for)"
        lines += [f"  # {flatten(point.question)}{note}"]
        lines += [f"  {point.id}: {{mark: , sentence: {nearest}, half: }}"]
    lines += ["", "# What does the expert's answer do that yours does not?", "line:"]
    return "\n".join([*lines, "# When ..., I first ...", "fix:", ""])


def read_marks(
    document: YamlDocument,
    own: OwnRead,
    scenario: Scenario,
    sentences: Sequence[Evidence],
    text: str,
) -> OwnRead:
    """Lay the marks of a file over an own read; what the file leaves empty stays as it was.

    `text` is the candidate's. Raises FileFaults with file, line and field for each thing wrong;
    nothing is taken of such a file.
    """
    if not isinstance(document.data, dict):
        raise FileFaults([document.locate((), NO_FIELDS)])
    reader = _Reader(document, scenario, sentences, text)
    read = reader.read(own)
    if reader.faults:
        raise FileFaults(sorted(reader.faults, key=lambda fault: fault.line))
    return read


class _Reader:
    """Reads one file and gathers what is wrong in it."""

    def __init__(
        self,
        document: YamlDocument,
        scenario: Scenario,
        sentences: Sequence[Evidence],
        text: str,
    ) -> None:
        self._document = document
        self._known = [point.id for point in scenario.points]
        self._sentences = sentences
        self._text = text
        self.faults: list[FileFault] = []

    def read(self, own: OwnRead) -> OwnRead:
        data = self._document.data
        for name in data:
            if name not in FIELDS:
                self._add_fault((str(name),), f"unknown field; there is {', '.join(FIELDS)}")
        changes: dict[str, Any] = {}
        if (level := data.get("level")) is not None:
            if level in LEVELS and not isinstance(level, bool):
                changes["level"] = LEVELS[level]
            else:
                self._add_fault(("level",), f"is {level!r}, not 1, 2, 3 or 4")
        if (sentence := data.get("take_back")) not in (None, ""):
            changes["taken_back"] = self._find(("take_back",), sentence)
        for name in ("line", "fix"):
            if (words := data.get(name)) is not None:
                changes[name] = str(words).strip()
        marks = list(self._read_points(data.get("points")))
        new = {mark.point for mark in marks}
        changes["marks"] = [*(mark for mark in own.marks if mark.point not in new), *marks]
        return own.model_copy(update=changes)

    def _read_points(self, given: Any) -> Iterator[PointMark]:
        if given is None:
            return
        if not isinstance(given, dict):
            self._add_fault(("points",), "expected a mark for each point (point: yes)")
            return
        for point, entry in given.items():
            where = ("points", str(point))
            if point not in self._known:
                known = ", ".join(self._known)
                self._add_fault(where, f"is no point of this case; there is {known}")
            elif (mark := self._read_mark(str(point), entry, where)) is not None:
                yield mark

    def _read_mark(self, point: str, entry: Any, where: FieldPath) -> PointMark | None:
        fields = entry if isinstance(entry, dict) else {"mark": entry}
        for name in fields:
            if name not in POINT_FIELDS:
                self._add_fault(
                    (*where, str(name)), f"unknown field; there is {', '.join(POINT_FIELDS)}"
                )
        given = fields.get("mark")
        if given in (None, ""):
            return None
        mark = MARKS.get(given.casefold() if isinstance(given, str) else given)
        if mark is None or (isinstance(given, (int, float)) and not isinstance(given, bool)):
            self._add_fault(where, f"mark is {given!r}, not yes, partly or no")
            return None
        if mark == "missing":
            return PointMark(point=point, mark=mark)
        sentence, half = fields.get("sentence"), str(fields.get("half") or "").strip()
        if sentence in (None, ""):
            self._add_fault(
                where,
                f"a {'yes' if mark == 'there' else 'partly'} stands on a sentence; "
                "add `sentence:` with its number or its words",
            )
            return None
        if mark == "partly" and not half:
            self._add_fault(where, "say in a word which half is there; add `half:`")
            return None
        evidence = self._find((*where, "sentence"), sentence)
        if evidence is None:
            return None
        return PointMark(point=point, mark=mark, evidence=evidence, half=half)

    def _find(self, where: FieldPath, sentence: Any) -> Evidence | None:
        """A sentence by its number or its words."""
        if isinstance(sentence, int) and not isinstance(sentence, bool):
            if 1 <= sentence <= len(self._sentences):
                return self._sentences[sentence - 1]
            count = len(self._sentences)
            self._add_fault(where, f"is {sentence}, but your sentences go from 1 to {count}")
            return None
        evidence = locate_quote(str(sentence), self._text)
        if not evidence.verified:
            self._add_fault(
                where, "is not in your words; copy at least two words, or give its number"
            )
            return None
        return evidence

    def _add_fault(self, where: FieldPath, message: str) -> None:
        self.faults.append(self._document.locate(where, message))
