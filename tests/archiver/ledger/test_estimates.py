"""How many articles there may have been, and of which section a listing is."""

from __future__ import annotations

import pytest

from archiver.ledger.estimates import estimates_of
from archiver.ledger.sections import Listings
from archiver.ledger.sightings import Sighting

PAGE = "http://a.example/tin?danhmuc=5"


def sighting(page: str = PAGE, *, listed: int = 20, pages: tuple[str, ...] = (), **more: object) -> Sighting:
    """Return a page of a listing."""
    return Sighting(
        kind="listing", page=page, source="live", time=None, warc="w", offset=0, listed=listed, pages=pages,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "bounds", "basis"),
    [
        ([sighting(total_items=429, total_raw="Hiển thị 1 - 20 of 429")], (429, 429), "listing-items"),
        ([sighting(total_pages=37, total_raw="Trang 1 trong 37")], (721, 740), "listing-pages"),
        (
            [
                sighting(total_pages=37, total_raw="Trang 1 trong 37", pages=(f"{PAGE}&p=37",)),
                sighting(f"{PAGE}&p=37", listed=4, total_pages=37, total_raw="Trang 37 trong 37"),
            ],
            (724, 724),
            "listing-pages",
        ),
        (
            [
                sighting(total_pages=36, total_raw="Trang 1 trong 36"),
                sighting(total_pages=37, total_raw="Trang 1 trong 37"),
            ],
            (721, 740),
            "listing-pages",
        ),
    ],
)
def test_total_of_a_listing_gives_bounds(pages: list[Sighting], bounds: tuple[int, int], basis: str) -> None:
    (found,) = estimates_of("a", Listings(pages), {}, {})
    assert (found.at_least, found.at_most) == bounds
    assert (found.basis, found.of) == (basis, PAGE)
    assert found.words == max(
        pages, key=lambda page: (page.total_items or 0, page.total_pages or 0)
    ).total_raw or ("37 trong 37" in found.words)


def test_numbers_of_keys_give_an_upper_bound_once_enough_were_seen() -> None:
    few = {f"a:id-{number}": () for number in range(9)}
    assert estimates_of("a", Listings([]), {}, few) == []
    many = {f"a:id-{number}": () for number in range(100, 200, 2)} | {"a:slug-x": ()}
    (found,) = estimates_of("a", Listings([]), {}, many)
    assert (found.basis, found.at_least, found.at_most, found.seen) == ("numbers", 50, 99, 50)


def test_pages_that_a_pager_joins_are_one_listing() -> None:
    second = f"{PAGE}&p=2"
    listings = Listings([sighting(second, pages=(PAGE, f"{PAGE}&p=3")), sighting("http://a.example/khac")])
    assert listings.of(second) == listings.of(f"{PAGE}&p=3") == PAGE
    assert listings.of("http://a.example/khac") == "http://a.example/khac"


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ([("Tin",)] * 10, ("Tin",)),
        ([("Tin",)] * 9 + [("Khác",)], ("Tin",)),
        ([("Tin",)] * 8 + [("Khác",)] * 2, None),
        ([()], None),
    ],
)
def test_section_of_a_listing_is_that_of_nine_in_ten_of_its_articles(
    sections: list[tuple[str, ...]], told: tuple[str, ...] | None
) -> None:
    named = {f"a:{number}": {PAGE} for number in range(len(sections))}
    known = {f"a:{number}": section for number, section in enumerate(sections)}
    assert Listings([sighting()]).sections(named, known).get(PAGE) == told
