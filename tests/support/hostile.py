"""A saved home whose every text holds what a terminal would obey."""

from __future__ import annotations

import re
import shutil
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from coach.config import load_config
from coach.services.coach import Coach
from coach.text.controls import CONTROLS
from coach.transcripts.journal import decode_numbered, encode
from tests.support.demos import lend_demo, open_demo
from tests.support.once import build_once

PROFILE = "evil\x1b[7777m\x9b\u202e\x07"
MARK = "7777m"
"""What is left of the first sequence once its escape is gone; it shows that the text was drawn."""
EVIL = f"\x1b[{MARK}\x1b]52;c;aGk=\x07\x9d8;;x\x9c\x9b31m\u202e\u2066\x08\x7f\x85\u2028\r"
LETTERS: dict[str, str | int | None] = {
    "k": "\x1b",
    "v": "\x9b",
    "w": "\u202e",
    "y": "\x07",
    "x": "\x9d",
    "q": "\x85",
    "z": "\x7f",
    "j": "\x00",
    "K": "\u2028",
    "V": "\u2066",
}
"""Put in the place of letters, so that offsets into a text still fit and quotes are still found."""
WORDS_OF_THE_CANDIDATE = {"answer", "question", "text", "quote", "reply", "message"}
"""Fields in which offsets count."""
SHORT = {"name", "tags", "title", "model", "note"}
"""Fields whose text may be one word."""
OUR_NAMES = {"self", "offline"}
NO_PROSE = {"started", "created", "address"}
OURS = re.compile(r"\x1b\[[0-9;?<>=]*[ A-Za-z]|\x1b\]22;[a-z-]+\x07")
"""What the program itself sends: cursor, colors, modes and pointer. None of it ends in `7777m`."""


def spoil(value: Any, field: str = "") -> Any:
    """Data with control characters in every text of several words, and in titles and tags."""
    if isinstance(value, dict):
        return {name: spoil(child, str(name)) for name, child in value.items()}
    if isinstance(value, list):
        return [spoil(child, field) for child in value]
    if not isinstance(value, str) or field in NO_PROSE or value in OUR_NAMES:
        return value
    if " " not in value and field not in WORDS_OF_THE_CANDIDATE | SHORT:
        return value
    changed = value.translate(str.maketrans(LETTERS))
    return changed if field in WORDS_OF_THE_CANDIDATE else changed + EVIL


def spoil_home(folder: Path) -> Coach:
    """Lend the demo with every text of its rounds, reviews, rooms and drills spoiled."""
    home = folder / "demo"
    shutil.copytree(_spoil_once() / "demo", home)
    return open_demo(home)


@cache
def _spoil_once() -> Path:
    return build_once("spoiled-demo", _spoil)


def _spoil(folder: Path) -> None:
    coach = lend_demo(folder)
    for path in sorted(coach.paths.data.rglob("*.yaml")):
        if "exams" not in path.parts:
            data = spoil(yaml.safe_load(path.read_text("utf-8")))
            path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    for path in sorted(coach.paths.data.rglob("journal.jsonl")):
        lines = [_spoil_line(line) for line in path.read_text("utf-8").splitlines()]
        path.write_text("\n".join(lines) + "\n", "utf-8")


def spoil_config(coach: Coach, url: str) -> None:
    """Give the demo's config a hostile profile at an address, a company."""
    data = yaml.safe_load(coach.paths.config_file.read_text("utf-8"))
    data["models"][PROFILE] = {"base_url": url, "model": f"m{EVIL}"}
    data |= {"company": f"Fire{EVIL}", "own_read": False}
    coach.paths.config_file.write_text(yaml.safe_dump(data), "utf-8")
    coach.workspace.settings.replace_file(load_config(coach.paths.config_file))


def _spoil_line(line: str) -> str:
    """One line of a journal, with the checksum that its new text needs."""
    number, event = decode_numbered(line)
    data = spoil(asdict(event))
    return encode(type(event)(**data), number)


def find_controls(written: str) -> list[str]:
    """The control characters in what was written to a terminal that the program did not send."""
    assert MARK not in "".join(OURS.findall(written)), "a color of the data was obeyed"
    rest = OURS.sub("", written)
    return [rest[max(0, m.start() - 30) : m.end() + 20] for m in _CONTROL.finditer(rest)]


def shows_mark(written: str) -> bool:
    """Whether the hostile text was drawn, maybe in several colors."""
    return MARK in OURS.sub("", written)


_CONTROL = re.compile(f"[{''.join(map(re.escape, sorted(CONTROLS)))}]")


def spoil_pack(coach: Coach) -> Path:
    """Put a pack of the user's beside those that ship, with hostile titles and fields."""
    folder = coach.paths.user_packs / "evil"
    (folder / "drills").mkdir(parents=True)
    for name in ("pack", "rubric", "glossary", f"case-{MARK}", "drills/drill"):
        data = {"id": "evil", "title": f"A pack {EVIL}", EVIL: [f"a text {EVIL}"]}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(data), "utf-8")
    return folder
