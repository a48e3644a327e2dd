"""The raw fields of a page: by its platform's rules or, where it has none, by what pages have in common."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Set

from lxml import etree

from archiver.extract.around import around, labels_behind, labels_inside, lead_inside, names_in
from archiver.extract.badges import day_behind, without_badge
from archiver.extract.called import origin_behind, signed_behind
from archiver.extract.contents import contents_in
from archiver.extract.document import Document
from archiver.extract.fields import RawFields
from archiver.extract.files import files_beside
from archiver.extract.foreign import foreign_fields
from archiver.extract.general import fields_in_general
from archiver.extract.plaintext import fields_of_text
from archiver.extract.readmore import is_teaser, links_to_others
from archiver.extract.rules import fields_by_rules
from archiver.extract.structured import with_stated, with_stated_title
from archiver.facts import UNKNOWN
from archiver.html import has_text
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.label_table import pieces
from archiver.normalise.labels import Metadata, read_metadata, strip_label
from archiver.normalise.text import fold
from archiver.portal import Portal
from archiver.tree import Tree


def raw_fields(document: Document, portal: Portal) -> RawFields | None:
    """Return what the page says, read once; None where neither rules nor labels find an article."""
    if document.tree is None:
        return _raw_fields(document, portal)
    return document.tree.shared("fields", portal, lambda _: _raw_fields(document, portal))


def _raw_fields(document: Document, portal: Portal) -> RawFields | None:
    if document.is_plain_text:
        fields = fields_of_text(document.text, document.page.capture.fetched_at)
    else:
        fields = None if document.root is None else _fields_of_html(document, portal)
    if fields and document.problems:
        return dataclasses.replace(fields, problems=(*fields.problems, *document.problems))
    return fields


def _fields_of_html(document: Document, portal: Portal) -> RawFields | None:
    fields = _by_rules(document, portal) if portal.layouts else None
    if fields is None or is_bare(fields):
        fields = fields_in_general(document) or fields
        if fields is None or fields.layout is None:
            fields = _unless_listed(fields, document, portal)
            fields = foreign_fields(document, fields, kept=portal.id == UNKNOWN)
    elif not (fields.published or _tell_day(fields.metadata, document)):
        fields = _with_labels(fields, document)
    if fields is None:
        return None
    if len(fields.titles) == 1 and document.root is not None:
        fields = _with_bare_title(fields, document.root)
    if others := links_to_others(fields.body, document.page.url, portal) | contents_in(fields.body):
        fields = dataclasses.replace(fields, dropped=fields.dropped | others)
    return fields


def _with_bare_title(fields: RawFields, root: etree._Element) -> RawFields:
    """Return the fields, their one title without its badge; a day behind it becomes a line of metadata."""
    heading = fields.titles[0]
    title = without_badge(heading, root)
    if title == heading:
        return fields
    day = day_behind(heading, title)
    return dataclasses.replace(fields, titles=(title,), metadata=(*fields.metadata, *filter(None, [day])))


def _unless_listed(fields: RawFields | None, document: Document, portal: Portal) -> RawFields | None:
    """Return the fields; none where they are those of the one item of a list."""
    if fields is None or document.root is None:
        return fields
    return None if is_teaser(document.root, fields.titles, document.base, portal) else fields


def fields_by_layout(document: Document, portal: Portal) -> RawFields | None:
    """Return what a layout of the portal finds on the page; None where none finds an article whole."""
    fields = _by_rules(document, portal) if portal.layouts else None
    return None if fields is None or is_bare(fields) or not fields.body else fields


def _by_rules(document: Document, portal: Portal) -> RawFields | None:
    """Return what the portal's rules find, looked for once."""
    if document.tree is None:
        return None
    fetched_at = document.page.capture.fetched_at
    return document.tree.shared(
        "by rules", portal.layouts, lambda tree: _found_by_rules(tree, portal, fetched_at)
    )


def _found_by_rules(tree: Tree, portal: Portal, fetched_at: dt.datetime | None) -> RawFields | None:
    fields = fields_by_rules(tree, portal, fetched_at.date() if fetched_at else None)
    if fields is None:
        return None
    if not fields.trusts_structured_data:
        return _with_surroundings(_with_files(fields), fetched_at)
    fields = with_stated_title(fields, tree.root)
    return with_stated(_with_surroundings(_with_files(fields), fetched_at), tree.root, fetched_at)


