"""Articles whose address leads elsewhere: the redirect is what their address answered.

What it leads to is another page: it is read for itself, if nobody has, and is no reading of the article.
"""

from __future__ import annotations

from archiver.models import Capture, Moved, Withdrawn
from archiver.portal import Portal
from archiver.store import PortalReader
from archiver.store.records import ALIAS, FORBIDDEN

_SAYS_WHAT_IT_IS = frozenset({200, 304, 404, 410})


def leads_away(store: PortalReader, asked_url: str, target: str, portal: Portal) -> bool:
    """Return whether a redirect leads from an article that is known to another page: it is not followed."""
    known = store.known_url(asked_url)
    if known is None or known.article is None or known.what == ALIAS:
        return False
    return not _is_same(asked_url, target, portal)


def move(store: PortalReader, asked_url: str, target: str, portal: Portal, capture: Capture) -> Moved:
    """Return the same as the outcome of a redirect that leads away; `capture` is the redirect's own."""
    known = store.known_url(asked_url)
    if known is None or known.article is None:
        raise ValueError(f"{asked_url} is not known as an article's")
    page = _page(target, portal)
    return Moved(
        id=known.article,
        url=asked_url,
        leads_to=page or target,
        is_asked=page is not None,
        capture=capture,
    )


def withdrawn(moved: Moved) -> Withdrawn:
    """Return what is recorded of it once it is sure, where it leads being the evidence."""
    return Withdrawn(
        id=moved.id,
        portal=moved.id.partition(":")[0],
        url=moved.url,
        evidence=f"moved to {moved.leads_to}",
        capture=moved.capture,
    )


def is_read(store: PortalReader, url: str) -> bool:
    """Return whether a page was read, or is known to be gone: no trouble of a server, and no guard."""
    known = store.known_url(url)
    if known is None:
        return False
    return known.what not in {None, FORBIDDEN, "other"} or known.http_status in _SAYS_WHAT_IT_IS


def _is_same(one: str, other: str, portal: Portal) -> bool:
    """Return whether two addresses are forms of one page's."""
    addresses = portal.address(one), portal.address(other)
    if addresses[0] and addresses[1]:
        return addresses[0].key == addresses[1].key
    return portal.addresses.canonical(other) == (portal.addresses.canonical(one) or one)


def _page(target: str, portal: Portal) -> str | None:
    """Return the address of a page of the portal's own, under which it is asked for; else None."""
    address = portal.address(target)
    return address.url if address else portal.addresses.canonical(target)
