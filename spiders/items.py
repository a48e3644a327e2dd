"""What the spider hands to the pipelines."""

from __future__ import annotations

import dataclasses

from archiver.extract.document import Document
from archiver.models import Outcome


@dataclasses.dataclass(kw_only=True)
class FetchedPage:
    """A page of the portal, parsed, and what the pipelines made of it."""

    document: Document
    asked_url: str
    """The address that the spider asked for; the document's own is where redirects ended."""
    outcome: Outcome
    """What the road made of it."""
    etag: str | None = None
    last_modified: str | None = None
