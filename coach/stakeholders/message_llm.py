"""A model reads the message too: it names sentences by number, and code says what they show.

Nothing of the model's own words is kept, so it can invent, reveal and obey nothing. What it names
must be a sentence that counts; the flags stay those of the wordings. What it does not find, the
candidate still marks.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from coach.llm.endpoint import OnEvent, ignore
from coach.llm.structured import UnreadableReply
from coach.stakeholders.llm import RoomModel
from coach.stakeholders.message_checks import (
    DISHONEST,
    MOST_QUOTES,
    Addressed,
    MessageText,
    prepare_message,
)
from coach.stakeholders.models import MessageCheck, MessageReview
from coach.text.controls import flatten
from coach.text.cue_parser import Lexicon
from coach.transcripts.review_schema import Evidence

LINES = 80
"""Sentences of a message that a model chooses from."""
MOST_CHECKS = 3
"""Checks for which the model may name one sentence; one that it names for more shows nothing on its
word alone, as a model does that was talked into finding everything. In the 299 sentences in which
the wordings find something in the labelled messages, four show more than three checks."""
WORDINGS_STAND = "The marks are yours."
NOTHING = "No sentence of the message counts, so the model was not asked."


class SentCheck(BaseModel):
    """What a model says of one check."""

    model_config = ConfigDict(extra="forbid")

    check: str
    met: bool
    lines: list[int]


class SentReading(BaseModel):
    """What a model says of a message."""

    model_config = ConfigDict(extra="forbid")

    checks: list[SentCheck]


async def read_message(
    model: RoomModel,
    addressed: Addressed,
    lexicon: Lexicon,
    review: MessageReview,
    on_event: OnEvent = ignore,
) -> MessageReview:
    """The review with what a model finds too; where it cannot, the review with the reason."""
    lines = (await asyncio.to_thread(prepare_message, addressed, lexicon))[:LINES]
    if not any(line.may_show for line in lines):
        return review.model_copy(update={"fallback": NOTHING})
    try:
        sent = await model.ask(_fill(model, addressed, lines), SentReading, on_event)
    except UnreadableReply as reason:
        return review.model_copy(update={"fallback": f"{reason} {WORDINGS_STAND}"})
    named = _pick_sentences(sent, lines)
    dishonest = any(flag.kind in DISHONEST for flag in review.flags)
    checks = [
        check
        if check.id == "honesty" and dishonest
        else _add(check, _find_quotes(check, named.get(check.id, []), lines), model.name)
        for check in review.checks
    ]
    return review.model_copy(update={"checks": checks, "reader": model.name})


def _pick_sentences(sent: SentReading, lines: Sequence[MessageText]) -> dict[str, list[int]]:
    """For each check the places of the sentences that the model may be believed on."""
    # the first word on a check counts, as with the voices of a room
    first = {check.check: check for check in reversed(sent.checks)}
    named = {
        name: sorted({n - 1 for n in check.lines[:MOST_QUOTES] if 0 < n <= len(lines)})
        for name, check in first.items()
        if check.met
    }
    times = Counter(at for places in named.values() for at in places)
    return {
        name: [at for at in places if times[at] <= MOST_CHECKS] for name, places in named.items()
    }


def _find_quotes(
    check: MessageCheck, places: Sequence[int], lines: Sequence[MessageText]
) -> list[Evidence]:
    return [lines[at].quote for at in places if check.id in lines[at].may_show]


def _add(check: MessageCheck, quotes: list[Evidence], name: str) -> MessageCheck:
    """A check with what the model shows for it; the wordings' own quotes stay."""
    if not quotes or (check.met is None and not check.is_to_mark):
        return check
    by = [*check.by, name]
    if check.met:
        return check.model_copy(update={"by": by})
    return check.model_copy(update={"met": True, "evidence": quotes, "missing": "", "by": by})


def _fill(model: RoomModel, addressed: Addressed, lines: Sequence[MessageText]) -> str:
    return model.prompt.fill(
        prompt=addressed.prompt.strip(),
        who=addressed.to.name,
        asks=addressed.to.asks,
        lines=[
            {"number": number, "text": flatten(line.quote.quote)}
            for number, line in enumerate(lines, 1)
        ],
        mark=model.mark,
    )
