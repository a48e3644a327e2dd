"""Speed and memory of a snapshot: `python -m tests.bench.export [--articles N] [--rounds N] [--folder DIR]`.

Beside them the floor: what the libraries alone take to write the same tables from memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from archiver.export import zstd
from archiver.export.manifest import read_manifest
from archiver.export.tables import table_of
from archiver.export.writers import parquet_settings
from archiver.models import Article, Attachment, Capture, Extractor, Image
from archiver.store import PortalStore
from archiver.store.log import encoded
from archiver.store.records import Reading
from tests.archiver.export.questions import questions
from tests.bench.measure import Cost, median, whole_cost_of

ROUNDS = 5
TARGET_SPEED = 20_000
TARGET_PEAK = 500
AS_OF = "2026-11-01"
SYLLABLES = (
    "đảng ủy quận phường xã hội nghị đại biểu nhân dân cán bộ chi bộ công tác xây dựng kiểm tra giám sát "
    "tuyên truyền vận động đoàn thể thanh niên phụ nữ nông thôn mới kinh tế văn hóa quốc phòng an ninh "
    "nhiệm kỳ báo cáo kế hoạch chương trình thực hiện kết quả nhiệm vụ giải pháp trọng tâm"
)
WORDS = SYLLABLES.split(" ")
FIRST = dt.date(2010, 1, 4)
DAYS = 6_000
SEEN = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)


def synthetic(number: int, chance: random.Random) -> Article:
    """Return an article of about 2,000 characters; every hundredth repeats the text of the one before it."""
    source = random.Random(number - 1) if number % 100 == 1 else chance  # noqa: S311 - no secret
    paragraphs = [" ".join(source.choices(WORDS, k=90)).capitalize() + "." for _ in range(5)]
    day = FIRST + dt.timedelta(days=number % DAYS)
    return Article(
        id=f"bench:tin-{number:08}", portal="bench",
        url=f"https://bench.example/tin/{number}", kind="article",
        title=" ".join(chance.choices(WORDS, k=12)).capitalize(), lead=None,
        body="\n\n".join(paragraphs), authors=(f"Người Viết {number % 300}",), poster="Quản trị", source=None,
        section=("Tin tức", f"Mục {number % 9}"), tags=("xây dựng Đảng",),
        published_date=day, published_at=None,
        published_raw=f"{day:%d/%m/%Y}", updated_date=None, updated_at=None, updated_raw=None,
        view_count=number % 9000, images=(Image(url=f"https://bench.example/anh/{number}.jpg"),),
        attachments=(Attachment(url=f"https://bench.example/{number}.pdf"),) if number % 20 == 0 else (),
        language="vi", status="published", version=1, content_sha256="", first_seen=SEEN, last_seen=SEEN,
        capture=Capture(source="live", fetched_at=SEEN, http_status=200, warc="bench.warc.gz",
                        offset=number * 9000,
                        digest="sha1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        extractor=Extractor(platform="dnict", layout="tintuc", version="1.00000000"), problems=(),
    )  # fmt: skip


def lines(count: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the log lines of each article and of its reading."""
    for number in range(count):
        article = synthetic(number, random.Random(number))  # noqa: S311 - as above
        reading = Reading(
            id=article.id, time=SEEN, status="published", view_count=article.view_count, own_visits=1,
            warc=article.capture.warc, offset=article.capture.offset, version=1,
        )  # fmt: skip
        yield encoded(article), encoded(reading)


def build(data: Path, count: int) -> None:
    """Write the archive of one portal: its logs, then the index from them."""
    folder = data / "bench"
    folder.mkdir(parents=True)
    with (
        (folder / "articles.jsonl").open("wb") as articles,
        (folder / "observations.jsonl").open("wb") as readings,
    ):
        for article, reading in lines(count):
            articles.write(article)
            readings.write(reading)
    PortalStore.open(data, "bench", now=lambda: SEEN).close()


def export(data: Path, out: Path, *options: str) -> Cost:
    """Make a snapshot in processes of its own and return its cost."""
    program = "from archiver.cli import main; main()"
    words = ["export", "--as-of", AS_OF, "--data", str(data), "--out", str(out), *options]
    return whole_cost_of([sys.executable, "-c", program, *words])


def ask(out: Path) -> Iterator[float]:
    """Yield the seconds that each question of docs/datasets.md takes."""
    connection = duckdb.connect()
    connection.execute(f"SET file_search_path = '{out}'")
    for question in questions():
        started = time.perf_counter()
        connection.sql(question.sql).fetchall()
        yield time.perf_counter() - started


def floor(out: Path, scratch: Path) -> float:
    """Return the CPU seconds that Arrow and Zstandard take to write a snapshot's tables, without ours."""
    plan = read_manifest(out).plan
    seconds = 0.0
    for path in sorted((out / "data").glob("*.parquet")):
        source = pq.ParquetFile(path)
        settings = parquet_settings(table_of(plan, path.stem))
        with pq.ParquetWriter(scratch, source.schema_arrow, **settings) as writer:
            for group in range(source.num_row_groups):
                rows = source.read_row_group(group, use_threads=False)
                started = time.process_time()
                writer.write_table(rows, row_group_size=len(rows))
                seconds += time.process_time() - started
    for path in sorted((out / "data").glob("*.jsonl.zst")):
        with zstd.open_for_reading(path) as lines, zstd.create(scratch) as file:
            while some := lines.read(4 << 20):
                started = time.process_time()
                file.write(some)
                seconds += time.process_time() - started
    scratch.unlink()
    return seconds


def report(count: int, rounds: int, folder: Path) -> None:
    """Print what a snapshot of so many articles costs: the median of its rounds."""
    data = folder / f"data-{count}"
    build(data, count)
    for name, options in (("plain", ("--without-duplicates",)), ("with duplicates", ())):
        costs, floors = [], []
        for number in range(rounds):
            out = folder / f"{count}-{name.replace(' ', '-')}-{number}"
            costs.append(export(data, out, *options))
            floors.append(floor(out, folder / "floor"))
            assert read_manifest(out).tables["articles"].rows == count
            if number < rounds - 1:
                shutil.rmtree(out)
        _print(f"{count:>9,} articles, {name:16}", count, costs, floors)
    slowest = max(ask(out), default=0.0)
    print(f"{count:>9,} articles, the slowest of {len(questions())} questions: {slowest:.2f} s (target 1)")
    shutil.rmtree(data)


def _print(what: str, count: int, costs: list[Cost], floors: list[float]) -> None:
    cost, least = median(costs), statistics.median(floors)
    speeds = sorted(count / one.wall for one in costs)
    print(
        f"{what} {count / cost.wall:>8,.0f} articles/s (target {TARGET_SPEED:,}; {len(costs)} rounds, "
        f"{speeds[0]:,.0f} to {speeds[-1]:,.0f}), {cost.cpu / count * 1e6:.0f} µs CPU an article, "
        f"{cost.cpu / least:.1f} times the {least / count * 1e6:.0f} that Arrow and Zstandard take to write "
        f"it, {cost.peak:.0f} MB at most (target {TARGET_PEAK})",
        flush=True,
    )


def main() -> None:
    """Print speed and memory at the number of articles asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, action="append", help="default 100000; may be repeated")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="of which the median is told (%(default)s)"
    )
    parser.add_argument("--folder", type=Path, help="where to write, some GB at a million")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-export-", dir=asked.folder))
    try:
        for count in asked.articles or [100_000]:
            report(count, asked.rounds, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
