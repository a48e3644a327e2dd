"""Bodies on their way from log to snapshot: as JSON and as UTF-8, for to decode them is what costs."""

from __future__ import annotations

import array
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.store.records import UnreadArticle

_LINE_FEED = re.compile(rb"\\n")
_QUOTE = re.compile(rb'\\"')


class Text(NamedTuple):
    """One body."""

    json: msgspec.Raw
    utf8: bytes
    characters: int


def texts(articles: Sequence[UnreadArticle | None]) -> list[Text | None]:
    """Return the bodies; null where one is no text or not UTF-8, and where there is no article."""
    found = [None if article is None else _unescaped(article.body) for article in articles]
    try:
        lengths = pc.utf8_length(_checked([pair[1] for pair in found if pair is not None])).to_pylist()
    except pa.ArrowInvalid:
        return texts([article if _is_text(article) else None for article in articles])
    characters = iter(lengths)
    return [None if pair is None else Text(*pair, next(characters)) for pair in found]


def _unescaped(raw: msgspec.Raw) -> tuple[msgspec.Raw, bytes] | None:
    """Return a body as JSON and in UTF-8, if it is; decoded only where it has other escapes than most."""
    content = bytes(raw)
    if content[:1] != b'"':
        return None
    escapes = content.count(b"\\")
    text, resolved = _LINE_FEED.subn(b"\n", content[1:-1])
    if resolved < escapes:
        text, quotes = _QUOTE.subn(b'"', text)
        resolved += quotes
    return (raw, text) if resolved == escapes else _decoded(content)


def _decoded(content: bytes) -> tuple[msgspec.Raw, bytes] | None:
    try:
        text = msgspec.json.decode(content, type=str)
    except UnicodeDecodeError:
        return None
    return msgspec.Raw(msgspec.json.encode(text)), text.encode()


def _is_text(article: UnreadArticle | None) -> bool:
    try:
        return article is not None and isinstance(msgspec.json.decode(article.body), str)
    except UnicodeDecodeError:
        return False


def _checked(found: Sequence[bytes]) -> pa.Array:
    """Return texts as a column; raises `pa.ArrowInvalid` where one is not UTF-8."""
    whole = column(found)
    whole.validate(full=True)
    return whole


def column(found: Sequence[bytes]) -> pa.Array:
    """Return texts in UTF-8 as a column of strings, unchecked; together they are shorter than 2 GB."""
    ends = array.array("i", itertools.accumulate(map(len, found), initial=0))
    return pa.Array.from_buffers(
        pa.string(), len(found), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(found))]
    )
