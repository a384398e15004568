"""Finding the JSON objects in what a model wrote around and between them."""

from __future__ import annotations

LONGEST = 2_000_000
"""Characters looked through; a review takes a few thousand."""


def find_object_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every brace-balanced object at the top level, in order.

    Braces inside strings do not count. An object that never closes is left out, and so is what
    stands inside it. Takes one pass, whatever the nesting.
    """
    spans: list[tuple[int, int]] = []
    depth, start, quoted, escaped = 0, 0, False, False
    for at, char in enumerate(text[:LONGEST]):
        if quoted:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                quoted = False
        elif char == "{":
            start = start if depth else at
            depth += 1
        elif depth and char == "}":
            depth -= 1
            if not depth:
                spans.append((start, at + 1))
        elif depth and char == '"':
            quoted = True
    return spans


def find_objects(text: str) -> list[str]:
    """The text of every whole object at the top level, in order."""
    return [text[start:end] for start, end in find_object_spans(text)]
