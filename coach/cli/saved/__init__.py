"""Commands on saved rounds: list, show, change, review anew, compare, export."""
