"""A small scenario and transcript for tests that need any."""

from typing import Any

from coach.packs.schema import Scenario
from coach.transcripts.record import Transcript


def a_scenario(**changes: Any) -> Scenario:
    data: dict[str, Any] = {
        "id": "two-asks",
        "title": "Two asks",
        "prompt": "A wants speed. B wants reports. What first?",
        "minutes": 15,
        "difficulty": "core",
        "areas": ["competing_priorities"],
        "tradeoffs": ["latency_cost"],
        "segments": ["enterprise"],
        "primary": ["competing_priorities"],
        "stakeholders": [
            {
                "id": "a",
                "name": "Customer A",
                "asks": "speed",
                "needs": "a demo that works",
                "fears": "a public failure",
                "if_no": "asks a rival",
            }
        ],
        "facts": [
            {
                "id": "spend",
                "ask": "What do they spend?",
                "answer": "$60k a month.",
                "earned_by": ["spend|revenue"],
            }
        ],
        "in_play": [
            {
                "id": "now-later",
                "name": "Now or later",
                "sides": [
                    {"name": "now", "costs": "the roadmap"},
                    {"name": "later", "costs": "trust"},
                ],
                "flip": "A renewal in doubt.",
            }
        ],
        "points": [
            {
                "id": "ta-decision",
                "dimensions": ["competing_priorities"],
                "statement": "Makes a clear choice.",
                "cues": ["go with|choose"],
            }
        ],
        "pushbacks": [
            {
                "id": "p1",
                "who": "CTO",
                "text": "Really?",
                "presses": ["ta-decision"],
                "weakness": "no decision",
                "good": "decides",
                "bad": "waffles",
            }
        ],
        "outline": "I go with B.",
    }
    return Scenario.model_validate(data | changes)


def a_transcript(**changes: Any) -> Transcript:
    data: dict[str, Any] = {
        "id": "2026-11-24-100000-two-asks",
        "scenario": "two-asks",
        "pack": "p",
        "title": "Two asks",
        "prompt": "A wants speed. B wants reports. What first?",
        "started": "2026-11-24T10:00:00+00:00",
        "minutes": 15,
    }
    return Transcript.model_validate(data | changes)
