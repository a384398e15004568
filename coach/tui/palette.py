"""What the palette offers besides the screens' own actions: scenarios, rounds, drills..."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider

from coach.tui.navigation import OpenDrill, OpenReview, StartRound, UseReviewer

if TYPE_CHECKING:
    from textual.message import Message
    from textual.screen import Screen

    from coach.services.coach import Coach
    from coach.transcripts.summary import RoundSummary
    from coach.tui.app import CoachApp

ROUNDS_OFFERED = 200
"""The newest rounds; older ones are found under Rounds."""


def list_key_commands(screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Offer what the keys of a screen do now, each with its key; those that have an id are ours."""
    offered: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.id or not active.enabled or binding.action in offered:
            continue
        offered.add(binding.action)
        key = screen.app.get_key_display(binding)
        run = partial(screen.app.run_action, binding.action, active.node)
        about = binding.tooltip or f"Key {key}"
        yield SystemCommand(f"{binding.description}  ({key})", about, run)


class CoachCommands(Provider):
    """Start any scenario, open any round, do any drill, choose who reviews."""

    _rounds: list[RoundSummary] = []

    @property
    def _coach(self) -> Coach | None:
        return cast("CoachApp", self.app).coach

    async def startup(self) -> None:
        """Read the rounds once, off the loop: there may be thousands."""
        if self._coach is not None:
            self._rounds = await asyncio.to_thread(self._coach.rounds.list_rounds)

    async def search(self, query: str) -> Hits:
        """Everything that fits the query."""
        matcher = self.matcher(query)
        for text, about, run in self._list_offers():
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=about)

    async def discover(self) -> Hits:
        """What is offered before anything is typed: a few scenarios are enough to show the way."""
        for text, about, run in list(self._list_offers())[:6]:
            yield DiscoveryHit(text, run, help=about)

    def _list_offers(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """What can be done: its name, a line about it, and doing it."""
        coach = self._coach
        if coach is None:
            return
        for _, scenario in coach.library.scenarios:
            about = f"{scenario.difficulty}, {scenario.minutes} minutes"
            yield f"Start: {scenario.title}", about, self._post(StartRound(scenario.id))
        for row in self._rounds[:ROUNDS_OFFERED]:
            if row.status == "done":
                when = row.started[:16].replace("T", " ")
                about = row.first_line or row.id
                yield f"Open: {row.title} {when}", about, self._post(OpenReview(row.id))
        for drill in coach.drills.drills.values():
            yield f"Drill: {drill.title}", drill.task, self._post(OpenDrill(drill.id))
        for name in coach.config.reviewers:
            yield f"Review with: {name}", "From now on, in this run", self._post(UseReviewer(name))

    def _post(self, message: Message) -> Callable[[], object]:
        return partial(self.app.post_message, message)
