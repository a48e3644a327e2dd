"""`archiver import`: what people kept, in every form, gives the records of a crawl."""

from __future__ import annotations

import contextlib
import gzip
import re
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.cli import main
from archiver.demo.site import DemoSite
from archiver.errors import UnreadableInput
from archiver.export.zstd import create
from archiver.importing import warcs
from archiver.importing.arc import captures_of_arc
from archiver.importing.files import captures_of, kind_of
from archiver.importing.mhtml import capture_of_mhtml
from archiver.importing.mirror import files_to_read
from archiver.portal import load_portal
from tests.archiver.importing.samples import (
    ARTICLES,
    HOME,
    TIME,
    message_of,
    write_arc,
    write_mhtml,
    write_mirrored,
    write_wacz,
    write_warc,
    write_wet,
)


class Imported:
    """What `archiver import demo` left in a folder."""

    def __init__(self, data: Path) -> None:
        self.root = data / "demo"

    def run(self, *paths: Path) -> int:
        sys.argv = ["archiver", "import", "demo", *map(str, paths), "--data", str(self.root.parent)]
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [msgspec.json.decode(line) for line in (self.root / name).read_bytes().splitlines()]

    @property
    def ids(self) -> set[str]:
        return {line["id"] for line in self.lines("articles.jsonl")}


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Imported:
    monkeypatch.setattr("sys.argv", [])
    return Imported(tmp_path / "data")


IDS = {f"demo:{article.key}" for article in ARTICLES}


def kept_as(form: str, folder: Path) -> Path:
    """Return a file that holds the three articles."""
    warc = write_warc(folder / form)
    match form:
        case "warc.gz":
            return warc
        case "warc":
            plain = folder / "kept.warc"
            plain.write_bytes(gzip.decompress(warc.read_bytes()))
            return plain
        case "packed as a whole":
            whole = folder / "whole.warc.gz"
            whole.write_bytes(gzip.compress(gzip.decompress(warc.read_bytes())))
            return whole
        case "warc.zst":
            packed = folder / "kept.warc.zst"
            with create(packed) as file:
                file.write(gzip.decompress(warc.read_bytes()))
            return packed
        case "wacz":
            return write_wacz(warc, folder / "kept.wacz")
    return write_arc(folder / f"kept.{form}", packed=form == "arc.gz")


@pytest.mark.parametrize(
    "form", ["warc.gz", "warc", "packed as a whole", "warc.zst", "wacz", "arc", "arc.gz"]
)
def test_every_capture_of_the_portal_is_taken_in_and_a_second_time_changes_nothing(
    imported: Imported, tmp_path: Path, form: str
) -> None:
    path = kept_as(form, tmp_path)
    assert imported.run(path) == 0
    assert imported.ids == IDS
    observed = imported.lines("observations.jsonl")
    assert {(line["source"], line["time"]) for line in observed} == {("file", f"{TIME:%Y-%m-%dT%H:%M:%SZ}")}
    size = sum(path.stat().st_size for path in (imported.root / "warc").glob("*.warc.gz"))
    assert imported.run(path) == 0
    assert imported.lines("observations.jsonl") == observed
    assert sum(path.stat().st_size for path in (imported.root / "warc").glob("*.warc.gz")) == size


def test_files_without_an_exchange_are_taken_in_once(imported: Imported, tmp_path: Path) -> None:
    text = tmp_path / "tin.txt"
    text.write_text(f"{ARTICLES[2].title}\nNgày đăng tin: 16/12/2017 Lượt xem: 107\n\nSáng nay họp.", "utf-8")
    host = HOME.removeprefix("http://")
    write_mirrored(tmp_path / "mirror" / "a.html", ARTICLES[1], f"{host}{ARTICLES[1].path}")
    wet = write_wet(tmp_path / "kept.warc.wet.gz", ARTICLES[0])
    files = (text, tmp_path / "mirror", wet, write_mhtml(tmp_path / "tin.mhtml", ARTICLES[0]))
    assert imported.run(*files) == 0
    kept = {path: path.read_bytes() for path in imported.root.glob("*.jsonl")}
    warcs = {path: path.stat().st_size for path in (imported.root / "warc").glob("*.warc.gz")}
    assert imported.run(*files) == 0
    assert {path: path.read_bytes() for path in imported.root.glob("*.jsonl")} == kept
    assert {path: path.stat().st_size for path in (imported.root / "warc").glob("*.warc.gz")} == warcs
    assert len(imported.lines("observations.jsonl")) == len(files)


