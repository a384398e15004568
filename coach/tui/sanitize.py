"""Text of unknown origin, made fit for a terminal without changing its length."""

from __future__ import annotations

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_HIDDEN = [0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029]
_TABLE = _PICTURES | dict.fromkeys(_HIDDEN, 0xFFFD)


def sanitize(text: str) -> str:
    """The text with control characters and direction overrides as visible signs.

    One sign for one character, so that offsets into the text still point at the same words.
    """
    return text.translate(_TABLE)
