"""A reply in a given shape: one request, waited for and read, or a sentence on why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from coach.config import Profile
from coach.llm.call import Caller, stream
from coach.llm.events import CallEvent, Done, Failed, Request
from coach.llm.json_scan import find_objects

UNREADABLE = "The model's reply could not be read."

S = TypeVar("S", bound=BaseModel)


class UnreadableReply(Exception):
    """No reply came, or none in the shape; the message is a sentence for a person."""


async def ask_for(
    name: str,
    profile: Profile,
    key: str | None,
    content: str,
    shape: type[S],
    caller: Caller,
    *,
    tokens: int,
    heard: Callable[[CallEvent], object] = lambda event: None,
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
    outcome: CallEvent | None = None
    async for event in stream(name, profile, key, request, caller):
        heard(event)
        outcome = event
    if isinstance(outcome, Failed):
        raise UnreadableReply(outcome.failure.sentence)
    assert isinstance(outcome, Done)
    for found in reversed(find_objects(outcome.text)):
        try:
            return shape.model_validate_json(found)
        except ValidationError:
            continue
    raise UnreadableReply(UNREADABLE)
