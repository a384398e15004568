"""Text of unknown origin made fit to be shown: control characters, which a terminal would obey.

They are the C0 and C1 controls but newline and tab, the signs that turn the direction of writing,
the line and paragraph separators, and halves of characters.
"""

from __future__ import annotations

import re

_C0 = [code for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"]
_RANGES = [(0x80, 0x9F), (0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069)]
_RANGES += [(0x2028, 0x2029), (0xD800, 0xDFFF)]
_OTHERS = [code for first, last in _RANGES for code in range(first, last + 1)]
CONTROLS = frozenset(map(chr, (*_C0, *_OTHERS)))
"""Every character that no text may send to a terminal."""
_PICTURES = {code: 0x2400 + code for code in _C0 if code < 0x20} | {0x7F: 0x2421}
_TABLE = _PICTURES | dict.fromkeys(_OTHERS, 0xFFFD)
# by ranges, since the program waits for this when it starts and one by one takes five times as long
_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES)
_FOUND = re.compile(f"[{''.join(map(re.escape, map(chr, _C0)))}{_CLASS}]")


def sanitize(text: str) -> str:
    """Show each control character as a visible sign.

    One sign for one character, so that offsets into the text still point at the same words. What a
    widget shows without it loses them on the way to the terminal (`driver.ControlFilter`).
    """
    return text if text.isprintable() else text.translate(_TABLE)


def flatten(text: str) -> str:
    """Put a text on one line: each run of white space becomes one space."""
    return " ".join(text.split())


def drop_controls(text: str) -> str:
    """Text without its control characters; none of them is wide, so the rest keeps its place."""
    return text if text.isprintable() else _FOUND.sub("", text)


def escape_controls(text: str) -> str:
    r"""JSON with its control characters as JSON's own escapes, which read back as they were."""
    return text if text.isprintable() else _FOUND.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
