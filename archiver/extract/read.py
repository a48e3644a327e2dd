"""The raw fields of a page: by its platform's rules or, where it has none, by what pages have in common."""

from __future__ import annotations

import dataclasses

from archiver.extract.document import Document
from archiver.extract.fields import RawFields
from archiver.extract.files import files_beside
from archiver.extract.foreign import foreign_fields
from archiver.extract.general import fields_in_general
from archiver.extract.leads import lead_between
from archiver.extract.plaintext import fields_of_text
from archiver.extract.rules import fields_by_rules
from archiver.extract.structured import with_stated
from archiver.facts import UNKNOWN
from archiver.html import has_text
from archiver.normalise.text import fold
from archiver.portal import Portal


def raw_fields(document: Document, portal: Portal) -> RawFields | None:
    """Return what the page says; None where neither rules nor labels find an article."""
    if document.is_plain_text:
        return fields_of_text(document.text, document.page.capture.fetched_at)
    if document.root is None:
        return None
    fields = _by_rules(document, portal) if portal.layouts else None
    if fields is None or is_bare(fields):
        fields = fields_in_general(document) or fields
        if portal.id == UNKNOWN and (fields is None or fields.layout is None):
            fields = foreign_fields(document, fields)
    elif not (fields.published or fields.metadata):
        fields = _with_labels(fields, document)
    if fields and document.problems:
        return dataclasses.replace(fields, problems=(*fields.problems, *document.problems))
    return fields


def _by_rules(document: Document, portal: Portal) -> RawFields | None:
    if document.tree is None:
        return None
    fetched_at = document.page.capture.fetched_at
    fields = fields_by_rules(document.tree, portal, fetched_at.date() if fetched_at else None)
    if fields is None:
        return None
    fields = _with_lead(_with_files(fields))
    return with_stated(fields, document.tree.root) if fields.trusts_structured_data else fields


def _with_labels(fields: RawFields, document: Document) -> RawFields:
    """Return the fields with the labelled lines near the title, where the rules found no such line."""
    general = fields_in_general(document)
    if general is None or set(map(fold, general.titles)) != set(map(fold, fields.titles)):
        return fields
    return dataclasses.replace(fields, metadata=general.metadata, published=general.published)


def _with_lead(fields: RawFields) -> RawFields:
    """Return the fields with the running text between title and body, where the rules found no lead."""
    if fields.lead or not fields.body or not fields.titles:
        return fields
    return dataclasses.replace(fields, lead=lead_between(fields.titles, fields.body[0]))


def _with_files(fields: RawFields) -> RawFields:
    """Return the fields with the links to files beside a body without text, where the rules found none."""
    if fields.attachments or not fields.body or any(has_text(element) for element in fields.body):
        return fields
    found = tuple(dict.fromkeys(link for element in fields.body for link in files_beside(element)))
    return dataclasses.replace(fields, attachments=found)


def is_bare(fields: RawFields) -> bool:
    """Return whether rules found no title, or nothing below it: the page's theme is of another making."""
    return not fields.titles or not (fields.body or fields.attachments or fields.has_video)
