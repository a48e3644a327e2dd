"""An archive read again, and imported, against FastWARC and a bare lxml parse of the same file.

`python -m tests.bench.replay [small|portal]` prints the figures of the demo portal's pages of 16 KB, or of
pages of a portal's size; with a job's name and a folder it runs that job alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import typer
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archiver.commands.importing import import_files
from archiver.demo import truth
from archiver.demo.site import DemoSite
from archiver.extract.document import parse_page
from archiver.replay import replay
from archiver.replay.reading import Job
from archiver.warc import Exchange, WarcWriter, read_records
from tests.archiver.archiving import HEADERS, HOME, HOST, PORT, PORTAL, START, job_in
from tests.bench.measure import Cost, cost_of, median
from tests.eval.portalsize import portal_samples

SIZES = {"small": (1_000, 5_000), "portal": (200, 1_000)}
"""Pages in the archive: speed is that of the pages between the two, without what starting costs."""
ROUNDS = 3
ME = [sys.executable, "-m", "tests.bench.replay"]
GZIP = 31


def main(kind: str) -> None:
    """Print pages a second of each job, its ratio, and peak memory at each size."""
    folder = Path(tempfile.mkdtemp(prefix="bench-replay-"))
    try:
        for size in SIZES[kind]:
            # In a process of its own: what this one holds counts as memory of those that it starts.
            cost_of([*ME, "write", str(_made(folder / str(size))), kind, str(size)])
        costs: dict[int, dict[str, list[Cost]]] = {size: {name: [] for name in JOBS} for size in SIZES[kind]}
        for _ in range(ROUNDS):
            for size, by_name in costs.items():
                for name, found in by_name.items():
                    found.append(cost_of([*ME, name, str(folder / str(size))]))
        few, many = ({name: median(found) for name, found in costs[size].items()} for size in SIZES[kind])
        _report(few, many, SIZES[kind])
    finally:
        shutil.rmtree(folder)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _small() -> list[bytes]:
    site = DemoSite(HOST, PORT)
    replies = [site.respond("GET", article.path, HEADERS) for article in truth()]
    return [gzip.decompress(reply.body) for reply in replies if reply.header("Content-Encoding") == "gzip"]


def _portal_sized() -> list[bytes]:
    return [sample.page.body for sample in portal_samples() if sample.platform == "dnict"]


PAGES: dict[str, Callable[[], list[bytes]]] = {"small": _small, "portal": _portal_sized}


def _write(job: Job, size: int, pages: list[bytes]) -> None:
    """Archive `size` different article pages, one a second."""
    job.warc.mkdir(parents=True)
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
                lxml.html.document_fromstring(zlib.decompress(record.reader.read(), GZIP))


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


def importing(folder: Path) -> None:
    """Import the WARC files into an archive and records of their own."""
    into = Path(tempfile.mkdtemp(prefix="bench-import-"))
    try:
        with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(typer.Exit):
            import_files(PORTAL, list(_warcs(folder)), None, into, [folder / "portals"])
        assert (into / PORTAL / "articles.jsonl").stat().st_size > 0
    finally:
        shutil.rmtree(into)


JOBS: dict[str, Callable[[Path], None]] = {
    "floor": floor,
    "reading": reading,
    "replay-1": lambda folder: whole(folder, 1),
    "import": importing,
    "replay-2": lambda folder: whole(folder, 2),
}


def _report(few: dict[str, Cost], many: dict[str, Cost], sizes: tuple[int, int]) -> None:
    """Print the figures: processor time of one process; two processes are told by the clock on the wall."""
    pages = sizes[1] - sizes[0]
    speed = {name: pages / (many[name].cpu - few[name].cpu) for name in JOBS if name != "replay-2"}
    print(f"median of {ROUNDS} rounds, each a process of its own; pages a second of processor time")
    print(f"{'':10}{'pages/s':>9}{'to floor':>10}" + "".join(f"{f'MB at {size}':>13}" for size in sizes))
    for name, rate in speed.items():
        share = rate / speed["floor"]
        print(f"{name:10}{rate:9.0f}{share:10.0%}{few[name].peak:13.0f}{many[name].peak:13.0f}")
    one, two = (many[name].wall - few[name].wall for name in ("replay-1", "replay-2"))
    print(f"two processes, by the clock: {one / two:.2f}× one")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "write":
        _write(job_in(Path(sys.argv[2])), int(sys.argv[4]), PAGES[sys.argv[3]]())
    elif len(sys.argv) > 2:
        JOBS[sys.argv[1]](Path(sys.argv[2]))
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else "small")
