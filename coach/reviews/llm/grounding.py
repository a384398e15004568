"""A model's judgement checked against the candidate's words: what is proven becomes the review.

The model proposes; code decides. Quotes are located, levels without them are lowered, ids that the
scenario does not have are dropped, and the overall level is computed by the rubric's rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from coach.reviews.fact_coverage import review_use_of_facts
from coach.reviews.llm.advice import clean_advice
from coach.reviews.llm.level_caps import cap_level
from coach.reviews.llm.reply.response import Judgement, SentDimension
from coach.reviews.llm.sentences import list_sentences, name_sentences
from coach.reviews.milestones import find_acts, find_milestones
from coach.reviews.offline.exclusions import Exclusion, blank_out, find_exclusions
from coach.reviews.offline.misconceptions import find_misconceptions
from coach.reviews.offline.reviewer import make_flags
from coach.reviews.overall import LEVELS, compute_overall
from coach.reviews.protocol import ReviewCase
from coach.reviews.quote_lookup import locate_quote
from coach.text.controls import flatten
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
    """A case, with the candidate's words as they are judged and quoted."""

    @classmethod
    def of(cls, case: ReviewCase) -> JudgedText:
        """Make it of a case."""
        return cls(case.transcript, case.scenario, case.pack, case.typed, case.created)

    @cached_property
    def text(self) -> str:
        """The candidate's words."""
        return self.transcript.candidate_text

    @cached_property
    def exclusions(self) -> list[Exclusion]:
        """The stretches of the text that do not count."""
        return find_exclusions(self.text, self.transcript.prompt)

    @cached_property
    def document(self) -> Document:
        """The text with what does not count blanked, so that offsets stay the same."""
        return Document(blank_out(self.text, self.exclusions))

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences as the model was shown them; it names them by number, from 1 on."""
        return list_sentences(self.transcript)

    def find_quote(self, words: str) -> Evidence:
        """Find a quote in the text; it comes back unverified where it is not there."""
        return locate_quote(words, self.text, self.exclusions)

    def find_quotes(self, *words: str) -> list[Evidence]:
        """Find several quotes and return those that are there."""
        return [e for e in map(self.find_quote, filter(None, words)) if e.verified]


def ground_dimension(case: JudgedText, sent: SentDimension) -> DimensionReview:
    """Locate a dimension's quotes, and lower its level to what they can carry."""
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
    evidence = [case.find_quote(quote.quote) for quote in sent.evidence]
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
    """Make the review of a judgement; `dimensions` are grounded already, in the rubric's order."""
    false = _ground_misconceptions(case, sent)
    severe = any(misconception.severity == "high" for misconception in false)
    levels: Mapping[str, int | None] = {d.id: d.level for d in dimensions}
    overall = compute_overall(levels, case.pack.rubric, case.scenario.primary, severe=severe)
    acts = find_acts(Matcher(case.document, case.pack.lexicon))
    quotes = [e for d in dimensions for e in d.evidence]
    points = _ground_points(case, sent)
    advice = clean_advice(case, [*sent.points_to_make, sent.priority_fix])
    return Review(
        status="graded",
        reviewer=who,
        overall=overall,
        dimensions=list(dimensions),
        points=points,
        misconceptions=false,
        customers=_ground_customers(case, sent),
        tradeoffs=_ground_tradeoffs(case, sent),
        facts=_ground_facts(case, points),
        moments=find_milestones(case.transcript, acts, case.typed),
        points_to_make=[point for point in advice[:-1] if point][:3],
        priority_fix=advice[-1] or None,
        flags=[*make_flags(case.exclusions, case.text), *_flag_doubts(quotes, overall is None)],
        struck_out=sum(1 for e in quotes if not e.verified),
    )


def _ground_points(case: JudgedText, sent: Judgement) -> list[PointReview]:
    given: dict[str, list[Evidence]] = {}
    for point in sent.points:
        given.setdefault(point.id, []).extend(case.find_quotes(point.quote))
    return [
        PointReview(id=point.id, hit=bool(given.get(point.id)), evidence=given.get(point.id, []))
        for point in case.scenario.points
    ]


def _ground_facts(case: JudgedText, points: Sequence[PointReview]) -> FactsReview:
    """List the facts asked for and used; one that a point needs is used where the point is made."""
    facts = review_use_of_facts(case.scenario, case.transcript, case.pack)
    made = {point.id for point in points if point.hit}
    used = {fact for point in case.scenario.points if point.id in made for fact in point.needs}
    return facts.model_copy(update={"unused": [fact for fact in facts.unused if fact not in used]})


def _ground_misconceptions(case: JudgedText, sent: Judgement) -> list[MisconceptionReview]:
    """List false claims: those the model can quote, and those that the pack's own cues find.

    A false claim that is not on the pack's list gets the id OTHER and caps no level.
    """
    by_cue = {
        misconception.id: misconception
        for misconception in find_misconceptions(case.document.text, case.pack)
    }
    known = {misconception.id: misconception for misconception in case.pack.misconceptions}
    for claimed in sent.misconceptions:
        evidence = case.find_quotes(claimed.quote)
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
        if claim.right.strip() and (evidence := case.find_quotes(claim.quote))
    ]
    return [*by_cue.values(), *others]


def _ground_customers(case: JudgedText, sent: Judgement) -> list[CustomerReview]:
    """Say for each stakeholder what the model can quote, else what they would do if told no."""
    given = {stakeholder.id: stakeholder for stakeholder in sent.customers}
    reviewed = []
    for stakeholder in case.scenario.stakeholders:
        judged = given.get(stakeholder.id)
        evidence = case.find_quotes(judged.quote) if judged else []
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


def _ground_tradeoffs(case: JudgedText, sent: Judgement) -> list[TradeoffReview]:
    """Each tradeoff in play with what the model says of it and can quote.

    The side chosen counts as named. Without any quote on the tradeoff no side counts as named.
    """
    given = {tradeoff.id: tradeoff for tradeoff in sent.tradeoffs}
    reviewed = []
    for tradeoff in case.scenario.in_play:
        judged = given.get(tradeoff.id)
        base = TradeoffReview(id=tradeoff.id, name=tradeoff.name)
        evidence = case.find_quotes(judged.quote) if judged else []
        if judged is None:
            reviewed.append(base)
            continue
        sides = [side.name for side in tradeoff.sides]
        given_up, flip = case.find_quotes(judged.given_up), case.find_quotes(judged.flip)
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


def _flag_doubts(quotes: Sequence[Evidence], no_overall: bool) -> list[Flag]:
    struck = list(dict.fromkeys(flatten(e.quote) for e in quotes if not e.verified))
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
