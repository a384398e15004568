"""Judging: the review, its evidence, the offline and the model reviewer, scorecards."""
