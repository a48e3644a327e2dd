"""The pager of a list, found by what its links say and how their addresses differ from the page's own.

Portals print pagers in many ways: numbers, "Trang sau", "Tiếp", arrows; `?page=2`, `&p=2`, `/page/2/`,
`/trang-2`. A link counts where its words are those of a pager and its address is the page's own but for a
number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from archiver.address import Addresses
from archiver.html import words_inside
from archiver.normalise.text import fold, tidy
from archiver.posted import PostBack, address_of, form_address, form_on, is_posted, post_back_of

MAX_LINKS = 5000
_NUMBER = re.compile(r"(?:trang|page)? ?(\d{1,5})")
_LEADING_TO = re.compile(r"(?:di|chuyen|qua|go) (?:den |toi |sang |to )")
"""What a link that is called for those who do not see it says before the page."""
_ARROWS = " \t<>‹›«»←→⟨⟩◄►⏴⏵[]()|.…·-–_"
_WORDS = frozenset({
    "sau", "trang sau", "tiep", "tiep theo", "trang tiep", "trang tiep theo", "ke tiep", "trang ke",
    "trang ke tiep", "truoc", "trang truoc", "lui", "quay lai", "dau", "trang dau", "dau tien",
    "trang dau tien", "cuoi", "trang cuoi", "cuoi cung", "trang cuoi cung", "next", "next page", "previous",
    "previous page", "prev", "first", "last", "first page", "last page", "older", "newer", "older posts",
    "newer posts", "load more", "bai cu hon", "bai moi hon", "tin cu hon", "tin moi hon", "cu hon", "moi hon",
    "bai viet cu hon", "bai viet moi hon", "muc cu hon", "muc moi hon", "older entries", "newer entries",
    "next entries", "xem them", "xem tiep", "tai them",
})  # fmt: skip
_MORE = frozenset({"xem them", "xem tiep", "tai them", "load more", "more"})
"""Words of a link to the same list, only longer."""
_NEXT = frozenset({
    "sau", "trang sau", "tiep", "tiep theo", "trang tiep", "trang tiep theo", "ke tiep", "next", "next page",
})  # fmt: skip
_PATH_PAGE = re.compile(
    r"(?:[/_.,-](?:trang|page|paged|pages|pageid|pageindex|pageno|currentpage|pg|p)[/_=:-]?\d{1,5}|[/_.,-]\d{1,5})(?=(?:(?:/default|/index)?\.\w{2,5})?/?$)",
    re.IGNORECASE,
)
_INNER_PAGE = re.compile(
    r"/(?:trang|page|paged|pageid|pageindex|pageno|currentpage)/\d{1,5}(?=/[^/])", re.IGNORECASE
)
"""A pair of segments that numbers the page, before a path's end: `/tabid/75/currentpage/2/tin-tuc.aspx`."""
_ENDING = re.compile(r"(?:/default|/?index)?\.\w{2,5}$|/$", re.IGNORECASE)
_OF_A_MODULE = re.compile(r"(?:/[a-z]\w{1,15}/\d{1,9}){1,3}$")
"""Names and numbers that DNN's modules put between a page's path and the number: `/tabid/210/pg/2`."""
_NO_PAGE = re.compile(
    r"ngay|thang|\bnam\b|day|month|year|date|(?:^|_)[dmy]$|calendar|lich|sort|order|size|delta|limit$|perpage",
    re.IGNORECASE,
)
"""Parameters whose numbers name a day, or how a list is shown."""
_SIZE = re.compile(r"size|limit$|perpage|^(?:top|take|count|num|so-?luong)$", re.IGNORECASE)
"""Parameters that tell how many items a page shows."""
_CALENDAR = 26
"""A table with so many cells that are numbers is a calendar."""
_NEAR = 8
"""Elements between a link and the table that it stands in, at most."""


class Pager(NamedTuple):
    """The pager of the list on a page."""

    pages: tuple[str, ...] = ()
    """Canonical addresses of the list's other pages."""
    counts_from: int = 1
    """The number of the first page, as addresses count them: 0 where that of the second is 1."""


def pager_of(root: etree._Element, base: str, addresses: Addresses) -> Pager:
    """Return the pager of the list on the page at `base`."""
    own = addresses.canonical(form_address(base)) or base
    links = list(page_links(root))
    found = ((addresses.canonical(_leads_to(link), base), link) for link in links)
    pages = [(url, link) for url, link in found if url and is_page_of(url, own, grows=says_more(link))]
    posted = posted_pages(root, links, base, addresses)
    every = tuple(dict.fromkeys((*(url for url, _ in pages), *posted)))
    return Pager(every, 0 if _counts_from_0(pages, own) else 1)


_SCRIPTED = re.compile(r"\blocation(?:\.href)?\s?=\s?(['\"])([^'\"\s]{1,2000})\1")
LONGEST_SCRIPT = 3000
"""Characters of a script in an attribute that are looked at."""


