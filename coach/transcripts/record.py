"""The saved record of a round: everything asked, answered and typed. The shape of `round.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Phase = Literal["brief", "clarify", "answer", "pushback", "done"]
Seconds = Annotated[float, Field(ge=0, le=1e9)]
"""Active seconds, unless said otherwise."""
Status = Literal["in_progress", "done", "left"]
Manner = Literal["friendly", "typical", "bar-raiser"]
"""How hard an interviewer presses."""
SEPARATOR = "\n\n"
PartKind = Literal["answer", "reply", "question"]
SCRIPTED = "scripted"
"""The interviewer who plays from the scenario file alone."""


@dataclass(frozen=True)
class TranscriptPart:
    """One of the candidate's texts and where it stands in `Transcript.candidate_text`.

    `index` counts from 0 among the parts of its kind; `end` is exclusive.
    """

    kind: PartKind
    index: int
    start: int
    end: int


class Record(BaseModel):
    """Base of everything in `round.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Question(Record):
    """A clarifying question, what the interviewer answered, and the fact it earned, if any."""

    question: str
    answer: str
    fact: str | None = None
    at: Seconds = 0.0
    assumed: bool = False
    """Whether it is an assumption that the candidate goes on with, and not a question."""
    by: str = SCRIPTED
    """Who answered: the scenario's script, or the name of a model's profile."""
    fallback: str | None = None
    """Why the script answered in a model's place."""
    also: list[str] = []
    """Further facts that it earned: a message can hold two questions."""
    offered: str | None = None
    """The fact that was put back ("do you mean ...?") and that a yes would earn."""

    @property
    def facts(self) -> list[str]:
        """Ids of all facts that it earned."""
        return [*([self.fact] if self.fact else []), *self.also]


class Reply(Record):
    """A pushback and what the candidate replied; `quote` is the line of theirs it took up."""

    id: str
    who: str
    text: str
    reply: str = ""
    quote: str | None = None
    at: Seconds = 0.0
    by: str = SCRIPTED
    """Who pressed: the scenario's script, or the name of a model's profile."""
    fallback: str | None = None
    """Why the script pressed in a model's place."""


class Nudge(Record):
    """A hint that was asked for in learning mode; it lowers nothing."""

    at: Seconds
    text: str


class PhaseSpan(Record):
    """When a phase ran, in active seconds since the round started."""

    phase: Phase
    started: Seconds
    ended: Seconds | None = None


class Pause(Record):
    """A pause: when, in active seconds, and how long it lasted in real seconds."""

    at: Seconds
    seconds: Seconds


class Transcript(Record):
    """One timed attempt at one scenario.

    Seconds are active seconds: time while paused or away does not count.
    """

    format: Literal[1] = 1
    id: str
    scenario: str
    pack: str
    title: str
    prompt: str
    started: str
    """ISO 8601 with offset."""
    minutes: Annotated[int, Field(ge=1, le=100_000)]
    seconds: Seconds = 0.0
    overtime: Seconds = 0.0
    attempt: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    status: Status = "in_progress"
    phases: list[PhaseSpan] = []
    pauses: list[Pause] = []
    clarify: list[Question] = []
    question: str = ""
    """A question that was typed and is not answered yet."""
    outline: str = ""
    answer: str = ""
    pushback: list[Reply] = []
    manner: Manner = "typical"
    interviewer: str = SCRIPTED
    """Who plays the interviewer: the script, or a model's profile."""
    learning: bool = False
    """Whether nudges may be asked for."""
    nudges: list[Nudge] = []
    name: str | None = None
    tags: list[str] = []
    note: str = ""

    @field_validator("started")
    @classmethod
    def _check_moment(cls, value: str) -> str:
        if datetime.fromisoformat(value).tzinfo is None:
            raise ValueError("a moment with its offset such as 2026-12-01T10:00:00+01:00")
        return value

    @property
    def candidate_text(self) -> str:
        """All the candidate's own words, which evidence offsets point into.

        The answer comes first, so that offsets into it are offsets into the answer; then the
        replies to pushback, then the clarifying questions.
        """
        return SEPARATOR.join(text for _, _, text in self._list_texts())

    @property
    def parts(self) -> list[TranscriptPart]:
        """The answer, every reply and every question, as they stand in `candidate_text`."""
        parts, start = [], 0
        for kind, index, text in self._list_texts():
            parts.append(TranscriptPart(kind, index, start, start + len(text)))
            start += len(text) + len(SEPARATOR)
        return parts

    @property
    def spoken_parts(self) -> list[TranscriptPart]:
        """The answer and the replies, without the clarifying questions."""
        return [part for part in self.parts if part.kind != "question"]

    @property
    def spoken_text(self) -> str:
        """The beginning of `candidate_text` that holds the answer and the replies."""
        return self.candidate_text[: self.spoken_parts[-1].end]

    @property
    def seen_texts(self) -> list[str]:
        """All that the candidate has read or written; a fact in none of it is new to them."""
        answers = [asked.answer for asked in self.clarify]
        pushbacks = [reply.text for reply in self.pushback]
        return [self.prompt, self.candidate_text, *answers, *pushbacks]

    def _list_texts(self) -> list[tuple[PartKind, int, str]]:
        return [
            ("answer", 0, self.answer),
            *(("reply", index, reply.reply) for index, reply in enumerate(self.pushback)),
            *(("question", index, asked.question) for index, asked in enumerate(self.clarify)),
        ]

    @property
    def words(self) -> int:
        """Words in the answer and the replies."""
        return sum(len(text.split()) for text in [self.answer, *(r.reply for r in self.pushback)])

    @property
    def earned(self) -> list[str]:
        """Ids of the facts that clarifying questions earned, in order."""
        return [fact for asked in self.clarify for fact in asked.facts]

    def name_part(self, offset: int) -> str:
        """Say in which part of the round an offset into `candidate_text` lies."""
        part = next((part for part in self.parts if offset <= part.end), self.parts[-1])
        return f"reply {part.index + 1}" if part.kind == "reply" else part.kind


def read_scenario_id(round_id: str) -> str:
    """Return the scenario's id that a round's id ends in, after `yyyy-mm-dd-hhmmss-`."""
    return round_id[18:]
