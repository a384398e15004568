"""Which false claims of a pack a case invites: those whose words it shares most."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from coach.packs.schema import Misconception, Pack, Scenario
from coach.text.document import find_content_stems

MOST = 10
"""Misconceptions that are sent with a case; five to ten can apply to one."""


def select_misconceptions(pack: Pack, scenario: Scenario) -> list[Misconception]:
    """The misconceptions of a pack that are nearest to a scenario, in the pack's order.

    Loose words that change no level are not among them: the pack's own cues point them out, and a
    model that is told of one might lower a level for it.

    Near is who shares rare words with its question, facts, points and expert's answer; a word's
    weight is the logarithm of how few of the pack's misconceptions have it.
    """
    weighty = [claim for claim in pack.misconceptions if claim.effect == "level"]
    if len(weighty) <= MOST:
        return weighty
    stems = {claim.id: _find_stems(claim.claim, claim.right) for claim in weighty}
    spread = Counter(stem for words in stems.values() for stem in words)
    about = _find_stems(
        scenario.prompt,
        scenario.outline,
        *(fact.answer for fact in scenario.facts),
        *(point.statement for point in scenario.points),
    )
    weights = {
        claim_id: sum(math.log(len(stems) / spread[stem]) for stem in words & about)
        / math.sqrt(len(words) or 1)
        for claim_id, words in stems.items()
    }
    nearest = sorted(weights, key=lambda claim_id: -weights[claim_id])[:MOST]
    return [claim for claim in weighty if claim.id in nearest]


@lru_cache(maxsize=500)
def _find_stems(*texts: str) -> frozenset[str]:
    return frozenset(stem for text in texts for stem in find_content_stems(text))
