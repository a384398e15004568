"""What the palette offers besides the screens' own actions: scenarios, rounds, drills..."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

if TYPE_CHECKING:
    from coach.transcripts.summary import RoundSummary
    from coach.tui.app import CoachApp

ROUNDS_OFFERED = 200
"""The newest rounds; older ones are found under Rounds."""


class CoachCommands(Provider):
    """Start any scenario, open any round, do any drill, choose who reviews."""

    _rounds: list[RoundSummary] = []

    @property
    def _coach(self) -> CoachApp:
        return cast("CoachApp", self.app)

    async def startup(self) -> None:
        """Read the rounds once, off the loop: there may be thousands."""
        coach = self._coach.coach
        self._rounds = [] if coach is None else (await asyncio.to_thread(coach.rounds.list_rounds))

    async def search(self, query: str) -> Hits:
        """Everything that fits the query."""
        matcher = self.matcher(query)
        for text, said, run in self._offers():
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=said)

    async def discover(self) -> Hits:
        """What is offered before anything is typed: a few scenarios are enough to show the way."""
        for text, said, run in list(self._offers())[:6]:
            yield DiscoveryHit(text, run, help=said)

    def _offers(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        app = self._coach
        if app.coach is None:
            return
        for _, scenario in app.coach.library.scenarios:
            said = f"{scenario.difficulty}, {scenario.minutes} minutes"
            yield f"Start: {scenario.title}", said, self._start(scenario.id)
        for row in self._rounds[:ROUNDS_OFFERED]:
            if row.status == "done":
                when = row.started[:16].replace("T", " ")
                yield f"Open: {row.title} {when}", row.first_line or row.id, self._open(row.id)
        for drill in app.coach.drills.drills.values():
            yield f"Drill: {drill.title}", drill.task, self._drill(drill.id)
        for name in app.coach.config.reviewers:
            yield f"Review with: {name}", "From now on, in this run", self._review_with(name)

    def _start(self, id: str) -> Callable[[], None]:
        return lambda: self._coach.start_round(id)

    def _drill(self, id: str) -> Callable[[], None]:
        return lambda: self._coach.open_drill(id)

    def _open(self, id: str) -> Callable[[], None]:
        return lambda: self._coach.open_review(id)

    def _review_with(self, name: str) -> Callable[[], None]:
        return lambda: self._coach.review_with(name)
