"""Things are handed on in the order in which they were expected."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archiver.inorder import InOrder


@given(st.permutations(range(8)))
def test_order_of_arrival_does_not_matter(arrivals: list[int]) -> None:
    things = InOrder[str]()
    places = [things.expect() for _ in arrivals]
    handed_on = [thing for place in arrivals for thing in things.arrive(places[place], f"thing {place}")]
    assert handed_on == [f"thing {place}" for place in range(len(arrivals))]


def test_nothing_waits_without_need() -> None:
    things = InOrder[str]()
    first, second, third = (things.expect() for _ in range(3))
    assert list(things.arrive(first, "first")) == ["first"]
    assert list(things.arrive(third, "third")) == []
    assert list(things.arrive(second, "second")) == ["second", "third"]


def test_what_waits_for_something_that_never_comes_is_the_rest() -> None:
    things = InOrder[str]()
    things.expect()
    second, third = things.expect(), things.expect()
    assert list(things.arrive(third, "third")) == []
    assert list(things.arrive(second, "second")) == []
    assert list(things.rest()) == ["second", "third"]
    assert list(things.rest()) == []