def _with_labels(fields: RawFields, document: Document) -> RawFields:
    """Return the fields with the labelled lines near the title, where the lines of the rules tell no day."""
    general = fields_in_general(document)
    if general is None or set(map(fold, general.titles)) != set(map(fold, fields.titles)):
        return fields
    metadata = tuple(dict.fromkeys((*fields.metadata, *general.metadata)))
    return dataclasses.replace(fields, metadata=metadata, published=general.published)


def _tell_day(metadata: tuple[str, ...], document: Document) -> bool:
    """Return whether the lines hold a date, were it one that cannot be read."""
    if not metadata:
        return False
    return read_metadata(metadata, seen_at=document.page.capture.fetched_at).published is not None


def _with_surroundings(fields: RawFields, seen_at: dt.datetime | None) -> RawFields:
    """Return the fields with what stands round the body where rules found no lead, date, views or names."""
    if not fields.body or not fields.titles:
        return fields
    said = read_metadata(fields.metadata, seen_at=seen_at)
    published = said.published
    if fields.published:
        published = read_date(strip_label(fields.published)[1], seen_at=seen_at)
    told = _told_by(fields, said, published)
    body = fields.body[0]
    behind = functools.cache(lambda: tuple(labels_behind(body)))
    named = bool(fields.source or said.source) and "authors" in told
    if not named and (names := names_in(behind())):
        fields = dataclasses.replace(fields, metadata=(*fields.metadata, *names))
    elif "authors" not in told:
        signed = signed_behind(body, None, fields.poster or said.poster)
        source = fields.source or (None if said.source else signed.source)
        fields = dataclasses.replace(fields, authors=signed.authors, source=source)
    if not (fields.source or said.source) and (origin := origin_behind(body)):
        fields = dataclasses.replace(fields, source=origin)
    if not fields.lead and (within := lead_inside(body)):
        fields = dataclasses.replace(fields, lead=within[0], dropped=fields.dropped | {within[1]})
    is_settled = told >= {"day", "views"}
    if fields.lead and is_settled:
        return fields
    found = around(fields.titles, body, None if is_settled else behind)
    more = _lacking(found.metadata, seen_at, told)
    if not more and "day" not in told:
        more = tuple(labels_inside(body))
    return dataclasses.replace(fields, lead=fields.lead or found.lead, metadata=(*fields.metadata, *more))


def _told_by(fields: RawFields, said: Metadata, published: DateReading | None) -> frozenset[str]:
    """Return the names of what the rules and the lines that they found tell of an article."""
    told = {
        "day": published is not None and published.day is not None,
        "views": fields.views is not None or said.view_count is not None,
        "poster": bool(fields.poster or said.poster),
        "authors": bool(fields.authors or said.authors),
    }
    return frozenset(name for name, is_told in told.items() if is_told)


def _lacking(lines: tuple[str, ...], seen_at: dt.datetime | None, told: Set[str]) -> tuple[str, ...]:
    """Return those of the lines that tell what the rules left open, and nothing that they told.

    Where the day is among them, all lines; authors only behind their label.
    """
    beside = read_metadata(lines, seen_at=seen_at)
    if "day" not in told and beside.published and beside.published.day:
        return lines
    more: list[str] = []
    if "views" not in told and beside.view_count is not None:
        more.append(f"Lượt xem: {beside.view_count}")
    if "poster" not in told and beside.poster:
        more.append(f"Người đăng: {beside.poster}")
    if "authors" not in told and beside.authors and any(map(_labels_author, lines)):
        more.append(f"Tác giả: {', '.join(beside.authors)}")
    return tuple(more)


def _labels_author(line: str) -> bool:
    return any(piece.kind == "author" and piece.colon for piece in pieces(line))


def _with_files(fields: RawFields) -> RawFields:
    """Return the fields with the links to files beside a body without text, where the rules found none."""
    if fields.attachments or not fields.body or any(has_text(element) for element in fields.body):
        return fields
    found = tuple(dict.fromkeys(link for element in fields.body for link in files_beside(element)))
    return dataclasses.replace(fields, attachments=found)


def is_bare(fields: RawFields) -> bool:
    """Return whether rules found no title, or nothing below it: the page's theme is of another making."""
    return not fields.titles or not (fields.body or fields.attachments or fields.has_video)
