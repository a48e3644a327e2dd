"""After a kill: what a run had archived and did not come to record is recorded, before anything is fetched.

So the records of a portal are those that a rebuild from its archive makes, and no page is fetched again for
its record alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from archiver.keeping import open_store
from archiver.learnedfile import read_learned
from archiver.media import complete_present
from archiver.models import Listing, NotAnArticle
from archiver.plan import following_page
from archiver.portal import Portal
from archiver.rebuild import note_answer
from archiver.recording import due_again, observe_listing
from archiver.replay.chunks import Chunk
from archiver.replay.reading import Answer, Following, answer_of, responses_in
from archiver.store import PortalStore
from archiver.webarchives.provenance import source_of


def open_caught_up(data: Path, portal: Portal) -> tuple[PortalStore, Portal]:
    """Return the portal's store with its lock held, and the portal with what its own pages taught.

    In the store is what a killed run had archived. Raises PortalBusy, StorageError; UnreadableInput where
    what was learned cannot be read.
    """
    store = open_store(data, portal.id)
    try:
        knowing = portal.knowing(read_learned(store.folder.root, portal.id))
        recorded = catch_up(store, knowing)
    except BaseException:
        store.close()
        raise
    if recorded:
        logging.getLogger("archiver").warning(
            "%s: %d pages were archived and not recorded when the last run was killed; they are now",
            portal.id,
            recorded,
        )
    return store, knowing


def catch_up(store: PortalStore, portal: Portal) -> int:
    """Record what the files that a killed run left open hold beyond the records; return how many pages.

    Pages that are no articles stay to be asked for; where a listing leads is noted all the same, for once the
    articles that were found by it are recorded, nothing on it looks new. After the loss of the index articles
    are due again. Raises StorageError.
    """
    due_again(store, portal.facts.reread)
    recorded = 0
    for name in store.left_open:
        if source_of(name) != "live":
            continue
        for answer in _beyond(store, name, portal):
            recorded += _recorded(store, answer, portal)
    store.left_open = ()
    if recorded:
        store.commit()
    return recorded


def _beyond(store: PortalStore, name: str, portal: Portal) -> Iterator[Answer]:
    """Yield the answers of a WARC file after the last one that was recorded."""
    path, offset = store.folder.warc / name, store.last_recorded(name)
    following, chunk = Following(store, portal), Chunk(path=path, start=max(offset, 0), end=None)
    for response in responses_in(chunk, path.parent, []):
        if response.offset > offset:
            yield following.followed(answer_of(response, portal, path.parent))


def _recorded(store: PortalStore, answer: Answer, portal: Portal) -> bool:
    """Record one answer as the crawl would have, and return whether it was a page."""
    outcome = answer.outcome
    if answer.moved is not None:
        note_answer(store, answer, portal.facts.reread)
        return True
    if outcome is None:
        return False
    if isinstance(outcome, NotAnArticle):
        if outcome.listing:
            observe_listing(store, outcome.listing, answer.capture)
            _note_where_it_leads(store, outcome.listing, portal)
        return False
    complete_present(store, outcome, portal, store.folder.warc)
    note_answer(store, answer, portal.facts.reread)
    return True


def _note_where_it_leads(store: PortalStore, listing: Listing, portal: Portal) -> None:
    """Note the articles of a listing, and the page after it where one of them is new."""
    articles = [item.url for item in listing.items if portal.address(item.url)]
    following = following_page(
        listing.url,
        listing.next_pages,
        portal.addresses.numbers_left_out,
        counts_from=listing.counts_from,
    )
    if store.discover(articles) and following:
        store.discover([following])
        store.schedule(following, store.now())
