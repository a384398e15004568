"""What to do next: the plan until the interview, the next round, and how practice goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from coach.drills.service import DrillService
from coach.plan.models import Plan
from coach.plan.outlook import Outlook
from coach.plan.recommendation import Next, recommend_next
from coach.progress import PracticeProgress, measure_progress
from coach.services.config_file import set_interview
from coach.services.rounds import RoundService
from coach.study import Study
from coach.transcripts.summary import RoundSummary
from coach.workspace import Workspace


class PlanService:
    """Plans from what was done; nothing is kept but the day of the interview."""

    def __init__(
        self, workspace: Workspace, rounds: RoundService, drills: DrillService, study: Study
    ) -> None:
        self._workspace = workspace
        self._rounds = rounds
        self._drills = drills
        self._study = study

    def make(self, rounds: Sequence[RoundSummary] | None = None) -> Plan | None:
        """Plan the days until the interview; None where no day is set."""
        config = self._workspace.config
        if config.interview is None:
            return None
        from coach.plan.planner import make_plan

        now = self._workspace.now()
        deck = self._study.make_deck(now)
        return make_plan(
            [scenario for _, scenario in self._workspace.library.scenarios],
            self._rounds.list_rounds() if rounds is None else rounds,
            now.date(),
            config.interview,
            config.preparing_since,
            len(deck.due) if deck.cards else None,
            self._drills.find_for_today(),
        )

    def look_ahead(self, rounds: Sequence[RoundSummary] | None = None) -> Outlook:
        """Make the plan and recommend a round, and say which of the plan comes first."""
        rounds = self._rounds.list_rounds() if rounds is None else rounds
        plan = self.make(rounds)
        return Outlook(self._recommend(rounds, plan), plan)

    def recommend(self, rounds: Sequence[RoundSummary] | None = None) -> Next | None:
        """Recommend a round: one that was left, else what the plan says, else the weakest area."""
        return self.look_ahead(rounds).next

    def _recommend(self, rounds: Sequence[RoundSummary], plan: Plan | None) -> Next | None:
        recommended = recommend_next(self._workspace.library, rounds)
        item = plan.following_round if plan else None
        if recommended is None or recommended.resume or item is None or item.scenario is None:
            return recommended
        return Next(item.scenario, item.title, item.why, hard=item.hard)

    def measure_progress(self) -> PracticeProgress:
        """Measure how practice goes."""
        rounds = self._rounds.list_rounds()
        measured = measure_progress(self._workspace.library, rounds, self._workspace.now().date())
        return replace(measured, following=self.recommend(rounds))

    def set_interview(self, day: date | None) -> None:
        """Keep the day of the interview, or with None take it out. Raises CoachError."""
        workspace = self._workspace
        path, today = workspace.paths.config_file, workspace.now().date()
        workspace.settings.replace_file(set_interview(path, day, today))
