"""What a judging server sends in tests: a whole judgement of the shipped rubric."""

import json
from typing import Any

import yaml

from coach.paths import find_paths

RUBRIC = find_paths({}).builtin_packs / "ai-inference" / "rubric.yaml"
DIMENSIONS: list[str] = [
    row["id"] for row in yaml.safe_load(RUBRIC.read_text(encoding="utf-8"))["dimensions"]
]
"""Of the shipped rubric, in its order."""
ROOM = {"choices": [], "usage": {"prompt_tokens": 6000, "completion_tokens": 900}}


def judgement(*quotes: str, level: int = 3, **changes: Any) -> str:
    """A judgement that gives every dimension these quotes and this level, one check missing."""
    dimensions = [
        {
            "id": id,
            "evidence": [{"sentence": 1, "quote": quote} for quote in quotes],
            "met": ["cp-decided"],
            "missing": ["ta-used"] if id == "technical_accuracy" else [],
            "rationale": f"Reason for {id}.",
            "level": level,
        }
        for id in DIMENSIONS
    ]
    whole = {
        "dimensions": dimensions,
        "points": [],
        "misconceptions": [],
        "customers": [],
        "points_to_make": ["Size it.", "Date it.", "Tell them.", "A fourth."],
        "priority_fix": "Say what the choice costs.",
    }
    return json.dumps(whole | changes)


def spread_judgement(quotes: list[str], level: int | dict[str, int] = 3, **changes: Any) -> str:
    """A judgement as an honest judge sends it: two quotes for each dimension, in turn."""
    whole = json.loads(judgement(level=3, **changes))
    for index, dimension in enumerate(whole["dimensions"]):
        chosen = {quotes[(index + n) % len(quotes)] for n in range(2)} if quotes else set()
        dimension["evidence"] = [{"sentence": 1, "quote": quote} for quote in sorted(chosen)]
        dimension["level"] = level if isinstance(level, int) else level[dimension["id"]]
    return json.dumps(whole)
