"""Pages that say, at HTTP 200, that their article is gone."""

from __future__ import annotations

from archiver.extract.document import Document
from archiver.html import visible_text
from archiver.normalise.text import fold, tidy
from archiver.portal import Portal

LONGEST = 300
"""The sentence stands alone; a longer text that holds these words is about something else."""


def words_of_withdrawal(document: Document, portal: Portal) -> str | None:
    """Return the words by which the page says that its article is gone, or None.

    They count only where the platform file says that they stand, and there only as the whole of a short text.
    """
    if document.tree is None or not portal.gone_words:
        return None
    for selector in portal.gone_in:
        for element in selector.found(document.tree):
            text = tidy(visible_text(element))
            if len(text) <= LONGEST and any(words in fold(text) for words in portal.gone_words):
                return text
    return None
