"""A response ends where its head says, in whatever pieces it comes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.warc.arriving import Arriving, Unreadable
from tests.spiders.nasty import RESPONSES

ENDS = {
    "plain": "whole", "folded-header": "whole", "http-1.0": "partial", "bare-line-feeds": "whole",
    "chunked": "whole", "chunk-extensions": "whole", "chunk-trailers": "whole", "chunked-empty": "whole",
    "chunk-size-in-capitals": "whole", "chunked-one-byte-each": "whole", "chunked-and-length": "whole",
    "early-hints": "whole", "three-interim-heads": "whole", "length-too-long": "dataloss",
    "length-too-short": "whole", "length-twice-the-same": "whole", "no-length": "partial",
    "truncated-chunk": "dataloss", "no-last-chunk": "dataloss", "chunk-size-no-number": "partial",
    "chunked-but-is-not": "partial", "identity-transfer-encoding": "whole", "empty-body": "whole",
    "204-with-body": "whole", "304": "whole", "error-500": "whole", "redirect": "whole",
}  # fmt: skip
UNREADABLE = (
    "two-lengths", "length-no-number", "negative-length", "truncated-head", "no-http", "http-0.9", "nothing",
)  # fmt: skip
OK = b"HTTP/1.1 200 OK\r\n"


def arrived(data: bytes, *, pieces: int) -> Arriving:
    arriving = Arriving()
    for start in range(0, len(data), pieces):
        if arriving.add(data[start : start + pieces]):
            return arriving
    arriving.close()
    return arriving


@pytest.mark.parametrize("pieces", [1, 7, 1 << 20])
@pytest.mark.parametrize("name", ENDS)
def test_end_is_known_in_whatever_pieces_it_comes(name: str, pieces: int) -> None:
    assert arrived(RESPONSES[name], pieces=pieces).ended == ENDS[name]


@pytest.mark.parametrize("pieces", [1, 7, 1 << 20])
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_to_be_so(name: str, pieces: int) -> None:
    with pytest.raises(Unreadable):
        arrived(RESPONSES[name], pieces=pieces)


WITH_MORE = {"length-too-short", "204-with-body"}


@pytest.mark.parametrize("name", sorted({name for name, end in ENDS.items() if end == "whole"} - WITH_MORE))
def test_response_ends_with_its_last_byte_and_not_before(name: str) -> None:
    assert bytes(arrived(RESPONSES[name], pieces=1).received) == RESPONSES[name]


@pytest.mark.parametrize("name", sorted(WITH_MORE))
def test_what_comes_after_the_end_is_kept_where_it_came_at_once(name: str) -> None:
    assert bytes(arrived(RESPONSES[name], pieces=1 << 20).received) == RESPONSES[name]


@pytest.mark.parametrize(
    ("head", "usable"),
    [
        (OK + b"Content-Length: 1\r\n\r\na", True),
        (OK + b"Content-Length: 1\r\n\r\nab", False),
        (OK + b"Connection: Close\r\nContent-Length: 1\r\n\r\na", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1", False),
    ],
)
def test_connection_is_used_again_only_after_a_clean_end(head: bytes, usable: bool) -> None:
    assert arrived(head, pieces=1 << 20).leaves_connection_usable == usable


@pytest.mark.parametrize("begun", [b"<", b"SSH-2.0", b"\r", b"HTTX", b"http/1.1 200"])
def test_what_begins_otherwise_is_not_waited_for(begun: bytes) -> None:
    with pytest.raises(Unreadable):
        Arriving().add(begun)
    assert not Arriving().add(b"HTT")


def test_chunk_says_how_large_it_is_before_it_comes() -> None:
    arriving = Arriving()
    assert not arriving.add(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\na")
    assert arriving.claimed == 0xFFFFFFFFFFFF + 14


def test_head_without_an_end_is_bounded() -> None:
    endless = OK + b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in range(1000))
    with pytest.raises(Unreadable, match="longer than"):
        arrived(endless, pieces=10_000)


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_garbage_ends_or_goes_on_but_never_breaks(pieces: list[bytes]) -> None:
    arriving = Arriving()
    try:
        arriving.add(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            if arriving.add(piece):
                break
        arriving.close()
    except Unreadable:
        return
    assert arriving.ended


@pytest.mark.parametrize("chunked", [True, False])
def test_lines_that_come_one_by_one_take_time_by_their_number_not_its_square(chunked: bool) -> None:
    arriving = Arriving()
    arriving.add(b"HTTP/1.1 200 OK\r\n")
    if chunked:
        arriving.add(b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    began = time.process_time()
    for _ in range(40_000):
        arriving.add(b"x: y\r\n")
    assert time.process_time() - began < 20
    assert arriving.add(b"\r\n") is chunked
    assert arriving.ended == ("whole" if chunked else None)
