"""Examples for drills: lines of the scenario itself that show what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection

from coach.packs.drill_schema import Example
from coach.packs.schema import Scenario
from coach.text.document import split_sentences

MOST_ASKS = 3
"""Deciding questions that are shown."""
SAYING_NO = "pushback_momentum"
"""The dimension whose points say how to say no."""


def make_example(kind: Example, scenario: Scenario, earned: Collection[str] = ()) -> list[str]:
    """The lines to show once an attempt is done; `earned` are ids of the facts that it earned."""
    return _KINDS[kind](scenario, earned)


def _show_needs(scenario: Scenario, earned: Collection[str]) -> list[str]:
    lines = [f"{who.name} needs: {who.needs}" for who in scenario.stakeholders[:2]]
    return [*lines, *(f"Measured by: {metric}" for metric in scenario.metrics[:1])]


def _show_questions(scenario: Scenario, earned: Collection[str]) -> list[str]:
    left = [fact.ask for fact in scenario.facts if fact.decides and fact.id not in earned]
    return left[:MOST_ASKS]


def _show_costs(scenario: Scenario, earned: Collection[str]) -> list[str]:
    tradeoff = scenario.in_play[0]
    lines = [f"Choosing “{side.name}” costs: {side.costs}" for side in tradeoff.sides]
    return [*lines, f"What would flip it: {tradeoff.flip}"]


def _show_no(scenario: Scenario, earned: Collection[str]) -> list[str]:
    who = scenario.stakeholders[0]
    fixes = [point.fix for point in scenario.points if SAYING_NO in point.dimensions and point.fix]
    return [f"{who.name} needs: {who.needs}", f"Told no, they: {who.if_no}", *fixes[:2]]


def _show_opening(scenario: Scenario, earned: Collection[str]) -> list[str]:
    outline = scenario.outline.strip()
    return [
        " ".join(outline[start:end].split())
        for start, end in split_sentences(outline, wrapped=True)[:1]
    ]


_KINDS: dict[Example, Callable[[Scenario, Collection[str]], list[str]]] = {
    "needs": _show_needs,
    "asks": _show_questions,
    "costs": _show_costs,
    "no": _show_no,
    "opening": _show_opening,
}