def _leads_to(link: etree._Element) -> str:
    """Return where a link leads, also one whose script goes there: `onclick="self.location = '?p=2'"`."""
    leads_to = link.get("href") or ""
    if leads_to and not leads_to.lower().startswith(("#", "javascript:")):
        return leads_to
    scripts = f"{leads_to} {link.get('onclick') or ''}"[:LONGEST_SCRIPT]
    found = _SCRIPTED.search(scripts)
    return found[2] if found else leads_to


def _counts_from_0(pages: Iterable[tuple[str, etree._Element]], own: str) -> bool:
    """Return whether the links of a pager say that addresses count its pages from 0.

    One leads to page 0, the word 2 to page 1, or "Trang sau" to page 1 from a page without a number; and no
    word to the page of its own number.
    """
    from_0 = False
    for url, link in pages:
        number, said = _number_beyond(url, own), _number_in(link)
        if number is None:
            continue
        if said == number:
            return False
        leads_on = said is None and number == 1 and _says_next(link) and _has_more_parameters(url, own)
        from_0 = from_0 or number == 0 or said == number + 1 or leads_on
    return from_0


def _number_beyond(url: str, own: str) -> int | None:
    """Return the number in the one parameter by which an address differs from the page's own; else null."""
    here = parse_qsl(urlsplit(own).query)
    differing = [value for name, value in parse_qsl(urlsplit(url).query) if (name, value) not in here]
    value = differing[0] if len(differing) == 1 else ""
    return int(value) if value.isdecimal() and len(value) < 6 else None


def _has_more_parameters(url: str, own: str) -> bool:
    return len(parse_qsl(urlsplit(url).query)) > len(parse_qsl(urlsplit(own).query))


def says_page(link: etree._Element) -> bool:
    """Return whether the words of a link are those of a pager: a number, "Trang sau", an arrow."""
    words = _words_of(link)
    if not words:
        return link.get("rel") in {"next", "prev"}
    if len(words) > 30:
        return False
    bare = _bare(words)
    return not bare or _is_of_pager(bare)


def _words_of(link: etree._Element) -> str:
    """Return the words of a link or button; of one that shows a sign alone what it is called instead."""
    words = _shown_by(link)
    if words.strip(_ARROWS):
        return words
    pictures = (picture.get("alt") for picture in islice(link.iter("img"), 1))
    called = (tidy(name or "") for name in (link.get("aria-label"), link.get("title"), *pictures))
    return next((name for name in called if name and _is_of_pager(_bare(name))), words)


_BUTTONS = frozenset({"submit", "button", "image"})


def _shown_by(link: etree._Element) -> str:
    """Return the words in a link or on a button; none for other fields of a form."""
    if link.tag != "input":
        return tidy(words_inside(link))
    kind = (link.get("type") or "").lower()
    return tidy(link.get("alt" if kind == "image" else "value") or "") if kind in _BUTTONS else ""


def _is_of_pager(bare: str) -> bool:
    return bare in _WORDS or _NUMBER.fullmatch(bare) is not None


def _bare(words: str) -> str:
    """Return folded words without arrows beside them, and without "Đi tới" before a page."""
    bare = fold(words).strip(_ARROWS)
    return bare[found.end() :] if (found := _LEADING_TO.match(bare)) else bare


