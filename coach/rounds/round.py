"""A timed attempt: its phases, and everything the candidate does in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from coach.packs.models import Scenario
from coach.rounds.clock import Monotonic, Pace, Stopwatch, pace, reading
from coach.transcripts.journal import (
    Asked,
    Entered,
    Event,
    Field,
    Marked,
    Paused,
    Pushed,
    apply,
    difference,
)
from coach.transcripts.transcript import Phase, Question, Reply, Transcript

ORDER: tuple[Phase, ...] = ("brief", "clarify", "answer", "pushback", "done")


class Interviewer(Protocol):
    """Answers clarifying questions and pushes back, from the scenario's facts alone."""

    def answer(self, question: str, earned: list[str]) -> tuple[str, str | None]:
        """Return what is said, and the id of the fact the question earned, if any."""
        ...

    def push(self, answer: str, used: list[str]) -> Pushed | None:
        """Return the pushback that presses the answer's weakest point; None when all are used."""
        ...


class Sink(Protocol):
    """Where events go as they happen."""

    @property
    def trouble(self) -> str | None:
        """Why the last event is not on disk, or None."""
        ...

    def append(self, event: Event) -> None:
        """Keep one event."""
        ...

    def flush(self) -> None:
        """Try again to keep what could not be kept."""
        ...


class Round:
    """One round in progress. Every act is applied and journalled at once.

    The clock starts with the clarify phase and ends with the round; at zero it runs into overtime
    and nothing else happens.
    """

    def __init__(
        self,
        scenario: Scenario,
        transcript: Transcript,
        interviewer: Interviewer,
        journal: Sink,
        now: Monotonic,
        on_phase: Callable[[Transcript], None] = lambda transcript: None,
    ) -> None:
        self.scenario = scenario
        self.transcript = transcript
        self._interviewer = interviewer
        self._journal = journal
        self._watch = Stopwatch(now, already=transcript.seconds)
        self._on_phase = on_phase
        if not transcript.phases:
            self._do(Entered(0.0, "brief"))
        elif transcript.status == "left":
            self._do(Marked(transcript.seconds, "in_progress"))

    @property
    def phase(self) -> Phase:
        """The phase the round is in."""
        return "done" if self.transcript.status == "done" else self.transcript.phases[-1].phase

    @property
    def allowed(self) -> float:
        """Seconds the round should take."""
        return self.transcript.minutes * 60.0

    @property
    def elapsed(self) -> float:
        """Active seconds so far."""
        return self._watch.seconds

    @property
    def running(self) -> bool:
        """Whether the clock counts."""
        return self._watch.running

    @property
    def paused(self) -> bool:
        """Whether the clock was started and stands still."""
        return not self.running and self.phase not in ("brief", "done")

    @property
    def pace(self) -> Pace:
        """What the time left means."""
        return pace(self.elapsed, self.allowed)

    @property
    def reading(self) -> str:
        """The clock as text."""
        return reading(self.elapsed, self.allowed)

    @property
    def trouble(self) -> str | None:
        """Why the last act is not on disk, or None."""
        return self._journal.trouble

    @property
    def earned(self) -> list[str]:
        """Ids of the facts earned so far, in order."""
        return [asked.fact for asked in self.transcript.clarify if asked.fact]

    def start_clock(self) -> None:
        """Start the clock, or let it go on after a pause, which is recorded."""
        if self.running or self.phase == "done":
            return
        stood = self._watch.start()
        if stood > 0:
            self._do(Paused(self.elapsed, round(stood, 1)))

    def pause(self) -> None:
        """Let the clock stand still."""
        self._watch.stop()

    def advance(self) -> Phase:
        """Go on to the next phase and return it; from pushback that is the end."""
        if self.phase == "done":
            return "done"
        following = ORDER[ORDER.index(self.phase) + 1]
        if following == "done":
            return self.finish()
        self.start_clock()
        self._do(Entered(self.elapsed, following))
        if following == "pushback" and not self.push():
            return self.finish()
        self._on_phase(self.transcript)
        return following

    def ask(self, question: str) -> Question:
        """Put a clarifying question; raises ValueError for a blank one."""
        if not question.strip():
            raise ValueError("a question needs words")
        said, fact = self._interviewer.answer(question, self.earned)
        self._do(Asked(self.elapsed, question, said, fact))
        self._on_phase(self.transcript)
        return self.transcript.clarify[-1]

    def write(self, field: Field, text: str) -> None:
        """Take the text as it now stands in the answer, the outline or the current reply."""
        if edit := difference(self._text(field), text, self.elapsed, field):
            self._do(edit)

    def push(self) -> Reply | None:
        """Let the interviewer push back (again); None when there is nothing left to press."""
        used = [reply.id for reply in self.transcript.pushback]
        pushed = self._interviewer.push(self.transcript.answer, used)
        if pushed is None:
            return None
        self._do(Pushed(self.elapsed, pushed.id, pushed.who, pushed.text, pushed.quote))
        self._on_phase(self.transcript)
        return self.transcript.pushback[-1]

    def finish(self) -> Phase:
        """End the round."""
        self._watch.stop()
        overtime = max(0.0, self.elapsed - self.allowed)
        self._do(Entered(self.elapsed, "done"))
        self._do(Marked(self.elapsed, "done", round(overtime, 1)))
        self._on_phase(self.transcript)
        return "done"

    def leave(self) -> None:
        """Stop for now; the round stays resumable."""
        self._watch.stop()
        if self.phase != "done":
            self._do(Marked(self.elapsed, "left"))
            self._on_phase(self.transcript)

    def retry_saving(self) -> None:
        """Try again to write what could not be written."""
        self._journal.flush()

    def _text(self, field: Field) -> str:
        if field == "reply":
            return self.transcript.pushback[-1].reply if self.transcript.pushback else ""
        return self.transcript.outline if field == "outline" else self.transcript.answer

    def _do(self, event: Event) -> None:
        self.transcript = apply(self.transcript, event)
        self._journal.append(event)
