"""Advice without praise, and without facts that a question would have earned.

Praise of the person says nothing about the answer: Hattie and Timperley (2007) found feedback about
the self the least effective kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.packs.schema import Fact
from coach.reviews.protocol import ReviewCase
from coach.text.document import Document, split_sentences

ASSUME = "Ask for the figure this needs, or assume one and say so."
_PRAISE = re.compile(
    r"(?i)^(?:(?:well done|great job|good job|nice work|great work|good work|impressive|bravo|"
    r"congratulations|excellent(?: work| job| answer)?|great answer|good answer)[\s.!,]*$|"
    r"(?:overall,? )?you(?: are|'re|’re)(?: clearly| obviously| a| an| such| very| really)*"
    r" (?:great|strong|excellent|talented|smart|gifted|impressive|natural|outstanding|born|"
    r"ready|exceptional|fantastic|amazing|promising)\b|"
    r"keep (?:it up|up the (?:good|great) work)|i(?:'m| am) impressed)"
)


def clean_advice(case: ReviewCase, texts: Iterable[str]) -> list[str]:
    """Return the texts without praise and without figures that the candidate never had.

    A sentence with such a figure becomes the advice to ask the question that earns it. A text may
    end up empty.
    """
    known = _list_figures(case.transcript.seen_texts)
    earned = case.transcript.earned
    hidden = [fact for fact in case.scenario.facts if fact.id not in earned]
    secret = _list_figures([case.scenario.outline, *(fact.answer for fact in hidden)]) - known
    return [_replace_secrets(_drop_praise(text), secret, hidden) for text in texts]


def _drop_praise(text: str) -> str:
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return " ".join(sentence for sentence in sentences if not _PRAISE.search(sentence)).strip()


def _replace_secrets(text: str, secret: frozenset[str], hidden: list[Fact]) -> str:
    sentences: list[str] = []
    for start, end in split_sentences(text):
        sentence = text[start:end]
        given_away = _list_figures([sentence]) & secret
        if given_away:
            asks = (fact.ask for fact in hidden if _list_figures([fact.answer]) & given_away)
            ask = next(asks, None)
            sentence = f"Ask first: “{ask}”" if ask else ASSUME
        if sentence not in sentences:
            sentences.append(sentence)
    return " ".join(sentences).strip()


def _list_figures(texts: Iterable[str]) -> frozenset[str]:
    """The figures in texts that are written in digits; "one" and "two" give nothing away."""
    return frozenset(
        word.raw.replace(" ", "").replace(",", "").strip("~.$€£")
        for text in texts
        for word in Document(text).words
        if word.number and any(character.isdigit() for character in word.raw)
    ) - {"1", "2", "3", "4"}