def record_of(url: str, date: str, message: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(message)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + message + b"\r\n\r\n")


def packed(message: bytes) -> bytes:
    head, _, body = message.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join([*lines, b"Content-Encoding: gzip", b"", gzip.compress(body)])


def test_capture_of_an_unreadable_time_is_taken_in_without_one(imported: Imported, tmp_path: Path) -> None:
    path = tmp_path / "kept.warc.gz"
    url = f"{HOME}{ARTICLES[0].path}&từ=khóa"
    path.write_bytes(record_of(url, "hôm qua", packed(message_of(ARTICLES[0]))))
    assert imported.run(path) == 0
    (line,) = imported.lines("articles.jsonl")
    assert (line["title"], line["capture"]["fetched_at"]) == (ARTICLES[0].title, None)
    assert imported.run(path) == 0
    assert len(imported.lines("observations.jsonl")) == 1


def test_what_is_left_out_is_counted_and_named(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kept.warc.gz"
    time, message = "2019-07-07T01:02:03Z", message_of(ARTICLES[0])
    urls = ("http://khác.example/tin-tức", f"{HOME}/c/portal/login", "", f"{HOME}{ARTICLES[0].path}")
    path.write_bytes(b"".join(record_of(url, time, message) for url in urls[:3]))
    assert imported.run(path) == 1
    told = capsys.readouterr()
    assert "demo: 1 no page, 2 of other sites" in told.out
    assert "khác.example (1), no address (1)" in told.err
    assert f"{HOME}/c/portal/login (1)" in told.err
    path.write_bytes(b"".join(record_of(url, time, message) for url in urls))
    assert imported.run(path) == 0


def test_arc_capture_without_a_time_is_taken_in_and_what_is_no_response_is_told(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = kept_as("arc", tmp_path)
    path = tmp_path / "odd.arc"
    odd = f"{HOME}/x - 20190707010203 text/plain 3\ntin\n"
    undated = whole.read_bytes().replace(b"20190707010203 text/html", b"0 text/html", 1)
    path.write_bytes(odd.encode() + undated)
    assert imported.run(path) == 1
    assert "it is no HTTP response" in capsys.readouterr().err
    assert imported.ids == IDS
    assert None in {line["time"] for line in imported.lines("observations.jsonl")}


def test_same_captures_in_two_forms_are_taken_in_once(imported: Imported, tmp_path: Path) -> None:
    assert imported.run(kept_as("warc.gz", tmp_path), kept_as("arc", tmp_path)) == 0
    assert len(imported.lines("observations.jsonl")) == len(ARTICLES)


def test_captures_that_the_archive_lost_are_told_and_the_others_of_the_file_taken_in(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = gzip.decompress(write_warc(tmp_path / "warc").read_bytes())
    first = tmp_path / "first.warc"
    first.write_bytes(whole[: whole.index(b"WARC/1.1", whole.index(b"WARC-Type: response"))])
    assert imported.run(first) == 0
    for path in (imported.root / "warc").glob("*.warc.gz"):
        path.unlink()
    both = tmp_path / "both.warc"
    both.write_bytes(whole)
    assert imported.run(both) == 1
    assert "cannot be read (No such file or directory)" in capsys.readouterr().err
    assert imported.ids == IDS


def test_revisit_is_read_with_the_payload_that_it_refers_to(imported: Imported, tmp_path: Path) -> None:
    assert imported.run(write_warc(tmp_path / "warc", again=True)) == 0
    times = [line["time"][:4] for line in imported.lines("observations.jsonl")]
    assert sorted(times) == ["2019", "2019", "2019", "2020"]


def test_what_is_held_for_revisits_has_a_bound_in_bytes(
    imported: Imported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(warcs, "MOST_KEPT", sum(len(message_of(article)) for article in ARTICLES[:2]))
    assert imported.run(write_warc(tmp_path / "warc", again=True)) == 1
    assert "the payload that it refers to was not found before it" in capfd.readouterr().err
    times = [line["time"][:4] for line in imported.lines("observations.jsonl")]
    assert times == ["2019", "2019", "2019"]


def test_page_that_a_browser_saved_brings_its_address_and_time(imported: Imported, tmp_path: Path) -> None:
    assert imported.run(write_mhtml(tmp_path / "tin.mhtml", ARTICLES[0])) == 0
    (line,) = imported.lines("articles.jsonl")
    assert line["id"] == f"demo:{ARTICLES[0].key}"
    assert line["body"] == "\n\n".join(ARTICLES[0].body)
    assert line["capture"]["fetched_at"] == "2019-07-07T01:02:03Z"


def test_text_of_common_crawl_is_read_as_the_article_of_its_address(
    imported: Imported, tmp_path: Path
) -> None:
    assert imported.run(write_wet(tmp_path / "kept.warc.wet.gz", ARTICLES[0])) == 0
    (line,) = imported.lines("articles.jsonl")
    assert (line["id"], line["title"], line["view_count"]) == (
        f"demo:{ARTICLES[0].key}", ARTICLES[0].title, 107,
    )  # fmt: skip


def test_mirror_full_of_locale_loops_costs_one_read_a_page(imported: Imported, tmp_path: Path) -> None:
    host = HOME.removeprefix("http://")
    for article in ARTICLES:
        for loop in ("", *("/vi" * times for times in range(1, 8))):
            path = tmp_path / "mirror" / f"{article.key}{loop.replace('/', '_')}.html"
            write_mirrored(path, article, f"{host}{loop}{article.path}")
    files = sorted((tmp_path / "mirror").rglob("*.html"))
    chosen = list(files_to_read(files, load_portal("demo")))
    assert len(files) == 8 * len(ARTICLES)
    assert {path.stem for path in chosen} == {article.key for article in ARTICLES}
    assert imported.run(tmp_path / "mirror") == 0
    assert imported.ids == IDS
    assert len(imported.lines("observations.jsonl")) == len(ARTICLES)


def test_listing_saved_under_an_articles_address_with_a_locale_is_one_in_a_rebuild_too(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing = DemoSite("127.0.0.1", 8730).respond("GET", "/tin-tuc?danhmuc=5", {}).body
    listed = re.search(rb'"(/chi-tiet-tin-tuc[^"&]*)', listing)
    assert listed is not None
    address = f"{HOME.removeprefix('http://')}/vi{listed[1].decode()}"
    page = tmp_path / "mirror" / "page.html"
    page.parent.mkdir()
    page.write_bytes(
        listing + f"<!-- Mirrored from {address} by HTTrack, Sun, 07 Jul 2019 01:02:03 GMT -->".encode()
    )
    assert imported.run(page.parent) == 0
    assert "no article but a listing" in capsys.readouterr().err
    sys.argv = ["archiver", "rebuild", "demo", "--data", str(imported.root.parent)]
    with pytest.raises(SystemExit):
        main()
    assert "quarantine.jsonl: 0 lines, the same as before" in capsys.readouterr().out


def test_saved_page_of_another_site_is_refused_and_counted_as_such(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(
        b"<html><head><link rel='canonical' href='https://khac.example/tin-1'></head><body>Tin</body></html>"
    )
    assert imported.run(page) == 1
    told = capsys.readouterr()
    assert "demo: 1 refused" in told.out
    assert "is a page of https://khac.example/tin-1, not of portal demo" in told.err


def test_damaged_file_is_told_and_the_others_are_read(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = kept_as("arc", tmp_path)
    torn = tmp_path / "torn.arc"
    torn.write_bytes(whole.read_bytes()[:-500])
    assert imported.run(torn, write_mhtml(tmp_path / "tin.mhtml", ARTICLES[2])) == 1
    assert "torn.arc" in capsys.readouterr().err
    assert imported.ids == IDS


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"WARC/1.0\r\n", "x", "warc"),
        (b"filedesc://x", "x.bin", "arc"),
        (b"\x1f\x8b", "x.warc.gz", "warc"),
        (b"\x1f\x8b", "x.ARC.gz", "arc"),
        (b"PK\x03\x04 no zip", "x.html", "page"),
        (b"<html>", "x.mhtml", "page"),
        (b"From: <x>", "x.mht", "mhtml"),
        (b"Tin", "x.txt", "page"),
    ],
)
def test_kind_of_a_file_is_told_by_its_content_and_ending(
    tmp_path: Path, content: bytes, name: str, kind: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert kind_of(tmp_path / name) == kind


@pytest.mark.parametrize("content", [b"", b"From: x\r\n\r\nno page", b"Content-Type: multipart/x\r\n" * 30])
def test_mhtml_without_a_page_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.mhtml").write_bytes(content)
    with pytest.raises(UnreadableInput):
        capture_of_mhtml(tmp_path / "x.mhtml")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=400), form=st.sampled_from(["warc", "wacz", "arc", "mhtml"]))
def test_no_content_crashes_the_import(tmp_path: Path, content: bytes, form: Any) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with contextlib.suppress(UnreadableInput):
        list(captures_of(path, form, lambda _: True, lambda _: None))


@pytest.mark.parametrize(
    "trap",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 2000,
        b'Content-Type: multipart/related; a="' + b";" * 100_000 + b"\r\n\r\n",
        b'Content-Type: multipart/related; a="' + b";\r\n " * 100_000 + b"\r\n\r\n",
        b"Content-Type: multipart/related; boundary=a\r\n\r\n--a\r\n" * 30,
        b"Content-Type: multipart/related; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * 500_000,
        b"X: 1\r\n" * 2_000_000,
        b"X: 1\r\n" + b" 1\r" * 2_000_000,
    ],
    ids=[
        "letters in letters",
        "endless header",
        "endless folded header",
        "parts in parts",
        "many parts",
        "many headers",
        "header of many lines",
    ],
)
def test_trap_in_the_form_of_a_saved_page_is_refused_at_once(tmp_path: Path, trap: bytes) -> None:
    path = tmp_path / "a.mhtml"
    path.write_bytes(b"From: <Saved>\r\n" + trap + b"Content-Type: text/html\r\n\r\n<p>a</p>")
    began = time.process_time()
    with pytest.raises(UnreadableInput, match="nests too deeply"):
        capture_of_mhtml(path)
    assert time.process_time() - began < 10


def test_file_of_damage_names_some_places_and_counts_the_others(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %s\r\n\r\n\r\n\r\n"
    (tmp_path / "x.warc").write_bytes((record % b"x" + record % b"0") * 150)
    assert imported.run(tmp_path / "x.warc") == 1
    told = capsys.readouterr()
    assert told.err.count("skipped the record at byte") == 100
    assert "x.warc: 50 more of its records were skipped\n" in told.err
    assert "150 of other sites, 150 unreadable" in told.out


def test_long_addresses_are_named_by_their_beginning(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {HOME}/{'a' * 9000}"
    (tmp_path / "x.warc").write_text(f"{head}\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n")
    imported.run(tmp_path / "x.warc")
    assert len(capsys.readouterr().err) < 500


def test_body_that_cannot_be_unpacked_is_told(
    imported: Imported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = message_of(ARTICLES[0]).replace(b"Content-Type", b"Content-Encoding: br\r\nContent-Type", 1)
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {HOME}{ARTICLES[0].path}\r\n"
    head += f"WARC-Date: 2019-07-07T01:02:03Z\r\nContent-Length: {len(message)}\r\n\r\n"
    (tmp_path / "x.warc").write_bytes(head.encode() + message + b"\r\n\r\n")
    assert imported.run(tmp_path / "x.warc") == 1
    assert (
        "x.warc#0: its body cannot be unpacked, or grows too large; it is archived" in capsys.readouterr().err
    )


def test_link_in_a_folder_brings_in_nothing_from_outside(imported: Imported, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("Mật khẩu của tôi.", "utf-8")
    mirror = tmp_path / "mirror"
    write_mhtml(tmp_path / "tin.mhtml", ARTICLES[0])
    host = HOME.removeprefix("http://")
    write_mirrored(mirror / "a.html", ARTICLES[1], f"{host}{ARTICLES[1].path}")
    (mirror / "b.txt").symlink_to(own)
    (mirror / "c.mhtml").symlink_to(tmp_path / "tin.mhtml")
    (mirror / "d.html").symlink_to("a.html")
    (mirror / "e").symlink_to(tmp_path)
    assert imported.run(mirror) == 0
    assert imported.ids == {f"demo:{ARTICLES[1].key}"}
    archived = b"".join(gzip.decompress(path.read_bytes()) for path in imported.root.glob("warc/*.warc.gz"))
    assert "Mật khẩu".encode() not in archived


def test_arc_ends_where_it_is_damaged_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.arc"
    message = message_of(ARTICLES[0])
    line = f"{HOME}{ARTICLES[0].path} - 20190707010203 text/html {len(message)}\n".encode()
    path.write_bytes(line + message + b"\nno line of facts\n" + line + message)
    skipped: list[object] = []
    (kept,) = captures_of_arc(path, lambda _: True, skipped.append)
    assert kept.exchange
    assert kept.exchange.response == message
    assert len(skipped) == 1
