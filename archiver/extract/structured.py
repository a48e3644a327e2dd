"""What a page says of itself in JSON-LD and meta elements."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
from lxml import etree

from archiver.damage import NO_JSON
from archiver.extract.fields import RawFields
from archiver.extract.lines import is_in_sight
from archiver.extract.titles import names_the_site
from archiver.html import visible_text
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.labels import read_metadata, strip_label
from archiver.normalise.name_rules import is_login, is_name
from archiver.normalise.text import tidy

ARTICLE_TYPES = frozenset({
    "article", "newsarticle", "blogposting", "reportagenewsarticle", "analysisnewsarticle",
    "opinionnewsarticle",
})  # fmt: skip
MAX_BYTES = 500_000
MAX_NODES = 200
MOST_HEADINGS = 20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The fields that a page states in machine-readable form, as they stand there."""

    is_article: bool = False
    title: str | None = None
    lead: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def signing(self, poster: str | None) -> tuple[str, ...]:
        """Return the authors that are more than the account that posted: systems state it as both."""
        return tuple(name for name in self.authors if _signs(name, poster))


def structured_data(root: etree._Element) -> Structured:
    """Return what the page's first JSON-LD article and its meta elements say; JSON-LD before meta."""
    meta = _metas(root)
    node = next(_articles(root), None)
    stated = _from_json_ld(node) if node else Structured()
    return dataclasses.replace(
        stated,
        is_article=bool(node) or meta.get("og:type") == "article",
        title=stated.title or meta.get("og:title"),
        lead=stated.lead or meta.get("og:description"),
        published=stated.published or meta.get("article:published_time"),
        updated=stated.updated or meta.get("article:modified_time"),
        section=stated.section or tuple(filter(None, [meta.get("article:section")])),
    )


MICRODATA = {"datePublished": "published", "dateCreated": "published", "dateModified": "updated"}
INTERACTIONS = re.compile(r"user\s?page\s?(?:visits|views):\s?(\d{1,9})", re.IGNORECASE)


def by_microdata(root: etree._Element) -> dict[str, str]:
    """Return the dates and the count of views of the page's first elements that state them as microdata.

    Keys are `published`, `updated`, `views`; an article listed beside the page's own is not told apart, so
    what is found twice with different words is left out.
    """
    found: dict[str, set[str]] = {}
    for element in root.iter("span", "meta", "time", "div", "p", "li", "dd"):
        name = element.get("itemprop")
        if name == "interactionCount":
            if count := INTERACTIONS.match(tidy(element.get("content") or "")):
                found.setdefault("views", set()).add(count[1])
        elif name in MICRODATA:
            words = tidy(element.get("datetime") or element.get("content") or element.text or "")
            found.setdefault(MICRODATA[name], set()).update([words] if words else [])
    return {key: words.pop() for key, words in found.items() if len(words) == 1}


def author_by_microdata(container: etree._Element) -> tuple[str, ...]:
    """Return the person whom an article's microdata name as its author, where a reader sees the name.

    Systems state the site's own name there, and hide it.
    """
    found: dict[str, None] = {}
    for element in islice(container.iter("span", "div", "p", "a", "b", "strong", "li", "dd"), MAX_NODES):
        if element.get("itemprop") == "author" and "person" in (element.get("itemtype") or "").lower():
            inside = islice(element.iter(), MAX_NODES)
            named = next((each for each in inside if each.get("itemprop") == "name"), None)
            if named is not None and is_in_sight(named) and (name := tidy(visible_text(named))):
                found[name] = None
    return tuple(found)[:1] if len(found) == 1 else ()


def with_stated_title(fields: RawFields, root: etree._Element) -> RawFields:
    """Return the fields with the title that the page states of itself, where the rules found none."""
    if fields.titles or not (title := structured_data(root).title):
        return fields
    return dataclasses.replace(fields, titles=(_as_printed(title, root),))


def with_stated(fields: RawFields, root: etree._Element, seen_at: dt.datetime | None) -> RawFields:
    """Return the fields, those that the rules left empty filled from what the page states of itself.

    A printed day stands; the moment that is stated counts where it is of that day and none is printed.
    """
    stated = structured_data(root)
    said = read_metadata(fields.metadata, seen_at=seen_at)
    printed = read_date(strip_label(fields.published)[1], seen_at=seen_at) if fields.published else None
    return dataclasses.replace(
        fields,
        lead=fields.lead or stated.lead,
        authors=fields.authors or stated.signing(fields.poster),
        published=_exacter(fields.published, printed or said.published, stated.published, seen_at),
        updated=fields.updated or (None if said.updated else stated.updated),
        section=fields.section or stated.section,
    )


_SITE_BEHIND = re.compile(r"\s*[|»›·•–—-]\s*\S")


def _as_printed(title: str, root: etree._Element) -> str:
    """Return a stated title without the site's name behind it: as a heading prints what stands before."""
    for heading in islice(root.iter("h1", "h2"), MOST_HEADINGS):
        words = tidy(visible_text(heading, MOST_HEADINGS))
        behind = title[len(words) :] if words and title.startswith(words) else ""
        if _SITE_BEHIND.match(behind) and not names_the_site(words):
            return words
    return title


def _exacter(
    words: str | None, printed: DateReading | None, stated: str | None, seen_at: dt.datetime | None
) -> str | None:
    """Return the words of the date that rules found, or what is stated where that says more."""
    if stated is not None and (printed is None or "date-relative" in printed.problems):
        return stated
    if stated is None or printed is None or printed.moment:
        return words
    reading = read_date(stated, seen_at=seen_at)
    return stated if reading.moment and reading.day == printed.day else words


def _signs(author: str, poster: str | None) -> bool:
    return (author != poster and not is_login(author)) or is_name(author)


def _metas(root: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        content = tidy(meta.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _articles(root: etree._Element) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json" and script.text:
            yield from (node for node in _nodes(script.text) if _types(node) & ARTICLE_TYPES)


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    if len(text) > MAX_BYTES:
        return
    try:
        loaded = msgspec.json.decode(re.sub(r"[\x00-\x1f]+", " ", text))
    except NO_JSON:
        return
    waiting = [loaded]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            waiting.extend(value for key, value in node.items() if key == "@graph")
            yield node


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("@type")
    return {str(name).lower() for name in (types if isinstance(types, list) else [types])}


def _from_json_ld(node: dict[str, Any]) -> Structured:
    return Structured(
        title=_text(node.get("headline")) or _text(node.get("name")),
        lead=_text(node.get("description")),
        published=_text(node.get("datePublished")),
        updated=_text(node.get("dateModified")),
        authors=_names(node.get("author")),
        section=_texts(node.get("articleSection")),
    )


def _text(value: Any) -> str | None:
    return tidy(value) or None if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for item in values if (text := _text(item)))


def _names(value: Any) -> tuple[str, ...]:
    """Return the names of persons; an organisation given as author is the site, not a person."""
    values = value if isinstance(value, list) else [value]
    persons = (item for item in values if isinstance(item, dict) and "person" in _types(item))
    return tuple(name for person in persons if (name := _text(person.get("name"))))
