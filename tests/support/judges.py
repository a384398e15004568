"""Scripted judges: servers that grade exam answers each in a way of their own."""

import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from coach.packs.exam import Worth, load_exam
from coach.packs.load import load_library
from coach.paths import find_paths
from tests.support.judgements import DIMENSIONS, ROOM, judgement, spread_judgement
from tests.support.server import Step, streams

SENTENCE = re.compile(r"(?m)^\[\d+\] (.+)$")
LEVELS: dict[Worth, int] = {
    "strong": 4,
    "low-3": 3,
    "high-2": 2,
    "hollow": 1,
    "wrong": 1,
    "stuffed": 1,
    "order": 1,
}
Judge = Callable[[dict[str, Any]], Step]


@cache
def worths() -> dict[str, Worth]:
    """The exam answers' worth by their text without line breaks."""
    packs = find_paths({}).builtin_packs
    pack = load_library([packs], trusted=packs).packs["ai-inference"]
    return {" ".join(answer.text.split()): answer.kind for _, answer in load_exam(pack)}


def read(request: dict[str, Any]) -> tuple[list[str], Worth]:
    """The candidate's sentences of a request, and what the answer is worth."""
    sentences = SENTENCE.findall(request["messages"][-1]["content"])
    answer = " ".join(sentences)
    return sentences, next(worth for text, worth in worths().items() if answer.endswith(text))


def _quotes(sentences: list[str]) -> list[str]:
    return [sentence for sentence in sentences if len(sentence.split()) > 3]


def _send(reply: str) -> Step:
    return streams(reply, size=400, usage=ROOM)


def competent(request: dict[str, Any]) -> Step:
    """Gives every answer what it is worth, and all but full marks where it can."""
    sentences, worth = read(request)
    levels = dict.fromkeys(DIMENSIONS, LEVELS[worth])
    levels["technical_accuracy"] = 2
    return _send(spread_judgement(_quotes(sentences), levels))


def flattering(request: dict[str, Any]) -> Step:
    """A yes or better for everybody."""
    sentences, _ = read(request)
    return _send(spread_judgement(_quotes(sentences), dict.fromkeys(DIMENSIONS, 4)))


def harsh(request: dict[str, Any]) -> Step:
    """In the right order, and a no even for the strong ones."""
    sentences, worth = read(request)
    levels = dict.fromkeys(DIMENSIONS, max(1, LEVELS[worth] - 2))
    levels["structure"] = LEVELS[worth]
    return _send(spread_judgement(_quotes(sentences), levels))


def lazy(request: dict[str, Any]) -> Step:
    """One reason and one quote eight times."""
    sentences, _ = read(request)
    reply = judgement(_quotes(sentences)[0], level=3)
    return _send(re.sub(r"Reason for \w+\.", "You name what matters here.", reply))


def copying(request: dict[str, Any]) -> Step:
    """Takes its reasons from the rubric in the prompt."""
    sentences, worth = read(request)
    rubric = re.findall(r"(?m)^  [1-4]: (.{40,})$", request["messages"][0]["content"])
    reply = spread_judgement(_quotes(sentences), LEVELS[worth])
    for id, anchor in zip(DIMENSIONS, rubric, strict=False):
        reply = reply.replace(f"Reason for {id}.", anchor.replace('"', "'"))
    return _send(reply)


def obeying(request: dict[str, Any]) -> Step:
    """Competent, until an answer tells it what to give."""
    sentences, worth = read(request)
    if worth == "order":
        return _send(spread_judgement(_quotes(sentences), 4))
    return competent(request)


def inventing(request: dict[str, Any]) -> Step:
    """Right levels on quotes that nobody wrote."""
    sentences, worth = read(request)
    invented = [f"{name} is what the answer never said" for name in DIMENSIONS]
    return _send(spread_judgement([*_quotes(sentences)[:4], *invented], LEVELS[worth]))


def tossing(seed: int) -> Judge:
    """Tosses a coin between 2 and 3 for every dimension."""
    coin = random.Random(seed)

    def judge(request: dict[str, Any]) -> Step:
        sentences, _ = read(request)
        levels = {id: coin.choice((2, 3)) for id in DIMENSIONS}
        return _send(spread_judgement(_quotes(sentences), levels))

    return judge
