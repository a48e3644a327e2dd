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
LEAST_ASKED = 300_000
"""Bytes of a page from which on all its tags are looked at."""
STRIDE, DENSE = 32_000, 900
"""On a shorter page it is asked at every so many bytes whether a tag may go on there in which so many
attributes follow in as many bytes: in its values it may hold all that is markup elsewhere, so that only a
look at every tag before it would tell for certain. Without such a place no tag has more than 8,500
attributes, which take a tenth of a second, and what stands in classes takes less. Where scripts fill a page
the question goes on for kilobytes, and a look at the few tags is the cheaper one."""
SAMPLE, SPARSE = 1000, 8
"""So many bytes at each half of a stride, and in them on average so many tags that begin or end: on a page of
fewer all are looked at. Pages of portals have 15 to 20, news pages full of scripts three."""

_SPACE = rb"[\s/]*+"
_ATTRIBUTE_NAME = rb"(?:=?[^\s/>=]++|=)"
_VALUE = rb"""(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+)"""
_NAME = re.compile(rb"<[A-Za-z][^\s/>]*+")
_ATTRIBUTE = re.compile(rb"%b(?P<name>%b)(?:\s*+=\s*+(?P<value>%b))?+" % (_SPACE, _ATTRIBUTE_NAME, _VALUE))
_NAMES = frozenset({b"class", b"id"})
_DENSE = re.compile(rb"(?:%b%b(?:\s*+=\s*+%b)?+){%d}+" % (_SPACE, _ATTRIBUTE_NAME, _VALUE, DENSE))
_QUOTES = (b'"', b"'")
_LONG_NAMES = rb"""(?:class|id)\s*+=\s*+(?:"[^"]{%(n)d}|'[^']{%(n)d}|[^\s>"'][^\s>]{%(n)d})""" % {
    b"n": LONGEST_NAMES + 1
}
_SMALL = rb"<[a-z][^\s/>]*+(?:%b(?!%b)%b(?:\s*+=\s*+%b)?+){0,%d}+%b(?:>|\Z)" % (
    _SPACE, _LONG_NAMES, _ATTRIBUTE_NAME, _VALUE, MOST_ATTRIBUTES, _SPACE,
)  # fmt: skip
_RAW = b"|".join(
    rb"(?=<%b[\s/>])%b(?:[^<]++|<(?!/%b[\s/>]))*+" % (name, _SMALL, name) for name in (b"script", b"style")
)
_UP_TO_LARGE = re.compile(
    rb"(?:[^<]++|<!--(?:-?>|.*?--!?>|.*+)|<(?![a-z])|%b|%b)*+" % (_RAW, _SMALL), re.IGNORECASE | re.DOTALL
)
"""All before a tag that is not small; what scripts, style sheets and comments hold is no markup."""


def without_large_tags(source: bytes) -> tuple[bytes, bool]:
    """Return a page's source with its tags cut to what a page may have, and whether any was cut."""
    if len(source) < LEAST_ASKED and not _is_sparse(source) and not _may_hold_large(source):
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


def _is_sparse(source: bytes) -> bool:
    """Return whether few tags stand in a page for its length, as far as samples of it tell."""
    samples = range(0, len(source), STRIDE // 2)
    return sum(source.count(b"<", at, at + SAMPLE) for at in samples) < SPARSE * len(samples)


def _may_hold_large(source: bytes) -> bool:
    """Return whether a page may hold a tag of very many attributes."""
    strides = range(STRIDE, len(source), STRIDE)
    return any(_DENSE.match(source, at, start + STRIDE) for start in strides for at in _starts(source, start))


def _starts(source: bytes, start: int) -> Iterator[int]:
    """Yield a place and where a value ends, of either quote, that it may stand in or straight before."""
    yield start
    for quote in _QUOTES:
        at = start
        for _ in range(2):
            if at := source.find(quote, at, start + STRIDE) + 1:
                yield at
            else:
                break


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
