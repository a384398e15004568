"""What a level must stand on: without quotes that code has found, it is lowered."""

from __future__ import annotations

from collections.abc import Sequence

from coach.reviews.llm.reply.response import NO_LEVEL
from coach.reviews.overall import LEVELS
from coach.transcripts.review_schema import Evidence, Level

QUOTES_FOR_3 = 1
QUOTES_FOR_4 = 2


def cap_level(level: int, evidence: Sequence[Evidence]) -> tuple[Level | None, str | None]:
    """The level that the quotes found can carry, and why it was lowered, if it was.

    A 3 needs one quote found in the candidate's words, a 4 needs two different ones.
    """
    if level == NO_LEVEL:
        return None, None
    quotes = len({(quote.start, quote.end) for quote in evidence if quote.verified})
    if level >= 3 and quotes < QUOTES_FOR_3:
        return 2, f"Lowered from {level}: no quote was found in your answer."
    if level == 4 and quotes < QUOTES_FOR_4:
        return 3, "Lowered from 4: only one quote was found in your answer."
    return LEVELS[level], None
