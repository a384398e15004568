"""All that a front end can do, screen or command line: begin, resume, look up, judge, keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import find_key
from coach.files import CoachError
from coach.interviewer.scripted import ScriptedInterviewer
from coach.packs.load import render_prompt
from coach.rounds.round import Round
from coach.services.reviews import ReviewService, make_delimiter
from coach.transcripts.index import OnRead
from coach.transcripts.journal import Journal, NewJournal
from coach.transcripts.record import SCRIPTED, Manner, Reply, Transcript
from coach.transcripts.search import Hit, parse, search
from coach.transcripts.summary import RoundSummary
from coach.workspace import local_now

if TYPE_CHECKING:
    from coach.drills.service import DrillService
    from coach.interviewer.llm import LLMInterviewer
    from coach.plan.models import Plan
    from coach.plan.recommendation import Next
    from coach.progress import PracticeProgress
    from coach.stakeholders.service import StakeholderService
    from coach.study import Study

__all__ = ["Desk", "local_now"]


class Coach(ReviewService):
    """Everything together: what the commands and the screens call."""

    @cached_property
    def study(self) -> Study:
        """The study deck. Raises CoachError for a schedule that cannot be read."""
        from coach.study import Study, make_cards

        return Study(self.paths.study, make_cards(self.library))

    @cached_property
    def drilling(self) -> DrillService:
        """The drills, and the attempts at them."""
        from coach.drills.service import DrillService

        return DrillService(self)

    @cached_property
    def room(self) -> StakeholderService:
        """The rooms of rounds: who says what on hearing the decision."""
        from coach.stakeholders.service import StakeholderService

        return StakeholderService(self)

    def progress(self) -> PracticeProgress:
        """How practice goes."""
        from coach.progress import measure_progress

        rounds = self.rounds()
        found = measure_progress(self.library, rounds, self.now().date())
        return replace(found, following=self.next_round(rounds))

    def plan(self, rounds: Sequence[RoundSummary] | None = None) -> Plan | None:
        """What to do until the interview; None where no day is set."""
        config = self.config
        if config.interview is None:
            return None
        from coach.plan.planner import make_plan

        now = self.now()
        deck = self.study.deck(now)
        return make_plan(
            [scenario for _, scenario in self.library.scenarios],
            self.rounds() if rounds is None else rounds,
            now.date(),
            config.interview,
            config.preparing_since,
            len(deck.due) if deck.cards else None,
            self.drilling.of_today(),
        )

    def next_round(self, rounds: Sequence[RoundSummary]) -> Next | None:
        """The round to take next: what was left, else what the plan says, else the weakest."""
        from coach.plan.recommendation import Next, recommend_next

        found, plan = recommend_next(self.library, rounds), self.plan(rounds)
        item = plan.following_round if plan else None
        if found is None or found.resume or item is None or item.scenario is None:
            return found
        return Next(item.scenario, item.title, item.why, hard=item.kind == "full")

    def prompt(self, scenario_id: str) -> str:
        """The prompt as the candidate sees it."""
        pack, scenario = self.library.find(scenario_id)
        return render_prompt(scenario, self.company(pack))

    def new_transcript(
        self,
        scenario_id: str,
        minutes: int | None = None,
        manner: Manner = "typical",
        *,
        learning: bool = False,
    ) -> Transcript:
        """The record of a round that begins now. Raises CoachError for an unknown scenario."""
        pack, scenario = self.library.find(scenario_id)
        started = self.now()
        return Transcript(
            id=self.store.new_id(scenario.id, started),
            scenario=scenario.id,
            pack=pack.manifest.id,
            title=scenario.title,
            prompt=render_prompt(scenario, self.company(pack)),
            started=started.isoformat(timespec="seconds"),
            minutes=minutes or scenario.minutes,
            attempt=self._attempts(scenario.id) + 1,
            manner=manner,
            interviewer=self.config.interviewer or SCRIPTED,
            learning=learning,
        )

    def _attempts(self, scenario_id: str) -> int:
        taken = (row.attempt for row in self.rounds() if row.scenario == scenario_id)
        return max(taken, default=0)

    def begin(
        self,
        scenario_id: str,
        minutes: int | None = None,
        manner: Manner | None = None,
        *,
        learning: bool = False,
        hard: bool = False,
    ) -> Round:
        """Start a round. It is on disk from its first act on, which is starting the clock.

        A `hard` one is taken as in the interview: a bar raiser presses, unless another `manner` was
        asked for, and no hints are given, whatever `learning` says.
        """
        transcript = self.new_transcript(
            scenario_id,
            minutes,
            manner or ("bar-raiser" if hard else "typical"),
            learning=learning and not hard,
        )

        def make_folder() -> Path:
            round_.take_id(self.store.add(round_.transcript).id)
            return self.store.journal_path(round_.transcript.id)

        round_ = self._round(transcript, NewJournal(make_folder))
        return round_

    def resume(self, round_id: str) -> Round:
        """Go on with a round that was left or cut off. Raises CoachError when it is finished."""
        transcript = self.store.recover(round_id)
        if transcript.status == "done":
            raise CoachError(f"round {round_id} is finished; `coach show {round_id}` prints it.")
        return self._round(transcript, Journal(self.store.journal_path(round_id)))

    def played(self, transcript: Transcript) -> LLMInterviewer | None:
        """The model that plays the interviewer of a round; None where the script does.

        Raises CoachError where its profile or its key is missing.
        """
        name = transcript.interviewer
        if name == SCRIPTED:
            return None
        # the endpoint's libraries are not needed before the first round with a model
        from coach.interviewer.llm import InterviewerModel, LLMInterviewer
        from coach.prompts import find_prompt

        profile = self.config.profile(name)
        pack, scenario = self.case(transcript)
        folders = self.paths.prompt_folders
        seat = InterviewerModel(
            name=name,
            profile=profile,
            key=find_key(name, profile, self.env),
            clarify=find_prompt("interviewer-clarify.md.j2", folders),
            pushback=find_prompt("interviewer-pushback.md.j2", folders),
            mark=make_delimiter,
        )
        script = self.interviewer(pack, scenario)
        return LLMInterviewer(seat, scenario, pack.lexicon, script, self.caller)

    def rounds(self, told: OnRead = lambda done, total: None) -> list[RoundSummary]:
        """All saved rounds in a line each, newest first; `told` hears of rounds read anew."""
        return self.index.rows(told)

    def search(
        self,
        text: str,
        rows: Sequence[RoundSummary],
        *,
        typing: bool = False,
        shown: int | None = None,
    ) -> list[Hit]:
        """Those of the rounds that fit a query, the first `shown` with where they do.

        Raises CoachError for a query that cannot be read.
        """
        areas = {scenario.id: scenario.areas for _, scenario in self.library.scenarios}
        return search(self.index, rows, parse(text, typing=typing), areas, shown)

    def written_round(
        self, scenario_id: str, answer: str, replies: Sequence[str] = ()
    ) -> Transcript:
        """A finished round from text written elsewhere; each reply meets a scripted pushback."""
        transcript = self.new_transcript(scenario_id).model_copy(update={"interviewer": SCRIPTED})
        pack, scenario = self.library.find(scenario_id)
        interviewer = ScriptedInterviewer(scenario, pack.lexicon, self.company(pack))
        pushed: list[Reply] = []
        for text in replies:
            push = interviewer.push(answer, pushed)
            if push is None:
                break
            pushed.append(
                Reply(id=push.id, who=push.who, text=push.text, quote=push.quote, reply=text)
            )
        return transcript.model_copy(
            update={"answer": answer, "pushback": pushed, "status": "done"}
        )

    def _round(self, transcript: Transcript, journal: Journal) -> Round:
        pack, scenario = self.case(transcript)

        def keep(record: Transcript) -> None:
            # without a folder of its own the round would be written into another one's
            if journal.has_place:
                self._keep(record)

        return Round(
            scenario,
            transcript,
            self.interviewer(pack, scenario),
            journal,
            self.monotonic,
            on_phase=keep,
        )

    def _mirror(self, id: str) -> None:
        """Write the Markdown copy of a round that changed, where the config asks for one."""
        if self.config.transcripts.mirror is None:
            return
        from coach.exports.vault_sync import sync_vault

        self.mirror_trouble = sync_vault(self, id)

    def _keep(self, transcript: Transcript) -> None:
        # the journal has it all already: a record that cannot be written now is written later
        try:
            self.store.save(transcript)
        except OSError:
            return
