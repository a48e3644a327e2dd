"""Tags larger than any page's: thousands of attributes, or kilobytes of classes.

libxml2 appends each attribute by a walk over those before it, and an element's classes are looked at for the
lines inside it: each such tag costs by the square of its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_ATTRIBUTES = 1000
"""Of one tag; the tags that page builders fill with settings have some forty."""
LONGEST_NAMES = 4000
"""Bytes of a `class` or `id`; themes that name every property in classes write some hundreds."""
STRIDE = 4000
"""Bytes in which no tag begins, or none ends, from which on a tag is looked at."""

_NAME = re.compile(rb"<[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*+(?P<name>=?[^\s/>=]++|=)(?:\s*+=\s*+(?P<value>"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+"""
)
_NAMES = frozenset({b"class", b"id"})


def without_large_tags(source: bytes) -> tuple[bytes, bool]:
    """Return a page's source with its tags cut to what a page may have, and whether any was cut."""
    kept: list[bytes] = []
    done = at = 0
    while at < len(source):
        behind = at + STRIDE
        closes = source.find(b">", at, behind) >= 0
        if closes and source.find(b"<", at, behind) >= 0:
            at = behind
            continue
        tag = _NAME.match(source, max(done, source.rfind(b"<", done, behind)))
        closed = behind if closes else source.find(b">", at)
        at = len(source) if closed < 0 else closed
        if tag is not None:
            cut, end = _cut(source, tag.end())
            at = max(at, end)
            if cut is not None:
                kept += (source[done : tag.end()], cut)
                done = end
    return (b"".join((*kept, source[done:])), True) if kept else (source, False)


def _cut(source: bytes, start: int) -> tuple[bytes | None, int]:
    """Return the attributes that are kept, None where all of them are, and where they end."""
    kept: list[bytes] = []
    end, is_cut = start, False
    for number, found in enumerate(_attributes(source, start)):
        end = found.end()
        value: bytes = found["value"] or b""
        is_long = len(value) > LONGEST_NAMES and found["name"].lower() in _NAMES
        is_cut = is_cut or is_long or number >= MOST_ATTRIBUTES
        if is_long:
            quote = value[:1] if value[:1] in {b'"', b"'"} else b""
            names = value[:LONGEST_NAMES].decode("utf-8", "ignore").encode()  # no letter cut in two
            kept.append(b" " + found["name"] + b"=" + names + quote)
        elif number < MOST_ATTRIBUTES:
            kept.append(found[0])
    return (b"".join(kept[:MOST_ATTRIBUTES]) if is_cut else None), end


def _attributes(source: bytes, start: int) -> Iterator[re.Match[bytes]]:
    while found := _ATTRIBUTE.match(source, start):
        yield found
        start = found.end()
