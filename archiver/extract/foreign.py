"""Pages that somebody kept of no portal, in another language than Vietnamese: without our labels."""

from __future__ import annotations

import dataclasses

from archiver.extract.document import Document
from archiver.extract.fields import RawFields
from archiver.extract.general import LEAST_FALLBACK, fallback_body, stated_title
from archiver.html import visible_text
from archiver.language import language_of

LOOKED_AT = 20_000
"""So many characters of a page tell its language."""


def foreign_fields(document: Document, fields: RawFields | None) -> RawFields | None:
    """Return the fields with the body as trafilatura finds it, where a kept page is in no Vietnamese.

    Nobody hands over a page of no portal for anything but an article, so that it needs no date to be one.
    """
    if document.root is None or language_of(visible_text(document.root)[:LOOKED_AT]) == "vi":
        return fields
    title = fields.titles if fields and fields.titles else stated_title(document.root)
    body = fallback_body(document)
    if not title or sum(map(len, body)) < LEAST_FALLBACK:
        return fields
    return dataclasses.replace(
        fields or RawFields(layout=None),
        titles=title,
        body=(),
        dropped=frozenset(),
        body_text=body,
        fallback=True,
        kept=True,
    )
