"""Pages that guard a portal against robots and stand where its own page should: never an article.

The signs are those of the guards' own pages, met at any HTTP status. An article that writes about them has
another title and a text, so that a title counts as a whole and a script only on a page without text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

BOT_CHALLENGE = "bot-challenge"
"""The name of this error in logs, reports and quarantine."""

_LARGEST = 100_000
"""Bytes; a guard's page is smaller."""
_LARGEST_SCRIPT = 20_000
"""Bytes; so is one that holds nothing but a script of the host's own."""
_SHORTEST_TEXT = 200
"""Characters of visible text from which on a page is more than a script."""

_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_UNSEEN = (b"script", b"style", b"noscript", b"title")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_SETS_COOKIE = re.compile(rb"document\s{0,5}\.\s{0,5}cookie\s{0,5}=[^=]", re.IGNORECASE)
_GOES_ON = re.compile(
    rb"location\s{0,5}\.\s{0,5}(?:reload|replace|assign)\s{0,5}\(|location(?:\.href)?\s{0,5}=[^=]|"
    rb"\.submit\s{0,5}\(",
    re.IGNORECASE,
)

_TITLES: Mapping[str, str] = {
    "just a moment...": "Cloudflare",
    "just a moment": "Cloudflare",
    "attention required! | cloudflare": "Cloudflare",
    "ddos-guard": "DDoS-Guard",
    "sucuri website firewall - access denied": "Sucuri",
    "sucuri website firewall": "Sucuri",
    "you are being redirected...": "Sucuri",
    "request rejected": "F5",
    "access denied": "a firewall",
    "web application firewall": "a firewall",
    "checking your browser": "a firewall",
    "checking your browser before accessing": "a firewall",
    "xác thực truy cập": "a firewall",
    "xác minh truy cập": "a firewall",
    "kiểm tra trình duyệt": "a firewall",
    "vui lòng xác minh bạn không phải là robot": "a firewall",
    "yêu cầu bị từ chối": "a firewall",
    "truy cập bị từ chối": "a firewall",
}
"""Whole titles, in lower case."""

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"/cdn-cgi/challenge-platform/h/", "Cloudflare"),
    (b"_cf_chl_opt", "Cloudflare"),
    (b"/.well-known/ddos-guard/", "DDoS-Guard"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"the requested url was rejected. please consult with your administrator", "F5"),
    (b"_incapsula_resource", "Imperva"),
    (b"/recaptcha/api", "reCAPTCHA"),
)
"""Parts of a guard's page, in lower case; they count on a page without text of its own."""


def guard_of(status: int | None, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return who guards the portal with this page; None for a page of the portal itself.

    `headers` by lower-case name; `body` content-decoded. A title counts where the text is short, a script
    that sets a cookie and loads the page again (as the `D1N` cookie of Vietnamese hosts) where there is no
    text.
    """
    if headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return "Cloudflare"
    if not body or len(body) > _LARGEST or b"<" not in body:
        return None
    guard = _TITLES.get(_title(body))
    if guard and (guard != "a firewall" or status != 200 or _text_length(body) < 2000):
        return guard
    lower = body.lower()
    found = next((name for sign, name in _SIGNS if sign in lower), None)
    found = found or ("a cookie script" if b"cookie" in lower and _is_cookie_script(body) else None)
    return found if found and (status != 200 or _text_length(body) < _SHORTEST_TEXT) else None


def _title(body: bytes) -> str:
    match = _TITLE.search(body)
    return " ".join(match[1].decode("utf-8", "replace").lower().split()) if match else ""


def _text_length(body: bytes) -> int:
    for name in _UNSEEN:
        body = _without(name, body)
    return len(b" ".join(_TAG.sub(b" ", body).split()))


def _without(name: bytes, body: bytes) -> bytes:
    """Return the page without the elements of a name; one that is never closed goes to the end."""
    lower, kept, at = body.lower(), [], 0
    while (start := lower.find(b"<" + name, at)) >= 0:
        kept.append(body[at:start])
        at = lower.find(b"</" + name, start)
        if at < 0:
            return b" ".join(kept)
    return b" ".join((*kept, body[at:]))


def _is_cookie_script(body: bytes) -> bool:
    if len(body) > _LARGEST_SCRIPT:
        return False
    return bool(_SETS_COOKIE.search(body) and _GOES_ON.search(body)) and _text_length(body) < _SHORTEST_TEXT
