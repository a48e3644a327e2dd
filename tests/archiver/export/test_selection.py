from __future__ import annotations

import datetime as dt
import resource
from pathlib import Path

import msgspec
import pytest

from archiver.errors import UsageError
from archiver.export import asof
from archiver.export.gather import Archive
from archiver.export.manifest import read_manifest
from archiver.export.reading import rows
from archiver.export.selection import Selection, as_of_moment, in_order, portals_in
from archiver.export.snapshot import make_snapshot
from archiver.models import Article, Quarantined, Withdrawn
from archiver.portal import load_portal
from archiver.store import PortalReader, PortalStore
from archiver.store.database import micros
from archiver.store.histories import History, Version
from archiver.store.records import Reading
from tests.archiver.export.making import plan, snapshot
from tests.archiver.store import samples

CUT = dt.datetime(2025, 7, 2, tzinfo=dt.UTC)
EARLY, LATE = (dt.datetime(2025, 7, day, tzinfo=dt.UTC) for day in (1, 3))
BEFORE = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def store_with(data: Path, *outcomes: Article | Withdrawn | Quarantined) -> Path:
    with PortalStore.open(data, samples.PORTAL, now=samples.now) as store:
        for outcome in outcomes:
            store.record(outcome)
    return data


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2026-11-01", dt.datetime(2026, 11, 2, tzinfo=dt.UTC)),
        (" 2026-12-31 ", dt.datetime(2027, 1, 1, tzinfo=dt.UTC)),
        ("2026-11-01T12:00:00Z", dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)),
        ("2026-11-01T12:00:00+07:00", dt.datetime(2026, 11, 1, 5, tzinfo=dt.UTC)),
    ],
)
def test_day_is_taken_in_whole_and_a_moment_is_the_end(words: str, moment: dt.datetime) -> None:
    assert as_of_moment(words) == moment


@pytest.mark.parametrize(
    "words", ["", "hôm qua", "2026-13-01", "01/11/2026", "2026-11-01T12:00:00", "9999-12-31"]
)
def test_words_that_are_no_date_are_refused(words: str) -> None:
    with pytest.raises(UsageError, match="--as-of"):
        as_of_moment(words)


def version(number: int, first: dt.datetime | None, last: dt.datetime | None) -> Version:
    return Version(number, micros(first), micros(last), 0, 0)


def reading(number: int, time: dt.datetime) -> Reading:
    return Reading(id="demo:tin-1", time=time, status="published", view_count=1, own_visits=1, version=number)


@pytest.mark.parametrize(
    ("versions", "readings", "present", "last_seen"),
    [
        ([version(1, EARLY, EARLY)], [], 1, EARLY),
        ([version(1, EARLY, EARLY), version(2, LATE, LATE)], [], 1, EARLY),
        ([version(1, BEFORE, LATE)], [reading(1, BEFORE), reading(1, EARLY), reading(1, LATE)], 1, EARLY),
        ([version(1, EARLY, EARLY), version(2, BEFORE, BEFORE)], [], 1, EARLY),
        ([version(1, None, None), version(2, EARLY, EARLY)], [], 2, EARLY),
        ([version(1, None, None)], [], 1, None),
        ([version(1, LATE, LATE)], [], None, None),
    ],
)
def test_present_version_is_the_one_read_last_by_the_date(
    versions: list[Version], readings: list[Reading], present: int | None, last_seen: dt.datetime | None
) -> None:
    history = History("demo:tin-1", "https://demo.example/tin/bai-1", tuple(versions), tuple(readings))
    known = asof.known(history, Selection(as_of=CUT))
    found = known.present
    assert (found.number if found else None) == present
    assert (found.last_seen if found else 0) == micros(last_seen)


def test_article_that_was_found_gone_by_the_date_and_read_again_later_is_withdrawn(tmp_path: Path) -> None:
    later = samples.article(1, at=30)
    data = store_with(
        tmp_path / "data", later, samples.article(1, at=0), samples.withdrawn(1, at=1), samples.article(2)
    )
    found = {}
    for day in ("2025-07-01", "2025-07-02", "2025-07-31"):
        folder = snapshot(data, tmp_path / day, as_of=day, formats=("jsonl",))
        found[day] = [row.status for row in rows(folder, read_manifest(folder), "articles")]
    assert found == {
        "2025-07-01": ["published", "published"],
        "2025-07-02": ["withdrawn", "published"],
        "2025-07-31": ["published", "published"],
    }


