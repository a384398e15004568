"""A model's judgement held to the candidate's words: what code can prove of it becomes the review.

The model proposes; code decides. Quotes are located, levels without them are lowered, ids that the
scenario does not have are dropped, and the overall level is computed by the rubric's rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.reviews.coverage import review_use_of_facts
from coach.reviews.llm.advice import clean_advice
from coach.reviews.llm.level_caps import cap_level
from coach.reviews.llm.reply.response import Judgement, SentDimension
from coach.reviews.llm.sentences import list_sentences, name_sentences
from coach.reviews.milestones import find_milestones
from coach.reviews.offline.exclusions import Exclusion, blank_out, find_exclusions
from coach.reviews.offline.misconceptions import find_misconceptions
from coach.reviews.offline.reviewer import make_flags
from coach.reviews.overall import LEVELS, compute_overall
from coach.reviews.protocol import ReviewCase
from coach.reviews.quote_lookup import locate_quote
from coach.reviews.speech_acts import find_acts
from coach.text.cue_matcher import Matcher
from coach.text.document import Document
from coach.transcripts.review_schema import (
    CustomerReview,
    DimensionReview,
    Evidence,
    FactsReview,
    Flag,
    MisconceptionReview,
    PointReview,
    Review,
    ReviewerId,
    TradeoffReview,
)

OTHER = "other"
"""The id of a false claim that the pack does not list."""
MOST_SHOWN = 3
LONGEST_SHOWN = 120
"""Quotes that were not found, and characters of each, that a note shows."""


@dataclass(frozen=True)
class JudgedText(ReviewCase):
    """The candidate's words of a case, with what of them does not count."""

    @classmethod
    def of(cls, case: ReviewCase) -> JudgedText:
        """Read the words of a case."""
        return cls(case.transcript, case.scenario, case.pack, case.typed, case.created)

    @cached_property
    def text(self) -> str:
        """The candidate's words."""
        return self.transcript.candidate_text

    @cached_property
    def asides(self) -> list[Exclusion]:
        """What of them does not count."""
        return find_exclusions(self.text, self.transcript.prompt)

    @cached_property
    def document(self) -> Document:
        """What of them counts."""
        return Document(blank_out(self.text, self.asides))

    @cached_property
    def sentences(self) -> list[str]:
        """What of them was shown to a model under which number, from 1 on."""
        return list_sentences(self.transcript)

    def quote(self, words: str) -> Evidence:
        """Look a quote up."""
        return locate_quote(words, self.text, self.asides)

    def quotes(self, *words: str) -> list[Evidence]:
        """Those of the quotes that are there."""
        return [e for e in map(self.quote, filter(None, words)) if e.verified]


def ground_dimension(case: JudgedText, sent: SentDimension) -> DimensionReview:
    """One dimension with its quotes located and its level held to what they carry."""
    known = {d.id: d for d in case.pack.rubric.dimensions}
    checks = {c.id: c.text for c in known[sent.id].checks} if sent.id in known else {}
    # a check that is called both met and missing was not decided
    undecided = set(sent.met) & set(sent.missing)
    met, missing = (
        [
            checks.get(check_id, check_id)
            for check_id in dict.fromkeys(ids)
            if check_id not in undecided
        ]
        for ids in (sent.met, sent.missing)
    )
    evidence = [case.quote(quote.quote) for quote in sent.evidence]
    level, lowered = cap_level(sent.level, evidence)
    return DimensionReview(
        id=sent.id,
        level=level,
        rationale=name_sentences(sent.rationale.strip(), case.sentences),
        evidence=evidence,
        met=met,
        missing=missing,
        given_level=LEVELS.get(sent.level) if lowered else None,
        lowered_because=lowered,
    )


def ground_review(
    case: JudgedText, sent: Judgement, dimensions: Sequence[DimensionReview], who: ReviewerId
) -> Review:
    """The review that a judgement amounts to; `dimensions` are proven already, in order."""
    false = _misconceptions(case, sent)
    severe = any(misconception.severity == "high" for misconception in false)
    levels: Mapping[str, int | None] = {d.id: d.level for d in dimensions}
    overall = compute_overall(levels, case.pack.rubric, case.scenario.primary, severe=severe)
    acts = find_acts(Matcher(case.document, case.pack.lexicon))
    quotes = [e for d in dimensions for e in d.evidence]
    points = _points(case, sent)
    advice = clean_advice(case, [*sent.points_to_make, sent.priority_fix])
    return Review(
        status="graded",
        reviewer=who,
        overall=overall,
        dimensions=list(dimensions),
        points=points,
        misconceptions=false,
        customers=_customers(case, sent),
        tradeoffs=_tradeoffs(case, sent),
        facts=_facts(case, points),
        moments=find_milestones(case.transcript, acts, case.typed),
        points_to_make=[point for point in advice[:-1] if point][:3],
        priority_fix=advice[-1] or None,
        flags=[*make_flags(case.asides, case.text), *_doubts(quotes, overall is None)],
        struck_out=sum(1 for e in quotes if not e.verified),
    )


