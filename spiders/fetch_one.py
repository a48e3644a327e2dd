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
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import msgspec

from archiver.adding.asked import Answer
from archiver.address import is_private
from archiver.challenge import guard_of
from archiver.models import Capture, Page
from archiver.redirects import refresh_target
from archiver.settings import ARCHIVER_CONTACT, user_agent
from archiver.warc.decoding import Undecodable, decoded
from spiders.robots import Rules, rules_of

TIMEOUT = 30
"""Seconds without a byte."""
LONGEST = 60
"""Seconds that a body may take in all."""
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
        at = _led_to(got.leads_to, url)
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


def _led_to(url: str, asked: str) -> str:
    """Return where an answer leads; raise NoPage where that is a private network, and what was asked not."""
    if is_private(_web_address(url).hostname or "") and not is_private(_web_address(asked).hostname or ""):
        raise NoPage(f"leads into a private network: {url[:200]}", is_final=True)
    return url


@functools.cache
def _rules(url: str) -> Rules:
    at = url
    for _ in range(MOST_REDIRECTS):
        got = _get(at)
        if not got.leads_to:
            return rules_of(got.status, got.body)
        at = _led_to(got.leads_to, url)
    return Rules()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Leave a redirect to the caller, who asks robots.txt first."""


class _Handler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Ask by a connection that leads into no private network unawares."""
        return self.do_open(_Connection, req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Likewise."""
        return self.do_open(_SecureConnection, req)


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        """Connect; raises OSError where a public name leads to a private address."""
        super().connect()
        _refuse_private(self)


class _SecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        """Likewise."""
        super().connect()
        _refuse_private(self)


def _refuse_private(connection: http.client.HTTPConnection) -> None:
    address = connection.sock.getpeername()[0]
    if is_private(address) and not is_private(connection.host) and not urllib.request.getproxies():
        connection.close()
        raise OSError(f"{connection.host} leads to the private address {address}")


def _get(url: str) -> _Got:
    """Return what an address answers; raise NoPage where that is nothing which can be read."""
    _web_address(url)
    asked = quote(url, safe=string.punctuation)
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked
        asked, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Language": "vi"}
    )
    try:
        with _answered(request) as answer:
            return _got(url, answer)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError, Undecodable) as error:
        raise NoPage(f"cannot be reached ({str(getattr(error, 'reason', error))[:200]})") from error


def _answered(request: urllib.request.Request) -> Any:
    """Return the answer, errors and redirects too."""
    try:
        return urllib.request.build_opener(_NoRedirects, _Handler, _SecureHandler).open(
            request, timeout=TIMEOUT
        )
    except urllib.error.HTTPError as error:
        return error


def _got(url: str, answer: Any) -> _Got:
    is_page = 200 <= answer.status < 300
    body = _body(answer, MOST_BYTES if is_page else MOST_GUARD)
    if is_page:
        leads_to = refresh_target(url, body) or ""
        return _Got(answer.status, leads_to, answer.headers.get("Content-Type", ""), body)
    where = answer.headers.get("Location") if 300 <= answer.status < 400 else None
    return _Got(answer.status, urljoin(url, where) if where else "", "", body)


def _body(answer: Any, most: int) -> bytes:
    """Return the body unpacked, as far as it is read; raises TimeoutError where it takes too long in all."""
    until, body = time.monotonic() + LONGEST, bytearray()
    while len(body) < most and (piece := answer.read1(most - len(body))):
        body += piece
        if time.monotonic() > until:
            raise TimeoutError(f"its body did not come within {LONGEST} seconds")
    packed = answer.headers.get("Content-Encoding", "")
    return decoded(bytes(body), packed, MOST_BYTES) if packed else bytes(body)


def main(urls: Iterable[str]) -> None:
    """Print the answer to each address as one JSON line, as soon as it is there."""
    for url in urls:
        sys.stdout.buffer.write(msgspec.json.encode(answer_of(url)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
