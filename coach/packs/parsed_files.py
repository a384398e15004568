"""What the YAML files of packs hold, kept in the cache so that they are not parsed at each start.

Parsing takes nine tenths of the time that packs take to load. A file is known by the hash of its
content, so that a change is never missed; what was kept is validated like what was just parsed.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from coach.files import CoachError, atomic_write, read_bytes
from coach.yamls import MAX_BYTES, load_document, load_model, parse_trusted

M = TypeVar("M", bound=BaseModel)
VERSION = 1
MOST_FILES = 500
MOST_BYTES = 50_000_000
"""Of the kept file; a bundled pack takes two million."""


class ParsedFiles:
    """The data of YAML files by the hash of their content, in one JSON file.

    A kept file that is damaged, of another version or cannot be written costs only time. Only
    what JSON gives back unchanged is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = self._load()
        self._used: dict[str, Any] = {}
        self._fresh = False

    def load(self, path: Path, model: type[M], *, trusted: bool = False) -> M:
        """Read a YAML file as a model; raises what `load_model` does.

        `trusted` files are ours and are not screened for what hostile YAML can do.
        """
        content = read_bytes(path, MAX_BYTES)
        key = hashlib.sha256(content).hexdigest()
        if key in self._kept:
            # on data that does not fit, the file itself says where it is wrong
            with suppress(ValidationError):
                fitting = model.model_validate(self._kept[key])
                self._used[key] = self._kept[key]
                return fitting
        data = parse_trusted(path) if trusted else load_document(path).data
        try:
            loaded = model.model_validate(data)
        except ValidationError:
            return load_model(path, model)
        if _survives(data):
            self._used[key] = data
            self._fresh = True
        return loaded

    def save(self) -> None:
        """Keep what was read, if anything was new; of many files those that were read last."""
        if not self._fresh:
            return
        unused = {key: data for key, data in self._kept.items() if key not in self._used}
        every = list((unused | self._used).items())[-MOST_FILES:]
        text = json.dumps({"version": VERSION, "files": dict(every)}, ensure_ascii=False)
        with suppress(OSError):
            atomic_write(self._path, text)
            self._fresh = False

    def _load(self) -> dict[str, Any]:
        try:
            kept = json.loads(read_bytes(self._path, MOST_BYTES))
        except (CoachError, OSError, ValueError, RecursionError):
            return {}
        fits = isinstance(kept, dict) and kept.get("version") == VERSION
        files = kept.get("files") if fits else None
        return files if isinstance(files, dict) else {}


def _survives(data: Any) -> bool:
    """Whether JSON gives the data back: not with dates, or with numbers as keys."""
    try:
        return bool(json.loads(json.dumps(data)) == data)
    except (TypeError, ValueError, RecursionError):
        return False
