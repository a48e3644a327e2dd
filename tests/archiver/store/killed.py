"""A writer that is killed: records readings of articles until it dies, each named on stdout once recorded."""

from __future__ import annotations

import sys
from pathlib import Path

from archiver.store import PortalStore
from archiver.store import store as module
from tests.archiver.store.samples import PORTAL, address, article, now, withdrawn

ARTICLES = 40


def main() -> None:
    data, first = Path(sys.argv[1]), int(sys.argv[2])
    module.COMMIT_RECORDS = 7
    with PortalStore.open(data, PORTAL, now=now) as store:
        print(f"open {int(store.rebuilt)}", flush=True)
        for at in range(first, first + 100_000):
            number = at % ARTICLES
            store.discover([address(number)])
            body = f"Đoạn {at // (3 * ARTICLES)} " * 200
            outcome = (
                withdrawn(number, at=at) if at % 17 == 0 else article(number, at=at, body=body, views=at)
            )
            store.record(outcome)
            print(at, flush=True)


if __name__ == "__main__":
    main()
