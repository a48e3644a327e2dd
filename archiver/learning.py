"""Learning from a portal's own pages, and reading anew what the lines learned change.

Every page is read with what is known at the time. What a run adds is learned at its end, and the articles
that hold a line learned then are read anew from the archive.
"""

from __future__ import annotations

from pathlib import Path

from archiver.flow import article_from_page
from archiver.learned import Learned, body_lines, learned_from
from archiver.learnedfile import keep_learned, read_learned
from archiver.media import read_from_archive
from archiver.models import Article, Record
from archiver.portal import Portal
from archiver.replay.comparing import changed_fields, read_anew
from archiver.replay.pages import page_in
from archiver.store import Folder, PortalStore
from archiver.warc import locate_in
from archiver.warc.reader import read_record


class Lesson(Record, frozen=True, kw_only=True):
    """What was learned, and what that changed."""

    learned: Learned
    new_lines: tuple[str, ...] = ()
    """Lines that were not known before, folded, the most frequent first."""
    reread: int = 0
    """Articles that were read anew."""


def learn(store: PortalStore, portal: Portal, folder: Folder) -> Lesson:
    """Learn from the articles of a store, keep it in the portal's folder, and read anew what it changes.

    `folder` holds the archive; the store may be one that is being rebuilt elsewhere.
    Raises UnreadableInput where what is kept there cannot be read, StorageError.
    """
    before = read_learned(folder.root, portal.id)
    learned = learned_from(store.articles(), before)
    new = tuple(line for line in learned.lines if line not in before.lines)
    if not new:
        return Lesson(learned=learned)
    knowing = portal.knowing(learned)
    holding = _holding(store, learned)
    changed = [line for article in holding if (line := _anew(article, knowing, folder.warc))]
    for line in changed:
        store.reread(line)
    store.commit()
    keep_learned(folder.root, learned)
    return Lesson(learned=learned, new_lines=new, reread=len(changed))


def _holding(store: PortalStore, learned: Learned) -> list[Article]:
    """Return the present articles, read by no rules, whose text begins or ends with a learned line."""
    return [
        article
        for article in store.articles()
        if article.extractor.layout is None and any(learned.edges(body_lines(article.body)))
    ]


def _anew(article: Article, portal: Portal, folder: Path) -> Article | None:
    """Return the version's line as it reads with what was learned; None where that changes nothing."""
    capture = article.capture
    if capture.warc is None or capture.offset is None:
        return None
    response = read_record(folder / capture.warc, capture.offset, locate=locate_in(folder))
    page = page_in(response, portal)
    outcome = read_from_archive(article_from_page(page, portal), portal, folder) if page else None
    if not isinstance(outcome, Article) or outcome.id != article.id:
        return None
    line = read_anew(article, outcome)
    return line if changed_fields(article, line) else None
