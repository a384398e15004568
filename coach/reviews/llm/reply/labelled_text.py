"""A judgement as labelled lines: what models too small for JSON are let off with.

DIMENSION: tradeoff_reasoning
EVIDENCE: "the launch slips two weeks"
REASON: You name what slips.
LEVEL: 2
"""

from __future__ import annotations

import re
from typing import Any

LINE = re.compile(
    r"^[\s>*#-]*(DIMENSION|EVIDENCE|REASON|LEVEL|FIX)[*\s]*:[*\s]*(.*?)[*\s]*$",
    re.IGNORECASE | re.MULTILINE,
)
LEVEL = re.compile(r"^([0-4])(?:\s*(?:/|of)\s*4)?\.?$")
QUOTES = "\"“”'‘’"


def parse_labels(text: str) -> dict[str, Any] | None:
    """The judgement in labelled lines, in the wire shape; None where there are none.

    A label given again replaces what stood before, as does a dimension given again; only evidence
    adds up. A level that is not a whole number from 0 to 4 stays as it is, to be refused.
    """
    dimensions: dict[str, dict[str, Any]] = {}
    current: dict[str, Any] | None = None
    fix = ""
    for label, value in LINE.findall(text[:LONGEST]):
        match label.upper():
            case "DIMENSION":
                label = value.strip("`\"' ").casefold()
                current = dimensions[label] = {"id": label, "evidence": []}
            case "FIX":
                fix = value
            case "EVIDENCE" if current is not None and value.strip(QUOTES):
                current["evidence"].append({"quote": value.strip(QUOTES)})
            case "REASON" if current is not None:
                current["rationale"] = value
            case "LEVEL" if current is not None:
                level = LEVEL.match(value)
                current["level"] = int(level[1]) if level else value
    if not dimensions:
        return None
    return {"dimensions": list(dimensions.values()), "priority_fix": fix}


LONGEST = 200_000
"""Characters that are read."""
