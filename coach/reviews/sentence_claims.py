"""What stands on each sentence of a round: which parts of a review quote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coach.packs.schema import Pack, Scenario
from coach.text.document import split_sentences
from coach.transcripts.record import SEPARATOR, Transcript
from coach.transcripts.review_schema import Evidence, Review


@dataclass(frozen=True)
class SentenceClaims:
    """One sentence of the answer or a reply, numbered from 1, and what rests on it, in words.

    Offsets are those of `Transcript.candidate_text`.
    """

    number: int
    start: int
    end: int
    claims: tuple[str, ...] = ()


def list_claims(
    transcript: Transcript, review: Review | None, pack: Pack, scenario: Scenario
) -> list[SentenceClaims]:
    """Every sentence of the answer and the replies, in order."""
    claims = [] if review is None else list(_claims(review, pack, scenario))
    return [
        SentenceClaims(number, start, end, _resting(start, end, claims))
        for number, (start, end) in enumerate(locate_sentences(transcript), 1)
    ]


def locate_sentences(transcript: Transcript) -> list[tuple[int, int]]:
    """Where the sentences of the answer and the replies are."""
    places, position = [], 0
    for text in [transcript.answer, *(reply.reply for reply in transcript.pushback)]:
        places += [(position + start, position + end) for start, end in split_sentences(text)]
        position += len(text) + len(SEPARATOR)
    return places


def _resting(start: int, end: int, claims: list[tuple[Evidence, str]]) -> tuple[str, ...]:
    found = [said for one, said in claims if _overlaps(one, start, end)]
    return tuple(dict.fromkeys(found))


def _overlaps(one: Evidence, start: int, end: int) -> bool:
    if not one.verified or one.start is None or one.end is None:
        return False
    return one.start < end and start < one.end


def _claims(review: Review, pack: Pack, scenario: Scenario) -> Iterator[tuple[Evidence, str]]:
    names = {d.id: d.name for d in pack.rubric.dimensions}
    points = {p.id: p.statement for p in scenario.points}
    for judged in review.dimensions:
        for one in judged.evidence:
            yield one, f"{names.get(judged.id, judged.id)}: quoted"
    about = "Nearest to" if review.status == "pointers" else "Point"
    for point in review.points:
        for one in point.evidence:
            yield one, f"{about}: {points.get(point.id, point.id)}"
    for customer in review.customers:
        for one in customer.given:
            yield one, f"{customer.name}: given something"
    for tradeoff in review.tradeoffs:
        for one in tradeoff.given_up:
            yield one, f"{tradeoff.name}: what is given up"
        for one in tradeoff.flip:
            yield one, f"{tradeoff.name}: what would change it"
    for wrong in review.misconceptions:
        for one in wrong.evidence:
            yield one, f"Not so: {wrong.correction}"
    for flag in review.flags:
        for one in flag.evidence:
            yield one, f"Set aside: {flag.text}"
