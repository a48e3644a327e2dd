"""Fields of a page of no known platform: what it states of itself, and the labelled lines near its title."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from archiver.address import is_named
from archiver.extract.blocks import shows_media
from archiver.extract.called import NOTHING, called_below, signed_behind
from archiver.extract.claims import claims_on, names_no_article, states_title, title_stated, without_site
from archiver.extract.document import Document
from archiver.extract.fallback import (
    LEAST_FALLBACK,
    fallback_body,
    lines_near,
    printed_lead,
    texts_of_others,
    without_lead,
)
from archiver.extract.fields import RawFields
from archiver.extract.files import file_links
from archiver.extract.lines import MOST_LINES, Line, lines_of, lines_on, names_of
from archiver.extract.places import Place, place_of
from archiver.extract.registers import is_register, is_register_entry
from archiver.extract.sections import Sections
from archiver.extract.structured import Structured, author_by_microdata, by_microdata, structured_data
from archiver.extract.telling import is_imprint, is_metadata
from archiver.extract.titles import (
    SHORT,
    names_a_page,
)
from archiver.html import MANY, visible_text
from archiver.normalise.date_parts import in_vietnam
from archiver.normalise.dates import DateReading, read_date
from archiver.normalise.label_table import pieces
from archiver.normalise.labels import Metadata, read_metadata
from archiver.normalise.text import fold, tidy

NEAR = 2
"""A date of the day of fetching is the article's only where it stands so few lines above the title."""
LEAST_ALONE_LINE, LEAST_ALONE_TEXT = 60, 600
"""Characters of lines that count, and of them all, where nothing but these and the title tells an article."""


def fields_in_general(document: Document) -> RawFields | None:
    """Return what the page's own statements and the lines near its title say; None where it has no title."""
    if document.tree is None:
        return None
    root = document.tree.root
    stated = structured_data(root)
    lines = lines_on(document.tree)
    place = _place(document, root, stated, lines)
    if place is None:
        return _by_fallback(document, root, stated, lines)
    return _by_place(document, root, stated, place)


def place_on(document: Document) -> Place | None:
    """Return where on a page the article stands, found by its structure alone; None where none is found."""
    if document.tree is None:
        return None
    root = document.tree.root
    stated = structured_data(root)
    place = _place(document, root, stated, lines_on(document.tree))
    return place if place and _by_place(document, root, stated, place) else None


def _place(
    document: Document, root: etree._Element, stated: Structured, lines: Sequence[Line]
) -> Place | None:
    """Return where the article stands: a link to its own page tells the title where nothing else does."""
    sections = _sections(document, lines)
    claims = [without_site(claim, lines, sections) for claim in claims_on(root, stated)]
    title = None if stated.title is None or names_no_article(stated.title) else stated.title
    place = place_of(lines, claims, stated.lead, title, sections)
    if place is None and (called := sections.titles_here()):
        place = place_of(lines, called, stated.lead, title, sections)
    return place


def _sections(document: Document, lines: Sequence[Line]) -> Sections:
    """Return what knows the names of sections on a page, made once: the road asks more than once."""
    make = functools.partial(Sections, lines, document.page.url, document.base)
    return document.tree.shared("sections", Sections, lambda _: make()) if document.tree else make()


def _by_place(document: Document, root: etree._Element, stated: Structured, place: Place) -> RawFields | None:
    metadata = _metadata_of(place, document.page.capture.fetched_at)
    said = read_metadata(metadata, seen_at=document.page.capture.fetched_at)
    dates = _stated_dates(document, root, stated, place.container, said)
    dated = bool(dates.published) or (said.published is not None and _is_printed(said.published))
    told = stated.is_article or dated or said.view_count is not None or bool(said.poster)
    if not told and not _stands_alone(document, root, place):
        return None
    if not dated and is_register_entry(place.container):
        return None
    if not stated.is_article and place.body is not None and _is_register(place, place.body):
        return None
    called = called_below(place.title_block, place.container, said.poster)
    signed = NOTHING if place.body is None else signed_behind(place.body, place.container, said.poster)
    return dataclasses.replace(
        dates,
        stands_alone=not told,
        titles=(place.title,),
        lead=place.lead,
        authors=()
        if said.authors
        else stated.signing(said.poster)
        or author_by_microdata(place.container)
        or called.authors
        or signed.authors,
        source=None if said.source else called.source or signed.source,
        metadata=metadata,
        section=stated.section or _breadcrumb(root) or place.section,
        tags=stated.tags,
        body=() if place.body is None else (place.body,),
        dropped=place.dropped,
        loose=place.loose,
        attachments=tuple(file_links(place.container)),
        has_video=place.body is None and shows_media(place.container),
    )


