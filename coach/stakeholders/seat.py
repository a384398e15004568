"""The seat of a model in a room: which model, its template, and one reply of a known shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from coach.config import Profile
from coach.llm.call import Caller
from coach.llm.events import CallEvent
from coach.llm.structured import ask_for
from coach.prompts import Prompt

TOKENS = 3000
"""Limit of a reply, with room for thinking."""

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class RoomModel:
    """A model in a room, the template it is asked with, and a mark that is new for each call."""

    name: str
    profile: Profile
    key: str | None
    prompt: Prompt
    mark: str


async def ask_room_model(
    seat: RoomModel,
    asked: str,
    shape: type[S],
    caller: Caller,
    heard: Callable[[CallEvent], object],
) -> S:
    """What the model replies, in the shape asked for. Raises Unanswered."""
    return await ask_for(
        seat.name, seat.profile, seat.key, asked, shape, caller, tokens=TOKENS, heard=heard
    )
