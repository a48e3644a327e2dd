"""`archiver crawl --all-due`: the portals that are due, one run at a time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from archiver.disk import storage_error
from archiver.interval import in_words
from archiver.keeping import utc_now
from archiver.portal import Portal, load_sound_portals
from archiver.store.folder import Folder
from archiver.store.lock import Lock
from archiver.watched import Watched

LOCK = "all-due.lock"


class _AllDue(Folder):
    """The data folder: its lock says which run takes care of all that is due."""

    @property
    def lock(self) -> Path:
        return self.root / LOCK


@contextlib.contextmanager
def due(
    data: Path, folders: Sequence[Path], among: Sequence[str] = ()
) -> Iterator[tuple[list[Portal], list[str]]]:
    """Yield the portals that are due, the longest due first, and the mistakes in the files of others.

    Only those `among` the ids, where there are some.
    Raises PortalBusy where another such run is at work, StorageError where the data folder cannot be used.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(data, error) from error
    now = utc_now()
    lock = Lock(_AllDue(root=data, portal="crawl --all-due"), now)
    try:
        watched = Watched.of(data, folders)
        wanted = [name for name in watched.due(now) if not among or name in among]
        portals, mistakes = load_sound_portals(wanted, folders)
        yield portals, [*watched.mistakes, *mistakes]
    finally:
        lock.release()


def nothing_due(data: Path, folders: Sequence[Path], among: Sequence[str] = ()) -> str:
    """Return the sentence that says that nothing is due, and when something will be."""
    now = utc_now()
    every = Watched.of(data, folders).health(now)
    moments = [one.next_due for one in every if one.next_due and (not among or one.portal in among)]
    if not moments:
        return "nothing is ever due; see 'every' and 'status' in the portal files"
    return f"nothing is due; the next portal is in {in_words(min(moments) - now)}"


def tell_mistakes(mistakes: Sequence[str]) -> bool:
    """Say each mistake on stderr and return whether there is one."""
    for mistake in mistakes:
        sys.stderr.write(f"archiver: {mistake}\n")
    return bool(mistakes)
