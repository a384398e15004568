"""What an interviewer is: it answers questions and pushes back, from a scenario's facts alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from coach.llm.endpoint import OnEvent
from coach.transcripts.journal import PushbackGiven
from coach.transcripts.record import SCRIPTED, Phase, Transcript


@dataclass(frozen=True)
class InterviewerAnswer:
    """What the interviewer says to a question, and the fact that it earned, if any."""

    text: str
    fact: str | None = None
    assumed: bool = False
    """The candidate said what they take as given."""
    by: str = SCRIPTED
    fallback: str | None = None
    """Why the script answered in a model's place."""
    also: tuple[str, ...] = ()
    """Further facts that a message with two questions earned."""
    offered: str | None = None
    """The fact that is put back to the candidate; a yes to the next line tells it."""


class Interviewer(Protocol):
    """Plays the interviewer of one round."""

    @property
    def takes_time(self) -> bool:
        """Whether answers have to be waited for; the round's clock stands still meanwhile."""
        ...

    def prepare(self) -> None:
        """Make ready what a question is answered from; takes a moment and is for a thread."""
        ...

    async def answer(
        self, question: str, record: Transcript, on_event: OnEvent
    ) -> InterviewerAnswer:
        """Answer a clarifying question about a round that stands as `record`."""
        ...

    async def push(self, record: Transcript, on_event: OnEvent) -> PushbackGiven | None:
        """Press the weakest point of what has been said; None when nothing is left to press."""
        ...

    def hint(self, phase: Phase, record: Transcript) -> str | None:
        """Point at something that is missing; None where nothing is."""
        ...

    def stop(self) -> None:
        """Stop waiting: what is under way is answered by the script at once."""
        ...
