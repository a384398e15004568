"""Which fact a question asks for: cues, words and topics weighed together, and doubt kept.

The weights are those of a logistic choice among the facts and none of them, fitted by
`scripts/fit_fact_matcher.py` on questions whose writer's other wordings were not known;
`python -m benchmarks.fact_matching` measures what they earn.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from coach.interviewer.asides import GENERAL, Asides
from coach.interviewer.speech_acts import drop_context, fishes, is_personal
from coach.packs.schema import Fact
from coach.text.cue_matcher import Matcher
from coach.text.document import list_stems
from coach.text.similarity import Nearness, Stems, Terms, Topics, Wordings
from coach.text.stopwords import STOP_STEMS

MOST_CUES = 3
"""Cues from which more of them say no more."""
WEIGHTS = (0.61, 0.86, 1.1, 1.28, 1.32, 1.01, 1.07, -0.6)
"""What each of `FactSupport.features` counts for, in their order."""
NONE = 3.05
"""What a fact has to outweigh for a question not to be about something else; fitted 2.95, and set
a little higher since being told a fact that was not asked for is worse than being asked back."""
PERSONAL = 2.41
"""What more it has to outweigh where the interviewer is asked about themselves."""
ASIDE = 1.51
"""What more it has to outweigh for each unit of `Asides.weigh`."""
FISHING = 6.0
"""What is taken from a fact where a decision is asked for; set, not fitted."""
OFTEN = 0.125
"""The share of a fact's wordings that sound like fishing from which that is its way of asking: in
a case about one's own story, "should I give names?" asks for a fact."""
SURE = 0.42
"""The chance from which a fact is told; below it a wrong one would be told too often."""
AHEAD = 0.15
"""How far its chance must be ahead of the next fact's."""
FEWEST_CUES = 2
"""Cues that are enough by themselves."""
FEWEST_WORDS = 2
"""Words that a question no cue finds must share with a fact; one may be about anything."""
MAYBE = 0.15
"""The chance from which a fact is put back to the candidate, though too unclear to tell it."""
MOST_ASIDES = 4
"""Words about something else from which more of them say no more."""
_DELAY = re.compile(
    r"\b(?:delay\w*|later|wait\w*|postpon\w*|slip\w*|late|push(?:ed)? (?:it )?(?:back|out)|"
    r"next (?:week|month|quarter)|put(?:ting)? (?:it )?off|defer\w*)\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:say(?:ing)? no|said no|a no|refus\w*|declin\w*|turn(?:ing|ed)? \w+ down|reject\w*|never|"
    r"not (?:do|build|give|offer|host|ship|sign)\w*|without (?:it|this|that)|drop(?:ping|ped)?)\b",
    re.IGNORECASE,
)
OF_SEVERAL = re.compile(
    r"\b(each|both|all (of )?(them|these|those|the)|every(one| one)?|respectively|either|"
    r"the (two|three|four)|these (two|three|four)|two of them)\b",
    re.IGNORECASE,
)
"""Says that a question is about more than one party."""
BESIDE = 0.04
"""Least likelihood of a second fact that such a question asks for."""
BESIDE_AHEAD = 4.0
"""How many times likelier than the third it has to be."""
CONTRASTS = ((_DELAY, _REFUSAL), (_REFUSAL, _DELAY))
"""What is easily taken for one another: the price of a delay and the price of a no."""


@dataclass(frozen=True)
class FactSupport:
    """What speaks for a fact in a question: cues found, and nearness to its wordings."""

    cues: int
    shared: int
    """Words that stand in the question and in the fact's wordings."""
    words: float
    own_words: float
    """As `words`, without those that the prompt has: any question on the case may use them."""
    closest_words: float
    topics: float
    closest_topics: float
    asides: int
    """Words of the question that turn to something the fact is not about."""
    fished: bool = False
    """Whether the question asks for a decision, which is not how this fact is asked for."""

    @property
    def enough(self) -> bool:
        """Whether more than a word speaks for it, and more than words of the prompt."""
        if self.cues >= FEWEST_CUES:
            return True
        return self.own_words > 0 and (self.cues > 0 or self.shared >= FEWEST_WORDS)

    @property
    def features(self) -> tuple[float, ...]:
        """All of it as numbers, in the order of WEIGHTS."""
        return (
            min(self.cues, MOST_CUES),
            float(self.cues > 0),
            self.words,
            self.own_words,
            self.closest_words,
            self.topics,
            self.closest_topics,
            min(self.asides, MOST_ASIDES),
        )

    @property
    def weight(self) -> float:
        """All of it together, on the scale of NONE."""
        fitted = sum(
            weight * feature for weight, feature in zip(WEIGHTS, self.features, strict=True)
        )
        return fitted - FISHING * self.fished


