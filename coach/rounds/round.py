"""A timed attempt: its phases, and everything the candidate does in it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from coach.interviewer.protocol import Interviewer
from coach.llm.endpoint import OnEvent, ignore
from coach.packs.schema import Scenario
from coach.rounds.clock import Monotonic, Pace, Stopwatch, find_pace, format_clock
from coach.transcripts.journal import (
    ClockPaused,
    Field,
    HintGiven,
    JournalEvent,
    PhaseEntered,
    PushbackGiven,
    QuestionAsked,
    RoundMarked,
    apply,
    diff_text,
)
from coach.transcripts.record import Manner, Phase, Question, Reply, Transcript

ORDER: tuple[Phase, ...] = ("brief", "clarify", "answer", "pushback", "done")
TURNS: dict[Manner, int] = {"friendly": 1, "typical": 1, "bar-raiser": 3}
"""Pushbacks that come by themselves."""
YES = "Yes"
"""What an empty line says to "do you mean ...?"."""

T = TypeVar("T")


class Sink(Protocol):
    """Takes the events of a round as they happen; the journal is one."""

    @property
    def trouble(self) -> str | None:
        """Why the last event is not on disk, or None."""
        ...

    def append(self, event: JournalEvent) -> None:
        """Keep one event."""
        ...

    @property
    def notice(self) -> str | None:
        """What was repaired of the file that events go to, or None."""
        ...

    def flush(self) -> None:
        """Write again what could not be written, and check that the rest is still on disk."""
        ...

    def close(self) -> None:
        """Release the round to other programs, unless something is not written yet."""
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
        self.asking = ""
        """The question that waits for the interviewer's answer."""
        self.waiting = False
        """Whether the interviewer is being waited for."""
        self.cursors: dict[Field, int] = {}
        """Where the cursor stood in each field of a resumed round, as an offset."""
        if not transcript.phases:
            self._do(PhaseEntered(0.0, "brief"))
        elif transcript.status == "left":
            self._do(RoundMarked(transcript.seconds, "in_progress"))

    @property
    def phase(self) -> Phase:
        """The phase the round is in."""
        return "done" if self.transcript.status == "done" else self.transcript.phases[-1].phase

    def arrange(
        self,
        *,
        minutes: int | None = None,
        manner: Manner | None = None,
        learning: bool | None = None,
    ) -> None:
        """Change how the round is taken: its length, who interviews, whether there are hints.

        Only before the clock starts, when nothing is on disk yet; later it changes nothing.
        """
        if self.phase != "brief":
            return
        changes = {"minutes": minutes, "manner": manner, "learning": learning}
        wanted = {name: value for name, value in changes.items() if value is not None}
        self.transcript = self.transcript.model_copy(update=wanted)

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
        return find_pace(self.elapsed, self.allowed)

    @property
    def reading(self) -> str:
        """The clock as text."""
        return format_clock(self.elapsed, self.allowed)

    @property
    def trouble(self) -> str | None:
        """Why the last act is not on disk, or None."""
        return self._journal.trouble

    @property
    def notice(self) -> str | None:
        """What was repaired of the saved round, or None."""
        return self._journal.notice

    def start_clock(self) -> None:
        """Start the clock, or let it go on after a pause, which is recorded."""
        if self.running or self.phase == "done":
            return
        stood = self._watch.start()
        if stood > 0:
            self._do(ClockPaused(self.elapsed, round(stood, 1)))

    def pause(self) -> None:
        """Let the clock stand still."""
        self._watch.stop()

    @property
    def pushes_next(self) -> bool:
        """Whether the interviewer presses (again) when the round goes on."""
        if self.phase == "answer":
            return True
        turns = TURNS[self.transcript.manner]
        return self.phase == "pushback" and len(self.transcript.pushback) < turns

    @property
    def takes_time(self) -> bool:
        """Whether the interviewer has to be waited for."""
        return self._interviewer.takes_time

    @property
    def is_put_back(self) -> bool:
        """Whether the interviewer asked back whether a fact is meant, and waits for a yes."""
        asked = self.transcript.clarify
        return bool(asked) and asked[-1].offered is not None

    async def advance(self, on_event: OnEvent = ignore) -> Phase:
        """Go on to the next phase and return it; from pushback that is the end.

        A bar raiser pushes back more than once.
        """
        if self.phase == "done":
            return "done"
        pushback = await self._next_pushback(on_event) if self.pushes_next else None
        if self.phase == "pushback" and pushback is not None:
            self._take_pushback(pushback)
            return "pushback"
        following = ORDER[ORDER.index(self.phase) + 1]
        if following == "done":
            return self.finish()
        self.start_clock()
        self._do(PhaseEntered(self.elapsed, following))
        if following == "pushback":
            if pushback is None:
                return self.finish()
            self._take_pushback(pushback)
        self._on_phase(self.transcript)
        return following

    def prepare_interviewer(self) -> None:
        """Have the interviewer make ready for a question; for a thread."""
        self._interviewer.prepare()

    async def ask(self, question: str, on_event: OnEvent = ignore) -> Question:
        """Put a clarifying question; a blank one says yes to what was put back.

        Raises ValueError for a blank one where nothing was put back.
        """
        if not question.strip():
            if not self.is_put_back:
                raise ValueError("a question needs words")
            question = YES
        self.asking = question
        try:
            answer = await self._wait(self._interviewer.answer(question, self.transcript, on_event))
        finally:
            self.asking = ""
        self._do(
            QuestionAsked(
                self.elapsed,
                question,
                answer.text,
                answer.fact,
                answer.assumed,
                answer.by,
                answer.fallback,
                answer.also,
                answer.offered,
            )
        )
        self._on_phase(self.transcript)
        return self.transcript.clarify[-1]

    async def push_again(self, on_event: OnEvent = ignore) -> Reply | None:
        """Have the interviewer push back once more; None when there is nothing left to press."""
        pushback = await self._next_pushback(on_event)
        return self._take_pushback(pushback) if pushback else None

    def stop_waiting(self) -> None:
        """Stop waiting for a model; the script answers in its place."""
        self._interviewer.stop()

    async def _next_pushback(self, on_event: OnEvent) -> PushbackGiven | None:
        return await self._wait(self._interviewer.push(self.transcript, on_event))

    async def _wait(self, turn: Coroutine[Any, Any, T]) -> T:
        """Wait for the interviewer; time that a model takes is not the candidate's."""
        if not self.takes_time:
            return await turn
        was_running, self.waiting = self.running, True
        self.pause()
        try:
            return await turn
        finally:
            self.waiting = False
            if was_running:
                self.start_clock()

    def _take_pushback(self, pushback: PushbackGiven) -> Reply:
        self._do(replace(pushback, at=self.elapsed))
        self._on_phase(self.transcript)
        return self.transcript.pushback[-1]

    def hint(self) -> str | None:
        """Give a hint and record it; None when nothing is missing, or outside learning mode."""
        if not self.transcript.learning:
            return None
        text = self._interviewer.hint(self.phase, self.transcript)
        if text is not None:
            self._do(HintGiven(self.elapsed, text))
            self._on_phase(self.transcript)
        return text

    def write(self, field: Field, text: str) -> None:
        """Take the text as it now stands in one of the fields that are typed in."""
        if edit := diff_text(self._text(field), text, self.elapsed, field):
            self._do(edit)

    def finish(self) -> Phase:
        """End the round."""
        self._watch.stop()
        overtime = max(0.0, self.elapsed - self.allowed)
        self._do(PhaseEntered(self.elapsed, "done"))
        self._do(RoundMarked(self.elapsed, "done", round(overtime, 1)))
        self._on_phase(self.transcript)
        self._journal.close()
        return "done"

    def take_id(self, round_id: str) -> None:
        """Go by the id under which the round was saved: another round had the one it began with."""
        self.transcript = self.transcript.model_copy(update={"id": round_id})

    def leave(self) -> None:
        """Stop for now; the round stays resumable. One that was only read is no round."""
        self._watch.stop()
        if self.phase not in ("brief", "done"):
            self._do(RoundMarked(self.elapsed, "left"))
            self._on_phase(self.transcript)
        self._journal.close()

    def retry_saving(self) -> None:
        """Try again to write what could not be written, and mend what was changed on disk."""
        had_trouble = self.trouble is not None
        self._journal.flush()
        if had_trouble and self.trouble is None and self.transcript.phases:
            self._on_phase(self.transcript)

    def _text(self, field: Field) -> str:
        if field == "reply":
            return self.transcript.pushback[-1].reply if self.transcript.pushback else ""
        kept: str = getattr(self.transcript, field)
        return kept

    def _do(self, event: JournalEvent) -> None:
        self.transcript = apply(self.transcript, event)
        self._journal.append(event)
