"""How a shell asks the program for completions."""

COMPLETION = "_COACH_COMPLETE"
"""The variable that is set when a shell asks; the program then opens nothing."""
