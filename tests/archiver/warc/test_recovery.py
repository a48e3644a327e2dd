from __future__ import annotations

import gzip
import io
import itertools
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from archiver.warc import Skipped, read_records, recover
from archiver.warc.members import whole_members
from tests.archiver.warc.making import exchange, response, writer
from tests.shared import ROOT

_ENDLESS = """
import itertools, pathlib, random, sys
from tests.archiver.warc.making import exchange, response, writer
archive = writer(pathlib.Path(sys.argv[1]), max_bytes=3_000_000)
noise = random.Random(7)
for n in itertools.count():
    place = archive.write_exchange(exchange(f"http://a.vn/{n}", response(noise.randbytes(20_000))))
    print(place.file, place.offset, flush=True)
"""


def test_what_a_killed_process_reported_is_there_after_recovery(tmp_path: Path) -> None:
    chances = itertools.cycle([1, 2, 3, 40, 7, 120, 150, 160, 300, 11])
    for kill in range(20):
        folder = tmp_path / str(kill)
        with subprocess.Popen(
            [sys.executable, "-c", _ENDLESS, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout
            reported = [child.stdout.readline().split() for _ in range(next(chances))]
            child.send_signal(signal.SIGKILL)
            reported += [line.split() for line in child.stdout if line.endswith("\n")]
        repairs = recover(folder)
        skipped: list[Skipped] = []
        found = [
            (page.file, str(page.offset))
            for path in sorted(folder.glob("*.warc.gz"))
            for page in read_records(path, on_skip=skipped.append)
        ]
        assert not skipped
        assert {(file, offset) for file, offset in reported} <= set(found)
        assert len(repairs) == 1
        lines = b"".join(path.read_bytes() for path in folder.glob("*.cdxj"))
        assert lines.count(b"\n") == len(found)
        assert not [path for path in folder.iterdir() if path.suffix not in {".gz", ".cdxj"}]


def left_open(folder: Path, captures: int) -> Path:
    archive = writer(folder)
    for n in range(captures):
        archive.write_exchange(exchange(f"http://a.vn/{n}", response(b"%d" % n)))
    (path,) = folder.glob("*.warc.gz.open")
    return path


def test_tail_is_cut_at_every_byte_to_the_last_whole_member(tmp_path: Path) -> None:
    whole = left_open(tmp_path / "whole", 2)
    data = whole.read_bytes()
    ends = [r.stream_pos for r in ArchiveIterator(io.BytesIO(data), parse_http=False)] + [len(data)]
    for size in range(0, len(data), 7):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / whole.name).write_bytes(data[:size])
        (repair,) = recover(folder)
        kept = max(end for end in ends if end <= size)
        closed = list(folder.glob("*.warc.gz"))
        assert [path.stat().st_size for path in closed] == ([kept] if kept > ends[1] else [])
        assert ("torn bytes" in str(repair)) is (kept < size)


def test_rebuilt_cdxj_equals_the_one_that_was_written(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        for n in range(5):
            archive.write_exchange(exchange(f"http://a.vn/{n % 2}", response(b"%d" % (n % 3))))
        archive.write_exchange(
            exchange(
                "http://a.vn/c", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
            )
        )
        archive.write_exchange(exchange("http://a.vn/x", b"no http"))
        archive.write_resource(
            "http://a.vn/r", b"tin", "text/plain; charset=utf-8", fetched_at=exchange("", b"").fetched_at
        )
    (cdxj,) = tmp_path.glob("*.cdxj")
    written = cdxj.read_bytes()
    cdxj.unlink()
    (repair,) = recover(tmp_path)
    assert cdxj.read_bytes() == written
    assert "7 captures" in str(repair)


def test_sound_folder_is_left_alone(tmp_path: Path) -> None:
    with writer(tmp_path) as archive:
        archive.write_exchange(exchange("http://a.vn/", response(b"1")))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert recover(tmp_path) == []
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert recover(tmp_path / "missing") == []


@pytest.mark.parametrize("captures", [1, 3])
def test_file_left_open_is_closed_and_said(tmp_path: Path, captures: int) -> None:
    left_open(tmp_path, captures)
    (repair,) = recover(tmp_path)
    assert repair.captures == captures
    assert str(repair).startswith("quan_uy-20250701120000-00000.warc.gz: ")


def spoilt(path: Path, offset: int) -> Path:
    """Damage the member at an offset, and return the file."""
    data = bytearray(path.read_bytes())
    data[offset + dict(whole_members(path))[offset] // 2] ^= 0xFF
    path.write_bytes(data)
    return path


def test_what_lies_behind_damage_in_a_file_left_open_is_kept(tmp_path: Path) -> None:
    path = left_open(tmp_path, 9)
    whole, taken = path.read_bytes(), [page.offset for page in read_records(path)]
    damaged = spoilt(path, taken[4]).read_bytes()
    (repair,) = recover(tmp_path)
    (closed,) = tmp_path.glob("*.warc.gz")
    assert closed.read_bytes() == damaged != whole
    assert [page.offset for page in read_records(closed)] == taken[:4] + taken[5:]
    assert repair.captures == 8
    assert "bytes within are damaged and were left" in repair.sentence


def test_cdxj_made_anew_names_every_capture_but_the_damaged_one(tmp_path: Path) -> None:
    left_open(tmp_path, 9)
    recover(tmp_path)
    (path,), (cdxj,) = tmp_path.glob("*.warc.gz"), tmp_path.glob("*.cdxj")
    lines = cdxj.read_bytes().splitlines()
    cdxj.unlink()
    damaged = next(itertools.islice(read_records(path), 3, None)).offset
    spoilt(path, damaged)
    recover(tmp_path)
    (lost,) = set(lines) - set(cdxj.read_bytes().splitlines())
    assert b'"offset":"%d"' % damaged in lost.replace(b" ", b"")


def test_packed_body_in_a_torn_end_is_no_member(tmp_path: Path) -> None:
    path = left_open(tmp_path, 1)
    members = list(whole_members(path))
    torn = gzip.compress(b"WARC/1.1\r\n\r\n" + gzip.compress(b"tin"), compresslevel=0)[:-5]
    assert gzip.compress(b"tin") in torn
    path.write_bytes(path.read_bytes() + torn)
    assert list(whole_members(path)) == members
