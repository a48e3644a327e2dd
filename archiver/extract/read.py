"""The raw fields of a page: by its platform's rules or, where it has none, by what pages have in common."""

from __future__ import annotations

from archiver.extract.document import Document
from archiver.extract.fields import RawFields
from archiver.extract.general import fields_in_general
from archiver.extract.plaintext import fields_of_text
from archiver.extract.rules import fields_by_rules
from archiver.extract.structured import with_stated
from archiver.portal import Portal


def raw_fields(document: Document, portal: Portal) -> RawFields | None:
    """Return what the page says; None where it does not parse or no layout of its platform fits."""
    if document.is_plain_text:
        return fields_of_text(document.text, document.page.capture.fetched_at)
    if document.root is None:
        return None
    if not portal.layouts:
        return fields_in_general(document)
    fetched_at = document.page.capture.fetched_at
    fields = fields_by_rules(document.root, portal, fetched_at.date() if fetched_at else None)
    return with_stated(fields, document.root) if fields and fields.trusts_structured_data else fields
