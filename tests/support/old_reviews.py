"""A review as the offline reviewer wrote it before it only pointed, and how levels look."""

import re

ANSWER = (
    "We met at the office. Claude's weights are closed, so nobody but Anthropic can host it. "
    "Usage metering is something other customers want too, so engineering goes to B."
)
LEVELS = re.compile(
    r"[●○]|\bestimate|\bstrong (?:yes|no)\b|calibration: use|points found|covered by"
)
OLD = {
    "status": "graded",
    "reviewer": {"kind": "offline", "name": "offline"},
    "created": "2026-11-20T10:00:00+00:00",
    "overall": {"level": 4, "band": "strong yes", "estimate": True, "because": []},
    "dimensions": [
        {
            "id": "structure", "level": 4, "rationale": "Wording found for 3 of 3 points.",
            "met": ["Makes a recommendation"], "points_found": 3, "points_total": 3,
            "verdict": "use", "level_range": [3, 4],
        }
    ],
    "points": [
        {
            "id": "cm-decision", "hit": True, "possible": False,
            "evidence": [{"quote": "We met", "start": 0, "end": 6, "verified": True}],
        }
    ],
    "points_to_make": ["Not found: x"],
    "priority_fix": "Say what it costs.",
    "flags": [{"kind": "limits", "text": "Its overall level is an estimate."}],
}  # fmt: skip
"""As it was written before pointers."""
