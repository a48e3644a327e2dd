"""The files that an article offers."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml import etree

from archiver.html import MANY, visible_text
from archiver.models import Attachment
from archiver.normalise.text import tidy

VIEWER_PARAMETERS = ("file", "url", "src")
"""Query parameters in which a PDF viewer is told its file."""
MOST_PARAMETERS = 1000
"""An address with more is that of no file."""
MOST_FILES = 5000
"""Links of one article; collections of documents have some hundreds."""
LAST_PARTS = 20
"""Of a path: a file's name stands among them."""
NOT_FILES = ("image/", "text/html")


def attachments_in(elements: Iterable[etree._Element], base: str) -> tuple[Attachment, ...]:
    """Return each file once: of links, embeds and frames; of a viewer's address, the file it shows."""
    found: dict[str, Attachment] = {}
    for element in islice(elements, MOST_FILES):
        for attachment in _attachment(element, base):
            earlier = found.get(attachment.url)
            if earlier is None or (earlier.name is None and attachment.name):
                found[attachment.url] = attachment
    return tuple(found.values())


def _attachment(element: etree._Element, base: str) -> Iterator[Attachment]:
    link = element.get("href") or element.get("src") or element.get("data") or ""
    try:
        url = _file_behind(urljoin(base, link.strip())).split("#", 1)[0]
        split = urlsplit(url)
    except ValueError:
        return
    media_type = _media_type(split.path)
    if not link.strip() or split.scheme not in {"http", "https"}:
        return
    if media_type is None or not media_type.startswith(NOT_FILES):
        name = tidy(visible_text(element, MANY)) if element.tag == "a" else ""
        yield Attachment(url=url, name=name or None, media_type=media_type)


def _media_type(path: str) -> str | None:
    """Return the type by the last part of a path that has an ending: Liferay's documents end in a UUID."""
    parts = islice(reversed(path.rsplit("/", LAST_PARTS)), LAST_PARTS)
    types = (mimetypes.guess_type(part)[0] for part in parts)
    return next(filter(None, types), None)


def _file_behind(url: str) -> str:
    """Return the address of the file that a viewer's address names, or the address itself."""
    query = parse_qs(urlsplit(url).query, max_num_fields=MOST_PARAMETERS)
    for name in VIEWER_PARAMETERS:
        for value in query.get(name, ()):
            if mimetypes.guess_type(unquote(value).split("?")[0])[0]:
                return urljoin(url, value)
    return url
