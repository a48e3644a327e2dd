"""Where a page sends its reader: pages that only lead elsewhere, such as to the portal of a successor."""

from __future__ import annotations

from w3lib.html import get_base_url, get_meta_refresh

from archiver.challenge import guard_of
from archiver.models import Page

_LATEST_REFRESH = 100
"""Seconds; a page that sends its reader on later is read before."""
_WINDOW = 4096


def refresh_target(url: str, payload: bytes) -> str | None:
    """Return the address that a refresh at the head of a page leads to; None where there is none."""
    window = payload[:_WINDOW]
    if b"http-equiv" not in window.lower() or b"refresh" not in window.lower():
        return None
    text = window.decode("utf-8", "replace")
    seconds, target = get_meta_refresh(text, get_base_url(text, url), ignore_tags=("noscript",))
    if target is None or seconds is None or seconds >= _LATEST_REFRESH:
        return None
    return target if target.startswith(("http:", "https:")) and target != url else None


def is_in_place_of_page(page: Page) -> bool:
    """Return whether a kept page only leads elsewhere, or guards the portal against robots."""
    if refresh_target(page.url, page.body) is not None:
        return True
    return guard_of(page.capture.http_status, {}, page.body) is not None
