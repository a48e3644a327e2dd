"""One page, asked for politely: `python -m spiders.fetch_one URL` prints it as JSON.

robots.txt is obeyed, no cookies are kept, and no more than one request a second is made.
"""

from __future__ import annotations

import datetime as dt
import http.client
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import msgspec
from protego import Protego

from archiver.errors import NetworkError
from archiver.models import Capture, Page
from archiver.settings import ARCHIVER_CONTACT, user_agent

TIMEOUT = 30
MOST_BYTES = 8_000_000
DELAY = 1.0
"""Seconds between two requests; none towards this machine itself."""
AGENT = user_agent(ARCHIVER_CONTACT)


def fetch(url: str) -> Page:
    """Return the page at an address; raise NetworkError where it cannot be had or robots.txt forbids it."""
    split = urlsplit(url)
    if split.scheme not in {"http", "https"} or not split.hostname:
        raise NetworkError(f"{url}: no http or https address")
    robots = _robots(f"{split.scheme}://{split.netloc}/robots.txt")
    if not robots.can_fetch(url, AGENT):
        raise NetworkError(f"{url}: its robots.txt forbids it")
    if not split.hostname.startswith("127."):
        time.sleep(max(DELAY, float(robots.crawl_delay(AGENT) or 0)) if DELAY else 0)
    status, final, content_type, body = _get(url)
    if status != 200:
        raise NetworkError(f"{url}: the portal answered with status {status}")
    capture = Capture(source="live", fetched_at=dt.datetime.now(dt.UTC), http_status=status)
    return Page(url=final, body=body, content_type=content_type, capture=capture)


def _robots(url: str) -> Protego:
    status, _, _, body = _get(url)
    if status >= 500:
        raise NetworkError(f"{url}: answered with status {status}, so nothing is asked for")
    return Protego.parse(body.decode("utf-8", "replace") if status == 200 else "")


def _get(url: str) -> tuple[int, str, str, bytes]:
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked
        url, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Language": "vi"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - the scheme is checked
            body = answer.read(MOST_BYTES + 1)[:MOST_BYTES]
            return answer.status, answer.url, answer.headers.get("Content-Type", ""), body
    except urllib.error.HTTPError as error:
        with error:
            return error.code, url, "", b""
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise NetworkError(f"{url}: cannot be reached ({error})") from error


def main(urls: list[str]) -> int:
    """Print each page as one JSON line; return 1 where one cannot be had, and say why on stderr."""
    for url in urls:
        try:
            page = fetch(url)
        except NetworkError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        sys.stdout.buffer.write(msgspec.json.encode(page) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
