"""The seat of a model in the room: which model, its template, and one reply of a known shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from coach.config import Profile
from coach.endpoints.calls import Caller, stream
from coach.endpoints.events import Done, Event, Failed, Request
from coach.endpoints.objects import objects_in
from coach.prompts import Prompt

TOKENS = 3000
"""Limit of a reply, with room for thinking."""
UNREADABLE = "The model's reply could not be read."

Shape = TypeVar("Shape", bound=BaseModel)


class Unanswered(Exception):
    """The model gave nothing to go on; the message is a sentence for the person."""


@dataclass(frozen=True)
class RoomSeat:
    """A model in a room, the template it is asked with, and a mark that is new for each call."""

    name: str
    profile: Profile
    key: str | None
    prompt: Prompt
    mark: str


async def reply_of(
    seat: RoomSeat,
    asked: str,
    shape: type[Shape],
    caller: Caller,
    heard: Callable[[Event], object],
) -> Shape:
    """What the model replies, in the shape asked for. Raises Unanswered."""
    request = Request(
        messages=({"role": "user", "content": asked},),
        max_tokens=TOKENS,
        schema=shape.model_json_schema(),
        schema_name=shape.__name__.lower(),
    )
    outcome: Event | None = None
    async for event in stream(seat.name, seat.profile, seat.key, request, caller):
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
