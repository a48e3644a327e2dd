"""What capture indexes answer, in both dialects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.webarchives.cdx import NoIndexAnswer, page_count, questions, read_cdx
from archiver.webarchives.entries import entry_of, without_default_port

NAMES = b'["urlkey","timestamp","original","mimetype","statuscode","digest","length"]'
ROW = b'["vn,a)/","20190707010203","http://a.vn:80/tin?id=1","text/html","200","ABC","512"]'
LINE = b'{"url": "http://a.vn/tin?id=1", "timestamp": "20190707010203", "mime": "text/html", "status": "200",'
LINE += b' "digest": "sha1:ABC", "length": "512", "offset": "7", "filename": "x.warc.gz"}'


def test_both_dialects_name_the_same_capture() -> None:
    (array,) = read_cdx(b"[" + NAMES + b"," + ROW + b"]").entries
    (line,) = read_cdx(LINE + b"\n").entries
    for name in ("url", "timestamp", "mime", "status", "digest", "length", "moment"):
        assert getattr(array, name) == getattr(line, name)
    assert (line.file, line.offset) == ("x.warc.gz", 7)
    assert array.offset is None


def test_resume_key_stands_after_an_empty_row() -> None:
    answer = read_cdx(b"[" + NAMES + b"," + ROW + b',[],["vn,a)/ 20190707010203"]]')
    assert answer.resume_key == "vn,a)/ 20190707010203"
    assert len(answer.entries) == 1
    assert read_cdx(b"[" + NAMES + b"," + ROW + b"]").resume_key is None


@pytest.mark.parametrize("nothing", [b"", b"\n", b"[]", b"[[]]", b'{"message": "No Captures found"}'])
def test_no_capture_is_an_answer(nothing: bytes) -> None:
    assert read_cdx(nothing).entries == ()


@pytest.mark.parametrize(
    "wrong", [b"<html>429 Too Many Requests</html>", b"[" + NAMES + b"," + ROW, LINE[:-5], b"[1, 2]", b"7"]
)
def test_error_page_or_cut_answer_is_no_answer(wrong: bytes) -> None:
    with pytest.raises(NoIndexAnswer):
        read_cdx(wrong)


@pytest.mark.parametrize(
    "time", ["2019", "20190230000000", "99999999999999", "", "２０１９０７０７０１０２０３"]
)
def test_capture_without_a_real_time_is_left_out(time: str) -> None:
    assert entry_of({"url": "http://a.vn/", "timestamp": time}) is None


@pytest.mark.parametrize(
    "trap",
    [
        b"[" + NAMES + b",[]" * 600_000 + b"]",
        b"{}\n" * 600_000,
        b"[" + NAMES + b"," + ROW + b',[],["' + b"k" * 5000 + b'"]]',
        b"[" * 600_000,
    ],
    ids=["rows", "lines", "key", "depth"],
)
def test_more_than_an_index_has_is_no_answer(trap: bytes) -> None:
    with pytest.raises(NoIndexAnswer):
        read_cdx(trap)


def test_endless_line_names_no_capture() -> None:
    answer = read_cdx(LINE + b'\n{"url": "http://a.vn/", "x": "' + b"a" * 200_000 + b'"}\n' + LINE)
    assert (len(answer.entries), answer.damaged) == (2, 1)


def test_more_pages_than_an_index_has_are_no_answer() -> None:
    with pytest.raises(NoIndexAnswer):
        page_count(b"1000000")


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (b"3\n", 3),
        (b'{"pages": 2, "pageSize": 5, "blocks": 9}', 2),
        (LINE, None),
        (b"", None),
        (b"<p>", None),
        (b"-1", None),
        (b'{"pages": "2"}', None),
    ],
)
def test_pages_are_counted_where_the_server_counts_them(body: bytes, pages: int | None) -> None:
    assert page_count(body) == pages


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://a.vn:80/x", "http://a.vn/x"),
        ("https://a.vn:443/x?y=1", "https://a.vn/x?y=1"),
        ("http://a.vn:443/x", "http://a.vn:443/x"),
        ("http://a.vn:8080/", "http://a.vn:8080/"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_port_that_the_scheme_has_anyway_is_left_out(url: str, plain: str) -> None:
    assert without_default_port(url) == plain


def test_question_holds_the_times_that_were_asked_for() -> None:
    asked = questions("a.vn", since="2019", until=None)
    assert ("from", "2019") in asked
    assert not [value for name, value in asked if name == "to"]


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    try:
        read_cdx(body)
    except NoIndexAnswer:
        assert body.strip()
    page_count(body)
