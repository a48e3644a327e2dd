"""Packed bodies are unpacked within bounds, and it is known whether they broke off."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.warc.decoding import TooLarge, Undecodable, unpacked

TEXT = "Hội nghị sơ kết công tác xây dựng Đảng. ".encode() * 500
GZIP, ZLIB = gzip.compress(TEXT, mtime=0), zlib.compress(TEXT)
LIMIT = 1_000_000


@pytest.mark.parametrize(
    ("body", "encoding", "ends"),
    [
        (GZIP, "gzip", True),
        (GZIP, " X-GZip ", True),
        (GZIP[:-1], "gzip", False),
        (GZIP[: len(GZIP) // 2], "gzip", False),
        (GZIP + b"trailing", "gzip", True),
        (ZLIB, "deflate", True),
        (ZLIB[2:-4], "deflate", True),
        (ZLIB[:-8], "deflate", False),
        (b"not packed", "gzip", True),
        (b"not packed", "deflate", True),
        (GZIP[:50], "br", True),
        (GZIP[:50], "identity", True),
    ],
)
def test_stream_without_its_end_is_known(body: bytes, encoding: str, ends: bool) -> None:
    assert _ends(body, encoding) == ends


def test_body_that_would_be_packed_over_and_over_is_refused() -> None:
    body = gzip.compress(bytes(1000))
    for _ in range(4):
        body = gzip.compress(body)
    assert unpacked(body, ", ".join(["gzip"] * 5)).body == bytes(1000)
    with pytest.raises(Undecodable, match="names 6 encodings"):
        unpacked(gzip.compress(body), ", ".join(["gzip"] * 6))


def test_bomb_is_unpacked_no_further_than_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000), 9, mtime=0)[:-9]
    with pytest.raises(TooLarge):
        unpacked(bomb, "gzip", LIMIT)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "", "gzip, gzip"]))
def test_garbage_is_no_error(body: bytes, encoding: str) -> None:
    _ends(body, encoding)


@pytest.mark.parametrize("cut", [1, 8, 9])
def test_what_came_before_the_break_is_kept(cut: int) -> None:
    body, ended, _ = unpacked(GZIP[:-cut], "gzip", LIMIT)
    assert TEXT.startswith(body)
    assert len(body) > len(TEXT) // 2
    assert not ended


def test_members_in_a_row_are_one_body() -> None:
    assert unpacked(GZIP + GZIP + bytes(7), "gzip", LIMIT).body == TEXT * 2


@pytest.mark.parametrize(
    ("encoding", "left"), [("gzip", ()), ("aes128gcm, gzip", ("aes128gcm",)), ("gzip, x", ("gzip", "x"))]
)
def test_encodings_that_nobody_knows_are_left_with_those_below_them(
    encoding: str, left: tuple[str, ...]
) -> None:
    body, _, found = unpacked(GZIP, encoding, LIMIT)
    assert found == left
    assert body == (GZIP if encoding.endswith("x") else TEXT)


def _ends(body: bytes, encoding: str) -> bool:
    try:
        return unpacked(body, encoding, LIMIT).ended
    except Undecodable:
        return True
