from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.warc.messages import dechunk, read_head, read_response, without_chunks, without_credentials


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n", b"hello!"),
        (b"005\nhello\n0\n\n", b"hello"),
        (b"5\r\nhel", b"hel"),
        (b"5\r\nhelloXX", b"hello"),
        (b"0\r\n\r\n", b""),
        (b"", b""),
        (b"<html>", None),
        (b"-5\r\nhello", None),
        (b"ffffffffffffffff\r\nall there is", b"all there is"),
    ],
)
def test_chunks_are_undone_as_far_as_they_make_sense(body: bytes, payload: bytes | None) -> None:
    assert dechunk(body) == payload


def test_interim_heads_are_cut_off() -> None:
    received = b"HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody"
    response = read_response(received)
    assert (response.head, response.body, response.status) == (b"HTTP/1.1 200 OK\r\n\r\n", b"body", 200)


def test_headers_keep_order_case_and_repetition() -> None:
    head = b"HTTP/1.1 200 OK\r\nset-Cookie: a\r\nX: one\r\n two\r\nno colon\r\nSet-Cookie: caf\xe9\r\n\r\n"
    assert read_head(head).headers == (("set-Cookie", "a"), ("X", "one two"), ("Set-Cookie", "café"))


def test_dechunked_message_has_its_length_and_no_framing() -> None:
    response = read_response(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
    )
    assert without_chunks(response) == b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"


def test_credentials_are_left_out_with_their_folded_lines() -> None:
    request = (
        b"POST / HTTP/1.1\r\nCookie: a\r\n b\r\nHost: a.vn\r\nProxy-Authorization: x\r\n\r\nCookie: body"
    )
    assert without_credentials(request) == b"POST / HTTP/1.1\r\nHost: a.vn\r\n\r\nCookie: body"


@given(st.binary(max_size=300))
def test_any_bytes_are_cut_without_loss(data: bytes) -> None:
    response = read_response(data)
    assert data.endswith(response.head + response.body)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 100\n\n" * 70_000,
        b"1\r\na\r\n" * 200_000,
        b"\r\n" * 500_000,
        b"HTTP/1.1 200 OK\r\n" + b"A" * 10**6,
    ],
)
def test_hostile_messages_are_read_to_their_end(data: bytes) -> None:
    read_response(data)
    dechunk(data)
    without_credentials(data)
