"""A timed attempt while it runs: its phases and its clock."""
