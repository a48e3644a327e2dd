"""Bodies on their way from log to snapshot: as JSON and as UTF-8, for to decode them is what costs."""

from __future__ import annotations

import array
import itertools
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from archiver.damage import NO_JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.store.records import UnreadArticle

_LINE_FEED, _QUOTE = (rb"\n", b"\n"), (rb"\"", b'"')
"""The escapes that nearly all bodies have, and no others."""


class Text(NamedTuple):
    """One body."""

    json: msgspec.Raw
    utf8: bytes
    characters: int


def texts(articles: Sequence[UnreadArticle | None]) -> list[Text | None]:
    """Return the bodies; null where one is no text or not UTF-8, and where there is no article."""
    bodies = [article.body for article in articles if article is not None]
    try:
        read = iter(_read(bodies))
    except (pa.ArrowInvalid, *NO_JSON):
        return texts([article if _is_text(article) else None for article in articles])
    return [None if article is None else next(read) for article in articles]


def _read(bodies: list[msgspec.Raw]) -> list[Text]:
    """Return bodies as texts; raises where one is no text, or not UTF-8.

    All are read at once, outside of the interpreter. A body with other escapes than most keeps a backslash
    whatever is replaced, for none of an escaped one's two goes with what follows; such a body is decoded.
    """
    whole = _binary([memoryview(body) for body in bodies])
    if not pc.all(pc.starts_with(whole, b'"'), min_count=0).as_py():
        raise pa.ArrowInvalid("no text")
    content = pc.replace_substring(pc.binary_slice(whole, 1, -1), *_LINE_FEED)
    if b"\\" in _bytes_of(content):
        content = pc.replace_substring(content, *_QUOTE)
    found = _taken_apart(content)
    odd = [place for place, text in enumerate(found) if b"\\" in text]
    for place in odd:
        bodies[place], found[place] = _decoded(bodies[place])
    if odd:
        content = _binary(found)
    checked = content.view(pa.string())
    checked.validate(full=True)
    return list(map(Text, bodies, found, pc.utf8_length(checked).to_pylist()))


def _decoded(raw: msgspec.Raw) -> tuple[msgspec.Raw, bytes]:
    text = msgspec.json.decode(raw, type=str)
    return msgspec.Raw(msgspec.json.encode(text)), text.encode()


def _bytes_of(found: pa.Array) -> bytes:
    content = found.buffers()[2]
    return content.to_pybytes() if content else b""


def _taken_apart(found: pa.Array) -> list[bytes]:
    """Return the values of a column of bytes, which starts at its buffers' beginning."""
    whole = _bytes_of(found)
    places = memoryview(found.buffers()[1]).cast("i")[: len(found) + 1]
    return [whole[start:end] for start, end in itertools.pairwise(places)]


def _is_text(article: UnreadArticle | None) -> bool:
    try:
        return article is not None and isinstance(msgspec.json.decode(article.body), str)
    except UnicodeDecodeError:
        return False


def column(found: Sequence[bytes]) -> pa.Array:
    """Return texts in UTF-8 as a column of strings, unchecked; together they are shorter than 2 GB."""
    return _binary(found).view(pa.string())


def _binary(found: Sequence[bytes | memoryview]) -> pa.Array:
    ends = array.array("i", itertools.accumulate(map(len, found), initial=0))
    return pa.Array.from_buffers(
        pa.binary(), len(found), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(found))]
    )
