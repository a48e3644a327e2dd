"""What a run asks for: when an article is read again, and which page of a listing comes next."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from archiver.posted import following_posted, is_posted

YEAR = dt.timedelta(days=365)
FEW_EDITS = 10
"""Edits of articles in one sitemap that are believed, however few articles there are."""
_NUMBER = re.compile(r"\d+")


def next_reading(born: dt.datetime, read: dt.datetime, ages: Sequence[int]) -> dt.datetime | None:
    """Return when to read an article again: at the next of its growing ages (days), then once a year.

    `born` is when it was published, or first seen where no date is known; `read` when it was last read. Null
    where there are no ages: it is never read again.
    """
    if not ages:
        return None
    later = (born + dt.timedelta(days=age) for age in sorted(ages))
    return next((moment for moment in later if moment > read), read + YEAR)


def following_page(
    current: str, pages: Iterable[str], left_out: Mapping[str, int], *, counts_from: int = 1
) -> str | None:
    """Return, of the pages that a listing's pager names, the one after the current one.

    Pages are told apart by the number in which their addresses differ; the first page has none or the lowest.
    `left_out`: the numbers that addresses leave out by the portal's rules, by parameter; what is left out by
    none is the first page, with the number that pages are counted from.
    """
    pages = list(pages)
    if posted := [page for page in pages if is_posted(page)]:
        return following_posted(current, posted)
    numbered = sorted(
        (_page_number(page, current, left_out, counts_from), page) for page in set(pages) if page != current
    )
    here = _page_number(current, numbered[0][1], left_out, counts_from) if numbered else 0
    return next((page for number, page in numbered if number > here), None)


def is_page_0(page: str, first: str) -> bool:
    """Return whether an address is that of a list's first page with its number, 0, beside the rest."""
    there, here = urlsplit(page), urlsplit(first)
    added = [pair for pair in parse_qsl(there.query) if pair not in parse_qsl(here.query)]
    return there[:3] == here[:3] and [value for _, value in added] == ["0"]


def _page_number(page: str, other: str, left_out: Mapping[str, int], counts_from: int) -> int:
    """Return the number in `page` that sets it apart from `other`; the first where `other` alone has one."""
    own, others = _numbers_in(page), _numbers_in(other)
    for name in left_out.keys() & (own.keys() | others.keys()):
        own.setdefault(name, left_out[name])
        others.setdefault(name, left_out[name])
    if len(own) < len(others):
        return counts_from
    more = [number for place, number in own.items() if place not in others]
    differing = [number for place, number in own.items() if number != others.get(place)]
    return (more or differing or [1])[-1]


def _numbers_in(url: str) -> dict[int | str, int]:
    """Return the numbers in an address: of its path by their place, of its query by their parameter."""
    split = urlsplit(url)
    found: list[tuple[int | str, str]] = [*enumerate(_NUMBER.findall(split.path))]
    found += [(name, number) for name, value in parse_qsl(split.query) for number in _NUMBER.findall(value)]
    return {place: int(number[:9]) for place, number in found}


def edited(changed: Mapping[str, dt.datetime], read: Mapping[str, dt.datetime]) -> list[str]:
    """Return the addresses that a sitemap says were changed after we read them, the latest change first.

    None where that is said of more than half of those that were read, and of more than ten: such a sitemap
    tells when it was made.
    """
    late = [url for url, moment in changed.items() if url in read and moment > read[url]]
    if len(late) > max(FEW_EDITS, sum(url in read for url in changed) // 2):
        return []
    return sorted(late, key=lambda url: changed[url], reverse=True)
