"""What a review will take, by the sizes of its prompts and the speed of earlier calls."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from coach.llm.timings import TimedCall, Timings
from coach.reviews.llm.prompt import PromptPart, ReviewJob, build_request
from coach.reviews.protocol import Expected

CHARACTERS_PER_TOKEN = 4
"""Of English, for the tokenizers in use."""
TOKENS_PER_DIMENSION = 180
TOKENS_OF_THE_REST = 800
"""Tokens that models write, thinking apart; 2,231 in all were counted for a small one."""
FEWEST_READ = 500
"""Tokens of a prompt from which on the time to the first word says how fast a model reads."""


def estimate_review(job: ReviewJob, timings: Timings | None) -> Expected | None:
    """Estimate one review; None where earlier calls do not tell how fast the model is."""
    calls = timings.list_calls(job.name, job.profile) if timings else []
    return estimate_speed(*count_tokens(job), calls)


def count_tokens(job: ReviewJob) -> tuple[int, int]:
    """Count the tokens that a review sends and gets, roughly."""
    begun = {sent.id for sent in job.begun}
    parts = [part.leave_out(begun) for part in job.parts]
    asked = [part for part in parts if part.dimensions or part.rest]
    return (
        sum(_measure_prompt(job, part) for part in asked) // CHARACTERS_PER_TOKEN,
        sum(TOKENS_PER_DIMENSION * len(p.dimensions) + TOKENS_OF_THE_REST * p.rest for p in asked),
    )


def estimate_speed(tokens_in: int, tokens_out: int, calls: Sequence[TimedCall]) -> Expected | None:
    """Estimate the seconds for so many tokens from the medians of earlier calls.

    Prompts are taken to be read in full; a server that caches what they share is quicker.
    """
    writing = [call.tokens_per_second for call in calls if call.tokens_per_second]
    reading = [
        call.first_token / read
        for call in calls
        if call.first_token is not None
        and (read := (call.input or 0) - (call.cached or 0)) >= FEWEST_READ
    ]
    if not writing or not reading:
        return None
    seconds = tokens_in * median(reading) + tokens_out / median(writing)
    return Expected(round(seconds, 1), tokens_in, tokens_out)


def _measure_prompt(job: ReviewJob, part: PromptPart) -> int:
    return sum(len(message["content"]) for message in build_request(job, part).messages)
