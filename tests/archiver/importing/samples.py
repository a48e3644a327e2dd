"""Files that hold captures of the demo portal, in the forms in which people keep them."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path

from archiver.demo import truth
from archiver.demo.records import DemoArticle
from archiver.demo.site import DemoSite
from archiver.warc.records import Exchange
from archiver.warc.writer import WarcWriter

TIME = dt.datetime(2019, 7, 7, 1, 2, 3, tzinfo=dt.UTC)
HOME = "http://127.0.0.1:8730"
ARTICLES = [article for article in truth() if article.case == "plain"][:3]


def page_of(article: DemoArticle) -> bytes:
    """Return an article's page, as the demo portal serves it."""
    return DemoSite("127.0.0.1", 8730).respond("GET", article.path, {}).body


def message_of(article: DemoArticle) -> bytes:
    """Return an article's page as a server sends it."""
    body = page_of(article)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def write_warc(folder: Path, *, again: bool = False) -> Path:
    """Write a WARC file of three articles and another site's page; `again`: the first one a year later."""
    with WarcWriter(folder, "kept", operator="", robots="ignore", now=lambda: TIME) as writer:
        for article in ARTICLES:
            writer.write_exchange(_exchange(article, TIME))
        if again:
            writer.write_exchange(_exchange(ARTICLES[0], TIME.replace(year=2020)))
        foreign = Exchange(
            url="http://khac.example/", fetched_at=TIME, request=b"", response=message_of(ARTICLES[0])
        )
        writer.write_exchange(foreign)
    (path,) = folder.glob("kept-*.warc.gz")
    return path


def _exchange(article: DemoArticle, moment: dt.datetime) -> Exchange:
    return Exchange(url=HOME + article.path, fetched_at=moment, request=b"", response=message_of(article))


def write_wacz(warc: Path, path: Path) -> Path:
    """Put a WARC file into a WACZ package."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        package.write(warc, f"archive/{warc.name}")
        package.writestr("datapackage.json", "{}")
    return path


def write_arc(path: Path, *, packed: bool) -> Path:
    """Write the same three articles as ARC."""
    info = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://kept.arc 0.0.0.0 20190707010203 text/plain %d\n%s" % (len(info), info)]
    for article in ARTICLES:
        message = message_of(article)
        line = f"{HOME}{article.path} 192.0.2.7 20190707010203 text/html {len(message)}\n"
        records.append(line.encode() + message)
    pack = gzip.compress if packed else bytes
    path.write_bytes(b"".join(pack(record + b"\n") for record in records))
    return path


def write_mhtml(path: Path, article: DemoArticle) -> Path:
    """Write a page as a browser saves it."""
    head = (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {HOME}{article.path}\r\n"
        "Subject: =?utf-8?Q?Tin?=\r\nDate: Sun, 7 Jul 2019 01:02:03 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n\r\n------b\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: {HOME}{article.path}\r\n\r\n"
    )
    path.write_bytes(head.encode() + page_of(article) + b"\r\n------b--\r\n")
    return path


def write_mirrored(path: Path, article: DemoArticle, address: str) -> Path:
    """Write a page as HTTrack mirrors it, with the address that it noted."""
    tool = "HTTrack Website Copier/3.x [XR&CO'2014]"
    note = f"<!-- Mirrored from {address} by {tool}, Sun, 07 Jul 2019 01:02:03 GMT -->"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page_of(article) + note.encode())
    return path


def write_wet(path: Path, article: DemoArticle) -> Path:
    """Write an article's text as Common Crawl's WET files hold it."""
    lines = [
        article.title,
        f"Ngày đăng tin: {article.published_date:%d/%m/%Y} Lượt xem: 107",
        "",
        *article.body,
    ]
    text = "\n".join(lines).encode()
    head = (
        "WARC/1.0\r\nWARC-Type: conversion\r\n"
        f"WARC-Target-URI: {HOME}{article.path}\r\nWARC-Date: 2019-07-07T01:02:03Z\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    path.write_bytes(gzip.compress(head.encode() + text + b"\r\n\r\n", mtime=0))
    return path
