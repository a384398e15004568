"""Prompt templates: found, filled, and named by a hash of their content for the receipt."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from coach.files import CoachError, read_text
from coach.yamls import FileFault

TEMPLATES: dict[str, frozenset[str]] = {
    "reviewer-system.md.j2": frozenset({"dimensions", "schema"}),
    "reviewer-case.md.j2": frozenset(
        {
            "prompt",
            "points",
            "stakeholders",
            "tradeoffs",
            "misconceptions",
            "outline",
            "parts",
            "mark",
        }
    ),
    "reviewer-part.md.j2": frozenset({"dimensions", "rest", "schema"}),
    "reviewer-again.md.j2": frozenset({"error"}),
    "stronger.md.j2": frozenset({"prompt", "asked", "sentences", "missing", "mark"}),
    "interviewer-clarify.md.j2": frozenset({"prompt", "facts", "question", "mark"}),
    "interviewer-pushback.md.j2": frozenset({"prompt", "pushbacks", "pressed", "lines", "mark"}),
    "room.md.j2": frozenset({"prompt", "people", "lines", "mark"}),
    "room-message.md.j2": frozenset({"prompt", "who", "asks", "lines", "mark"}),
    "draft-scenario.md.j2": frozenset({"notes", "example", "labels", "mark"}),
    "draft-again.md.j2": frozenset({"faults"}),
}
"""Every template the program fills, with the values it gives."""


def make_delimiter() -> str:
    """Make a line that no answer can hold, since it is new for each request."""
    return f"=== {secrets.token_hex(6)} ==="


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
        try:
            return _compile(self.source).render(**values)
        except TemplateError as error:
            where = f"{self.path}:{getattr(error, 'lineno', None) or 1}"
            raise CoachError(f"{where}: {error}; mend or remove this prompt.") from None


@lru_cache(maxsize=64)
def _compile(source: str) -> Template:
    """Compile a template, once for each text. Raises TemplateError for a fault in its syntax."""
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


def find_prompt(name: str, folders: Sequence[Path]) -> Prompt:
    """The template of that name, from the first folder that has it. Raises CoachError."""
    for folder in folders:
        path = folder / name
        if path.is_file():
            return Prompt(name, path, read_text(path))
    looked = ", ".join(str(folder) for folder in folders)
    raise CoachError(f"the prompt {name} is missing; looked in {looked}.")


def check_prompt(path: Path) -> list[FileFault]:
    """What is wrong with a template file: its name, its syntax, values it asks for in vain."""
    values = TEMPLATES.get(path.name)
    if values is None:
        known = ", ".join(sorted(TEMPLATES))
        return [
            FileFault(str(path), 1, "", f"no prompt has this name, so nothing reads it; {known}")
        ]
    try:
        source = read_text(path)
        parsed = SandboxedEnvironment().parse(source)
    except TemplateError as error:
        return [FileFault(str(path), getattr(error, "lineno", None) or 1, "", str(error))]
    except CoachError as error:
        return [FileFault(str(path), 1, "", str(error).removeprefix(f"{path}: "))]
    unknown = sorted(find_undeclared_variables(parsed) - values)
    problem = f"is not a value of this prompt; there is {', '.join(sorted(values))}"
    return [FileFault(str(path), _find_line(source, name), name, problem) for name in unknown]


def _find_line(source: str, name: str) -> int:
    match = re.search(rf"\b{re.escape(name)}\b", source)
    return source.count("\n", 0, match.start()) + 1 if match else 1
