"""One attempt at a drill while it is written: its clock, its text on disk, its checks."""

from __future__ import annotations

from contextlib import suppress

from coach.drills.attempt import Situation
from coach.drills.checks import DrillResult, check_drill
from coach.drills.store import DrillAttempt, DrillStore
from coach.files import CoachError
from coach.packs.drill_schema import Drill
from coach.rounds.clock import SOON, Monotonic, Pace, Stopwatch, format_clock
from coach.transcripts.journal import diff_text


class DrillSession:
    """A drill in progress. The clock starts with the first key; at zero it runs into overtime."""

    def __init__(
        self,
        drill: Drill,
        situation: Situation,
        attempt: DrillAttempt,
        store: DrillStore,
        now: Monotonic,
    ) -> None:
        self.drill = drill
        self.situation = situation
        self.attempt = attempt
        self.resumed = bool(attempt.text)
        self._store = store
        self._journal = store.open_journal(attempt)
        self._watch = Stopwatch(now, already=attempt.seconds)
        self._recorded = self.resumed
        self._trouble: str | None = None

    @property
    def text(self) -> str:
        """What was written so far."""
        return self.attempt.text

    @property
    def elapsed(self) -> float:
        """Active seconds."""
        return self._watch.seconds

    @property
    def running(self) -> bool:
        """Whether the clock counts."""
        return self._watch.running

    @property
    def done(self) -> bool:
        """Whether it was checked."""
        return self.attempt.status == "done"

    @property
    def reading(self) -> str:
        """The clock as text."""
        return format_clock(self.elapsed, self.drill.seconds)

    @property
    def pace(self) -> Pace:
        """What the time left means; a drill is too short for its last minute to be news."""
        left = self.drill.seconds - self.elapsed
        if left < 0:
            return "overtime"
        return "soon" if left <= self.drill.seconds * SOON else "calm"

    @property
    def trouble(self) -> str | None:
        """Why the last words are not on disk, or None."""
        return self._trouble or self._journal.trouble

    def write(self, text: str) -> None:
        """Take the text as it now stands."""
        edit = diff_text(self.text, text, round(self.elapsed, 3), "answer")
        if edit is None or self.done:
            return
        self._watch.start()
        if not self._recorded:
            self._record()
        self.attempt = self.attempt.model_copy(update={"text": text})
        self._journal.append(edit)

    def retry_saving(self) -> None:
        """Try again to write what could not be written."""
        if not self._recorded or self.done:
            self._record()
        self._journal.flush()

    def finish(self) -> DrillResult:
        """End the attempt and check it; raises CoachError for one without a word."""
        if not self.text.strip():
            raise CoachError("there is nothing to check yet; write a line.")
        self._watch.stop()
        with suppress(OSError):
            self._journal.sync()
        result = check_drill(self.drill, self.text, self.situation)
        self.attempt = self.attempt.model_copy(
            update={
                "status": "done",
                "seconds": round(self.elapsed, 1),
                "checks": result.checks,
            }
        )
        self._record()
        return result

    def leave(self) -> None:
        """Stop for now; what was written is kept and offered again."""
        self._watch.stop()
        if self.text and not self.done:
            seconds = round(self.elapsed, 1)
            self.attempt = self.attempt.model_copy(update={"seconds": seconds})
            self._record()

    def _record(self) -> None:
        try:
            if self._recorded:
                self._store.save(self.attempt)
            else:
                self._add()
        except (OSError, CoachError) as error:
            self._trouble = getattr(error, "strerror", None) or str(error)
        else:
            self._recorded, self._trouble = True, None

    def _add(self) -> None:
        """Write the first record; its journal is another one where the id was taken meanwhile."""
        began_as = self.attempt.id
        self.attempt = self._store.add(self.attempt)
        if self.attempt.id != began_as:
            self._journal = self._store.open_journal(self.attempt)
            if edit := diff_text("", self.text, round(self.elapsed, 3), "answer"):
                self._journal.append(edit)
