"""What is made ready in threads while the case is read and a question is typed."""

from __future__ import annotations

from functools import partial

from textual.dom import DOMNode

from coach.rounds.round import Round
from coach.services.reviews import ReviewService
from coach.transcripts.record import SCRIPTED


class Ahead:
    """Makes ready for one round, each thing once, in workers of its screen."""

    def __init__(self, screen: DOMNode, round_: Round) -> None:
        self._screen = screen
        self._round = round_
        self._interviewer_prepares = False

    def import_client(self, reviewer: str, reviews: ReviewService) -> None:
        """Import what a model is asked with, where one reviews or plays the interviewer."""
        for name in {reviewer, self._round.transcript.interviewer} - {SCRIPTED}:
            run = partial(reviews.import_client, name)
            self._screen.run_worker(run, thread=True, group="import", exit_on_error=False)

    def prepare_interviewer(self) -> None:
        """Have the interviewer make ready for the question that is being typed."""
        if not self._interviewer_prepares:
            self._interviewer_prepares = True
            run = self._round.prepare_interviewer
            self._screen.run_worker(run, thread=True, group="prepare", exit_on_error=False)