def page_links(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the links and buttons of a page whose words are a pager's, days of calendars left out."""
    calendars = _calendars(root)
    for link in islice(root.iter("a", "input"), MAX_LINKS):
        if says_page(link) and not calendars.intersection(islice(link.iterancestors(), _NEAR)):
            yield link


def _calendars(root: etree._Element) -> frozenset[etree._Element]:
    """Return the tables whose cells hold the days of a month."""
    days = Counter(_table_of(cell) for cell in root.iter("td") if _only_word(cell).isdecimal())
    return frozenset(table for table, cells in days.items() if table is not None and cells >= _CALENDAR)


def _table_of(cell: etree._Element) -> etree._Element | None:
    return next((step for step in islice(cell.iterancestors(), _NEAR) if step.tag == "table"), None)


def _only_word(cell: etree._Element) -> str:
    """Return the text of a cell that holds one thing, such as a link round a number; else nothing."""
    for _ in range(_NEAR):
        words = tidy(cell.text or "")
        if words or len(cell) != 1:
            return words
        cell = cell[0]
    return ""


def _said_by(link: etree._Element) -> str:
    """Return what a link says, folded and without arrows beside it."""
    return _bare(_words_of(link))


def says_more(link: etree._Element) -> bool:
    """Return whether a link says that it shows more of the same list."""
    return _said_by(link) in _MORE


def is_page_of(url: str, own: str, *, grows: bool = False) -> bool:
    """Return whether a canonical address is that of another page of the list at the canonical address `own`.

    Its path is the same and its query differs in numbers only, or its path ends in another number of a page.
    Where the link says that the list `grows`, the number may be that of the items shown, which may be told
    beside the number of a page after the first, too.
    """
    if url == own:
        return False
    there, here = urlsplit(url), urlsplit(own)
    if there.netloc != here.netloc:
        return False
    if there.path.rstrip("/").lower() == here.path.rstrip("/").lower():
        return _differ_by_page(dict(parse_qsl(there.query)), dict(parse_qsl(here.query)), grows=grows)
    if there.query != here.query:
        return False
    if _without_inner_page(there.path) == _without_inner_page(here.path):
        return True
    stem = _stem(there.path)
    known = {_stem(here.path), _ENDING.sub("", here.path).lower(), here.path.rstrip("/").lower()} - {None}
    return (stem is not None and (stem in known or _OF_A_MODULE.sub("", stem) in known)) or (
        stem is None and _ENDING.sub("", there.path).lower() == _stem(here.path)
    )


def _differ_by_page(there: dict[str, str], here: dict[str, str], *, grows: bool) -> bool:
    differing = {name for name in there.keys() | here.keys() if there.get(name) != here.get(name)}
    numbers = {name for name in differing if (there.get(name) or here.get(name, "")).isdecimal()}
    added = numbers - here.keys()
    if any(_size_of(there[name]) > 1 and not _NO_PAGE.search(name) for name in added):
        beside = {name for name in added if _SIZE.search(name)}
        differing, numbers = differing - beside, numbers - beside
    if not numbers or any(_NO_PAGE.search(name) for name in numbers if not (grows and _SIZE.search(name))):
        return False
    if here.keys() - there.keys() and not numbers.isdisjoint(there.keys() - here.keys()):
        return False  # another parameter in the place of one that the page has: of another page
    sizes = (name for name in numbers if _SIZE.search(name))
    if any(_size_of(there.get(name)) <= _size_of(here.get(name)) for name in sizes):
        return False
    return all(name in numbers or name not in here for name in differing)


def _size_of(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else 0


def _stem(path: str) -> str | None:
    """Return a path without the number of the page at its end, in lower case; None where it has none."""
    found = _PATH_PAGE.search(path)
    return path[: found.start()].lower() if found else None


def _without_inner_page(path: str) -> str:
    return _INNER_PAGE.sub("", path).rstrip("/").lower()


def posted_pages(
    root: etree._Element, links: Iterable[etree._Element], base: str, addresses: Addresses
) -> tuple[str, ...]:
    """Return the addresses of the pages that the links of a pager on the page at `base` post for.

    Where a link names a page only as seen from this one, it is the next page alone.
    """
    posting = [(link, asked) for link in links if (asked := post_back_of(link))]
    form = form_on(root) if posting else None
    if form is None:
        return ()
    form_url = addresses.canonical(form_address(base)) or form_address(base)
    named = [asked for _, asked in posting if asked.names_page]
    if len(named) < len(posting) and (following := _next_of(posting, base)) is not None:
        asked = post_back_of(following)
        named = [*named, asked] if asked and asked not in named else named
    found = (addresses.canonical(address_of(form_url, asked, form.state_for(asked))) for asked in named)
    return tuple(dict.fromkeys(url for url in found if url and url != base))


def _next_of(posting: Sequence[tuple[etree._Element, PostBack]], base: str) -> etree._Element | None:
    """Return the link of a pager that leads to the page after the one that is shown, at `base`.

    Where every number is a link, the first page is shown if none was posted for, else the one that was.
    """
    links = [link for link, _ in posting]
    numbers = {number: link for link in links if (number := _number_in(link)) is not None}
    here = _shown(links, numbers.keys())
    if here is None and is_posted(base):
        here = next((_number_in(link) for link, asked in posting if asked.is_asked_at(base)), None)
    elif here is None and 1 in numbers:
        here = 1
    if here is not None and here + 1 in numbers:
        return numbers[here + 1]
    worded = (link for link in links if _says_next(link))
    arrows = (link for link in links if set(_shown_by(link)) & set(">›→⟩►⏵"))
    return next(chain(worded, arrows), None)


def _says_next(link: etree._Element) -> bool:
    return _said_by(link) in _NEXT


def _number_in(link: etree._Element) -> int | None:
    found = _NUMBER.fullmatch(_said_by(link))
    return int(found[1]) if found else None


def _shown(links: Sequence[etree._Element], linked: Collection[int]) -> int | None:
    """Return the number of the page that is shown: the one beside the others that is no link or no button."""
    for step in islice(links[0].iterancestors(), 5):
        texts = step.xpath(".//text()[not(ancestor::a[@href or @onclick])]")
        words = " ".join(map(str, texts)) if isinstance(texts, list) else ""
        pressed = (
            button for button in islice(step.iter("input"), MAX_LINKS) if button.get("disabled") is not None
        )
        words = " ".join((words, *map(_shown_by, pressed)))
        for number in map(int, re.findall(r"(?<!\d)\d{1,5}(?!\d)", words)):
            if number not in linked and {number - 1, number + 1} & set(linked):
                return number
    return None
