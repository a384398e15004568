"""Packs in a form that is read ten times as fast as their YAML: files in the cache folder.

A pack's file holds its name, a hash of everything it was made of, and three lines of JSON: a head
with checksums, the cards of its scenarios, and the whole pack. It counts only while the hash is
that of the pack's files as they are now. These are read and hashed at every start, which takes a
few milliseconds; sizes and times are not trusted, so a change that keeps both is seen. What is read
back goes through the same schema as YAML does, so that a file that was tampered with can do no more
than a pack can. A file that is damaged, or of another version, is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from coach import __version__
from coach.files import CoachError, atomic_write, read_bytes
from coach.packs.cards import CaseCard

FORMAT = 1
MAX_BYTES = 50_000_000
"""More than any pack comes to; a larger file is not coach's."""


def list_pack_files(folder: Path) -> list[Path]:
    """List the files that a pack is loaded from, by name."""
    return sorted(folder.glob("*.yaml"))


def find_packs(folder: Path) -> list[Path]:
    """Folders with a `pack.yaml`: the folder itself, or those directly in it."""
    if (folder / "pack.yaml").is_file():
        return [folder]
    if not folder.is_dir():
        return []
    return sorted(child for child in folder.iterdir() if (child / "pack.yaml").is_file())


def hash_files(folder: Path) -> str | None:
    """Hash the names and bytes of a pack's files; None where one cannot be read."""
    digest = hashlib.sha256(str(folder.absolute()).encode("utf-8", "surrogateescape"))
    try:
        for path in list_pack_files(folder):
            data = read_bytes(path, MAX_BYTES)
            digest.update(f"\0{path.name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
            digest.update(data)
    except (CoachError, OSError):
        return None
    return digest.hexdigest()


class CompiledPacks:
    """The compiled packs in a folder of the cache. None of it raises for a file or folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read_cards(self, source: str, folder: Path) -> list[CaseCard] | None:
        """Read the cards of a pack whose files hash to `source`; None where they are not there."""
        data = self._read_part(source, folder, "cards", 1)
        try:
            return None if data is None else [CaseCard(**card) for card in data]
        except TypeError:
            return None

    def read_pack(self, source: str, folder: Path) -> dict[str, Any] | None:
        """Read a whole pack as the data of its model, not yet validated; None as above."""
        data = self._read_part(source, folder, "pack", 2)
        return _restore_levels(data) if isinstance(data, dict) else None

    def write(
        self, source: str, folder: Path, cards: Sequence[CaseCard], pack: dict[str, Any]
    ) -> None:
        """Keep a pack in one step; where the cache cannot be written it is read as YAML again."""
        bodies = [
            json.dumps([asdict(card) for card in cards], separators=(",", ":")),
            json.dumps(pack, separators=(",", ":")),
        ]
        head = _make_head(source) | {
            "cards": _compute_checksum(bodies[0]),
            "pack": _compute_checksum(bodies[1]),
        }
        try:
            atomic_write(self._find_path(folder), "\n".join([json.dumps(head), *bodies]) + "\n")
        except OSError:
            return

    def _read_part(self, source: str, folder: Path, part: str, line: int) -> Any:
        try:
            lines = read_bytes(self._find_path(folder), MAX_BYTES, follow=False).split(b"\n")
            head = json.loads(lines[0])
            if any(head.get(key) != value for key, value in _make_head(source).items()):
                return None
            if hashlib.sha256(lines[line]).hexdigest() != head.get(part):
                return None
            return json.loads(lines[line])
        except (CoachError, ValueError, IndexError, AttributeError, RecursionError):
            return None

    def _find_path(self, folder: Path) -> Path:
        name = hashlib.sha256(str(folder.absolute()).encode("utf-8", "surrogateescape"))
        return self._folder / f"{name.hexdigest()[:16]}.json"


def read_all_cards(
    folders: Sequence[Path], compiled: CompiledPacks
) -> Iterator[list[CaseCard] | None]:
    """Read the cards of every pack in the folders; None for a pack that must be loaded first."""
    for folder in folders:
        for pack_folder in find_packs(folder):
            source = hash_files(pack_folder)
            yield None if source is None else compiled.read_cards(source, pack_folder)


def _make_head(source: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "coach": __version__,
        "card": [field.name for field in fields(CaseCard)],
        "source": source,
    }


def _compute_checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _restore_levels(pack: dict[str, Any]) -> dict[str, Any]:
    """Make the levels of a rubric numbers again, which JSON writes as text where they are keys."""
    return pack | {"rubric": _number_keys(pack.get("rubric"))}


def _number_keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {int(k) if k.isdecimal() else k: _number_keys(v) for k, v in data.items()}
    return [_number_keys(part) for part in data] if isinstance(data, list) else data