def _is_register(place: Place, body: etree._Element) -> bool:
    return is_register(place.container, body, place.nearest, place.after)


def _stands_alone(document: Document, root: etree._Element, place: Place) -> bool:
    """Return whether a page without date, views and poster is an article all the same.

    It is one thing: its address looks like an article's, it states its long title for the page's own, and it
    has a long text below.
    """
    if place.body is None or not is_named(document.page.url):
        return False
    if not states_title(root, place.title) or place.title_block is None:
        return False
    lines = (line for line in lines_of(place.body) if len(line.text) >= LEAST_ALONE_LINE and not line.linked)
    return sum(len(line.text) for line in lines) >= LEAST_ALONE_TEXT


def _is_printed(reading: DateReading) -> bool:
    """Return whether a line prints the article's date, be it one that cannot be known."""
    return reading.day is not None or not {"date-clock", "date-unlabelled"}.intersection(reading.problems)


def _stated_dates(
    document: Document,
    root: etree._Element,
    stated: Structured,
    container: etree._Element | None,
    said: Metadata,
) -> RawFields:
    """Return the dates and views that the page states of itself, where they say more than what it prints.

    A printed day stands; a stated moment counts beside it only where it is of the same day. "3 năm trước"
    gives way to what is stated.
    """
    seen_at = document.page.capture.fetched_at
    micro = by_microdata(root)
    times = list(_times(container)) if container is not None else []
    printed = said.published
    if printed and "date-relative" in printed.problems:
        printed = None
    views = micro.get("views") if said.view_count is None else None
    claimed = [stated.published, micro.get("published")]
    published = _sane([*claimed, *times], printed, seen_at)
    updated = None
    if said.updated is None and (published or said.published) and not _differ(claimed, printed, seen_at):
        updated = _sane([stated.updated, micro.get("updated")], None, seen_at)
    return RawFields(layout=None, published=published, updated=updated, views=views)


def _differ(claimed: Sequence[str | None], printed: DateReading | None, seen_at: dt.datetime | None) -> bool:
    """Return whether a page states another day of publication than it prints: then it states none well."""
    days = (read_date(words, seen_at=seen_at).day for words in claimed if words)
    return (
        printed is not None
        and printed.day is not None
        and any(day not in {None, printed.day} for day in days)
    )


def _sane(
    words: Sequence[str | None], printed: DateReading | None, seen_at: dt.datetime | None
) -> str | None:
    """Return the first words that can be read and do not contradict what is printed."""
    for found in words:
        if found is None or (printed and printed.moment):
            continue
        reading = read_date(found, seen_at=seen_at)
        fits = (
            printed is None
            or printed.day is None
            or (reading.day == printed.day and reading.moment is not None)
        )
        if reading.day and fits:
            return found
    return None


def _times(container: etree._Element) -> Iterator[str]:
    """Yield what the first two elements of a time near the title state, or show when pointed at."""
    for element in itertools.islice(container.iter("time", "abbr"), 2):
        yield from filter(None, (element.get("datetime"), element.get("title")))


def _metadata_of(place: Place, seen_at: dt.datetime | None) -> tuple[str, ...]:
    """Return the lines nearest to the title first; farther ones only for what those leave open."""
    lines = tuple(_READ_TIMES.sub(r"Lượt xem: \1", line) for line in place.nearest)
    said = read_metadata(lines, seen_at=seen_at)
    only_updated = "date-label-updated" in said.problems
    if said.published is None or said.published.day is None or only_updated:
        before = () if not only_updated and _is_overruled(place, seen_at) else place.before
        above = read_metadata(before, seen_at=seen_at)
        if above.published and _is_of_today(above.published, seen_at):
            before = before[-NEAR:]
            above = read_metadata(before, seen_at=seen_at)
        if above.published and (
            above.published.day or (said.published is None and _is_printed(above.published))
        ):
            lines = (*before, *lines)
    elif said.view_count is None:
        lines = (*(line for line in place.before if _tells_views_alone(line, seen_at)), *lines)
    said = read_metadata(lines, seen_at=seen_at)
    if said.poster is None and not said.authors:
        lines = (*(line for line in place.before[-1:] if _tells_poster_alone(line, seen_at)), *lines)
    for line in (_READ_TIMES.sub(r"Lượt xem: \1", line) for line in place.after):
        more = read_metadata([line], seen_at=seen_at)
        if (said.published is None or not _names_day(more)) and (
            said.view_count is None or more.view_count is None
        ):
            lines = (*lines, line)
    return lines


