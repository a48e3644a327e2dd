"""What the spider hands to the pipelines."""

from __future__ import annotations

import dataclasses

from archiver.extract.document import Document
from archiver.models import Article, Moved, Outcome


@dataclasses.dataclass(kw_only=True)
class FetchedPage:
    """A page of the portal, parsed and read."""

    document: Document
    asked_url: str
    """The address that the spider asked for; the document's own is where redirects ended."""
    outcome: Outcome
    """What the road made of it."""
    moved: Moved | None = None
    """What is recorded of a page that leads away from the article that was asked for."""
    completed: Article | None = None
    """The present version of the article, where files that its line lacks have come."""
    etag: str | None = None
    last_modified: str | None = None
    feed: str | None = None
    """The address, where it was asked for as that of a feed or sitemap."""
    place: int = 0
    """Its place among the pages of the run, in the order of archiving: they are recorded in this order."""
