"""What saved pages say of where they came from, as the programs that saved them noted it."""

from __future__ import annotations

import datetime as dt

import pytest

from archiver.savednotes import START, TAIL, noted_in

URL = "https://quan-uy.example/chi-tiet-tin-tuc?dinhdanh=7"
TIME = dt.datetime(2019, 5, 4, 3, 2, 1, tzinfo=dt.UTC)
HTTRACK = (
    f"<!-- Mirrored from {URL.removeprefix('https://')} by HTTrack Website Copier/3.x [XR&CO'2014], {{}} -->"
)
SINGLEFILE = f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: {{}}\n-->"
BROWSER = f"<!DOCTYPE html>\n<!-- saved from url=({len(URL):04}){URL} -->\n<html>"


@pytest.mark.parametrize(
    ("page", "noted"),
    [
        (f"<p>…</p>{HTTRACK.format('Sat, 04 May 2019 03:02:01 GMT')}", (URL.replace("https", "http"), TIME)),
        (f"<p>…</p>{HTTRACK.format('Sat, 34 May 2019 03:02:01')}", (URL.replace("https", "http"), None)),
        (SINGLEFILE.format("Sat May 04 2019 10:02:01 GMT+0700 (Indochina Time)"), (URL, TIME)),
        (SINGLEFILE.format("thứ bảy"), (URL, None)),
        (BROWSER, (URL, None)),
        ("<p>saved from url=</p>", ("", None)),
        (f"{'x' * START}{BROWSER}{'x' * TAIL}", ("", None)),  # in the text: said by the page, not of it
    ],
)
def test_note_of_each_program_is_read(page: str, noted: tuple[str, dt.datetime | None]) -> None:
    assert noted_in(page.encode()) == noted
