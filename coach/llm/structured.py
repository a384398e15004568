"""A reply in a given shape: one request, its reply read and validated, or a sentence on why not."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.events import Failed, Request
from coach.llm.json_scan import find_objects

UNREADABLE = "The model's reply could not be read."

S = TypeVar("S", bound=BaseModel)


class UnreadableReply(Exception):
    """No reply came, or none in the shape asked for; the message is a sentence for a person."""


async def ask_for(
    endpoint: Endpoint, content: str, shape: type[S], *, tokens: int, on_event: OnEvent = ignore
) -> S:
    """Ask a model for an object of a shape. `tokens` limits the reply, thinking included.

    Of several objects in the reply the last that fits counts, because models think aloud before
    it. Raises UnreadableReply.
    """
    request = Request(
        messages=({"role": "user", "content": content},),
        max_tokens=tokens,
        schema=shape.model_json_schema(),
        schema_name=shape.__name__.lower(),
    )
    outcome = await endpoint.send(request, on_event)
    if isinstance(outcome, Failed):
        raise UnreadableReply(outcome.failure.sentence)
    for body in reversed(find_objects(outcome.text)):
        try:
            return shape.model_validate_json(body)
        except ValidationError:
            continue
    raise UnreadableReply(UNREADABLE)
