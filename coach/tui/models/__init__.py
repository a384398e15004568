"""Models: who can review, adding one, the exam."""
