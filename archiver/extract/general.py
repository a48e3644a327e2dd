"""Fields of a page of no known platform: what it states of itself, and the labelled lines near its title."""

from __future__ import annotations

import logging

from lxml import etree

from archiver.clean import Paragraph, paragraphs_in
from archiver.extract.document import Document
from archiver.extract.fields import RawFields
from archiver.extract.structured import Structured, structured_data
from archiver.normalise.labels import read_metadata
from archiver.normalise.text import fold, tidy

BEFORE, AFTER = 3, 6
"""Metadata stands at most so many lines before or after the title."""
LONGEST = 150
"""A longer line is text, not metadata."""
LEAST_BODY = 200


def fields_in_general(document: Document) -> RawFields | None:
    """Return what the page's own statements and the lines near its title say; None where it has no title."""
    root = document.root
    if root is None:
        return None
    stated = structured_data(root)
    title = _title(root, stated)
    if title is None:
        return None
    metadata = _lines_near(title, paragraphs_in([root], frozenset(), document.base))
    said = read_metadata(metadata, seen_at=document.page.capture.fetched_at)
    body = _fallback_body(document.text)
    is_article = stated.is_article or said.published or said.view_count is not None or said.poster
    if not is_article or sum(map(len, body)) < LEAST_BODY:
        return None
    return RawFields(
        layout=None,
        titles=(title,),
        lead=stated.lead,
        authors=stated.authors,
        published=None if said.published else stated.published,
        updated=None if said.published else stated.updated,
        metadata=metadata,
        section=stated.section,
        tags=stated.tags,
        body_text=_without_lead(body, stated.lead),
        fallback=True,
    )


def _title(root: etree._Element, stated: Structured) -> str | None:
    """Return the heading that the page's own title begins with, else what the page states."""
    headings = [text for heading in root.iter("h1", "h2") if (text := tidy("".join(heading.itertext())))]
    named = [tidy(title.text) for title in root.iter("title") if title.text]
    claims = [fold(claim) for claim in (stated.title, *named) if claim]
    for heading in headings:
        if len(heading) > 10 and any(claim.startswith(fold(heading)) for claim in claims):
            return heading
    return stated.title or (headings[0] if len(headings) == 1 else None)


def _lines_near(title: str, paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    lines = [line for paragraph in paragraphs for line in paragraph.text.split("\n") if line]
    places = [number for number, line in enumerate(lines) if fold(line) == fold(title)]
    if not places:
        return ()
    place = places[0]
    near = (*lines[max(0, place - BEFORE) : place], *lines[place + 1 : place + 1 + AFTER])
    return tuple(line for line in near if len(line) <= LONGEST)


def _fallback_body(text: str) -> tuple[str, ...]:
    import trafilatura  # noqa: PLC0415 - takes half a second to load, and most pages never need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(text, include_comments=False, include_tables=True)
    return tuple(line for part in (found or "").split("\n") if (line := tidy(part)))


def _without_lead(body: tuple[str, ...], lead: str | None) -> tuple[str, ...]:
    return body[1:] if lead and body and fold(body[0]) == fold(lead) else body
