"""A room in a file: a form to fill in anywhere, and reading it back.

stances:
  customer-a: {stance: leave, sentence: 2, would_change: A demo that does not fail.}
  own-engineers: {stance: accept, sentence: words copied from the answer}
message:                # marks of the message, optional
  honesty: 1            # the number of a sentence of the message, or its words
  reason: no            # not there
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from coach.reviews.quote_lookup import locate_quote
from coach.stakeholders.models import Room, Stance
from coach.text.controls import flatten
from coach.transcripts.review_schema import Evidence
from coach.yamls import NO_FIELDS, FieldPath, FileFault, FileFaults, YamlDocument

STANCES = get_args(Stance)
SECTIONS = ("stances", "message")
CHAIR_FIELDS = ("stance", "sentence", "would_change")
NOT_THERE = (False, "no", "n", "missing")
"""YAML reads a bare `no` as false."""


def render_room_form(room: Room, sentences: Sequence[Evidence]) -> str:
    """A form for a room: the sentences with their numbers, and each chair with need and fear."""
    lines = ["# Your sentences, by number:"]
    lines += [f"#  {number:>2} {flatten(s.quote)}" for number, s in enumerate(sentences, 1)]
    lines += ["", f"# stance: {', '.join(STANCES)}"]
    lines += ["# sentence: the number of the one that caused it, or none", "stances:"]
    for voice in room.voices:
        lines += [f"  # {flatten(voice.who)}", f"  #   needs: {flatten(voice.needs)}"]
        lines += [f"  #   fears: {flatten(voice.fears)}"] if voice.fears else []
        lines += [f"  {voice.stakeholder}: {{stance: , sentence: , would_change: }}"]
    return "\n".join([*lines, ""])


class RoomForm:
    """A file with stances and marks, read against the sentences they stand on.

    `message_sentences` are empty where no message is given. Raises FileFaults, with file, line and
    field for each thing wrong; nothing is taken of such a file.
    """

    def __init__(
        self,
        document: YamlDocument,
        room: Room,
        sentences: Sequence[Evidence],
        text: str,
    ) -> None:
        self._document = document
        self._people = [voice.stakeholder for voice in room.voices]
        self._sentences = sentences
        self._text = text
        self._faults: list[FileFault] = []
        if not isinstance(document.data, dict):
            raise FileFaults([document.locate((), NO_FIELDS)])
        for name in document.data:
            if name not in SECTIONS:
                self._add_fault((str(name),), f"unknown field; there is {', '.join(SECTIONS)}")
        self.chairs = dict(self._read_chairs(self._get_section("stances")))
        """For each stakeholder the fields of its chair that the file sets."""
        self._raise_faults()

    def read_marks(
        self, checks: Sequence[str], sentences: Sequence[Evidence], message: str
    ) -> dict[str, Evidence | None]:
        """Read the marks of a message: for each check its sentence, or None for not there.

        Raises FileFaults.
        """
        marks: dict[str, Evidence | None] = {}
        for check, given in self._get_section("message").items():
            where = ("message", str(check))
            if check not in checks:
                self._add_fault(where, f"is not yours to mark; there is {', '.join(checks)}")
            elif given in NOT_THERE:
                marks[str(check)] = None
            else:
                marks[str(check)] = self._find(where, given, sentences, message)
        self._raise_faults()
        return marks

    @property
    def has_marks(self) -> bool:
        """Whether the file has marks of a message."""
        return bool(self._get_section("message"))

    def _get_section(self, name: str) -> dict[Any, Any]:
        section = self._document.data.get(name)
        if section is None:
            return {}
        if not isinstance(section, dict):
            self._add_fault((name,), "expected fields (key: value)")
            self._raise_faults()
        return dict(section)

    def _read_chairs(self, given: dict[Any, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for person, entry in given.items():
            where = ("stances", str(person))
            if person not in self._people:
                self._add_fault(
                    where, f"is nobody in this room; there is {', '.join(self._people)}"
                )
                continue
            fields = entry if isinstance(entry, dict) else {"stance": entry}
            chair: dict[str, Any] = {}
            for name, value in fields.items():
                if name not in CHAIR_FIELDS:
                    known = ", ".join(CHAIR_FIELDS)
                    self._add_fault((*where, str(name)), f"unknown field; there is {known}")
                elif value is None or value == "":
                    continue
                elif name == "stance" and value not in STANCES:
                    known = ", ".join(STANCES)
                    self._add_fault((*where, "stance"), f"is {value!r}; there is {known}")
                elif name == "sentence" and value == "none":
                    chair["line"] = None
                elif name == "sentence":
                    chair["line"] = self._find(
                        (*where, "sentence"), value, self._sentences, self._text
                    )
                else:
                    chair[name] = str(value).strip()
            yield str(person), chair

    def _find(
        self, where: FieldPath, given: Any, sentences: Sequence[Evidence], text: str
    ) -> Evidence | None:
        """The sentence that a number or its words name."""
        if isinstance(given, int) and not isinstance(given, bool):
            if 1 <= given <= len(sentences):
                return sentences[given - 1]
            self._add_fault(where, f"is {given}; there are sentences 1 to {len(sentences)}")
            return None
        quote = locate_quote(str(given), text)
        if not quote.verified:
            self._add_fault(
                where, "is not in what you wrote; give a sentence's number or its words"
            )
            return None
        return quote

    def _add_fault(self, field: FieldPath, message: str) -> None:
        self._faults.append(self._document.locate(field, message))

    def _raise_faults(self) -> None:
        if self._faults:
            raise FileFaults(sorted(self._faults, key=lambda fault: fault.line))
