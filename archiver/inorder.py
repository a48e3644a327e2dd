"""Handing things on in the order in which they were expected, whatever the order in which they arrive."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class InOrder(Generic[Thing]):
    """Holds back what arrives before something expected earlier."""

    def __init__(self) -> None:
        self._places = 0
        self._expected: OrderedDict[int, Thing | None] = OrderedDict()

    def expect(self) -> int:
        """Return the place of the thing that is expected next."""
        self._places += 1
        self._expected[self._places] = None
        return self._places

    def arrive(self, place: int, thing: Thing) -> Iterator[Thing]:
        """Yield what may be handed on as this arrives, the earliest first; none while an earlier lacks."""
        self._expected[place] = thing
        while self._expected:
            first = next(iter(self._expected))
            ready = self._expected[first]
            if ready is None:
                return
            del self._expected[first]
            yield ready

    def rest(self) -> Iterator[Thing]:
        """Yield what arrived and was held back, the earliest first; nothing more is expected."""
        while self._expected:
            _, thing = self._expected.popitem(last=False)
            if thing is not None:
                yield thing
