"""The address that a page states of itself: where nobody told it, or with parameters that say nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import etree

from archiver.address import Addresses, drops_noise
from archiver.extract.document import Document

_STATED = etree.XPath(
    "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content", smart_strings=False
)

_CANONICAL = etree.XPath("//link[@rel='canonical']/@href", smart_strings=False)


def own_addresses(document: Document) -> tuple[str, ...]:
    """Return the absolute web addresses that a page states as its own, by `canonical` link or OpenGraph.

    They are evidence, not proof: Liferay's canonical link names whatever path was asked for, and there are
    sites that state their front page on every page.
    """
    if document.root is None:
        return ()
    stated = (str(address).strip() for address in _STATED(document.root))
    return tuple(dict.fromkeys(address for address in stated if _is_web(address)))


def address_without_noise(document: Document, url: str, addresses: Addresses) -> str | None:
    """Return the canonical address that a page states by a `canonical` link, where it is `url` but for noise.

    `url` is the page's own canonical address. None where it has no parameters, or the page states another.
    """
    if document.root is None or "?" not in url:
        return None
    stated = (addresses.canonical(str(found), document.base) for found in _CANONICAL(document.root))
    return next((found for found in stated if found and drops_noise(url, found)), None)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
