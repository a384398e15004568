"""Rounds: begun, resumed, written elsewhere, listed, searched and played again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.files import CoachError
from coach.locks import FileLock, LockHeld
from coach.packs.load import render_prompt
from coach.services.round_lists import RoundLists
from coach.transcripts.journal import find_cursors, write_events
from coach.transcripts.journal_file import Journal, NewJournal, read_journal, replace_journal
from coach.transcripts.playback import Frame, build_frames
from coach.transcripts.record import SCRIPTED, Manner, Reply, Transcript
from coach.transcripts.review_schema import Moments, Review
from coach.transcripts.store import ROOMS, STRONGER, OpenElsewhere
from coach.transcripts.timeline import Growth, Silence, find_silences, measure_growth

if TYPE_CHECKING:
    from coach.interviewer.protocol import Interviewer
    from coach.interviewer.scripted import InterviewerScript
    from coach.rounds.round import Round
    from coach.transcripts.archive import Outcome


@dataclass(frozen=True)
class OpenedRound:
    """A round in progress, and why the script plays its interviewer in a model's place."""

    round: Round
    trouble: str | None = None
    notice: str | None = None
    """What was wrong with the round's files, and what was done about it."""


class RoundService(RoundLists):
    """What the front ends do with rounds."""

    def render_prompt(self, scenario_id: str) -> str:
        """Return the prompt as the candidate sees it."""
        pack, scenario = self._workspace.library.find(scenario_id)
        return render_prompt(scenario, self._workspace.name_company(pack))

    def begin(
        self,
        scenario_id: str,
        minutes: int | None = None,
        manner: Manner | None = None,
        *,
        learning: bool = False,
        hard: bool = False,
    ) -> OpenedRound:
        """Start a round. It is on disk from its first act on, which is starting the clock.

        A `hard` one is taken as in the interview: a bar raiser presses, unless another `manner`
        was asked for, and no hints are given, whatever `learning` says. Raises CoachError for an
        unknown scenario.
        """
        store = self._workspace.store
        transcript = self.make_transcript(
            scenario_id,
            minutes,
            manner or ("bar-raiser" if hard else "typical"),
            learning=learning and not hard,
        )

        def make_folder() -> Path:
            opened.round.take_id(store.add(opened.round.transcript).id)
            journal.lock = self._take_lock(opened.round.transcript.id)
            return store.journal_path(opened.round.transcript.id)

        journal = NewJournal(
            make_folder,
            lambda: store.save(opened.round.transcript),
            self._workspace.later,
        )
        opened = self._open(transcript, journal)
        return opened

    def resume(self, round_id: str) -> OpenedRound:
        """Go on with a round that was left or cut off.

        Raises OpenElsewhere while another program has it open, and CoachError when it is finished.
        """
        store = self._workspace.store
        store.load(round_id)
        lock = self._take_lock(round_id)
        try:
            recovery = store.compare(round_id)
            transcript = recovery.transcript
            if transcript.status == "done":
                raise CoachError(
                    f"round {round_id} is finished; `coach show {round_id}` prints it."
                )
            path = store.journal_path(round_id)
            if not recovery.journal_is_good:
                replace_journal(path, write_events(transcript))
            journal = Journal(
                path, lock, lambda: store.save(opened.round.transcript), self._workspace.later
            )
            opened = self._open(transcript, journal)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        opened.round.cursors = find_cursors(read_journal(path))
        return replace(opened, notice=recovery.difference)

    def make_transcript(
        self,
        scenario_id: str,
        minutes: int | None = None,
        manner: Manner = "typical",
        *,
        learning: bool = False,
    ) -> Transcript:
        """Make the record of a round that begins now. Raises CoachError for an unknown scenario."""
        workspace = self._workspace
        pack, scenario = workspace.library.find(scenario_id)
        started = workspace.now()
        return Transcript(
            id=workspace.store.make_id(scenario.id, started),
            scenario=scenario.id,
            pack=pack.manifest.id,
            title=scenario.title,
            prompt=render_prompt(scenario, workspace.name_company(pack)),
            started=started.isoformat(timespec="seconds"),
            minutes=minutes or scenario.minutes,
            attempt=self._count_attempts(scenario.id) + 1,
            manner=manner,
            interviewer=workspace.config.interviewer or SCRIPTED,
            learning=learning,
        )

    def record_written(
        self, scenario_id: str, answer: str, replies: Sequence[str] = ()
    ) -> Transcript:
        """Make a finished round of text written elsewhere; each reply meets a scripted pushback."""
        from coach.interviewer.scripted import InterviewerScript

        transcript = self.make_transcript(scenario_id).model_copy(update={"interviewer": SCRIPTED})
        pack, scenario = self._workspace.library.find(scenario_id)
        script = InterviewerScript(scenario, pack.lexicon, self._workspace.name_company(pack))
        pushbacks: list[Reply] = []
        for text in replies:
            push = script.push(answer, pushbacks)
            if push is None:
                break
            pushbacks.append(
                Reply(id=push.id, who=push.who, text=push.text, quote=push.quote, reply=text)
            )
        return transcript.model_copy(
            update={"answer": answer, "pushback": pushbacks, "status": "done"}
        )

    def import_round(self, data: dict[str, Any]) -> tuple[str, Outcome]:
        """Save a round that was exported as JSON, and return its id and what was done.

        Takes what the readers of saved rounds take, and overwrites nothing; raises CoachError.
        """
        from coach.reviews.stronger import read_stronger
        from coach.stakeholders.models import read_room
        from coach.transcripts.archive import READERS, unpack_round

        readers = {
            **READERS,
            STRONGER: read_stronger,
            ROOMS: read_room,
        }
        return unpack_round(self._workspace.store, data, readers)

    def label(
        self,
        round_id: str,
        *,
        name: str | None = None,
        tags: str | None = None,
        note: str | None = None,
    ) -> None:
        """Give a round a name, tags with spaces between them, or a note; None leaves one alone.

        An empty text takes a label away. Raises CoachError for a round that cannot be read.
        """
        changes: dict[str, object] = {}
        if name is not None:
            changes["name"] = name.strip() or None
        if tags is not None:
            changes["tags"] = list(dict.fromkeys(tags.split()))
        if note is not None:
            changes["note"] = note
        store = self._workspace.store
        store.save(store.load(round_id).model_copy(update=changes))

    def find_previous_attempt(self, round_id: str) -> str | None:
        """Return the id of the attempt before this one at the same scenario; None for the first."""
        scenario = self._workspace.store.load(round_id).scenario
        rows = (row for row in self.list_rounds() if row.status != "damaged" and row.id < round_id)
        return next((row.id for row in rows if row.scenario == scenario), None)

    def measure_timeline(
        self, transcript: Transcript, review: Review | None
    ) -> tuple[list[Growth], list[Silence], Moments]:
        """Measure words over time and long silences, and say what happened when."""
        events = list(read_journal(self._workspace.store.journal_path(transcript.id)))
        moments = review.moments if review else Moments()
        return measure_growth(events), find_silences(events), moments

    def build_replay(self, round_id: str) -> list[Frame]:
        """Build the frames of a round's typing."""
        journal = self._workspace.store.journal_path(round_id)
        return build_frames(list(read_journal(journal)))

    def _take_lock(self, round_id: str) -> FileLock | None:
        """Hold a round while it is taken; None where its folder takes no lock, read-only say."""
        lock = self._workspace.store.lock(round_id)
        try:
            lock.acquire()
        except LockHeld as error:
            raise OpenElsewhere(round_id, error.pid) from None
        except OSError:
            return None
        return lock

    def _open(self, transcript: Transcript, journal: Journal) -> OpenedRound:
        # rounds are listed on the first screen; taking one loads the interviewer
        from coach.interviewer.scripted import ScriptedInterviewer
        from coach.rounds.round import Round

        workspace = self._workspace
        pack, scenario = workspace.find_case(transcript)
        script = workspace.load_script(pack, scenario)
        interviewer: Interviewer = ScriptedInterviewer(script)
        trouble = None
        if transcript.interviewer != SCRIPTED:
            try:
                interviewer = self._make_fallback_interviewer(transcript, script)
            except CoachError as error:
                trouble = str(error)
        round_ = Round(
            scenario,
            transcript,
            interviewer,
            journal,
            workspace.monotonic,
            # before its folder is made a record would take the place that is meant for it
            on_phase=lambda record: self._save_record(record) if journal.has_place else None,
        )
        return OpenedRound(round_, trouble)

    def _make_fallback_interviewer(
        self, transcript: Transcript, script: InterviewerScript
    ) -> Interviewer:
        workspace = self._workspace
        pack, scenario = workspace.find_case(transcript)
        # the endpoint's libraries are not needed before the first round with a model
        from coach.interviewer.fallback import FallbackInterviewer
        from coach.interviewer.llm import InterviewerModel, LLMInterviewer
        from coach.prompts import find_prompt, make_delimiter

        folders = workspace.paths.prompt_folders
        model = InterviewerModel(
            endpoint=workspace.make_endpoint(transcript.interviewer),
            clarify=find_prompt("interviewer-clarify.md.j2", folders),
            pushback=find_prompt("interviewer-pushback.md.j2", folders),
            mark=make_delimiter,
        )
        return FallbackInterviewer(LLMInterviewer(model, scenario, pack.lexicon, script), script)

    def _count_attempts(self, scenario_id: str) -> int:
        attempts = (row.attempt for row in self.list_rounds() if row.scenario == scenario_id)
        return max(attempts, default=0)

    def _save_record(self, transcript: Transcript) -> None:
        # the journal has it all already: a record that cannot be written now is written later
        try:
            self._workspace.store.save(transcript)
        except OSError:
            return
