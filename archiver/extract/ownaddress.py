"""The address that a page states of itself, for pages whose address nobody told."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import etree

from archiver.extract.document import Document

_STATED = etree.XPath(
    "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content", smart_strings=False
)


def own_addresses(document: Document) -> tuple[str, ...]:
    """Return the absolute web addresses that a page states as its own, by `canonical` link or OpenGraph.

    They are evidence, not proof: Liferay's canonical link names whatever path was asked for, and there are
    sites that state their front page on every page.
    """
    if document.root is None:
        return ()
    stated = (str(address).strip() for address in _STATED(document.root))
    return tuple(dict.fromkeys(address for address in stated if _is_web(address)))


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
