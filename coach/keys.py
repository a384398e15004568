"""Keys: what looks like one, and keeping one out of everything that is kept or shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

SHORTEST_KEY = 6
"""Shorter keys are not looked for in replies: they would be found in ordinary words."""
KEY_SIGN = "[key]"
"""What stands where a key stood."""
_PREFIX = r"(?:sk|pk|rk|gsk|fw|hf|xai|ghp|glpat|nvapi|r8|AIza)"
_RUN = r"(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{16,}"
LIKE_A_KEY = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_PREFIX}[-_][A-Za-z0-9][A-Za-z0-9_.-]{{7,}}|[A-Za-z0-9_-]*{_RUN}[\w-]*)"
)
"""A known prefix with at least eight signs behind it, or sixteen letters and digits mixed."""
SECRET_PARAMETER = re.compile(
    r"(?:^|[^a-z])(?:key|apikey|token|secret|sig|signature|password|auth)(?:$|[^a-z])", re.I
)


def looks_like_key(text: str) -> bool:
    """Whether a text may be a key itself and not the name of something."""
    return LIKE_A_KEY.search(text) is not None


def mask_keys(text: str) -> str:
    """A sentence without what may be a key, for telling what stands wrongly in a file."""
    return LIKE_A_KEY.sub(KEY_SIGN, text)


def redact(text: str, key: str | None) -> str:
    """Text without the key in it, written plainly or with JSON's or a URL's escapes."""
    if not key or len(key) < SHORTEST_KEY:
        return text
    return _make_pattern(key).sub(KEY_SIGN, text)


def redact_data(data: Any, key: str | None) -> Any:
    """Data as of JSON without the key in any of its texts or names."""
    if isinstance(data, str):
        return redact(data, key)
    if isinstance(data, Mapping):
        return {redact(str(name), key): redact_data(value, key) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [redact_data(value, key) for value in data]
    return data


class StreamRedactor:
    """Takes a text in pieces and gives it on without the key, even where pieces cut it in two."""

    def __init__(self, key: str | None) -> None:
        self._key = key if key and len(key) >= SHORTEST_KEY else None
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take a piece and return what can be shown; what may be the start of the key waits."""
        if self._key is None:
            return piece
        text = redact(self._held + piece, self._key)
        start = self._find_beginning(text, self._key)
        self._held = text[start:]
        return text[:start]

    def close(self) -> str:
        """Return what was held back: the reply ended, so it was not the key."""
        held, self._held = self._held, ""
        return held

    @staticmethod
    def _find_beginning(text: str, key: str) -> int:
        """Where the earliest suffix starts that may become the key with what comes next."""
        window = 8 * len(key)
        for start in range(max(0, len(text) - window), len(text)):
            if text[start] not in (key[0], "\\", "%"):
                continue
            rest = _unescape(_OPEN_ESCAPE.sub("", text[start:]))
            if key.startswith(rest):
                return start
        return len(text)


_ESCAPE = re.compile(r"\\+u00([0-9a-fA-F]{2})|%([0-9a-fA-F]{2})|\\+(/)")
_OPEN_ESCAPE = re.compile(r"(?:\\+(?:u0{0,2}|u00[0-9a-fA-F])?|%[0-9a-fA-F]?)$")


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: m[3] or chr(int(m[1] or m[2], 16)), text)


@lru_cache(maxsize=32)
def _make_pattern(key: str) -> re.Pattern[str]:
    return re.compile("".join(map(_make_char_pattern, key)))


def _make_char_pattern(char: str) -> str:
    """A pattern for one character of a key, written plainly or escaped."""
    code = f"{ord(char):02x}"
    hexadecimal = "".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in code)
    slash = r"|\\+/" if char == "/" else ""
    return rf"(?:{re.escape(char)}|\\+u00{hexadecimal}|%{hexadecimal}{slash})"
