"""What is made ready in threads while the case is read and a question is typed."""

from __future__ import annotations

from functools import partial

from coach.rounds.round import Round
from coach.services.reviews import ReviewService
from coach.transcripts.record import SCRIPTED
from coach.tui.base.screen import CoachScreen


def import_client(
    screen: CoachScreen, round_: Round, reviewer: str, reviews: ReviewService
) -> None:
    """Import what a model is asked with, where one reviews or plays the interviewer."""
    for name in {reviewer, round_.transcript.interviewer} - {SCRIPTED}:
        run = partial(reviews.import_client, name)
        screen.run_worker(run, thread=True, group="import", exit_on_error=False)


def prepare_interviewer(screen: CoachScreen, round_: Round) -> None:
    """Have the interviewer make ready for the question that is being typed."""
    run = round_.prepare_interviewer
    screen.run_worker(run, thread=True, group="prepare", exit_on_error=False)
