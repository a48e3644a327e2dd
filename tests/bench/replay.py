"""Reading an archive again against FastWARC and a bare lxml parse of the same file; memory at two sizes.

`python -m tests.bench.replay` prints the figures; the same with a job's name runs that job alone.
"""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archiver.demo import truth
from archiver.demo.site import DemoSite
from archiver.extract.document import parse_page
from archiver.replay import replay
from archiver.replay.reading import Job
from archiver.warc import Exchange, WarcWriter, read_records
from archiver.warc.decoding import decoded
from tests.archiver.archiving import HEADERS, HOME, HOST, PORT, START, job_in
from tests.bench.measure import Cost, cost_of, median

SIZES = (1_000, 10_000)
ROUNDS = 3
ME = [sys.executable, "-m", "tests.bench.replay"]


def main() -> None:
    """Print pages a second of each job, its ratio, and peak memory at each size."""
    folder = Path(tempfile.mkdtemp(prefix="bench-replay-"))
    try:
        for size in SIZES:
            job = job_in(_made(folder / str(size)))
            _write(job, size)
        few, many = (folder / str(size) for size in SIZES)
        idle = {name: median([cost_of([*ME, name, str(few)]) for _ in range(ROUNDS)]) for name in JOBS}
        full = {name: median([cost_of([*ME, name, str(many)]) for _ in range(ROUNDS)]) for name in JOBS}
        _report(idle, full)
    finally:
        shutil.rmtree(folder)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _write(job: Job, size: int) -> None:
    """Archive `size` different article pages of the demo portal, one a second."""
    job.warc.mkdir(parents=True)
    site = DemoSite(HOST, PORT)
    replies = [site.respond("GET", article.path, HEADERS) for article in truth()]
    pages = [gzip.decompress(reply.body) for reply in replies if reply.header("Content-Encoding") == "gzip"]
    with WarcWriter(job.warc, job.portal, operator="", robots="", now=lambda: START) as writer:
        for number in range(size):
            body = gzip.compress(pages[number % len(pages)] + b"<!-- %d -->" % number, 6, mtime=0)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=UTF-8\r\nContent-Encoding: gzip\r\n"
            writer.write_exchange(
                Exchange(
                    url=f"{HOME}/chi-tiet-tin-tuc?dinhdanh={number}",
                    fetched_at=START + dt.timedelta(seconds=number),
                    request=b"GET / HTTP/1.1\r\n\r\n",
                    response=head + b"Content-Length: %d\r\n\r\n" % len(body) + body,
                )
            )


def _warcs(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("data/*/warc/*.warc.gz"))


def floor(folder: Path) -> None:
    """Read with FastWARC and parse with lxml, no more."""
    for path in _warcs(folder):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
                body = record.reader.read()
                encoding = record.http_headers.get("Content-Encoding") if record.http_headers else None
                lxml.html.document_fromstring(decoded(body, encoding or ""))


def reading(folder: Path) -> None:
    """Read with our reader, to the page decoded and parsed."""
    for path in _warcs(folder):
        for response in read_records(path):
            parse_page(response.page("live"))


def whole(folder: Path, jobs: int) -> None:
    """Replay, from the archive to what differs from the records."""
    job = Job(data=folder / "data", portal="minh_hoa", folders=(folder / "portals",))
    summary = replay(job, jobs=jobs)
    assert len(summary.new) == summary.articles > 0


JOBS: dict[str, Callable[[Path], None]] = {
    "floor": floor,
    "reading": reading,
    "replay-1": lambda folder: whole(folder, 1),
    "replay-2": lambda folder: whole(folder, 2),
}


def _report(few: dict[str, Cost], many: dict[str, Cost]) -> None:
    """Print the figures; speed is that of the pages between the two sizes, without what starting costs."""
    pages = SIZES[1] - SIZES[0]
    speed = {name: pages / (many[name].wall - few[name].wall) for name in JOBS}
    print(f"median of {ROUNDS} rounds, each a process of its own")
    print(f"{'':10}{'pages/s':>9}{'to floor':>10}" + "".join(f"{f'MB at {size}':>13}" for size in SIZES))
    for name in JOBS:
        share = speed[name] / speed["floor"]
        print(f"{name:10}{speed[name]:9.0f}{share:10.0%}{few[name].peak:13.0f}{many[name].peak:13.0f}")
    print(f"two processes: {speed['replay-2'] / speed['replay-1']:.2f}× one")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        JOBS[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
