"""Recovery from Common Crawl: a portal that is gone, rebuilt by index calls and ranges of WARC files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow
import pyarrow.parquet
import pytest

from archiver.webarchives.provenance import source_of
from tests.commandline import complaints
from tests.spiders.pulls import Portal
from tests.spiders.standins import Archive, pywb


def test_ranges_of_warc_files_give_back_every_record_and_nothing_is_fetched_twice(
    live: Portal, tmp_path: Path
) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs, page=90) as archive:
        files = ["--files", f"{archive.url}/files"]
        done = portal.pull("commoncrawl", archive.url, *files)
        assert (done.returncode, complaints(done)) == (0, [])
        assert len(archive.fetched()) == len(set(archive.fetched())) == len(portal.captures())
        assert [path for path in archive.asked if "page=3" in path]
        archive.asked.clear()
        assert portal.pull("commoncrawl", archive.url, *files).returncode == 0
        assert archive.asked == []
    assert portal.records() == live.records()
    assert portal.quarantined() == live.quarantined()
    assert portal.withdrawn() == live.withdrawn()
    assert {line["source"] for line in portal.lines("observations.jsonl")} == {"commoncrawl"}
    assert {source_of(path.name) for path in portal.warcs.glob("*.warc.gz")} == {"commoncrawl"}


def test_index_of_pywb_in_the_form_of_common_crawl_is_read_page_by_page(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with pywb(tmp_path / "pywb", live.warcs, zipnum=True) as index, Archive(live.warcs) as archive:
        archive.api = f"{index}/cdx"
        done = portal.pull("commoncrawl", archive.url, "--files", f"{archive.url}/files")
    assert (done.returncode, complaints(done)) == (0, [])
    assert portal.records() == live.records()


def write_columnar(archive: Archive, path: Path) -> Path:
    """Write the captures of an archive as a file of the columnar index, another host's with them."""
    rows = [
        {
            "url_host_name": urlsplit(line.url).hostname,
            "url": line.url,
            "fetch_time": dt.datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC),
            "fetch_status": int(line.status or 200),
            "content_digest": line.digest.removeprefix("sha1:"),
            "content_mime_type": line.mime,
            "warc_filename": line.filename,
            "warc_record_offset": int(line.offset),
            "warc_record_length": int(line.length),
        }
        for _, time, line in archive.captures
    ]
    foreign = {**rows[0], "url_host_name": "khac.example", "url": "http://khac.example/chi-tiet?dinhdanh=1"}
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([*rows, foreign]), path)
    return path


def test_columnar_index_takes_the_place_of_the_index_server(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs) as archive:
        folder = tmp_path / "table" / "crawl=CC-MAIN-2025-30" / "subset=warc"
        write_columnar(archive, folder / "part-00000.gz.parquet")
        files = ["--files", f"{archive.url}/files", "--columnar", str(tmp_path / "table")]
        done = portal.pull("commoncrawl", archive.url, *files)
        assert (done.returncode, complaints(done)) == (0, [])
        assert archive.asked == archive.fetched()
        assert len(archive.asked) == len(set(archive.asked)) == len(portal.captures())
    assert portal.records() == live.records()
    assert portal.withdrawn() == live.withdrawn()


@pytest.mark.parametrize(
    ("options", "sentence", "code"),
    [
        (["--from", "commoncrawl", "--columnar", "{none}"], "is no Parquet file", 2),
        (["--from", "wayback", "--columnar", "{wrong}"], "give --from commoncrawl", 2),
        (["--from", "commoncrawl", "--columnar", "{wrong}"], "is no part of a columnar index", 1),
        (["--from", "commoncrawl", "--columnar", "{other}"], "is no part of a columnar index", 1),
    ],
)
def test_columnar_index_that_is_none_is_told_in_one_sentence(
    live: Portal, tmp_path: Path, options: list[str], sentence: str, code: int
) -> None:
    (tmp_path / "wrong.parquet").write_bytes(b"PAR1 no table PAR1")
    pyarrow.parquet.write_table(pyarrow.table({"x": [1]}), tmp_path / "other.parquet")
    names = {name: tmp_path / f"{name}.parquet" for name in ("none", "wrong", "other")}
    done = Portal(tmp_path / "data", live.portals).crawl(*(word.format(**names) for word in options))
    assert done.returncode == code
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_index_that_answers_with_errors_is_told_and_exits_1(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs) as archive:
        archive.turn_away = dict.fromkeys(range(1, 50), (400, ""))
        done = portal.pull("commoncrawl", archive.url)
    assert done.returncode == 1
    assert "the index of commoncrawl did not answer" in done.stdout


def test_capture_of_which_other_bytes_came_is_asked_for_again(live: Portal, tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data", live.portals)
    with Archive(live.warcs, page=10_000) as archive:
        archive.captures = archive.captures[:9]
        archive.shift = 1
        done = portal.pull("commoncrawl", archive.url, "--files", f"{archive.url}/files")
        assert done.returncode == 1
        assert "captures could not be fetched; run again" in done.stdout
        assert portal.captures() == []
        archive.shift = 0
        assert portal.pull("commoncrawl", archive.url, "--files", f"{archive.url}/files").returncode == 0
    assert len(portal.captures()) > 0


def test_index_that_was_cut_off_is_asked_to_its_end_whatever_the_order_of_the_hosts(
    live: Portal, tmp_path: Path
) -> None:
    (tmp_path / "portals").mkdir()
    for path in live.portals.glob("*.toml"):
        more = path.read_text(encoding="utf-8") + 'hosts = ["0.example"]\n'
        (tmp_path / "portals" / path.name).write_text(more, encoding="utf-8")
    portal = Portal(tmp_path / "data", tmp_path / "portals")
    with Archive(live.warcs, page=10_000) as archive:
        # The list of crawls; each host in the first crawl, which has nothing; one host in the second.
        archive.turn_away = {1 + 2 + 2 + 1: (400, "")}
        assert portal.pull("commoncrawl", archive.url, "--estimate").returncode == 1
        last = archive.asked.pop()
        archive.asked.clear()
        archive.turn_away = {}
        assert portal.pull("commoncrawl", archive.url, "--estimate").returncode == 0
    assert "2026-47" in last
    assert "url=0.example" in last
    assert last in archive.asked
