"""Reviews for tests that need one without waiting for it."""

from coach.reviews.offline.reviewer import review_offline
from coach.services.coach import Coach
from coach.transcripts.record import Transcript
from coach.transcripts.review_schema import Review


def point(coach: Coach, transcript: Transcript) -> Review:
    """What the offline reviewer points at in a round; nothing is saved."""
    pack, scenario = coach.workspace.find_case(transcript)
    return review_offline(transcript, scenario, pack, created=coach.workspace.timestamp())
