"""Saved rounds: the list, search, names and tags."""
