"""Which rule found what: for each field of a page, the rule, what it found, and what became of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import msgspec

from archiver.extract.document import Document
from archiver.extract.fields import RawFields
from archiver.extract.read import is_bare, raw_fields
from archiver.extract.rules import texts_by
from archiver.flow import article_from_document
from archiver.html import visible_text
from archiver.models import Article, Outcome
from archiver.normalise.text import tidy
from archiver.portal import Layout, Portal
from archiver.selector import Selector

FIELDS = {
    "title": "title", "lead": "lead", "authors": "authors", "poster": "poster", "source": "source",
    "published": "published_at", "updated": "updated_at", "views": "view_count", "section": "section",
    "tags": "tags", "body": "body", "attachments": "attachments", "video": "kind",
}  # fmt: skip
"""Fields of rules, and the article's field that each ends in."""
LONGEST = 300


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """How one field came to its value."""

    field: str
    """As the platform files name it."""
    rule: str
    """The selector that found it, `metadata: …` for labelled words, or how else; empty where nothing did."""
    found: str
    """The words on the page, cut."""
    value: str
    """What the record says, cut; empty where it is null."""


def explained(document: Document, portal: Portal) -> tuple[Explained, ...]:
    """Return every field of a page with the rule that found it, also where the page is no article."""
    portal = portal.for_page(document.text)
    fields = raw_fields(document, portal)
    outcome = article_from_document(document, portal)
    rows = [
        Explained(
            field="platform", rule="signs" if portal.platform.signs else "", found=portal.platform_id,
            value=_layout(fields),
        )
    ]  # fmt: skip
    rows.extend(_rows(document, portal, fields, outcome))
    return tuple(rows)


def _layout(fields: RawFields | None) -> str:
    if fields is None:
        return "nothing reads this page"
    return fields.layout or ("fallback" if fields.fallback else "by labels near the title")


def _rows(
    document: Document, portal: Portal, fields: RawFields | None, outcome: Outcome
) -> Iterator[Explained]:
    record: dict[str, Any] = msgspec.to_builtins(outcome) if isinstance(outcome, Article) else {}
    layout = next((one for one in portal.layouts if fields and one.name == fields.layout), None)
    for field, name in FIELDS.items():
        value = record.get(name) or record.get(name.replace("_at", "_date"))
        rule, found = _rule(document, layout, fields, field) if fields else ("", "")
        yield Explained(field=field, rule=rule, found=found[:LONGEST], value=_shown(value))


def _rule(document: Document, layout: Layout | None, fields: RawFields, field: str) -> tuple[str, str]:
    """Return the rule that found a field, and the words that it found."""
    if layout is not None and document.root is not None and not is_bare(fields):
        for selector in layout[field]:
            if found := _found_by(selector, document):
                return selector.css, found
    words = _words(fields, field)
    if layout is None and words:
        return _how(fields, field), words
    if words:
        return "stated by the page", words
    if fields.metadata and field in LABELLED:
        return "metadata", " ¦ ".join(fields.metadata)
    return "", ""


LABELLED = frozenset({"authors", "poster", "source", "published", "updated", "views"})


def _found_by(selector: Selector, document: Document) -> str:
    if document.tree is None:
        return ""
    texts = texts_by((selector,), document.tree)
    if texts:
        return " ¦ ".join(texts)
    found = selector.found(document.tree)
    return f"{len(found)} elements" if found else ""


def _how(fields: RawFields, field: str) -> str:
    if field in {"published", "updated", "authors", "section", "tags", "views"}:
        return "stated by the page"
    return "trafilatura" if fields.fallback and field == "body" else "place on the page"


def _words(fields: RawFields, field: str) -> str:
    if field == "title":
        return " ¦ ".join(fields.titles)
    if field == "video":
        return "a video" if fields.has_video else ""
    if field == "body":
        return " ".join([*map(_named, fields.body), *fields.body_text[:1]])
    found = getattr(fields, field)
    if field == "attachments":
        return " ¦ ".join(tidy(visible_text(element)) or str(element.tag) for element in found)
    return found or "" if isinstance(found, str | None) else " ¦ ".join(found)


def _named(element: Any) -> str:
    names = "".join(f".{name}" for name in (element.get("class") or "").split()[:3])
    identity = f"#{element.get('id')}" if element.get("id") else ""
    return f"{element.tag}{identity}{names}: {tidy(visible_text(element))[:120]}"


def _shown(value: Any) -> str:
    if value is None or value in ("", (), []):
        return ""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return tidy(text)[:LONGEST]
