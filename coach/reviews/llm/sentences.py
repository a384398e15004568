"""The candidate's words as numbered sentences, as a judging model sees and mentions them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.text.document import split_whole_sentences
from coach.transcripts.record import Transcript

WORDS_SHOWN = 7
"""Words by which a sentence is named where a model mentions its number."""
_MENTION = re.compile(r"\b[Ss]entences?\s+\[?(\d+)\]?")


def split_for_judging(text: str) -> list[str]:
    """Cut a text into sentences that can be quoted whole, each on one line."""
    return [" ".join(text[start:end].split()) for start, end in split_whole_sentences(text)]


def list_sentences(transcript: Transcript) -> list[str]:
    """The candidate's sentences in the order of the round: questions, the answer, replies."""
    texts = [
        *(asked.question for asked in transcript.clarify),
        transcript.answer,
        *(push.reply for push in transcript.pushback),
    ]
    return [sentence for text in texts for sentence in split_for_judging(text)]


def name_sentences(text: str, sentences: Sequence[str]) -> str:
    """Replace "sentence 21" in a model's words by the beginning of that sentence."""

    def name(match: re.Match[str]) -> str:
        number = int(match[1])
        if not 1 <= number <= len(sentences):
            return "a sentence"
        words = sentences[number - 1].split()
        more = "…" if len(words) > WORDS_SHOWN else ""
        return f"“{' '.join(words[:WORDS_SHOWN])}{more}”"

    return _MENTION.sub(name, text)
