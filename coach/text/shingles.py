"""Shingles: the runs of words that stand next to each other, by which copied text is recognized.

See Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

Shingle = tuple[str, ...]


def list_shingles(words: Sequence[str], size: int) -> list[Shingle]:
    """Every run of `size` words in order, repeats included; empty for fewer words than that."""
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def measure_containment(shingles: Collection[Shingle], known: Collection[Shingle]) -> float:
    """The share of some shingles that another text has too, 0 to 1; 0 where there are none."""
    return sum(shingle in known for shingle in shingles) / len(shingles) if shingles else 0.0
