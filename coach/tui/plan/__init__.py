"""The plan until the interview, and the day of it."""
