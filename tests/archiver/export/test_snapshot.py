from __future__ import annotations

import errno
import importlib.util
import os
import runpy
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from archiver.errors import StorageError, UsageError
from archiver.export import gather, pieces, writers, zstd
from archiver.export import snapshot as making
from archiver.export.gather import Archive
from archiver.export.manifest import read_manifest, sha256_of
from archiver.export.meanings import meanings
from archiver.export.reading import rows
from archiver.export.snapshot import make_snapshot
from archiver.export.tables import ALWAYS, KINDS
from archiver.store import PortalStore
from tests.archiver.export.demo_archive import AFTER_FIRST, EDITED, GONE
from tests.archiver.export.making import files_of, plan, snapshot
from tests.archiver.store import samples


def table_of(folder: Path, name: str) -> list[Any]:
    return list(rows(folder, read_manifest(folder), name))


def test_snapshot_made_again_is_the_same_byte_for_byte(archive: Path, first: Path, tmp_path: Path) -> None:
    again = snapshot(archive, tmp_path / AFTER_FIRST, as_of=AFTER_FIRST)
    assert files_of(again) == files_of(first)


def test_no_more_is_done_at_once_than_was_asked_for(
    archive: Path, first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    working, at_once = [], []

    def hashed(path: Path) -> str:
        working.append(path)
        at_once.append(len(working))
        time.sleep(0.01)  # for others to come meanwhile, were there any
        working.remove(path)
        return sha256_of(path)

    monkeypatch.setattr(making, "sha256_of", hashed)
    snapshot(archive, tmp_path / "out", as_of=AFTER_FIRST, since=first, jobs=1)
    assert len(at_once) > 10
    assert max(at_once) == 1


@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o700), (0o022, 0o755), (0o027, 0o750)])
def test_folder_of_a_snapshot_allows_what_the_umask_does(
    archive: Path, tmp_path: Path, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        made = snapshot(archive, tmp_path / "out", as_of=AFTER_FIRST)
    finally:
        os.umask(before)
    assert made.stat().st_mode & 0o777 == mode


def test_snapshot_is_the_same_after_the_index_was_lost(archive: Path, first: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(archive, data)
    for path in data.glob("*/index.sqlite*"):
        path.unlink()
    again = snapshot(data, tmp_path / AFTER_FIRST, as_of=AFTER_FIRST)
    assert files_of(again) == files_of(first)


def test_snapshot_of_an_old_date_knows_nothing_of_later_readings(first: Path) -> None:
    articles = table_of(first, "articles")
    assert {article.version for article in articles} == {1}
    assert {article.status for article in articles} == {"published"}
    assert all(f"{article.last_seen:%Y-%m-%d}" == "2025-06-28" for article in articles)
    assert all(f"{row.time:%Y-%m}" == "2025-06" for row in table_of(first, "observations"))
    assert all(f"{row.fetched_at:%Y-%m}" == "2025-06" for row in table_of(first, "captures"))


def test_later_snapshot_holds_edits_and_withdrawals(first: Path, second: Path) -> None:
    before, after = (table_of(folder, "versions") for folder in (first, second))
    assert len(after) == len(before) + len(EDITED) + len(GONE)
    articles = table_of(second, "articles")
    assert sum(article.status == "withdrawn" for article in articles) == len(GONE)
    assert sum(article.versions == 2 for article in articles) == len(EDITED) + len(GONE)
    assert [row.changed_fields for row in after if row.version == 2].count(("body",)) == len(EDITED)


@pytest.mark.parametrize("name", ["articles", "versions", "observations", "portals", "missing"])
def test_parquet_and_json_lines_hold_the_same(second: Path, name: str) -> None:
    lines = table_of(second, name)
    columns = pq.read_table(second / "data" / f"{name}.parquet").to_pylist()
    kind = KINDS[name].row
    assert [msgspec.convert(row, kind) for row in columns] == [
        msgspec.convert(msgspec.to_builtins(row), kind) for row in lines
    ]


@pytest.mark.parametrize("name", ALWAYS)
def test_every_line_holds_to_the_published_schema(second: Path, name: str) -> None:
    schema = msgspec.json.decode((second / "schemas" / f"{name}.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    with zstd.open_for_reading(second / "data" / f"{name}.jsonl.zst") as file:
        lines = file.read().splitlines()
    assert lines
    for line in lines[:40]:
        assert list(validator.iter_errors(msgspec.json.decode(line))) == []


def test_rows_stand_in_the_order_of_ids(second: Path) -> None:
    ids = [article.id for article in table_of(second, "articles")]
    assert ids == sorted(set(ids))


def test_parquet_is_typed(second: Path) -> None:
    schema = pq.read_schema(second / "data" / "articles.parquet")
    assert schema.field("published_date").type == pa.date32()
    assert schema.field("published_at").type == pa.timestamp("us", "Asia/Ho_Chi_Minh")
    assert schema.field("first_seen").type == pa.timestamp("us", "UTC")
    assert pa.types.is_list(schema.field("authors").type)
    assert pa.types.is_struct(schema.field("capture").type)


@pytest.mark.parametrize("name", KINDS)
def test_every_field_has_a_meaning(name: str) -> None:
    assert [field for field, meaning in meanings(KINDS[name].row).items() if not meaning] == []


def test_every_article_rests_on_a_capture_of_the_snapshot(second: Path) -> None:
    captures = {(row.portal, row.warc, row.offset, row.digest) for row in table_of(second, "captures")}
    for article in table_of(second, "articles"):
        capture = article.capture
        assert (article.portal, capture.warc, capture.offset, capture.digest) in captures


def test_article_read_with_others_or_alone_is_the_same_row(
    archive: Path, second: Path, tmp_path: Path
) -> None:
    documents = snapshot(
        archive, tmp_path / "documents", selection={"kinds": ("document",)}, duplicates=False
    )
    alone = table_of(documents, "articles")
    assert alone
    assert alone == [
        msgspec.structs.replace(row, duplicate_group=None, duplicate_first=None)
        for row in table_of(second, "articles")
        if row.kind == "document"
    ]


def test_snapshot_without_text_keeps_digests_and_holds_no_sentence(archive: Path, tmp_path: Path) -> None:
    folder = snapshot(archive, tmp_path / "bare", without_text=True, formats=("jsonl.plain",))
    for name in ("articles", "versions"):
        for line in (folder / "data" / f"{name}.jsonl").read_bytes().splitlines():
            row = msgspec.json.decode(line)
            assert row.keys().isdisjoint({"lead", "body"})
            assert all(image["caption"] is None for image in row["images"])
            assert row["text_sha256"] is not None or row["text_characters"] == 0


def test_chosen_fields_are_all_that_articles_have(archive: Path, tmp_path: Path) -> None:
    folder = snapshot(archive, tmp_path / "few", fields=("title", "published_date"))
    names = pq.read_schema(folder / "data" / "articles.parquet").names
    assert names == ["id", "portal", "title", "published_date", "version"]


@pytest.mark.parametrize(("partition", "part"), [("year", "2025"), ("portal", "demo")])
def test_parts_hold_what_the_whole_holds(
    archive: Path, second: Path, tmp_path: Path, partition: str, part: str
) -> None:
    folder = snapshot(archive, tmp_path / "parted", partition=partition)
    assert (folder / "data" / "articles.parquet" / f"{part}.parquet").is_file()
    assert table_of(folder, "articles") == table_of(second, "articles")


def test_small_groups_give_the_same_rows(
    archive: Path, second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "GROUP_ROWS", 7)
    folder = snapshot(archive, tmp_path / "grouped")
    assert pq.ParquetFile(folder / "data" / "articles.parquet").num_row_groups > 20
    assert table_of(folder, "versions") == table_of(second, "versions")


def test_sha256sum_agrees(second: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"],
        cwd=second,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_full_disk_leaves_nothing_behind(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: list[Any]) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pieces, "encoded_lines", full)
    with pytest.raises(StorageError, match="the disk is full"):
        snapshot(archive, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_target_that_is_not_empty_is_refused_and_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("của tôi", encoding="utf-8")
    with pytest.raises(UsageError, match="is not empty"):
        snapshot(archive, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_empty_target_is_taken(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert (snapshot(archive, tmp_path / "out") / "SHA256SUMS").is_file()


def test_date_before_the_first_listing_of_a_portal_without_articles_is_refused(
    archive: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(archive, tmp_path / "data"))
    for path in (data / "demo").glob("*.jsonl"):
        path.write_bytes(b"")
    (data / "demo" / "index.sqlite").unlink()
    with pytest.raises(UsageError, match="before the first capture, 2025-06-28"):
        snapshot(data, tmp_path / "out", as_of="2025-06-01")


def test_date_before_the_first_capture_of_known_time_is_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with PortalStore.open(data, samples.PORTAL, now=samples.now) as store:
        for found in (samples.article(1, at=0), samples.article(2, at=None, source="file")):
            store.record(found)
    made = make_snapshot(Archive(data, {}), tmp_path / "out", plan(data, as_of="2020-01-01"))
    assert made.manifest.tables["articles"].rows == 1
    assert any("before the first capture of known time, 2025-07-01" in notice for notice in made.notices)


def test_date_before_the_first_capture_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="before the first capture, 2025-06-28"):
        snapshot(archive, tmp_path / "out", as_of="2025-06-27")


def test_copy_of_a_portals_folder_is_refused(archive: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(archive, tmp_path / "data"))
    shutil.copytree(data / "demo", data / "demo_old")
    with pytest.raises(UsageError, match=r"demo_old: holds articles of 'demo', not of demo_old; move it"):
        snapshot(data, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_unknown_field_is_refused_with_the_nearest(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'titel' is no field of articles; did you mean 'title'"):
        snapshot(archive, tmp_path / "out", fields=("titel",))


def test_bodies_of_present_versions_are_in_articles_alone(second: Path) -> None:
    versions = table_of(second, "versions")
    assert [row.body for row in versions if row.present] == [None] * len(table_of(second, "articles"))
    assert all(row.body for row in versions if not row.present and row.kind == "article")
    assert {row.id for row in versions if not row.present} == {row.id for row in versions if row.version == 2}


@pytest.mark.parametrize("formats", [("parquet",), ("jsonl", "parquet")])
def test_threads_and_stretches_change_no_byte(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formats: tuple[str, ...]
) -> None:
    whole = snapshot(archive, tmp_path / "whole", formats=formats)
    monkeypatch.setattr(gather, "STRETCH", 17)
    assert files_of(snapshot(archive, tmp_path / "shared", formats=formats, jobs=2)) == files_of(whole)


def test_missing_library_is_one_sentence_that_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else found(name))
    with pytest.raises(
        UsageError, match=r"^snapshots need pyarrow: run 'make setup', or 'pip install pyarrow'$"
    ):
        runpy.run_module("archiver.export.__init__")
