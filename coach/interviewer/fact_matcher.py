"""Finds the fact that a question asks for: cues, words, topics and log odds weighed together.

The weights are those of a logistic choice among the facts and none of them (`learned.py`);
`scripts/fit_fact_matcher.py` fits them on wordings that the matcher did not know, and measures them
on wordings of writers that nothing was fitted on. `python -m benchmarks.fact_matching` measures
what they earn on questions written apart.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from coach.interviewer.learned import Learned, load_learned
from coach.interviewer.speech_acts import drop_context, fishes
from coach.packs.schema import Fact
from coach.text.cue_matcher import Matcher
from coach.text.document import list_stems
from coach.text.question_odds import QuestionOdds
from coach.text.similarity import Nearness, Stems, Terms, Topics, Wordings
from coach.text.stopwords import STOP_STEMS

MOST_CUES = 3
"""More cues than this count no more."""
FISHING = 4.0
"""What is subtracted from a fact's weight where a question asks for a decision; set by hand."""
OFTEN = 0.125
"""Where so large a share of a fact's wordings ask for a decision, FISHING is not subtracted: in a
case about one's own story, "should I give names?" asks for a fact."""
SURE = 0.6
"""The chance from which a fact is told, set on wordings of held-out writers. With .5 instead, .76
and not .73 of 8,800 facts asked for are told, but .064 and not .050 of those not asked for."""
AHEAD = 0.1
"""How far the chance of the fact told must be ahead of the next one's."""
FEWEST_WORDS = 2
"""Words that a question must share with a fact, where no cue and few wordings help to match it."""
MAYBE = 0.15
"""The chance from which the interviewer asks back whether a fact is meant."""
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
"""Wordings that make a question one about more than one party."""
_OF_TWO = re.compile(r"\b(both|either|(?:the|these) two|two of them)\b", re.IGNORECASE)
BESIDE_TWO = 0.45
"""The share among all other facts from which a question about two parties asks for a second."""
BESIDE = 0.6
"""The share where it is about each of several: a single fact often lists them all."""
CONTRASTS = ((_DELAY, _REFUSAL), (_REFUSAL, _DELAY))
"""Two questions that are easily confused: the price of a delay and the price of a no."""


@dataclass(frozen=True)
class FactSupport:
    """What in a question speaks for a fact: cues that match, and nearness to its wordings."""

    cues: int
    shared: int
    """Words that stand in the question and in the fact's wordings."""
    own_words: float
    """Nearness by words that the prompt has not: any question on the case may use the others."""
    topics: float
    closest_topics: float
    phrases: float
    """Log odds of the question's words and pairs of words, for this fact against the others."""
    letters: float
    """Log odds of the question's runs of letters."""
    fished: bool = False
    """Whether the question asks for a decision, which is not how this fact is asked for."""

    @property
    def enough(self) -> bool:
        """Whether more than a word speaks for it, and more than words of the prompt."""
        return self.cues > 0 or (self.own_words > 0 and self.shared >= FEWEST_WORDS)

    @property
    def features(self) -> dict[str, float]:
        """The support as numbers, by the names in `Learned.fact`."""
        return {
            "cues": min(self.cues, MOST_CUES),
            "any_cue": float(self.cues > 0),
            "own_words": self.own_words,
            "topics": self.topics,
            "closest_topics": self.closest_topics,
            "phrases": self.phrases,
            "letters": self.letters,
        }


