"""A reply in a given shape: one request, waited for and read, or a sentence on why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from coach.config import Profile
from coach.endpoints.calls import Caller, stream
from coach.endpoints.events import Done, Event, Failed, Request
from coach.endpoints.objects import objects_in

UNREADABLE = "The model's reply could not be read."

S = TypeVar("S", bound=BaseModel)


class Unanswered(Exception):
    """No reply came, or none in the shape; the message is a sentence for a person."""


async def shaped(
    name: str,
    profile: Profile,
    key: str | None,
    content: str,
    shape: type[S],
    caller: Caller,
    *,
    tokens: int,
    heard: Callable[[Event], object] = lambda event: None,
) -> S:
    """Ask a model for an object of a shape. `tokens` limits the reply, thinking included.

    Of several objects in the reply the last that fits counts: models think aloud before it. Raises
    Unanswered.
    """
    request = Request(
        messages=({"role": "user", "content": content},),
        max_tokens=tokens,
        schema=shape.model_json_schema(),
        schema_name=shape.__name__.lower(),
    )
    outcome: Event | None = None
    async for event in stream(name, profile, key, request, caller):
        heard(event)
        outcome = event
    if isinstance(outcome, Failed):
        raise Unanswered(outcome.failure.sentence)
    assert isinstance(outcome, Done)
    for found in reversed(objects_in(outcome.text)):
        try:
            return shape.model_validate_json(found)
        except ValidationError:
            continue
    raise Unanswered(UNREADABLE)
