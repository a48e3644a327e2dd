"""How many articles there may have been: from what listings print and from the articles' own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archiver.ledger.drafts import evidence_of
from archiver.ledger.entry import Estimate
from archiver.ledger.sections import Listings, Section
from archiver.ledger.sightings import Sighting

FEWEST = 10
"""Numbers that a form of key must have been seen with before their range says anything."""
_NUMBERED = re.compile(r"(.*?)(\d{1,12})")


def estimates_of(
    portal_id: str,
    listings: Listings,
    sections: Mapping[str, Section],
    named: Mapping[str, Iterable[str]],
) -> list[Estimate]:
    """Return all estimates of a portal: of its listings by address, then of its numbers.

    `sections`: by listing; `named`: by id of every article, the pages that list it.
    """
    by_listing = listings.pages()
    seen = listings.sizes(named)
    of_listings = (
        _of_listing(portal_id, name, by_listing[name], sections.get(name, ()), seen.get(name, 0))
        for name in sorted(by_listing)
    )
    found = [estimate for estimate in of_listings if estimate]
    return [*found, *_of_numbers(portal_id, named)]


def _of_listing(
    portal_id: str, name: str, pages: list[Sighting], section: Section, seen: int
) -> Estimate | None:
    """Return what the largest total says that was ever printed; None where none was."""
    told = [page for page in pages if page.total_items or page.total_pages]
    if not told:
        return None
    largest = max(told, key=lambda page: (page.total_items or 0, page.total_pages or 0, _is_last(page)))
    low, high = _bounds(largest, full=max(page.listed for page in pages))
    return Estimate(
        portal=portal_id,
        basis="listing-items" if largest.total_items else "listing-pages",
        of=name,
        section=section,
        at_least=low,
        at_most=high,
        seen=seen,
        words=largest.total_raw or "",
        evidence=evidence_of(largest),
    )


def _bounds(page: Sighting, *, full: int) -> tuple[int, int]:
    """Return the least and most items of a listing whose pages show `full` items, the last one fewer."""
    if page.total_items:
        return page.total_items, page.total_items
    others = (page.total_pages or 1) - 1
    last = (page.listed, page.listed) if _is_last(page) else (1, full)
    return others * full + last[0], others * full + last[1]


def _is_last(page: Sighting) -> bool:
    """Return whether a page says that it is the last: "Trang 37 trong 37"."""
    numbers = re.findall(r"\d+", page.total_raw or "")
    return len(numbers) == 2 and numbers[0] == numbers[1]


def _of_numbers(portal_id: str, ids: Iterable[str]) -> Iterator[Estimate]:
    """Yield, for each form of key that ends in a number, how far the numbers reach.

    At most, for portals number other things by the same counter.
    """
    numbers: dict[str, set[int]] = {}
    for article_id in ids:
        if parts := _NUMBERED.fullmatch(article_id.partition(":")[2]):
            numbers.setdefault(parts[1], set()).add(int(parts[2]))
    for form, used in sorted(numbers.items()):
        if len(used) >= FEWEST:
            yield Estimate(
                portal=portal_id,
                basis="numbers",
                of=f"{form}<number>",
                at_least=len(used),
                at_most=max(used) - min(used) + 1,
                seen=len(used),
                words=f"{form}{min(used)} … {form}{max(used)}",
            )
