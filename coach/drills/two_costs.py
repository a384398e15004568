"""Two costs on two sides: what the choice costs, and what the other choice would have cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from coach.packs.schema import Scenario
from coach.text.clauses import split_clauses
from coach.text.cue_matcher import Document, Lexicon, find_cues
from coach.transcripts.review_schema import Evidence

MOST = 30
"""Clauses with a cost that are compared."""
OTHER_WAY = "other_way"
"""The word list of what turns to the other choice."""


def find_two_costs(
    document: Document, costs: Sequence[str], scenario: Scenario, words: Lexicon, lexicon: Lexicon
) -> list[Evidence]:
    """The two clauses that name a cost on either side; nothing where there are not two.

    They are about different parties or sides of the scenario, or the later one turns to the other
    choice in so many words.
    """
    found = []
    for start, end in _clauses(document):
        clause = Document(document.text[start:end])
        if find_cues(costs, clause, words):
            found.append((start, end, clause))
    for one, other in combinations(found[:MOST], 2):
        turned = OTHER_WAY in words and bool(find_cues([f"@{OTHER_WAY}"], other[2], words))
        if turned or _differ(
            _about(one[2], scenario, lexicon), _about(other[2], scenario, lexicon)
        ):
            return [Evidence.of(document.text, start, end) for start, end, _ in (one, other)]
    return []


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one != other


def _about(clause: Document, scenario: Scenario, lexicon: Lexicon) -> frozenset[str]:
    """Ids of the parties and names of the sides that a clause speaks of."""
    parties = {who.id for who in scenario.stakeholders if find_cues(who.cues, clause, lexicon)}
    sides = {
        side.name
        for tradeoff in scenario.in_play
        for side in tradeoff.sides
        if find_cues(side.cues, clause, lexicon)
    }
    return frozenset(parties | sides)


def _clauses(document: Document) -> Iterator[tuple[int, int]]:
    for sentence in document.sentences:
        piece = document.text[sentence.start : sentence.end]
        for start, end in split_clauses(piece, at_commas=False):
            yield sentence.start + start, sentence.start + end