def _points(case: JudgedText, sent: Judgement) -> list[PointReview]:
    given: dict[str, list[Evidence]] = {}
    for point in sent.points:
        given.setdefault(point.id, []).extend(case.quotes(point.quote))
    return [
        PointReview(id=point.id, hit=bool(given.get(point.id)), evidence=given.get(point.id, []))
        for point in case.scenario.points
    ]


def _facts(case: JudgedText, points: Sequence[PointReview]) -> FactsReview:
    """Which facts were asked for and used; one that a point needs was used where the point is."""
    facts = review_use_of_facts(case.scenario, case.transcript, case.pack)
    made = {point.id for point in points if point.hit}
    used = {fact for point in case.scenario.points if point.id in made for fact in point.needs}
    return facts.model_copy(update={"unused": [fact for fact in facts.unused if fact not in used]})


def _misconceptions(case: JudgedText, sent: Judgement) -> list[MisconceptionReview]:
    """Those the model names with a quote that is there, and those the pack's own cues find.

    What is false and not on the list comes under the id OTHER and bounds no level.
    """
    by_cue = {
        misconception.id: misconception
        for misconception in find_misconceptions(case.document.text, case.pack)
    }
    known = {misconception.id: misconception for misconception in case.pack.misconceptions}
    for claimed in sent.misconceptions:
        evidence = case.quotes(claimed.quote)
        misconception = known.get(claimed.id)
        if misconception is None or not evidence or misconception.id in by_cue:
            continue
        by_cue[misconception.id] = MisconceptionReview(
            id=misconception.id,
            evidence=evidence,
            correction=misconception.right,
            severity=misconception.severity,
        )
    others = [
        MisconceptionReview(
            id=OTHER, evidence=evidence, correction=claim.right.strip(), severity="low"
        )
        for claim in sent.false_claims
        if claim.right.strip() and (evidence := case.quotes(claim.quote))
    ]
    return [*by_cue.values(), *others]


def _customers(case: JudgedText, sent: Judgement) -> list[CustomerReview]:
    """Each stakeholder: what the model can quote for them, else what they would do if told no."""
    given = {stakeholder.id: stakeholder for stakeholder in sent.customers}
    reviewed = []
    for stakeholder in case.scenario.stakeholders:
        judged = given.get(stakeholder.id)
        evidence = case.quotes(judged.quote) if judged else []
        left_open = judged.open.strip() if judged else ""
        reviewed.append(
            CustomerReview(
                id=stakeholder.id,
                name=stakeholder.name,
                needed=stakeholder.needs,
                mentioned=bool(evidence),
                given=evidence,
                open=left_open or ("" if evidence else f"told no, they would: {stakeholder.if_no}"),
            )
        )
    return reviewed


def _tradeoffs(case: JudgedText, sent: Judgement) -> list[TradeoffReview]:
    """Each tradeoff in play with what the model says of it and can quote.

    A side that was chosen was named, and who is quoted on a tradeoff in whatever way has named it.
    """
    given = {tradeoff.id: tradeoff for tradeoff in sent.tradeoffs}
    reviewed = []
    for tradeoff in case.scenario.in_play:
        judged = given.get(tradeoff.id)
        base = TradeoffReview(id=tradeoff.id, name=tradeoff.name)
        evidence = case.quotes(judged.quote) if judged else []
        if judged is None:
            reviewed.append(base)
            continue
        sides = [side.name for side in tradeoff.sides]
        given_up, flip = case.quotes(judged.given_up), case.quotes(judged.flip)
        chosen = judged.chosen if judged.chosen in sides and evidence else None
        is_quoted = bool(evidence or given_up or flip)
        named = [name for name in sides if name in judged.named or name == chosen]
        changes = {
            "named": named if is_quoted else [],
            "chosen": chosen,
            "given_up": given_up,
            "flip": flip,
            "evidence": evidence,
        }
        reviewed.append(base.model_copy(update=changes))
    return reviewed


def _doubts(quotes: Sequence[Evidence], no_overall: bool) -> list[Flag]:
    struck = list(dict.fromkeys(" ".join(e.quote.split()) for e in quotes if not e.verified))
    doubts = []
    if struck:
        shown = ", ".join(f"“{quote[:LONGEST_SHOWN]}”" for quote in struck[:MOST_SHOWN])
        more = f" and {len(struck) - MOST_SHOWN} more" if len(struck) > MOST_SHOWN else ""
        note = f"Quoted as yours, but not found in your words: {shown}{more}."
        doubts.append(Flag(kind="struck_out", text=note))
    if no_overall:
        reason = "Too few dimensions have a level, so there is no overall level."
        doubts.append(Flag(kind="no_overall", text=reason))
    return doubts
