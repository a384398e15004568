"""The kinds of fields that pack files are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

_WHITE_SPACE = str.maketrans("", "", "\n\t\u00a0")
"""What is not printable and yet harmless, for taking it out."""


def _refuse_controls(text: str) -> str:
    """Refuse characters that could steer a terminal; tabs and line breaks stay."""
    shown = text.translate(_WHITE_SPACE)
    if not shown.isprintable():
        char = next(char for char in shown if not char.isprintable())
        raise ValueError(f"holds the control character U+{ord(char):04X}; remove it")
    return text


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_refuse_controls)
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_refuse_controls)
]
Plain = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_refuse_controls)]
Cue = Annotated[str, StringConstraints(min_length=2, max_length=1000)]


class Content(BaseModel):
    """Base of everything read from a pack: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
