"""A model that plays the room: its endpoint, its template, and one reply of a known shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from coach.llm.endpoint import Endpoint, OnEvent, ignore
from coach.llm.structured import ask_for
from coach.prompts import Prompt

TOKENS = 3000
"""Limit of a reply, with room for thinking."""

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class RoomModel:
    """An endpoint, the template it is asked with, and a delimiter that is new for each call."""

    endpoint: Endpoint
    prompt: Prompt
    mark: str

    @property
    def name(self) -> str:
        """The profile's name, as the room's record keeps it."""
        return self.endpoint.name

    async def ask(self, content: str, shape: type[S], on_event: OnEvent = ignore) -> S:
        """Ask for a reply in a shape. Raises UnreadableReply."""
        return await ask_for(self.endpoint, content, shape, tokens=TOKENS, on_event=on_event)
