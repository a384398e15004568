"""What a front end does with drills: list, choose, sit down to one, check a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from coach.drills.attempt import Situation
from coach.drills.checks import DrillResult, check_drill
from coach.drills.examples import make_example
from coach.drills.questions import find_questions
from coach.drills.selection import (
    ROUNDS_LOOKED_AT,
    Choice,
    ObservedRound,
    PastDrill,
    choose_drill,
    choose_scenario,
)
from coach.drills.session import DrillSession
from coach.drills.signals import RoundFacts, find_signals
from coach.drills.store import DrillAttempt, DrillStore
from coach.files import CoachError
from coach.packs.drill_schema import Drill
from coach.packs.load import render_prompt
from coach.packs.schema import Pack
from coach.plan.models import Exercise
from coach.text.cue_matcher import Document
from coach.text.suggest import suggest
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review, load_reviews
from coach.transcripts.summary import RoundSummary
from coach.workspace import Workspace

KEPT = "You left this one before it was checked; it is kept."


@dataclass(frozen=True)
class Listed:
    """A drill in a list: what it trains, how often it was done and when last."""

    id: str
    title: str
    task: str
    seconds: int
    dimensions: list[str]
    trains: list[str]
    done: int
    last: str | None
    chosen: bool
    why: str


class DrillService:
    """The drills of all packs, over the rounds and attempts on disk."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.book = DrillStore(workspace.paths.drills)

    @cached_property
    def drills(self) -> dict[str, Drill]:
        """Every drill by its id; of two with one id the earlier pack's."""
        found: dict[str, Drill] = {}
        for pack in self._workspace.library.packs.values():
            for drill in pack.drills.drills:
                found.setdefault(drill.id, drill)
        return found

    def choose(self) -> Choice | None:
        """The drill to do next and why; None where no pack has any."""
        kept = self.book.kept()
        unfinished = next((a for a in kept.attempts if self._can_go_on(a)), None)
        if unfinished is not None:
            return Choice(unfinished.drill, KEPT)
        return choose_drill(
            list(self.drills.values()), self._looked(), _done(kept.done), self._today
        )

    def of_today(self) -> Exercise | None:
        """The drill done last today, else the one to do next; None where no pack has any."""
        today = self._today.isoformat()
        for attempt in self.book.kept().done:
            if attempt.started.startswith(today) and attempt.drill in self.drills:
                done = self.drills[attempt.drill]
                return Exercise(done.id, done.title, done.seconds, "", done=True)
        chosen = self.choose()
        if chosen is None:
            return None
        drill = self.drills[chosen.drill]
        return Exercise(drill.id, drill.title, drill.seconds, chosen.why)

    def chosen_by(self, review: Review, transcript: Transcript) -> Choice | None:
        """The drill that one review asks for."""
        pack, scenario = self._workspace.find_case(transcript)
        drills = list(self.drills.values())
        typed = self._workspace.store.journal_path(transcript.id).exists()
        seen = find_signals(drills, review, pack, scenario, RoundFacts(transcript.seconds, typed))
        return choose_drill(drills, [ObservedRound(self._today, *seen)], [], self._today)

    def listed(self) -> list[Listed]:
        """All drills in their order, the one to do next marked."""
        chosen = self.choose()
        done = self.book.kept().done
        return [self._listed(drill, done, chosen) for drill in self.drills.values()]

    def sit_down(
        self, name: str | None = None, scenario_id: str | None = None, *, afresh: bool = False
    ) -> DrillSession:
        """Begin a drill, or go on with one that was left; without a name the one to do next.

        Raises CoachError for an unknown drill or scenario, and where no pack has drills.
        `afresh` lets what was left lie.
        """
        drill = self.drill(name or self._next())
        kept = self.book.kept()
        left = next((a for a in kept.attempts if self._left(a, drill.id, scenario_id)), None)
        if left is not None and not afresh:
            return self._sitting(left)
        chosen = scenario_id or self._scenario_for(drill.id, kept.done)
        _, scenario = self._workspace.library.find(chosen)
        return self._sitting(self.book.new(drill.id, scenario.id, self._workspace.now()))

    def check(
        self, text: str, name: str | None, scenario_id: str | None, *, save: bool
    ) -> tuple[DrillAttempt, DrillResult]:
        """Check a text written elsewhere. Raises CoachError as `sit_down`, and OSError."""
        drill = self.drill(name or self._next())
        chosen = scenario_id or self._scenario_for(drill.id, self.book.kept().done)
        self._workspace.library.find(chosen)
        attempt = self.book.new(drill.id, chosen, self._workspace.now())
        drill, situation = self.case(drill.id, chosen)
        result = check_drill(drill, text, situation)
        attempt = attempt.model_copy(
            update={"status": "done", "text": text, "checks": result.checks}
        )
        if save:
            self.book.keep(attempt)
        return attempt, result

    def drill(self, name: str) -> Drill:
        """One drill by its id. Raises CoachError naming those there are."""
        if name in self.drills:
            return self.drills[name]
        near = suggest(name, list(self.drills), limit=1)
        hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(self.drills)}."
        raise CoachError(f"there is no drill {name!r}; {hint}" if self.drills else _NONE)

    def case(self, name: str, scenario_id: str) -> tuple[Drill, Situation]:
        """A drill as the scenario's pack has it, and what it is done on."""
        pack, scenario = self._workspace.library.find(scenario_id)
        home = self._home(pack)
        own = {drill.id: drill for drill in home.drills.drills} if home else {}
        prompt = render_prompt(scenario, self._workspace.company(pack))
        words = home.drill_lexicon if name in own and home else self._words_of(name)
        interviewer = self._workspace.load_script(pack, scenario)
        situation = Situation(scenario, prompt, words, pack.lexicon, interviewer)
        return own.get(name) or self.drill(name), situation

    def example(self, attempt: DrillAttempt) -> list[str]:
        """What the scenario itself has to show, once an attempt is done."""
        drill, here = self.case(attempt.drill, attempt.scenario)
        asked = find_questions(Document(attempt.text), here.interviewer)
        return make_example(drill.example, here.scenario, {one.fact for one in asked if one.fact})

    # what it stands on

    @property
    def _today(self) -> date:
        return self._workspace.now().date()

    def _next(self) -> str:
        chosen = self.choose()
        if chosen is None:
            raise CoachError(_NONE)
        return chosen.drill

    def _sitting(self, attempt: DrillAttempt) -> DrillSession:
        drill, situation = self.case(attempt.drill, attempt.scenario)
        return DrillSession(drill, situation, attempt, self.book, self._workspace.monotonic)

    def _can_go_on(self, attempt: DrillAttempt) -> bool:
        here = {scenario.id for _, scenario in self._workspace.library.scenarios}
        return (
            attempt.status == "writing"
            and bool(attempt.text.strip())
            and attempt.drill in self.drills
            and attempt.scenario in here
        )

    def _left(self, attempt: DrillAttempt, drill: str, scenario_id: str | None) -> bool:
        fits = scenario_id is None or attempt.scenario == scenario_id
        return attempt.drill == drill and fits and self._can_go_on(attempt)

    def _scenario_for(self, drill: str, done: Sequence[DrillAttempt]) -> str:
        known = [s for pack, s in self._workspace.library.scenarios if self._has(pack, drill)]
        fitting = [s.id for s in known if not s.draft] or [s.id for s in known]
        tried = [row.scenario for row in self._rows]
        chosen = choose_scenario(drill, fitting, tried, _done(done), self._today)
        if chosen is None:
            raise CoachError("no scenario fits; `coach scenarios` lists what there is.")
        return chosen

    def _has(self, pack: Pack, drill: str) -> bool:
        home = self._home(pack)
        return home is not None and any(one.id == drill for one in home.drills.drills)

    def _home(self, pack: Pack) -> Pack | None:
        """The pack whose drills are done on a pack's scenarios: itself, else one that ships."""
        if pack.drills.drills:
            return pack
        packs = [one for one in self._workspace.library.packs.values() if one.drills.drills]
        shipped = self._workspace.paths.builtin_packs
        return next((p for p in packs if Path(p.folder).is_relative_to(shipped)), None)

    def _words_of(self, name: str) -> dict[str, list[str]]:
        packs = self._workspace.library.packs.values()
        homes = [p for p in packs if any(drill.id == name for drill in p.drills.drills)]
        return homes[0].drill_lexicon if homes else {}

    @property
    def _rows(self) -> list[RoundSummary]:
        return [row for row in self._workspace.index.rows() if row.status != "damaged"]

    def _looked(self) -> list[ObservedRound]:
        found: list[ObservedRound] = []
        for row in self._rows:
            if len(found) == ROUNDS_LOOKED_AT:
                break
            if row.reviews and row.started and (one := self._look(row)) is not None:
                found.append(one)
        return found

    def _look(self, row: RoundSummary) -> ObservedRound | None:
        try:
            pack, scenario = self._workspace.library.find(row.scenario)
            reviews = load_reviews(self._workspace.store, row.id)
        except CoachError:
            return None
        # pointers say which facts were asked for, own marks say more, a reviewer that judges most
        read = (
            [r for r in reviews if r.is_of_reviewer]
            or [r for r in reviews if r.is_own]
            or [r for r in reviews if r.status == "pointers"]
        )
        if not read:
            return None
        typed = self._workspace.store.journal_path(row.id).exists()
        facts = RoundFacts(row.seconds, typed)
        seen = find_signals(self.drills.values(), read[-1], pack, scenario, facts)
        return ObservedRound(date.fromisoformat(row.started[:10]), *seen)

    def _listed(self, drill: Drill, done: Sequence[DrillAttempt], chosen: Choice | None) -> Listed:
        mine = [attempt for attempt in done if attempt.drill == drill.id]
        is_next = chosen is not None and chosen.drill == drill.id
        return Listed(
            id=drill.id,
            title=drill.title,
            task=drill.task,
            seconds=drill.seconds,
            dimensions=list(drill.dimensions),
            trains=[habit.name for habit in drill.habits],
            done=len(mine),
            last=mine[0].started if mine else None,
            chosen=is_next,
            why=chosen.why if chosen is not None and is_next else "",
        )


_NONE = "no pack has drills; put a drills.yaml into yours (`coach new schemas` says how it looks)."


def _done(attempts: Sequence[DrillAttempt]) -> list[PastDrill]:
    return [
        PastDrill(one.drill, one.scenario, date.fromisoformat(one.started[:10])) for one in attempts
    ]
