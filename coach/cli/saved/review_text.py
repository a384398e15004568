"""A review as the commands print it, by the settings in force."""

from __future__ import annotations

from coach.exports.plain_text import render_review
from coach.services.coach import Coach
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review


def render(coach: Coach, review: Review, transcript: Transcript, *, levels: bool = False) -> str:
    """Render a review of a round; `levels` shows those of an untested model too."""
    pack, scenario = coach.workspace.find_case(transcript)
    reveal = coach.config.reveal
    lines = render_review(
        review, pack, scenario, transcript=transcript, reveal=reveal, levels=levels
    )
    return "\n".join(lines)
