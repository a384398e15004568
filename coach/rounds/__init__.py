"""A timed attempt: phases, clock, typing journal, scripted interviewer."""
