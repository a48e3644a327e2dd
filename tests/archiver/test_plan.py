"""What a run asks for: which page of a listing comes after another."""

from __future__ import annotations

from itertools import pairwise

import pytest

from archiver.address import Addresses, AddressRules
from archiver.plan import following_page
from archiver.portal import load_platforms

HOME = "http://x.vn/"


@pytest.mark.parametrize(
    ("first", "further", "defaults"),
    [
        ("/tin", ["/tin?page=2", "/tin?page=3", "/tin?page=12"], ("page=1",)),
        ("/tin", ["/tin?page=2", "/tin?page=3", "/tin?page=12"], ()),
        ("/tin", ["/tin?page=1", "/tin?page=2", "/tin?page=12"], ("page=0",)),
        ("/tin?muc=7", ["/tin?muc=7&page=1", "/tin?muc=7&page=2"], ("page=0",)),
        ("/tin?t=7", ["/tin?page=1&t=7", "/tin?page=2&t=7"], ("page=0",)),
        ("/tin?zone=7", ["/tin?page=2&zone=7", "/tin?page=3&zone=7"], ()),
        ("/tin/7.html", ["/tin/7.html?page=2", "/tin/7.html?page=3"], ()),
        ("/tin", ["/tin?start=10", "/tin?start=20"], ("start=0",)),
        ("/tin", ["/tin/trang-2", "/tin/trang-3"], ("page=0",)),
        ("/tin-2025", ["/tin-2025/page/2", "/tin-2025/page/3"], ()),
    ],
)
def test_pages_of_a_list_follow_each_other_from_whichever_number_they_are_counted(
    first: str, further: list[str], defaults: tuple[str, ...]
) -> None:
    addresses = Addresses(HOME, (), (AddressRules(defaults=defaults),))
    pages = [f"http://x.vn{path}" for path in (first, *further)]
    for here, following in pairwise(pages):
        others = [page for page in pages if page != here]
        for named in (others, others[::-1], [following]):
            assert following_page(here, named, addresses.numbers_left_out) == following
    assert following_page(pages[-1], pages[:-1], addresses.numbers_left_out) is None


def test_drupal_counts_pages_from_0() -> None:
    addresses = Addresses(HOME, (), (load_platforms()["drupal"].address,))
    assert addresses.canonical("http://x.vn/tin?page=0") == "http://x.vn/tin"
    named = ["http://x.vn/tin?page=1", "http://x.vn/tin?page=2"]
    assert following_page("http://x.vn/tin", named, addresses.numbers_left_out) == named[0]
