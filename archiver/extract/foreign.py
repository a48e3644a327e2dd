"""Pages in another language than Vietnamese: our labels are not on them, so that a second reader is asked."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter

from archiver.clean import paragraphs_in
from archiver.extract.claims import titles_stated
from archiver.extract.document import Document
from archiver.extract.fallback import LEAST_FALLBACK, fallback_body, without_lead
from archiver.extract.fields import RawFields
from archiver.html import visible_text
from archiver.language import language_of
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import fold

LOOKED_AT = 20_000
"""So many characters of a page tell its language."""
SHARED, LEAST_PART = 0.95, 1 / 3
"""The block below a title stands where so much of it is what trafilatura finds, and so much of that in it: a
longer one holds what is beside the article; what trafilatura has more is mostly comments and lists."""
GRAM = 4


def foreign_fields(document: Document, fields: RawFields | None, *, kept: bool) -> RawFields | None:
    """Return the fields, the body as trafilatura finds it where a page in no Vietnamese has no sure one.

    Of a page that is `kept` of no portal, one is returned though the page has no fields: nobody hands it over
    for anything but an article, so that it needs no date to be one.
    """
    if document.root is None or (fields is None and not kept):
        return fields
    if language_of(visible_text(document.root)[:LOOKED_AT]) == "vi":
        return fields
    if fields and not fields.fallback and _is_labelled(fields, document):
        return fields
    title = fields.titles if fields and fields.titles else titles_stated(document.root)
    body = fallback_body(document)
    if not title or sum(map(len, body)) < LEAST_FALLBACK:
        return fields
    if fields and (fields.fallback or _agrees(fields, body, document.base) or _holds_layout(body, title)):
        return dataclasses.replace(fields, kept=kept)
    lead = fields.lead if fields else None
    text = without_lead(body, lead)
    return dataclasses.replace(
        fields or RawFields(layout=None),
        titles=title,
        lead=lead if text != body else None,
        body=(),
        dropped=frozenset(),
        body_text=text,
        fallback=True,
        is_placed=fields is not None and bool(fields.body) and not fields.fallback,
        kept=kept,
    )


def _holds_layout(body: tuple[str, ...], titles: tuple[str, ...]) -> bool:
    """Return whether a body that trafilatura found is a table that holds the page, title and all."""
    wanted = set(map(fold, titles))
    return any(text.startswith("|") and any(title in fold(text) for title in wanted) for text in body)


def _is_labelled(fields: RawFields, document: Document) -> bool:
    """Return whether a page prints a poster or views beside its title, as the portals do in any language."""
    said = read_metadata(fields.metadata, seen_at=document.page.capture.fetched_at)
    return bool(said.poster) or said.view_count is not None


def _agrees(fields: RawFields, body: tuple[str, ...], base: str) -> bool:
    """Return whether the block that the fields name is nearly all in a body, and no small part of it."""
    own = (fields.lead or "", *(each.text for each in paragraphs_in(fields.body, fields.dropped, base)))
    ours, theirs = _grams(own), _grams(body)
    common = (ours & theirs).total()
    return bool(common) and common >= SHARED * ours.total() and common >= LEAST_PART * theirs.total()


def _grams(paragraphs: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(paragraphs))
    return Counter(zip(*(words[start:] for start in range(GRAM)), strict=False))
