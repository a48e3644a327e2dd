"""Bodies on their way from log to snapshot: as JSON and as UTF-8, for to decode them is what costs."""

from __future__ import annotations

import array
import itertools
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.store.records import UnreadArticle


class Text:
    """One body; stands in a row where the row's type says `str`."""

    __slots__ = ("characters", "json", "utf8")

    def __init__(self, json: msgspec.Raw, utf8: bytes) -> None:
        self.json = json
        self.utf8 = utf8
        self.characters = 0

    def __eq__(self, other: object) -> bool:
        return self.utf8 == (other.encode() if isinstance(other, str) else getattr(other, "utf8", None))

    def __hash__(self) -> int:
        return hash(self.utf8)


def texts(articles: Sequence[UnreadArticle | None]) -> list[Text | None]:
    """Return the bodies; null where one is no text or not UTF-8, and where there is no article."""
    found = [None if article is None else _text(article.body) for article in articles]
    whole = [text for text in found if text is not None]
    try:
        lengths = pc.utf8_length(_checked(whole)).to_pylist()
    except pa.ArrowInvalid:
        return texts([article if _is_text(article) else None for article in articles])
    for text, length in zip(whole, lengths, strict=True):
        text.characters = length
    return found


def _text(raw: msgspec.Raw) -> Text | None:
    content = bytes(raw)
    if content[:1] != b'"':
        return None
    first, *rest = content[1:-1].split(b"\\")
    if all(part[:1] == b"n" for part in rest):
        return Text(raw, b"\n".join([first, *(part[1:] for part in rest)]))
    try:
        text = msgspec.json.decode(content, type=str)
    except UnicodeDecodeError:
        return None
    return Text(msgspec.Raw(msgspec.json.encode(text)), text.encode())


def _is_text(article: UnreadArticle | None) -> bool:
    try:
        return article is not None and isinstance(msgspec.json.decode(article.body), str)
    except UnicodeDecodeError:
        return False


def _checked(found: Sequence[Text]) -> pa.Array:
    """Return texts as a column; raises `pa.ArrowInvalid` where one is not UTF-8."""
    whole = column(found)
    whole.validate(full=True)
    return whole


def column(found: Sequence[Text | None]) -> pa.Array:
    """Return texts as a column of strings; together they are shorter than 2 GB."""
    present = [text.utf8 if text is not None else b"" for text in found]
    ends = array.array("i", itertools.accumulate(map(len, present), initial=0))
    is_there = pa.array([text is not None for text in found]).buffers()[1] if None in found else None
    buffers = [is_there, pa.py_buffer(ends), pa.py_buffer(b"".join(present))]
    return pa.Array.from_buffers(pa.string(), len(found), buffers)


def as_json(value: object) -> msgspec.Raw:
    """Return what a body is written as; raises `NotImplementedError` for what is no body."""
    if isinstance(value, Text):
        return value.json
    raise NotImplementedError(type(value))
