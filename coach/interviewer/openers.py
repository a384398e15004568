"""The questions that any case may be opened with: goal, success, deadline, who decides, and so on.

A pack answers them for its cases. Such an answer is given and earns no credit; where it matters in
a case, a fact of the case is told in its place and counts like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coach.interviewer.fact_matcher import index_wordings, normalize
from coach.interviewer.learned import load_learned
from coach.interviewer.speech_acts import drop_context
from coach.packs.schema import Fact, Opener
from coach.text.cue_matcher import Matcher
from coach.text.question_odds import QuestionOdds

LIKELY = 5.5
"""Mean log odds (`Odds.mean`) from which a question counts as an opener."""
SURE = 8.5
"""Mean log odds from which the words leave no doubt."""
HINTED = 1.0
"""Mean log odds from which it counts as one where a cue of the opener is in it too."""
ASIDE = 2.0
"""What a unit of `Learned.weigh_aside` subtracts: "can I have a glass of water?" is no opener."""
FEW = 10
"""An opener with fewer wordings than this is matched by its cues alone."""
GIVEN = "{answer} That is given to everyone, so it earns nothing."
GIVEN_TOO = "Given to everyone, so it earns nothing: {answer}"
"""The same behind a fact, which does earn something."""


@dataclass(frozen=True)
class OpenerMatch:
    """The opener that a question asks, and whether the words leave no doubt."""

    opener: Opener
    sure: bool


class OpenerMatcher:
    """Finds the opener that a question asks, and the fact of the case that answers it, if any."""

    def __init__(
        self,
        openers: Sequence[Opener],
        facts: Sequence[Fact],
        lexicon: Mapping[str, Sequence[str]],
        odds: QuestionOdds | None = None,
    ) -> None:
        """`odds` as `learn_openers` learns them; without it they are learned from these facts."""
        self._openers = {_make_key(opener): opener for opener in openers}
        self._told_by = {fact.opener: fact.id for fact in facts if fact.opener}
        self._lexicon = lexicon
        self._verbatim = index_wordings(
            {name: [opener.ask, *opener.asked_as] for name, opener in self._openers.items()}
        )
        self._odds = odds or learn_openers(openers, facts)

    def match(self, question: str) -> OpenerMatch | None:
        """Return the opener that a question asks, by its wordings, or by cues that agree."""
        if not self._openers:
            return None
        if known := self._verbatim.get(normalize(question)):
            return OpenerMatch(self._openers[known], sure=True)
        asking = drop_context(question)
        against = ASIDE * max(0.0, load_learned().weigh_aside(asking))
        odds = {name: odds.mean - against for name, odds in self._odds.measure(asking).items()}
        likeliest = max(odds, key=lambda name: odds[name])
        if odds[likeliest] >= LIKELY:
            return OpenerMatch(self._openers[likeliest], sure=odds[likeliest] >= SURE)
        matcher = Matcher(asking, self._lexicon)
        cues = {
            name: len({match.cue for match in matcher.find(opener.earned_by)})
            for name, opener in self._openers.items()
        }
        hinted = max(cues, key=lambda name: (cues[name], odds[name]))
        few = len(self._openers[hinted].asked_as) < FEW
        if cues[hinted] and (few or odds[hinted] >= HINTED):
            return OpenerMatch(self._openers[hinted], sure=False)
        return None

    def is_wording(self, question: str) -> bool:
        """Whether a question is word for word one that the pack lists for an opener."""
        return normalize(question) in self._verbatim

    def find_fact(self, opener: Opener) -> str | None:
        """Return the case's own fact for the opener; None where the pack's answer stands."""
        return self._told_by.get(opener.id)


def learn_openers(openers: Sequence[Opener], facts: Iterable[Fact]) -> QuestionOdds:
    """Learn from the wordings of openers, and of facts that are none, how each is asked for."""
    return QuestionOdds(
        {_make_key(opener): [opener.ask, *opener.asked_as] for opener in openers},
        [text for fact in facts if not fact.opener for text in (fact.ask, *fact.asked_as)],
    )


def _make_key(opener: Opener) -> str:
    """The opener's id as a fact's id may be."""
    return opener.id.replace("_", "-")
