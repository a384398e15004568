"""The seat of a model in a room: which model, its template, and one reply of a known shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from coach.config import Profile
from coach.endpoints.calls import Caller
from coach.endpoints.events import Event
from coach.endpoints.shaped import shaped
from coach.prompts import Prompt

TOKENS = 3000
"""Limit of a reply, with room for thinking."""

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class RoomSeat:
    """A model in a room, the template it is asked with, and a mark that is new for each call."""

    name: str
    profile: Profile
    key: str | None
    prompt: Prompt
    mark: str


async def reply_of(
    seat: RoomSeat, asked: str, shape: type[S], caller: Caller, heard: Callable[[Event], object]
) -> S:
    """What the model replies, in the shape asked for. Raises Unanswered."""
    return await shaped(
        seat.name, seat.profile, seat.key, asked, shape, caller, tokens=TOKENS, heard=heard
    )
