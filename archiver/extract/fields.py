"""What a page says, before any of it is understood: the raw fields of an article."""

from __future__ import annotations

import dataclasses

from lxml import etree

PLAIN_TEXT = "text"
"""The layout of plain text, which nobody would hand over for anything but an article."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RawFields:
    """The fields of one page as they stand there; empty where the page has none."""

    layout: str | None
    titles: tuple[str, ...] = ()
    """Every distinct title that the rules found; more than one is an error."""
    lead: str | None = None
    authors: tuple[str, ...] = ()
    poster: str | None = None
    source: str | None = None
    published: str | None = None
    updated: str | None = None
    views: str | None = None
    metadata: tuple[str, ...] = ()
    """Lines whose labelled words hold what the fields above lack."""
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    body: tuple[etree._Element, ...] = ()
    """The elements that hold the text."""
    dropped: frozenset[etree._Element] = frozenset()
    """Elements inside the body that are not the article's."""
    loose: tuple[str, ...] = ()
    """Lines above and below the text, in one element with it, that are not the article's."""
    body_text: tuple[str, ...] = ()
    """Paragraphs, where the body was found as text."""
    attachments: tuple[etree._Element, ...] = ()
    has_video: bool = False
    trusts_structured_data: bool = False
    """What the page states in JSON-LD or meta elements fills what the rules did not find."""
    fallback: bool = False
    stands_alone: bool = False
    """Title, text and address show an article, though no metadata does."""
    is_placed: bool = False
    """The page's structure shows the article, too, though its body is another reader's."""
    kept: bool = False
    """Somebody kept the page for an article: it needs no metadata to be one."""
    problems: tuple[str, ...] = ()

    @property
    def looks_like_article(self) -> bool:
        """Return whether a page of unknown address is an article: it has title, body and metadata."""
        has_body = bool(self.body or self.body_text or self.attachments or self.has_video)
        has_metadata = bool(self.published or self.views or self.metadata)
        is_sure = self.stands_alone or self.kept or self.layout == PLAIN_TEXT
        return bool(self.titles) and has_body and (has_metadata or is_sure)
