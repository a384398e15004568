"""A key for caches of what is made from something large that never changes, such as a pack."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class ByIdentity(Generic[T]):
    """Holds a value and is equal only to another holder of the very same object.

    A cache that is keyed by it keeps the value alive, so that its identity is not given to another.
    """

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.value is self.value
