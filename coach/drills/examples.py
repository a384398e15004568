"""Lines of a scenario that show what a drill asks for; made of its own parts, nothing invented."""

from __future__ import annotations

from collections.abc import Callable, Collection

from coach.packs.drill_schema import Example
from coach.packs.schema import Scenario
from coach.text.document import split_sentences

ASKS = 3
"""Deciding questions that are shown."""
NO_IS = "pushback_momentum"
"""The dimension whose points say how a no is told."""


def make_example(kind: Example, scenario: Scenario, earned: Collection[str] = ()) -> list[str]:
    """What to show once an attempt is done; `earned` are the facts that it earned itself."""
    return _KINDS[kind](scenario, earned)


def _needs(scenario: Scenario, earned: Collection[str]) -> list[str]:
    lines = [f"{who.name} needs: {who.needs}" for who in scenario.stakeholders[:2]]
    return [*lines, *(f"Measured by: {metric}" for metric in scenario.metrics[:1])]


def _asks(scenario: Scenario, earned: Collection[str]) -> list[str]:
    left = [fact.ask for fact in scenario.facts if fact.decides and fact.id not in earned]
    return left[:ASKS]


def _costs(scenario: Scenario, earned: Collection[str]) -> list[str]:
    tradeoff = scenario.in_play[0]
    lines = [f"Choosing “{side.name}” costs: {side.costs}" for side in tradeoff.sides]
    return [*lines, f"What would flip it: {tradeoff.flip}"]


def _no(scenario: Scenario, earned: Collection[str]) -> list[str]:
    who = scenario.stakeholders[0]
    fixes = [point.fix for point in scenario.points if NO_IS in point.dimensions and point.fix]
    return [f"{who.name} needs: {who.needs}", f"Told no, they: {who.if_no}", *fixes[:2]]


def _opening(scenario: Scenario, earned: Collection[str]) -> list[str]:
    outline = scenario.outline.strip()
    return [
        " ".join(outline[start:end].split())
        for start, end in split_sentences(outline, wrapped=True)[:1]
    ]


_KINDS: dict[Example, Callable[[Scenario, Collection[str]], list[str]]] = {
    "needs": _needs,
    "asks": _asks,
    "costs": _costs,
    "no": _no,
    "opening": _opening,
}