class FactMatcher:
    """Matches questions to the facts of a scenario; made ready once for all its rounds.

    `asked` are further wordings of each fact, `prompt` the text that every candidate has read,
    `learned` the weights, those that ship if none are given.
    """

    def __init__(
        self,
        facts: Sequence[Fact],
        lexicon: Mapping[str, Sequence[str]],
        related: Mapping[str, Sequence[str]] = MappingProxyType({}),
        asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
        prompt: str = "",
        learned: Learned | None = None,
    ) -> None:
        self._facts = facts
        self._lexicon = lexicon
        self._learned = learned or load_learned()
        self._topics = Topics(related)
        self._prompt = frozenset(list_stems(prompt)) - STOP_STEMS
        self._by_cues = not asked
        self._wordings = {
            fact.id: [fact.ask, *fact.asked_as, *asked.get(fact.id, ())] for fact in facts
        }
        self._verbatim = index_wordings(self._wordings)
        stems = {fact: tuple(map(list_stems, texts)) for fact, texts in self._wordings.items()}
        answers = {fact.id: list_stems(fact.answer) for fact in facts}

        def measure_nearness(terms_among: Callable[[Stems], Terms]) -> Nearness:
            return Nearness(
                {
                    fact: Wordings(tuple(map(terms_among, texts)), terms_among(answers[fact]))
                    for fact, texts in stems.items()
                }
            )

        self._by_words = measure_nearness(lambda stems: frozenset(stems) - STOP_STEMS)
        self._by_topics = measure_nearness(self._topics.find)
        # people ask in the words of what they expect to hear, so an answer is a wording too
        texts = {fact.id: [*self._wordings[fact.id], fact.answer] for fact in facts}
        self._odds = QuestionOdds(texts)
        self._gathered: tuple[str, dict[str, FactSupport]] | None = None

    def match(self, question: str) -> str | None:
        """Return the fact that a question clearly asks for; one of its own wordings always does.

        A scenario that came without further wordings is matched by its cues, as its author meant
        them; what no cue finds still has to be clear.
        """
        if known := self._verbatim.get(normalize(question)):
            return known
        support = self.gather_support(question)
        chances = self._turn_to_chances(question, support)
        ranked = sorted(chances, key=lambda fact: chances[fact], reverse=True)
        likeliest = ranked[0]
        evidence = support[likeliest]
        if self._by_cues and evidence.cues and not evidence.fished:
            return likeliest
        if self._by_cues and not evidence.enough:
            return None
        next_best = max((chances[fact] for fact in ranked[1:]), default=0.0)
        if OF_SEVERAL.search(question):  # it may ask for two, between which the chances are split
            clear = chances[likeliest] + next_best >= SURE
        else:
            clear = chances[likeliest] >= max(SURE, next_best + AHEAD)
        return likeliest if clear and not self._is_contrary(question, likeliest) else None

    def find_nearest(self, question: str) -> str | None:
        """Return the fact that a question may well be about; None where none is near."""
        chances = self.measure_chances(question)
        likeliest = max(chances, key=lambda fact: chances[fact])
        # few wordings leave much to chance, so that a word has to be shared
        near = not self._by_cues or self.gather_support(question)[likeliest].shared > 0
        return likeliest if near and chances[likeliest] >= MAYBE else None

    def find_second(self, question: str, fact: str) -> str | None:
        """Return a second fact that a question about several parties asks for as well.

        "What does each of them pay?" is nearest to what one of them pays. What the others pay is
        the likeliest of the rest, with and without "each of them": those words may stand in
        wordings of a fact by chance. None where none stands out.
        """
        if not OF_SEVERAL.search(question):
            return None
        forms = (question, " ".join(OF_SEVERAL.sub(" ", question).split()))
        shares = [_measure_shares(self.measure_chances(form), fact) for form in forms]
        means = {other: sum(share[other] for share in shares) / len(shares) for other in shares[0]}
        second = max(means, key=lambda other: means[other], default=None)
        least = BESIDE_TWO if _OF_TWO.search(question) else BESIDE
        return second if second is not None and means[second] >= least else None

    def is_wording(self, question: str) -> bool:
        """Whether a question is word for word one of a single fact's wordings."""
        return normalize(question) in self._verbatim

    def measure_chances(self, question: str) -> dict[str, float]:
        """Weigh how likely a question asks for each fact; what is missing to 1 is for none."""
        return self._turn_to_chances(question, self.gather_support(question))

    def gather_support(self, question: str) -> Mapping[str, FactSupport]:
        """Gather what speaks for each fact; sentences that only lead up to the question do not.

        Kept for the question asked last, which an interviewer weighs in several ways.
        """
        gathered = self._gathered
        if gathered is None or gathered[0] != question:
            # rounds in other threads may use this too, so it is set in one step
            self._gathered = gathered = question, dict(self._gather(question))
        return gathered[1]

    def _gather(self, question: str) -> Iterator[tuple[str, FactSupport]]:
        asking = drop_context(question)
        matcher, stems = Matcher(asking, self._lexicon), list_stems(asking)
        words, topics = frozenset(stems) - STOP_STEMS, self._topics.find(stems)
        odds, fished = self._odds.measure(asking), fishes(question)
        for fact in self._facts:
            yield (
                fact.id,
                FactSupport(
                    cues=len({match.cue for match in matcher.find(fact.earned_by)}),
                    shared=self._by_words.count_shared(words, fact.id),
                    own_words=self._by_words.measure_overall(words - self._prompt, fact.id),
                    topics=self._by_topics.measure_overall(topics, fact.id),
                    closest_topics=self._by_topics.measure_closest(topics, fact.id),
                    phrases=odds[fact.id].phrases,
                    letters=odds[fact.id].letters,
                    fished=fished and not self._is_asked_like_fishing(fact.id),
                ),
            )

    def _is_asked_like_fishing(self, fact: str) -> bool:
        texts = self._wordings[fact]
        return sum(map(fishes, texts)) >= OFTEN * len(texts)

    def measure_none(self, question: str) -> dict[str, float]:
        """Measure what speaks for none of the facts, by the names in `Learned.none`."""
        return {"always": 1.0, "aside": self._learned.weigh_aside(drop_context(question))}

    def _turn_to_chances(
        self, question: str, support: Mapping[str, FactSupport]
    ) -> dict[str, float]:
        none = _weigh_all(self._learned.none, self.measure_none(question))
        weights = {
            fact: _weigh_all(self._learned.fact, evidence.features) - FISHING * evidence.fished
            for fact, evidence in support.items()
        }
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


def _measure_shares(chances: Mapping[str, float], fact: str) -> dict[str, float]:
    """Scale the chances of all facts but one so that they add up to 1."""
    others = {other: chance for other, chance in chances.items() if other != fact}
    whole = math.fsum(others.values()) or 1.0
    return {other: chance / whole for other, chance in others.items()}


def _weigh_all(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return math.fsum(weights[name] * value for name, value in features.items())


def index_wordings(wordings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Index each wording, normalized, that only one fact has, by that fact's id."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for fact, texts in wordings.items():
        for text in texts:
            owners[normalize(text)].add(fact)
    return {text: next(iter(facts)) for text, facts in owners.items() if len(facts) == 1}


def normalize(text: str) -> str:
    """Return a question without capitals, extra spaces and the mark at its end."""
    return " ".join(text.casefold().split()).rstrip("?. ")
