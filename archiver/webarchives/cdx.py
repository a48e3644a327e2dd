"""What capture indexes answer, in both dialects, and what they are asked.

web.archive.org answers `output=json` with one array of arrays, names in the first row, the resume key in a
last row of its own (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server). pywb, and so
Common Crawl, answers with one object a line (https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from archiver.damage import NO_JSON
from archiver.errors import ArchiverError
from archiver.models import Record
from archiver.webarchives.entries import MAX_URL, IndexEntry, entry_of

LIMIT = 10_000
"""Captures asked for in one answer."""
MOST_LINES = 500_000
"""Captures that one answer names, at the most; a server without resume keys gives all of a host at once."""
MOST_ANSWERS = 1000
"""Answers, or pages of the index, of one host: more captures than any portal has."""
_LONGEST_LINE = 100_000
_LONGEST_KEY = MAX_URL


class NoIndexAnswer(ArchiverError):
    """What came is no answer of a capture index: an error page, or an answer that was cut."""


class CdxAnswer(Record, frozen=True, kw_only=True):
    """One answer."""

    entries: tuple[IndexEntry, ...] = ()
    resume_key: str | None = None
    """Where the next answer begins; None where this was the last."""
    damaged: int = 0
    """Lines that name no capture."""
    knows_resume_keys: bool = False
    """True for the dialect of web.archive.org, which says where it stopped."""


def read_cdx(body: bytes) -> CdxAnswer:
    """Return what an index answered; raises NoIndexAnswer for anything else, and for more than one has."""
    text = body.strip()
    if not text:
        return CdxAnswer()
    if max(text.count(b"\n"), text.count(b"[")) > MOST_LINES:
        raise NoIndexAnswer(f"the index answered with more than {MOST_LINES} lines")
    return _from_array(text) if text.startswith(b"[") else _from_lines(text)


def page_count(body: bytes) -> int | None:
    """Return how many pages `showNumPages=true` names; None where the server ignores the question.

    Raises NoIndexAnswer for more pages than the index of one host has.
    """
    try:
        answer = msgspec.json.decode(body.strip() or b"null")
    except NO_JSON:
        return None
    pages = answer.get("pages") if isinstance(answer, dict) else answer
    if not isinstance(pages, int) or pages < 0:
        return None
    if pages > MOST_ANSWERS:
        raise NoIndexAnswer(f"the index counts more than {MOST_ANSWERS} pages")
    return pages


def questions(host: str, *, since: str | None, until: str | None) -> list[tuple[str, str]]:
    """Return the parameters that ask for all captures of a host that may be pages.

    The filters are regular expressions to web.archive.org; pywb takes them as words, so that they do no harm.
    """
    asked = [("url", host), ("matchType", "host"), ("output", "json")]
    asked += [("filter", "!statuscode:[35].."), ("filter", "!mimetype:(image|video|audio|font)/.*")]
    asked += [("from", since)] if since else []
    return asked + ([("to", until)] if until else [])


def _from_array(text: bytes) -> CdxAnswer:
    rows = _decoded(text)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise NoIndexAnswer("the index answered with JSON of another shape")
    names = [str(name) for name in rows[0]] if rows else []
    resume_key = None
    if len(rows) > 2 and not rows[-2] and len(rows[-1]) == 1:
        resume_key, rows = str(rows[-1][0]), rows[:-2]
        if len(resume_key) > _LONGEST_KEY:
            raise NoIndexAnswer(f"the index goes on at a key of {len(resume_key)} characters")
    found = [entry_of(dict(zip(names, row, strict=False))) for row in rows[1:]]
    return _answer(found, resume_key=resume_key, knows_resume_keys=True)


def _from_lines(text: bytes) -> CdxAnswer:
    lines = _objects(text)
    first = next(lines, {})
    if "url" not in first and ("message" in first or "error" in first):
        return CdxAnswer()
    return _answer(entry_of(fields) for fields in chain([first], lines))


def _objects(text: bytes) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if line.strip():
            fields = _decoded(line) if len(line) <= _LONGEST_LINE else {}
            if not isinstance(fields, dict):
                raise NoIndexAnswer("the index answered with lines that are no objects")
            yield fields


def _answer(found: Iterable[IndexEntry | None], **more: Any) -> CdxAnswer:
    everything = list(found)
    entries = tuple(entry for entry in everything if entry)
    return CdxAnswer(entries=entries, damaged=len(everything) - len(entries), **more)


def _decoded(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except NO_JSON as error:
        start = text[:80].decode("utf-8", "replace")
        raise NoIndexAnswer(f"the index answered with something else, or was cut: {start!r}") from error
