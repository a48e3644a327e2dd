"""Moments that files and servers state: those that can be are read in UTC, the others are none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archiver.importing.arc import captures_of_arc
from archiver.importing.mhtml import capture_of_mhtml
from archiver.moments import moment_of_mail
from archiver.savednotes import noted_in
from archiver.warc.raw import Skipped
from archiver.warc.reader import warc_moment
from archiver.webarchives.entries import entry_of

SAID = dt.datetime(2017, 12, 16, 1, 30, tzinfo=dt.UTC)
IMPOSSIBLE = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "hôm qua")


@pytest.mark.parametrize(
    "words", ["2017-12-16T01:30:00Z", "2017-12-16T08:30:00+07:00", "2017-12-16T01:30:00", "20171216T013000Z"]
)
def test_date_of_a_record_is_read_in_utc(words: str) -> None:
    assert warc_moment(words) == SAID


@pytest.mark.parametrize("words", IMPOSSIBLE)
def test_date_of_a_record_that_cannot_be_is_none(words: str) -> None:
    assert warc_moment(words) is None


@pytest.mark.parametrize(
    "words", ["Sat, 16 Dec 2017 08:30:00 +0700", "Sat, 16 Dec 2017 01:30:00 -0000", "16 Dec 2017 01:30 GMT"]
)
def test_date_of_a_letter_is_read_in_utc_wherever_the_reader_lives(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    assert moment_of_mail(words) == SAID


@pytest.mark.parametrize(
    "words",
    ["", "Fri, 31 Dec 9999 23:59:59 -1400", "Sat, 99 Xyz 20255 08:00", "Sat, 16 Dec 2017 99:00", ", ,"],
)
def test_date_of_a_letter_that_cannot_be_is_none(words: str) -> None:
    assert moment_of_mail(words) is None


def test_end_of_the_calendar_is_no_time_of_a_capture_in_any_form(tmp_path: Path) -> None:
    assert entry_of({"url": "http://a.example/", "timestamp": "99991231235959"}) is None
    saved = (
        b"Page saved with SingleFile\n url: http://a.example/\n saved date: Fri Dec 31 9999 23:59:59 GMT-1400"
    )
    assert noted_in(saved) == ("http://a.example/", None)
    arc, message = tmp_path / "a.arc", b"HTTP/1.1 200 OK\r\n\r\n<p>a"
    arc.write_bytes(b"http://a.example/ 0.0.0.0 99991231235959 text/html %d\n" % len(message) + message)
    skipped: list[Skipped] = []
    (kept,) = captures_of_arc(arc, lambda _: True, skipped.append)
    assert not skipped
    assert kept.page is not None
    assert kept.page.capture.fetched_at is None
    saved_page = tmp_path / "a.mhtml"
    saved_page.write_bytes(b"Date: Fri, 31 Dec 9999 23:59:59 -1400\r\nContent-Type: text/html\r\n\r\n<p>a")
    page = capture_of_mhtml(saved_page).page
    assert page is not None
    assert page.capture.fetched_at is None
