from __future__ import annotations

import errno
import io
import os
import zlib
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator

from archiver.errors import StorageError
from archiver.warc import Earlier, locate_in, read_record, read_records
from archiver.warc.cdxj import lines_of_url, parse_line
from archiver.warc.digests import sha1_digest
from tests.archiver.warc.making import NOON, exchange, response, writer

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"


def only(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def headers_of_all(path: Path) -> list[dict[str, str]]:
    return [
        dict(r.headers.to_tuples()) for r in ArchiveIterator(io.BytesIO(path.read_bytes()), parse_http=False)
    ]


def test_file_is_named_after_portal_time_and_serial_and_open_until_closed(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.write_exchange(exchange("http://a.vn/", response(b"tin")))
        assert {p.name for p in tmp_path.iterdir()} == {
            "quan_uy-20250701120000-00000.warc.gz.open",
            "quan_uy-20250701120000-00000.cdxj.open",
        }
    assert {p.name for p in tmp_path.iterdir()} == {
        "quan_uy-20250701120000-00000.warc.gz",
        "quan_uy-20250701120000-00000.cdxj",
    }


def test_nothing_is_made_before_something_is_written(tmp_path: Path) -> None:
    with writer(tmp_path / "warc"):
        pass
    assert not (tmp_path / "warc").exists()


def test_first_record_says_who_wrote_the_file(tmp_path: Path) -> None:
    with writer(tmp_path, operator="Thư viện <a@b.vn>\r\nfake: 1") as archive:
        archive.write_exchange(exchange("http://a.vn/", response(b"tin")))
    records = ArchiveIterator(io.BytesIO(only(tmp_path, "*.gz").read_bytes()), parse_http=False)
    text = next(iter(records)).reader.read().decode()
    assert "software: party-portal-archiver/" in text
    assert "operator: Thư viện <a@b.vn> fake: 1\r\n" in text
    assert "robots: classic\r\n" in text
    assert "format: WARC File Format 1.1\r\n" in text


def test_each_record_is_a_member_of_its_own_where_its_place_says(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        places = [archive.write_exchange(exchange(f"http://a.vn/{n}", response(b"%d" % n))) for n in range(3)]
    data = only(tmp_path, "*.gz").read_bytes()
    for place in places:
        record = zlib.decompress(data[place.offset : place.offset + place.length], 31)
        assert record.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
        assert record.endswith(b"\r\n\r\n")


def test_written_bytes_are_with_the_system_before_the_caller_goes_on(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    place = archive.write_exchange(exchange("http://a.vn/", response(b"tin")))
    assert only(tmp_path, "*.gz.open").stat().st_size >= place.offset + place.length
    archive.close()


def test_files_rotate_at_their_size_and_keep_their_serials_apart(tmp_path: Path) -> None:
    for _ in range(2):
        with writer(tmp_path, max_bytes=1) as archive:
            for n in range(2):
                archive.write_exchange(exchange(f"http://a.vn/{n}", response(b"%d" % n)))
    names = sorted(path.name for path in tmp_path.glob("*.gz"))
    assert names == [f"quan_uy-20250701120000-0000{n}.warc.gz" for n in range(4)]
    assert all(headers_of_all(path)[0]["WARC-Type"] == "warcinfo" for path in tmp_path.glob("*.gz"))


def test_cdxj_is_sorted_and_leads_to_each_member(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        for n in range(30):
            archive.write_exchange(exchange(f"http://a.vn/Tin?n={n}", response(b"%d" % n)))
    lines = only(tmp_path, "*.cdxj").read_bytes().splitlines(keepends=True)
    assert lines == sorted(lines)
    for line in lines:
        parsed = parse_line(line)
        assert parsed
        fields = parsed[2]
        found = read_record(tmp_path / fields.filename, int(fields.offset))
        assert (found.url, found.digest, fields.status) == (fields.url, fields.digest, "200")
        assert [f for _, f in lines_of_url(only(tmp_path, "*.cdxj"), fields.url)] == [fields]
    assert not list(lines_of_url(only(tmp_path, "*.cdxj"), "http://a.vn/khac"))


def test_chunked_body_is_kept_as_sent_and_its_digest_is_of_the_payload(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        place = archive.write_exchange(exchange("http://a.vn/", CHUNKED))
    headers = headers_of_all(only(tmp_path, "*.gz"))[1]
    assert place.digest == sha1_digest(b"hi")
    assert "WARC-Payload-Digest" not in headers
    assert headers["WARC-Block-Digest"] == sha1_digest(CHUNKED)


def test_switch_takes_the_chunks_out(tmp_path: Path) -> None:
    with writer(tmp_path, dechunk=True) as archive:
        place = archive.write_exchange(exchange("http://a.vn/", CHUNKED))
    headers = headers_of_all(only(tmp_path, "*.gz"))[1]
    assert headers["WARC-Payload-Digest"] == place.digest == sha1_digest(b"hi")
    assert b"chunked" not in zlib.decompress(only(tmp_path, "*.gz").read_bytes()[place.offset :], 31)


def test_known_payload_becomes_a_revisit_that_is_read_through(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.write_exchange(exchange("http://a.vn/1", response("Tin mới".encode())))
        place = archive.write_exchange(exchange("http://a.vn/2", response("Tin mới".encode(), b"X: y")))
    headers = headers_of_all(only(tmp_path, "*.gz"))[3]
    assert place.revisit
    assert headers["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
    assert headers["WARC-Refers-To-Target-URI"] == "http://a.vn/1"
    assert headers["WARC-Refers-To-Date"] == "2025-07-01T12:00:00Z"
    found = read_record(only(tmp_path, "*.gz"), place.offset, locate=locate_in(tmp_path))
    assert (found.url, found.payload.decode(), found.digest) == ("http://a.vn/2", "Tin mới", place.digest)
    assert ("X", "y") in found.headers


@pytest.mark.parametrize(
    ("received", "truncated"),
    [(response(b""), None), (response(b"hal"), "disconnect")],
    ids=["empty", "truncated"],
)
def test_empty_and_truncated_responses_are_no_revisits(
    tmp_path: Path, received: bytes, truncated: Any
) -> None:
    with writer(tmp_path) as archive:
        for n in range(2):
            place = archive.write_exchange(exchange(f"http://a.vn/{n}", received, truncated=truncated))
            assert not place.revisit


@pytest.mark.parametrize("known", [True, False])
def test_304_refers_to_the_last_capture_where_there_is_one(tmp_path: Path, known: bool) -> None:
    asked: list[tuple[str | None, str]] = []

    def find_earlier(digest: str | None, url: str) -> Earlier | None:
        asked.append((digest, url))
        return Earlier(url=url, fetched_at=NOON) if known else None

    with writer(tmp_path, find_earlier=find_earlier) as archive:
        place = archive.write_exchange(exchange("http://a.vn/", b"HTTP/1.1 304 Not Modified\r\n\r\n"))
    headers = headers_of_all(only(tmp_path, "*.gz"))[1]
    assert asked == [(None, "http://a.vn/")]
    assert place.revisit is known
    assert headers.get("WARC-Profile", "").endswith("server-not-modified" if known else "")


def test_kept_files_become_resources_and_metadata(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.write_metadata("http://a.vn/", b"note: x", "application/warc-fields", fetched_at=NOON)
        place = archive.write_resource("http://a.vn/tài liệu.txt", b"tin", "text/plain", fetched_at=NOON)
    (found,) = read_records(only(tmp_path, "*.gz"))
    assert (found.kind, found.payload, found.offset) == ("resource", b"tin", place.offset)
    assert found.url == "http://a.vn/t%C3%A0i%20li%E1%BB%87u.txt"
    assert found.page("file").content_type == "text/plain"
    assert only(tmp_path, "*.cdxj").read_bytes().count(b"\n") == 1


def test_write_that_fails_half_way_leaves_no_torn_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = writer(tmp_path)
    first = archive.write_exchange(exchange("http://a.vn/1", response(b"1")))
    size = only(tmp_path, "*.gz.open").stat().st_size
    real, calls = os.write, iter(range(10))

    def full_disk(descriptor: int, data: bytes) -> int:
        if next(calls):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data[:100])

    monkeypatch.setattr("archiver.warc.files.os.write", full_disk)
    with pytest.raises(StorageError, match="cannot be used: the disk is full"):
        archive.write_exchange(exchange("http://a.vn/2", response(b"2")))
    monkeypatch.undo()
    assert only(tmp_path, "*.gz.open").stat().st_size == size
    archive.write_exchange(exchange("http://a.vn/3", response(b"3")))
    archive.close()
    assert [found.url for found in read_records(only(tmp_path, "*.gz"))] == ["http://a.vn/1", "http://a.vn/3"]
    assert first.file == only(tmp_path, "*.gz").name


def test_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be used"):
        writer(tmp_path / "file" / "warc").write_exchange(exchange("http://a.vn/", response(b"1")))