def test_portal_is_told_with_the_units_that_came_after_its_own(tmp_path: Path) -> None:
    data = store_with(tmp_path / "data", samples.article(1))
    archive, folder = Archive(data, {samples.PORTAL: load_portal("quanuy_cam_le")}), tmp_path / "out"
    make_snapshot(archive, folder, plan(data, as_of="2025-07-31"))
    (row,) = rows(folder, read_manifest(folder), "portals")
    assert row.unit == "495"
    assert [(unit.code, unit.name) for unit in row.successors] == [
        ("20260", "Phường Cẩm Lệ"),
        ("20314", "Phường Hòa Xuân"),
        ("20305", "Phường An Khê"),
    ]


def test_portals_stand_in_the_order_of_their_articles_ids() -> None:
    assert in_order(["a_b", "a", "a1"]) == ["a1", "a", "a_b"]
    assert sorted(["a_b:1", "a:1", "a1:1"]) == ["a1:1", "a:1", "a_b:1"]


def test_data_folder_without_portals_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no portal's articles"):
        portals_in(tmp_path)


def test_folders_that_are_no_portals_are_not_taken_for_some(tmp_path: Path) -> None:
    for name, articles in (("hai_phong", "x"), ("hai_phong.bak", "x"), ("blocked", ""), ("empty", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "articles.jsonl").write_text(articles, encoding="utf-8")
    (tmp_path / "blocked" / "warc").mkdir()
    (tmp_path / "blocked" / "warc" / "1.warc.gz").touch()
    (tmp_path / "logs").mkdir()
    (tmp_path / "a.txt").touch()
    assert portals_in(tmp_path) == ["blocked", "hai_phong"]


def test_histories_hold_what_the_store_recorded(tmp_path: Path) -> None:
    store_with(tmp_path, *(samples.article(number) for number in range(1200)))
    with PortalReader.open_for_reading(tmp_path, samples.PORTAL) as reader:
        ids = [history.id for history in reader.histories()]
        parted = [history.id for part in reader.stretches(100, 1 << 20) for history in reader.histories(part)]
    assert ids == parted == sorted(f"demo:tin-{number}" for number in range(1200))


def test_article_gone_before_it_was_read_is_missing(tmp_path: Path) -> None:
    data = store_with(tmp_path / "data", samples.article(1), samples.withdrawn(2))
    folder = snapshot(data, tmp_path / "out", as_of="2025-07-31")
    (row,) = rows(folder, read_manifest(folder), "missing")
    assert (row.id, row.state, row.reason) == ("demo:tin-2", "withdrawn", "gone")


def test_view_count_beyond_64_bits_is_the_largest_that_fits(tmp_path: Path) -> None:
    data = store_with(tmp_path / "data", samples.article(1, views=10**30))
    folder = snapshot(data, tmp_path / "out", as_of="2025-07-31")
    (row,) = rows(folder, read_manifest(folder), "articles")
    assert row.view_count == row.last_view_count == 2**63 - 1


@pytest.mark.parametrize("body", ["\x00", "a\u2028b", "𝔳ă𝔫", "x" * 300_000, "|`\n\n# tiêu đề"])
def test_hostile_text_comes_through_whole(tmp_path: Path, body: str) -> None:
    odd = msgspec.structs.replace(samples.article(1, body=body), title=body[:900], authors=(body[:90],))
    data = store_with(tmp_path / "data", odd)
    for formats in (("parquet",), ("jsonl",)):
        folder = snapshot(data, tmp_path / formats[0], as_of="2025-07-31", formats=formats)
        (row,) = rows(folder, read_manifest(folder), "articles")
        assert (row.title, row.body, row.authors) == (odd.title, odd.body, odd.authors)


def test_damaged_line_is_left_out_and_told(tmp_path: Path) -> None:
    data = store_with(tmp_path / "data", samples.article(1), samples.article(2))
    log = data / samples.PORTAL / "articles.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"kind":"article"', b'"kind":"artikel"', 1))
    made = make_snapshot(Archive(data, {}), tmp_path / "out", plan(data, as_of="2025-07-31"))
    assert made.manifest.tables["articles"].rows == 1
    assert "1 damaged lines were skipped" in "".join(made.problems)


def test_more_portals_than_files_can_be_open_are_read(tmp_path: Path) -> None:
    data = store_with(tmp_path / "data", *(samples.article(number) for number in range(3)))
    for number in range(60):
        other = data / f"other{number}"
        other.mkdir()
        for log in ("articles.jsonl", "observations.jsonl"):
            lines = (data / samples.PORTAL / log).read_text(encoding="utf-8")
            (other / log).write_text(lines.replace(samples.PORTAL, other.name), encoding="utf-8")
        PortalStore.open(data, other.name, now=samples.now).close()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 160), hard))
    try:
        folder = snapshot(data, tmp_path / "out", as_of="2025-07-31", duplicates=False)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(list(rows(folder, read_manifest(folder), "portals"))) == 61