def _is_overruled(place: Place, seen_at: dt.datetime | None) -> bool:
    """Return whether a label tells the day behind the text, and none that above the title, as of clocks."""
    return _labels_day(place.after, seen_at) and not _labels_day(place.before, seen_at)


def _labels_day(lines: Sequence[str], seen_at: dt.datetime | None) -> bool:
    """Return whether one of the lines prints a day of publication with its label."""
    labelled = (
        read_metadata([f"{piece.label}: {piece.value}"], seen_at=seen_at).published
        for line in lines
        for piece in pieces(line)
        if piece.kind == "published"
    )
    return any(reading is not None and reading.day is not None for reading in labelled)


def _is_of_today(reading: DateReading, seen_at: dt.datetime | None) -> bool:
    """Return whether a date is that of the day of fetching or next to it, as on clocks and in forecasts."""
    if seen_at is None or reading.day is None:
        return False
    return abs(reading.day - in_vietnam(seen_at).date()) <= dt.timedelta(days=1)


def _tells_views_alone(line: str, seen_at: dt.datetime | None) -> bool:
    said = read_metadata([line], seen_at=seen_at)
    return said.view_count is not None and not _tells_day(said)


def _tells_poster_alone(line: str, seen_at: dt.datetime | None) -> bool:
    """Return whether a line begins with the label of who posted, and tells of no day."""
    if pieces(line)[0].kind != "poster":
        return False
    said = read_metadata([line], seen_at=seen_at)
    return said.poster is not None and not _tells_day(said)


def _names_day(said: Metadata) -> bool:
    """Return whether a line names a day: not where it prints the time alone, "Đăng lúc 08:30 bởi Admin"."""
    return any(reading is not None and reading.day is not None for reading in (said.published, said.updated))


def _tells_day(said: Metadata) -> bool:
    return said.published is not None or said.updated is not None


_READ_TIMES = re.compile(r"^(?:đã |được )?(?:đọc|xem)\s?:?\s?(\d[\d.,]{0,10})\s?lần$", re.IGNORECASE)
"""How K2 prints views."""


def _breadcrumb(root: etree._Element) -> tuple[str, ...]:
    """Return the linked steps of the first element that calls itself a breadcrumb."""
    for element in root.iter("div", "ul", "ol", "nav", "p"):
        if "breadcrumb" in names_of(element):
            steps = (tidy(visible_text(link, MANY)) for link in element.iter("a"))
            return tuple(step for step in steps if step)
    return ()


_ITEM_MARKS = "-–•*+»›>→ "
"""What stands before the items of lists."""


def _by_fallback(
    document: Document, root: etree._Element, stated: Structured, lines: Sequence[Line]
) -> RawFields | None:
    """Return the body as trafilatura finds it, below what the page states or its headings say."""
    title = title_stated(root, stated)
    if title is None or names_a_page(title) or len(lines) >= MOST_LINES:
        return None
    if _sections(document, lines).names(title) or (len(title) <= SHORT and not stated.is_article):
        return None
    metadata = lines_near(title, lines)
    said = read_metadata(metadata, seen_at=document.page.capture.fetched_at)
    dates = _stated_dates(document, root, stated, None, said)
    dated = bool(dates.published) or (said.published is not None and said.published.day is not None)
    if not (stated.is_article or dated or said.view_count is not None or said.poster):
        return None
    others = texts_of_others(title, lines)
    body = tuple(text for text in fallback_body(document) if fold(text) not in others)
    links = {fold(line.text).lstrip(_ITEM_MARKS) for line in lines if line.linked}
    own = (text for text in body if not (text.startswith("|") or is_imprint(text) or is_metadata(text)))
    left_out = {*links, fold(title)}
    if sum(len(text) for text in own if fold(text).lstrip(_ITEM_MARKS) not in left_out) < LEAST_FALLBACK:
        return None
    lead = printed_lead(lines, stated.lead, body)
    return dataclasses.replace(
        dates,
        titles=(title,),
        lead=lead,
        authors=stated.signing(said.poster),
        metadata=metadata,
        section=stated.section,
        tags=stated.tags,
        body_text=without_lead(body, lead),
        fallback=True,
    )
