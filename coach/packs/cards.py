"""What a list shows of each scenario: its card, which is read without loading the whole pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.packs.schema import Pack, Scenario


@dataclass(frozen=True)
class CaseCard:
    """One scenario as lists show it; `facts` and `pushbacks` are how many there are."""

    id: str
    pack: str
    title: str
    areas: list[str]
    tradeoffs: list[str]
    segments: list[str]
    difficulty: str
    minutes: int
    facts: int
    pushbacks: int
    draft: bool
    tags: list[str]


def make_card(pack_id: str, scenario: Scenario) -> CaseCard:
    """Make the card of a scenario."""
    return CaseCard(
        id=scenario.id,
        pack=pack_id,
        title=scenario.title,
        areas=list(scenario.areas),
        tradeoffs=list(scenario.tradeoffs),
        segments=list(scenario.segments),
        difficulty=scenario.difficulty,
        minutes=scenario.minutes,
        facts=len(scenario.facts),
        pushbacks=len(scenario.pushbacks),
        draft=scenario.draft,
        tags=list(scenario.tags),
    )


def make_cards(pack: Pack) -> list[CaseCard]:
    """Make the cards of a pack's scenarios."""
    return [make_card(pack.manifest.id, scenario) for scenario in pack.scenarios.values()]


def merge_cards(packs: Iterable[Iterable[CaseCard]]) -> list[CaseCard]:
    """Merge the cards of packs by title; of one pack and id the later card counts."""
    merged = {(card.pack, card.id): card for cards in packs for card in cards}
    return sorted(merged.values(), key=lambda card: card.title.casefold())
