"""A mock-interview coach in the terminal."""

__version__ = "0.1.0"