class FactMatcher:
    """What a scenario's questions are matched by, made ready once for a round.

    `asked` are further wordings of each fact, `prompt` the text that every candidate has read.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        lexicon: Mapping[str, Sequence[str]],
        related: Mapping[str, Sequence[str]] = MappingProxyType({}),
        asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
        prompt: str = "",
    ) -> None:
        self._facts = facts
        self._lexicon = lexicon
        self._topics = Topics(related)
        self._asides = Asides(lexicon)
        self._prompt = frozenset(list_stems(prompt)) - STOP_STEMS
        self._by_cues = not asked
        self._wordings = {
            fact.id: [fact.ask, *fact.asked_as, *asked.get(fact.id, ())] for fact in facts
        }
        self._verbatim = _only_of_one(self._wordings)
        self._asked_like_fishing = {
            fact
            for fact, texts in self._wordings.items()
            if sum(map(fishes, texts)) >= OFTEN * len(texts)
        }
        stems = {fact: tuple(map(list_stems, texts)) for fact, texts in self._wordings.items()}
        answers = {fact.id: list_stems(fact.answer) for fact in facts}
        self._known = {
            fact: frozenset(chain(answers[fact], *texts)) for fact, texts in stems.items()
        }

        def measure_nearness(terms_among: Callable[[Stems], Terms]) -> Nearness:
            return Nearness(
                {
                    fact: Wordings(tuple(map(terms_among, texts)), terms_among(answers[fact]))
                    for fact, texts in stems.items()
                }
            )

        self._by_words = measure_nearness(lambda stems: frozenset(stems) - STOP_STEMS)
        self._by_topics = measure_nearness(self._topics.find)
        self._gathered: tuple[str, dict[str, FactSupport]] | None = None

    def fact(self, question: str) -> str | None:
        """Return the fact that a question clearly asks for; one of its own wordings always does.

        A scenario that came without further wordings is matched by its cues, as its author meant
        them; what no cue finds still has to be clear.
        """
        if known := self._verbatim.get(_plain(question)):
            return known
        support = self.evidence(question)
        ranked = sorted(support, key=lambda fact: support[fact].weight, reverse=True)
        likeliest, chances = ranked[0], self._weigh(question, support)
        if self._by_cues and support[likeliest].cues and not support[likeliest].fished:
            return likeliest
        next_best = max((chances[fact] for fact in ranked[1:]), default=0.0)
        clear = chances[likeliest] >= max(SURE, next_best + AHEAD)
        if not clear or not support[likeliest].enough or self._is_contrary(question, likeliest):
            return None
        return likeliest

    def nearest(self, question: str) -> str | None:
        """Return the fact that a question may well be about; None where none is near."""
        chances = self.chances(question)
        likeliest = max(chances, key=lambda fact: chances[fact])
        return likeliest if chances[likeliest] >= MAYBE else None

    def beside(self, question: str, fact: str) -> str | None:
        """Return a second fact that a question about several parties asks for as well.

        "What does each of them pay?" is nearest to what one of them pays. The runner-up is meant
        too where it stands out from all others; None where none does.
        """
        if not OF_SEVERAL.search(question):
            return None
        chances = self.chances(question)
        ranked = sorted((f for f in chances if f != fact), key=lambda f: -chances[f])
        if len(ranked) < 2:
            return None
        second, third = ranked[:2]
        stands_out = chances[second] >= max(BESIDE, BESIDE_AHEAD * chances[third])
        return second if stands_out else None

    def is_wording(self, question: str) -> bool:
        """Whether a question is word for word one of a single fact's wordings."""
        return _plain(question) in self._verbatim

    def chances(self, question: str) -> dict[str, float]:
        """Weigh how likely a question asks for each fact; what is missing to 1 is for none."""
        return self._weigh(question, self.evidence(question))

    def evidence(self, question: str) -> Mapping[str, FactSupport]:
        """Gather what speaks for each fact; sentences that only lead up to the question do not.

        Kept for the question asked last, which an interviewer weighs in several ways.
        """
        if self._gathered is None or self._gathered[0] != question:
            self._gathered = question, dict(self._gather(question))
        return self._gathered[1]

    def _gather(self, question: str) -> Iterator[tuple[str, FactSupport]]:
        asking = drop_context(question)
        matcher, stems = Matcher(asking, self._lexicon), list_stems(asking)
        words, topics = frozenset(stems) - STOP_STEMS, self._topics.find(stems)
        asides = words & GENERAL
        fished = fishes(question)
        for fact in self._facts:
            yield (
                fact.id,
                FactSupport(
                    cues=len({match.cue for match in matcher.find(fact.earned_by)}),
                    shared=self._by_words.count_shared(words, fact.id),
                    words=self._by_words.measure_overall(words, fact.id),
                    own_words=self._by_words.measure_overall(words - self._prompt, fact.id),
                    closest_words=self._by_words.measure_closest(words, fact.id),
                    topics=self._by_topics.measure_overall(topics, fact.id),
                    closest_topics=self._by_topics.measure_closest(topics, fact.id),
                    asides=len(asides - self._known[fact.id]),
                    fished=fished and fact.id not in self._asked_like_fishing,
                ),
            )

    def measure_none(self, question: str) -> tuple[float, float, float]:
        """Measure what speaks for none of the facts: 1, a personal question, words of asides."""
        words = frozenset(list_stems(drop_context(question))) - STOP_STEMS
        return 1.0, float(is_personal(question)), self._asides.weigh(words)

    def _weigh(self, question: str, support: Mapping[str, FactSupport]) -> dict[str, float]:
        none = sum(
            weight * value
            for weight, value in zip(
                (NONE, PERSONAL, ASIDE), self.measure_none(question), strict=True
            )
        )
        weights = {fact: evidence.weight for fact, evidence in support.items()}
        most = max(none, *weights.values())
        shares = {fact: math.exp(weight - most) for fact, weight in weights.items()}
        whole = math.fsum(chain(shares.values(), [math.exp(none - most)]))
        return {fact: share / whole for fact, share in shares.items()}

    def _is_contrary(self, question: str, fact: str) -> bool:
        """Whether a question is about a no and the fact about a delay, or the other way round."""
        texts = self._wordings[fact]
        return any(
            asked.search(question)
            and not other.search(question)
            and any(other.search(text) for text in texts)
            and not any(asked.search(text) for text in texts)
            for asked, other in CONTRASTS
        )


def _only_of_one(wordings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The fact of each wording that no other fact has too."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for fact, texts in wordings.items():
        for text in texts:
            owners[_plain(text)].add(fact)
    return {text: next(iter(facts)) for text, facts in owners.items() if len(facts) == 1}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?. ")
