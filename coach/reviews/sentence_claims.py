"""What a review says of each sentence of a round: which of its parts quote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.packs.schema import Pack, Scenario
from coach.text.document import split_whole_sentences
from coach.text.spans import Span, overlap
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Evidence, Review


@dataclass(frozen=True)
class SentenceClaims:
    """One sentence of the answer or a reply, and what a review says of it, each in one line.

    Sentences are numbered from 1; offsets are those of `Transcript.candidate_text`.
    """

    number: int
    start: int
    end: int
    claims: tuple[str, ...] = ()


def list_claims(
    transcript: Transcript, review: Review | None, pack: Pack, scenario: Scenario
) -> list[SentenceClaims]:
    """Every sentence of the answer and the replies, in order; without a review bare of claims."""
    claims = [] if review is None else list(_list_claims(review, pack, scenario))
    return [
        SentenceClaims(
            number,
            *sentence,
            tuple(dict.fromkeys(text for span, text in claims if overlap(span, sentence))),
        )
        for number, sentence in enumerate(locate_sentences(transcript), 1)
    ]


def locate_sentences(transcript: Transcript) -> list[Span]:
    """Where the sentences of the answer and the replies are, in `Transcript.candidate_text`."""
    text = transcript.candidate_text
    return [
        Span(part.start + start, part.start + end)
        for part in transcript.spoken_parts
        for start, end in split_whole_sentences(text[part.start : part.end])
    ]


def _list_claims(review: Review, pack: Pack, scenario: Scenario) -> Iterator[tuple[Span, str]]:
    """Each quote of the review that was found, and what the review says of it."""
    for evidence, text in _list_evidence(review, pack, scenario):
        for quote in evidence:
            if quote.span is not None:
                yield quote.span, text


def _list_evidence(
    review: Review, pack: Pack, scenario: Scenario
) -> Iterator[tuple[Sequence[Evidence], str]]:
    names = {d.id: d.name for d in pack.rubric.dimensions}
    statements = {p.id: p.statement for p in scenario.points}
    for judged in review.dimensions:
        yield judged.evidence, f"{names.get(judged.id, judged.id)}: quoted"
    about = "Nearest to" if review.status == "pointers" else "Point"
    for point in review.points:
        yield point.evidence, f"{about}: {statements.get(point.id, point.id)}"
    for customer in review.customers:
        yield customer.given, f"{customer.name}: given something"
    for tradeoff in review.tradeoffs:
        yield tradeoff.given_up, f"{tradeoff.name}: what is given up"
        yield tradeoff.flip, f"{tradeoff.name}: what would change it"
    for wrong in review.misconceptions:
        yield wrong.evidence, f"Not so: {wrong.correction}"
    for flag in review.flags:
        yield flag.evidence, f"Set aside: {flag.text}"
