"""What became of an address that was asked for: its page, or why there is none."""

from __future__ import annotations

from archiver.models import Page, Record


class Answer(Record, frozen=True, kw_only=True):
    """The answer to one question."""

    url: str
    """The address that was asked for."""
    page: Page | None = None
    """Null where it could not be had."""
    why: str = ""
    """One sentence, where there is no page: the address, and what stood against it."""
    is_final: bool = False
    """Whether a crawl would get none either: it is gone, forbidden, or no page."""
