"""A few pages, asked for politely: `python -m spiders.fetch_one URL…` prints each answer as a line of JSON.

robots.txt is obeyed, also where an address leads on to another; no cookies are kept, and no more than one
request a second is made.
"""

from __future__ import annotations

import datetime as dt
import functools
import http.client
import string
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import msgspec

from archiver.adding.asked import Answer
from archiver.challenge import guard_of
from archiver.models import Capture, Page
from archiver.redirects import refresh_target
from archiver.settings import ARCHIVER_CONTACT, user_agent
from spiders.robots import Rules, rules_of

TIMEOUT = 30
MOST_BYTES = 8_000_000
MOST_GUARD = 64_000
"""Bytes of an error that are read, to tell whether a guard made it."""
MOST_REDIRECTS = 5
DELAY = 1.0
"""Seconds between two requests; none towards this machine itself."""
AGENT = user_agent(ARCHIVER_CONTACT)
GONE = frozenset({404, 410})
PAGES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")
"""Kinds of content that may be a page."""


class NoPage(Exception):
    """Why an address brings no page; `is_final` where a crawl would get none either."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final


class _Got(NamedTuple):
    status: int
    leads_to: str
    content_type: str
    body: bytes


def answer_of(url: str) -> Answer:
    """Return the page at an address, or why there is none."""
    try:
        return Answer(url=url, page=_page(url))
    except NoPage as error:
        return Answer(url=url, why=f"{url}: {error}", is_final=error.is_final)


def _page(url: str) -> Page:
    at = url
    for _ in range(MOST_REDIRECTS):
        got = _asked_politely(at)
        if not got.leads_to:
            return _page_of(at, got)
        at = got.leads_to
    raise NoPage(f"leads on more than {MOST_REDIRECTS} times, last to {at}", is_final=True)


def _page_of(url: str, got: _Got) -> Page:
    if guard := guard_of(got.status, {}, got.body):
        raise NoPage(f"a guard against robots stands before it ({guard})")
    if got.status != 200:
        raise NoPage(f"the portal answered with status {got.status}", is_final=got.status in GONE)
    kind = got.content_type.partition(";")[0].strip().lower()
    if kind not in PAGES or not got.body.strip():
        what = f"is no HTML page but {kind}" if got.body.strip() else "is an empty page"
        raise NoPage(what, is_final=True)
    capture = Capture(source="live", fetched_at=dt.datetime.now(dt.UTC), http_status=got.status)
    return Page(url=url, body=got.body, content_type=got.content_type, capture=capture)


def _asked_politely(url: str) -> _Got:
    split = _web_address(url)
    rules = _rules(f"{split.scheme}://{split.netloc}/robots.txt")
    if rules.unknown:
        raise NoPage(f"{rules.unknown}, so nothing is asked for")
    if not rules.allows(url, AGENT):
        raise NoPage("its robots.txt forbids it", is_final=True)
    if not (split.hostname or "").startswith("127."):
        time.sleep(max(DELAY, rules.delay(AGENT) or 0) if DELAY else 0)
    return _get(url)


def _web_address(url: str) -> SplitResult:
    """Return the parts of an address; raise NoPage where it is none that the web has."""
    try:
        split = urlsplit(url)
        if split.hostname and split.scheme in {"http", "https"}:
            return split
    except ValueError:
        pass
    raise NoPage(f"leads to no http or https address: {url[:200]}", is_final=True)


@functools.cache
def _rules(url: str) -> Rules:
    for _ in range(MOST_REDIRECTS):
        got = _get(url)
        if not got.leads_to:
            return rules_of(got.status, got.body)
        url = got.leads_to
    return Rules()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Leave a redirect to the caller, who asks robots.txt first."""


def _get(url: str) -> _Got:
    _web_address(url)
    asked = quote(url, safe=string.punctuation)
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked
        asked, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Language": "vi"}
    )
    try:
        opener = urllib.request.build_opener(_NoRedirects)
        with opener.open(request, timeout=TIMEOUT) as answer:
            body = answer.read(MOST_BYTES + 1)[:MOST_BYTES]
            leads_to = refresh_target(url, body) or ""
            return _Got(answer.status, leads_to, answer.headers.get("Content-Type", ""), body)
    except urllib.error.HTTPError as error:
        with error:
            where = error.headers.get("Location") if 300 <= error.code < 400 else None
            return _Got(error.code, urljoin(url, where) if where else "", "", error.read(MOST_GUARD))
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise NoPage(f"cannot be reached ({getattr(error, 'reason', error)})") from error


def main(urls: Iterable[str]) -> None:
    """Print the answer to each address as one JSON line, as soon as it is there."""
    for url in urls:
        sys.stdout.buffer.write(msgspec.json.encode(answer_of(url)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
