"""Which archived responses a crawl reads as pages: the same decisions, from what the archive holds."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from archiver.challenge import guard_of
from archiver.cut import markup_ends, quarantined
from archiver.errors import UnreadableInput
from archiver.feeds import is_feed
from archiver.flow import article_from_page
from archiver.models import Outcome, Page
from archiver.portal import Portal
from archiver.redirects import is_in_place_of_page, refresh_target
from archiver.savednotes import noted_in
from archiver.store import Earlier
from archiver.warc.locations import locate_in
from archiver.warc.messages import last_header
from archiver.warc.reader import ArchivedResponse, read_record
from archiver.webarchives.choice import own_url
from archiver.webarchives.provenance import source_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ASKED_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
"""What Scrapy asks for again; only the last answer is read."""
ATTEMPTS = 3
NAMELESS = "file:///"
"""What the addresses begin with under which kept files without one are archived."""
Cut = Literal["whole", "cut", "unless-repeated"]
"""`unless-repeated`: cut, unless the same bytes come twice in a row."""
_READ_THOUGH_CUT = frozenset({None, "disconnect"})


def page_in(response: ArchivedResponse, portal: Portal) -> Page | None:
    """Return the page that a crawl, an import or a pull read in a response; None where it read none.

    No redirects and guards are read; of a web archive's captures and of kept files all else. Of a crawl's no
    `robots.txt`, media, other hosts either, and nothing that ended in an error of the network. Answers that
    were asked for again are told apart by what lies around them, not here.
    """
    if response.kind == "resource" or source_of(response.file) != "live":
        kept = _kept_page(response) if response.kind == "resource" else _capture(response, portal)
        return None if is_in_place_of_page(kept) else kept
    if response.status is None or response.truncated not in _READ_THOUGH_CUT:
        return None
    if redirect_of(response) is not None or not may_be_page(response.url, response.payload, portal):
        return None
    if guard_on(response) is not None:
        return None
    page = response.page("live")
    return msgspec.structs.replace(page, body=b"") if response.status == 304 else page


def unchanged_page(page: Page, warc: Path, earlier: Earlier) -> Page | None:
    """Return the page that the server says is unchanged (HTTP 304), as the archive holds it.

    `earlier` is the capture of its payload in a file of the folder `warc`; null where it cannot be read.
    """
    try:
        archived = read_record(warc / earlier.warc, earlier.offset, locate=locate_in(warc))
    except UnreadableInput:
        return None
    capture = msgspec.structs.replace(page.capture, http_status=archived.status)
    return Page(url=page.url, body=archived.payload, content_type=archived.content_type, capture=capture)


def _capture(response: ArchivedResponse, portal: Portal) -> Page:
    url = own_url(response.url, portal) or response.url
    return msgspec.structs.replace(response.page(source_of(response.file)), url=url)


def redirect_of(response: ArchivedResponse) -> str | None:
    """Return the address that a response sends its reader to, by its head or a refresh in its page."""
    if response.status in REDIRECTS:
        location = last_header(response.headers, "location")
        return _joined(response.url, location) if location else None
    return refresh_target(response.url, response.payload)


def guard_on(response: ArchivedResponse) -> str | None:
    """Return whose page guards the portal against robots, where such a page came; else None."""
    headers = {"cf-mitigated": last_header(response.headers, "cf-mitigated")}
    return guard_of(response.status, headers, response.payload)


def cut_of(response: ArchivedResponse) -> Cut:
    """Return whether a page broke off: it is open at its end, and its framing told none or another."""
    if response.kind == "resource" or response.status == 304:
        return "whole"
    if not response.ended:
        return "cut"
    if markup_ends(response.payload):
        return "whole"
    if response.truncated is not None:
        return "cut"
    told = {name.lower() for name, _ in response.headers} & {"content-length", "transfer-encoding"}
    return "whole" if told else "unless-repeated"


def outcome_if_cut(page: Page, portal: Portal) -> Outcome | None:
    """Return what a crawl makes of a page that broke off each time it was asked for."""
    address = portal.address(page.url)
    if portal.tells_articles_apart(page.url) and address is None:
        return article_from_page(page, portal)
    if address is None or page.capture.http_status != 200:
        return None
    return quarantined(page, portal, f"{len(page.body)} bytes came, then the answer broke off")


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return None


def may_be_page(url: str, body: bytes, portal: Portal) -> bool:
    """Return whether a crawl reads what came from an address: what it would ask for, and feeds."""
    if not portal.addresses.holds(url) or urlsplit(url).path == "/robots.txt":
        return False
    if portal.addresses.canonical(url) is not None or url in {portal.facts.home, *portal.facts.listings}:
        return True
    return is_feed(body)


def _kept_page(response: ArchivedResponse) -> Page:
    """Return a file that somebody kept, as the import read it: its time only where the file tells one."""
    url = "" if response.url.startswith(NAMELESS) else response.url
    page = response.page("file")
    capture = msgspec.structs.replace(page.capture, fetched_at=noted_in(response.payload)[1])
    return msgspec.structs.replace(page, url=url, capture=capture)
