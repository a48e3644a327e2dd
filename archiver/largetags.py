"""Tags larger than any page's: hundreds of attributes, or kilobytes of classes.

libxml2 appends each attribute by a walk over those before it, and an element's classes are looked at for the
lines inside it: each such tag costs by the square of its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_ATTRIBUTES = 200
"""Of one tag; the tags that page builders fill with settings have some forty."""
LONGEST_NAMES = 1000
"""Bytes of a `class` or `id`; themes that name every property in classes write some hundreds."""
STRIDE, DENSE = 16_000, 900
"""At every so many bytes it is asked whether a tag may go on there in which so many attributes follow in as
many bytes: in its values it may hold all that is markup elsewhere, so that only a look at every tag before it
would tell for certain. A page without such a place has no tag that takes a third of a second."""
NAMES_STRIDE = 8000
"""Names twice as long are found in any page; shorter ones where all its tags are looked at."""
LEAST_ASKED = 300_000
"""Bytes of a page from which on all its tags are looked at in any case."""

_SPACE = rb"[\s/]*+"
_ATTRIBUTE_NAME = rb"(?:=?[^\s/>=]++|=)"
_VALUE = rb"""(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+)"""
_NAME = re.compile(rb"<[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(rb"%b(?P<name>%b)(?:\s*+=\s*+(?P<value>%b))?+" % (_SPACE, _ATTRIBUTE_NAME, _VALUE))
_NAMES = frozenset({b"class", b"id"})
_DENSE = re.compile(rb"(?:%b%b(?:\s*+=\s*+%b)?+){%d}+" % (_SPACE, _ATTRIBUTE_NAME, _VALUE, DENSE))
_OPEN = re.compile(rb"""(?:[^>"'=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+|["'])*+""")
"""What a tag may hold up to its end."""
_LEAST_DENSE = 2 * DENSE
"""Bytes; so many attributes are not shorter."""
_QUOTES = (b'"', b"'")
_BETWEEN = tuple(bytes([sign]) for sign in b" /=\n\t\r\f\v")
"""Signs of which one stands before each attribute, or in it."""
_OPENS_NAMES = re.compile(rb"(?:class|id)\s*=\s*\Z", re.IGNORECASE)
_NEAR = 30
"""Bytes before a value in which its attribute's name stands."""
_LONG_NAMES = rb"""(?:class|id)\s*+=\s*+(?:"[^"]{%(n)d}|'[^']{%(n)d}|[^\s>"'][^\s>]{%(n)d})""" % {
    b"n": LONGEST_NAMES + 1
}
_SMALL = rb"<[a-z][^\s/>]*+(?:%b(?!%b)%b(?:\s*+=\s*+%b)?+){0,%d}+%b(?:>|\Z)" % (
    _SPACE, _LONG_NAMES, _ATTRIBUTE_NAME, _VALUE, MOST_ATTRIBUTES, _SPACE,
)  # fmt: skip
_RAW = b"|".join(
    rb"(?=<%b[\s/>])%b(?:.*?(?=</%b[\s/>])|.*+)" % (name, _SMALL, name) for name in (b"script", b"style")
)
_UP_TO_LARGE = re.compile(
    rb"(?:[^<]++|<!--(?:-?>|.*?--!?>|.*+)|<(?![a-z])|%b|%b)*+" % (_RAW, _SMALL), re.IGNORECASE | re.DOTALL
)
"""All before a tag that is not small; what scripts, style sheets and comments hold is no markup."""


def without_large_tags(source: bytes) -> tuple[bytes, bool]:
    """Return a page's source with its tags cut to what a page may have, and whether any was cut."""
    if len(source) < LEAST_ASKED and not _may_hold_large(source):
        return source, False
    kept: list[bytes] = []
    done = 0
    while found := _UP_TO_LARGE.match(source, done):
        at = found.end()
        if at >= len(source):
            break
        kept.append(source[done:at])
        cut, done = _cut(source, at)
        kept.append(cut)
    return (b"".join((*kept, source[done:])), True) if kept else (source, False)


def _may_hold_large(source: bytes) -> bool:
    """Return whether a page may hold a large tag."""
    for at in range(NAMES_STRIDE, len(source), NAMES_STRIDE):
        for quote in _QUOTES:
            if source.find(quote, at, at + NAMES_STRIDE) < 0 and _opens_names(source, quote, at):
                return True
    for at in range(STRIDE, len(source), STRIDE):
        # It may be in no value there, or in one of either quote.
        starts = {at, *(source.find(quote, at) + 1 for quote in _QUOTES)}
        if any(_is_dense(source, start) for start in starts if start):
            return True
    return False


def _opens_names(source: bytes, quote: bytes, at: int) -> bool:
    """Return whether a value that goes on there is that of a `class` or `id`."""
    opening = source.rfind(quote, at - NAMES_STRIDE, at)
    return opening > 0 and _OPENS_NAMES.search(source[max(0, opening - _NEAR) : opening]) is not None


def _is_dense(source: bytes, at: int) -> bool:
    """Return whether more attributes would follow than a page has, did a tag go on there."""
    least, end = at + _LEAST_DENSE, at + STRIDE
    found = _OPEN.match(source, at, least)
    if found is None or found.end() < least:
        return False
    parted = sum(source.count(sign, at, end) for sign in _BETWEEN)
    return parted >= DENSE and _DENSE.match(source, at, end) is not None


def _cut(source: bytes, start: int) -> tuple[bytes, int]:
    """Return the tag that starts there with what is kept of its attributes, and where they end."""
    name = _NAME.match(source, start)
    end = name.end() if name else start + 1
    kept = [source[start:end]]
    for number, found in enumerate(_attributes(source, end)):
        end = found.end()
        value: bytes = found["value"] or b""
        if number >= MOST_ATTRIBUTES:
            continue
        if len(value) > LONGEST_NAMES and found["name"].lower() in _NAMES:
            quote = value[:1] if value[:1] in {b'"', b"'"} else b""
            names = value[:LONGEST_NAMES].decode("utf-8", "ignore").encode()  # no letter cut in two
            kept.append(b" " + found["name"] + b"=" + names + quote)
        else:
            kept.append(found[0])
    return b"".join(kept), end


def _attributes(source: bytes, start: int) -> Iterator[re.Match[bytes]]:
    while found := _ATTRIBUTE.match(source, start):
        yield found
        start = found.end()
