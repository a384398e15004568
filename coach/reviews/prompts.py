"""Prompt templates: found, filled, and named by a hash of their content for the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from coach.files import CoachError, read_text


@dataclass(frozen=True)
class Prompt:
    """A template's name, where it came from, its content, and the content's hash."""

    name: str
    path: Path
    source: str

    @property
    def hash(self) -> str:
        """Twelve hex digits of the content's SHA-256."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:12]

    def fill(self, **values: Any) -> str:
        """Fill the template. Raises CoachError naming file and fault."""
        environment = SandboxedEnvironment(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        try:
            return environment.from_string(self.source).render(**values)
        except TemplateError as error:
            where = f"{self.path}:{getattr(error, 'lineno', None) or 1}"
            raise CoachError(f"{where}: {error}; mend or remove this prompt.") from None


def find_prompt(name: str, folders: Sequence[Path]) -> Prompt:
    """The template of that name, from the first folder that has it. Raises CoachError."""
    for folder in folders:
        path = folder / name
        if path.is_file():
            return Prompt(name, path, read_text(path))
    looked = ", ".join(str(folder) for folder in folders)
    raise CoachError(f"the prompt {name} is missing; looked in {looked}.")
