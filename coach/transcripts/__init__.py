"""Saved rounds: store, index and search, compare, export."""
