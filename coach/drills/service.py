"""What a front end does with drills: list them, choose one, do it, check a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path

from coach.drills.attempt import Situation
from coach.drills.checks import DrillResult, check_drill
from coach.drills.examples import make_example
from coach.drills.questions import find_questions
from coach.drills.selection import (
    MOST_ROUNDS,
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
from coach.text.document import Document
from coach.text.suggest import suggest
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review, load_reviews
from coach.transcripts.summary import RoundSummary
from coach.workspace import Workspace

UNFINISHED = "You left this one before it was checked; it is kept."


@dataclass(frozen=True)
class ListedDrill:
    """A drill in a list: what it trains, how often it was done and when last (ISO 8601).

    `chosen` marks the one to do next, and `why` says the reason.
    """

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
        self.store = DrillStore(workspace.paths.drills)

    @cached_property
    def drills(self) -> dict[str, Drill]:
        """Every drill by its id; of two with one id the earlier pack's."""
        drills: dict[str, Drill] = {}
        for pack in self._workspace.library.packs.values():
            for drill in pack.drills.drills:
                drills.setdefault(drill.id, drill)
        return drills

    def choose(self) -> Choice | None:
        """The drill to do next and why; None where no pack has any."""
        saved = self.store.load_attempts()
        unfinished = next((a for a in saved.attempts if self._can_continue(a)), None)
        if unfinished is not None:
            return Choice(unfinished.drill, UNFINISHED)
        return choose_drill(
            list(self.drills.values()),
            self._observe_rounds(),
            _summarize_done(saved.done),
            self._today,
        )

    def find_for_today(self) -> Exercise | None:
        """The drill done last today, else the one to do next; None where no pack has any."""
        today = self._today.isoformat()
        for attempt in self.store.load_attempts().done:
            if attempt.started.startswith(today) and attempt.drill in self.drills:
                done = self.drills[attempt.drill]
                return Exercise(done.id, done.title, done.seconds, "", done=True)
        chosen = self.choose()
        if chosen is None:
            return None
        drill = self.drills[chosen.drill]
        return Exercise(drill.id, drill.title, drill.seconds, chosen.why)

    def choose_after(self, review: Review, transcript: Transcript) -> Choice | None:
        """The drill that one review asks for; None where no pack has any."""
        pack, scenario = self._workspace.find_case(transcript)
        drills = list(self.drills.values())
        typed = self._workspace.store.journal_path(transcript.id).exists()
        facts = RoundFacts(transcript.seconds, typed)
        observed = ObservedRound(self._today, *find_signals(drills, review, pack, scenario, facts))
        return choose_drill(drills, [observed], [], self._today)

    def list_drills(self) -> list[ListedDrill]:
        """All drills in their order, the one to do next marked."""
        chosen = self.choose()
        done = self.store.load_attempts().done
        return [self._describe(drill, done, chosen) for drill in self.drills.values()]

    def open_session(
        self, name: str | None = None, scenario_id: str | None = None, *, afresh: bool = False
    ) -> DrillSession:
        """Begin a drill, or continue one that was left; without a name the one to do next.

        With `afresh` a new attempt begins whatever was left. Raises CoachError for an unknown
        drill or scenario, and where no pack has drills.
        """
        drill = self.find_drill(name or self._choose_next())
        saved = self.store.load_attempts()
        left = next(
            (a for a in saved.attempts if self._is_unfinished_at(a, drill.id, scenario_id)), None
        )
        if left is not None and not afresh:
            return self._make_session(left)
        chosen = scenario_id or self._choose_scenario(drill.id, saved.done)
        _, scenario = self._workspace.library.find(chosen)
        attempt = self.store.make_attempt(drill.id, scenario.id, self._workspace.now())
        return self._make_session(attempt)

    def check(
        self, text: str, name: str | None, scenario_id: str | None, *, save: bool
    ) -> tuple[DrillAttempt, DrillResult]:
        """Check a text written elsewhere, and save it as an attempt with `save`.

        Raises CoachError as `open_session` does, and OSError where it cannot be saved.
        """
        drill = self.find_drill(name or self._choose_next())
        chosen = scenario_id or self._choose_scenario(drill.id, self.store.load_attempts().done)
        self._workspace.library.find(chosen)
        attempt = self.store.make_attempt(drill.id, chosen, self._workspace.now())
        drill, situation = self.load_case(drill.id, chosen)
        result = check_drill(drill, text, situation)
        attempt = attempt.model_copy(
            update={"status": "done", "text": text, "checks": result.checks}
        )
        if save:
            attempt = self.store.add(attempt)
        return attempt, result

    def find_drill(self, name: str) -> Drill:
        """One drill by its id. Raises CoachError naming those there are."""
        if name in self.drills:
            return self.drills[name]
        near = suggest(name, list(self.drills), limit=1)
        hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(self.drills)}."
        raise CoachError(f"there is no drill {name!r}; {hint}" if self.drills else _NONE)

    def load_case(self, name: str, scenario_id: str) -> tuple[Drill, Situation]:
        """A drill as the scenario's own pack has it, and what it is done on."""
        pack, scenario = self._workspace.library.find(scenario_id)
        home = self._find_home(pack)
        own = {drill.id: drill for drill in home.drills.drills} if home else {}
        prompt = render_prompt(scenario, self._workspace.name_company(pack))
        words = home.drill_lexicon if name in own and home else self._find_words(name)
        interviewer = self._workspace.load_script(pack, scenario)
        situation = Situation(scenario, prompt, words, pack.lexicon, interviewer)
        return own.get(name) or self.find_drill(name), situation

    def make_example(self, attempt: DrillAttempt) -> list[str]:
        """Lines of the scenario itself that show what was asked for, once an attempt is done."""
        drill, situation = self.load_case(attempt.drill, attempt.scenario)
        questions = find_questions(Document(attempt.text), situation.interviewer)
        earned = {question.fact for question in questions if question.fact}
        return make_example(drill.example, situation.scenario, earned)

    @property
    def _today(self) -> date:
        return self._workspace.now().date()

    def _choose_next(self) -> str:
        chosen = self.choose()
        if chosen is None:
            raise CoachError(_NONE)
        return chosen.drill

    def _make_session(self, attempt: DrillAttempt) -> DrillSession:
        drill, situation = self.load_case(attempt.drill, attempt.scenario)
        return DrillSession(drill, situation, attempt, self.store, self._workspace.monotonic)

    def _can_continue(self, attempt: DrillAttempt) -> bool:
        scenarios = {scenario.id for _, scenario in self._workspace.library.scenarios}
        return (
            attempt.status == "writing"
            and bool(attempt.text.strip())
            and attempt.drill in self.drills
            and attempt.scenario in scenarios
        )

    def _is_unfinished_at(self, attempt: DrillAttempt, drill: str, scenario_id: str | None) -> bool:
        """Whether an attempt is an unfinished one at this drill, on this scenario or any."""
        fits = scenario_id is None or attempt.scenario == scenario_id
        return attempt.drill == drill and fits and self._can_continue(attempt)

    def _choose_scenario(self, drill: str, done: Sequence[DrillAttempt]) -> str:
        known = [s for pack, s in self._workspace.library.scenarios if self._has_drill(pack, drill)]
        named = self.find_drill(drill).scenarios
        known = [s for s in known if s.id in named] or known
        fitting = [s.id for s in known if not s.draft] or [s.id for s in known]
        tried = [row.scenario for row in self._rows]
        chosen = choose_scenario(drill, fitting, tried, _summarize_done(done), self._today)
        if chosen is None:
            raise CoachError("no scenario fits; `coach scenarios` lists what there is.")
        return chosen

    def _has_drill(self, pack: Pack, name: str) -> bool:
        home = self._find_home(pack)
        return home is not None and any(drill.id == name for drill in home.drills.drills)

    def _find_home(self, pack: Pack) -> Pack | None:
        """The pack whose drills are done on a pack's scenarios: itself, else one that ships."""
        if pack.drills.drills:
            return pack
        packs = [p for p in self._workspace.library.packs.values() if p.drills.drills]
        shipped = self._workspace.paths.builtin_packs
        return next((p for p in packs if Path(p.folder).is_relative_to(shipped)), None)

    def _find_words(self, name: str) -> dict[str, list[str]]:
        """The word lists of the first pack that has a drill."""
        packs = self._workspace.library.packs.values()
        homes = [p for p in packs if any(drill.id == name for drill in p.drills.drills)]
        return homes[0].drill_lexicon if homes else {}

    @property
    def _rows(self) -> list[RoundSummary]:
        return [row for row in self._workspace.index.list_rows() if row.status != "damaged"]

    def _observe_rounds(self) -> list[ObservedRound]:
        """What the newest reviewed rounds show of habits."""
        reviewed = (row for row in self._rows if row.reviews and row.started)
        observed = (self._observe_round(row) for row in reviewed)
        return list(islice(filter(None, observed), MOST_ROUNDS))

    def _observe_round(self, row: RoundSummary) -> ObservedRound | None:
        try:
            pack, scenario = self._workspace.library.find(row.scenario)
            reviews = load_reviews(self._workspace.store, row.id)
        except CoachError:
            return None
        # pointers say which facts were asked for, own marks say more, a reviewer that judges most
        usable = (
            [review for review in reviews if review.is_of_reviewer]
            or [review for review in reviews if review.is_own]
            or [review for review in reviews if review.status == "pointers"]
        )
        if not usable:
            return None
        typed = self._workspace.store.journal_path(row.id).exists()
        facts = RoundFacts(row.seconds, typed)
        signals = find_signals(self.drills.values(), usable[-1], pack, scenario, facts)
        return ObservedRound(date.fromisoformat(row.started[:10]), *signals)

    def _describe(
        self, drill: Drill, done: Sequence[DrillAttempt], chosen: Choice | None
    ) -> ListedDrill:
        attempts = [attempt for attempt in done if attempt.drill == drill.id]
        is_next = chosen is not None and chosen.drill == drill.id
        return ListedDrill(
            id=drill.id,
            title=drill.title,
            task=drill.task,
            seconds=drill.seconds,
            dimensions=list(drill.dimensions),
            trains=[habit.name for habit in drill.habits],
            done=len(attempts),
            last=attempts[0].started if attempts else None,
            chosen=is_next,
            why=chosen.why if chosen is not None and is_next else "",
        )


_NONE = "no pack has drills; put a drills.yaml into yours (`coach new schemas` says how it looks)."


def _summarize_done(attempts: Sequence[DrillAttempt]) -> list[PastDrill]:
    return [PastDrill(a.drill, a.scenario, date.fromisoformat(a.started[:10])) for a in attempts]
