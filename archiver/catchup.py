"""After a kill: what a run had archived and did not come to record is recorded, before anything is fetched.

So the records of a portal are those that a rebuild from its archive makes, and no page is fetched again for
its record alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archiver.media import complete_present
from archiver.models import NotAnArticle
from archiver.portal import Portal
from archiver.rebuild import note_answer
from archiver.recording import observe_listing
from archiver.replay.chunks import Chunk
from archiver.replay.reading import Answer, Following, answer_of, responses_in
from archiver.store import PortalStore
from archiver.webarchives.provenance import source_of


def catch_up(store: PortalStore, portal: Portal) -> int:
    """Record what the files that a killed run left open hold beyond the records; return how many pages.

    Pages that are no articles stay to be asked for: where they lead is noted only when they are read. Raises
    StorageError.
    """
    recorded = 0
    for name in store.left_open:
        if source_of(name) != "live":
            continue
        for answer in _beyond(store.folder.warc / name, store.last_recorded(name), portal):
            recorded += _recorded(store, answer, portal)
    store.left_open = ()
    if recorded:
        store.commit()
    return recorded


def _beyond(path: Path, offset: int, portal: Portal) -> Iterator[Answer]:
    """Yield the answers of a WARC file after the one at an offset."""
    following, chunk = Following(), Chunk(path=path, start=max(offset, 0), end=None)
    for response in responses_in(chunk, path.parent, []):
        if response.offset > offset:
            yield following.followed(answer_of(response, portal, path.parent))


def _recorded(store: PortalStore, answer: Answer, portal: Portal) -> bool:
    """Record one answer as the crawl would have, and return whether it was a page."""
    outcome = answer.outcome
    if outcome is None:
        return False
    if isinstance(outcome, NotAnArticle):
        if outcome.listing:
            observe_listing(store, outcome.listing, answer.capture)
        return False
    complete_present(store, outcome, portal, store.folder.warc)
    note_answer(store, answer, portal.facts.reread)
    return True
