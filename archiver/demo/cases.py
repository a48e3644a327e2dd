"""The cases of the portal: what a page can show that a reader must get right, and how often it is shown."""

from __future__ import annotations

from functools import cache

from archiver.demo.choose import number

CASES = {
    "plain": 40,
    "no-poster": 8,
    "lead": 8,
    "no-lead": 8,
    "byline-right": 8,
    "byline-bold": 8,
    "byline-class": 8,
    "byline-two": 6,
    "byline-label": 6,
    "picture-centred": 8,
    "picture-italic": 8,
    "pictures": 4,
    "attachments": 8,
    "document-flipbook": 5,
    "document-embed": 4,
    "document-watermark": 3,
    "video-upload": 4,
    "video-frame": 4,
    "table": 6,
    "list": 6,
    "sub-headings": 6,
    "word": 8,
    "nested-head": 6,
    "title-in-meta": 4,
    "section-below": 4,
    "nfd": 8,
    "odd-spaces": 8,
    "escaped-twice": 5,
    "d-stroke": 6,
    "near-duplicate": 8,
    "long-title": 6,
    "locale-link": 6,
    "withdrawn": 10,
    "not-found": 3,
    "garbage": 2,
    "no-title": 2,
}
"""How many articles show each case. Bodies, pictures and bylines vary in all of them."""

GONE = (
    "Bài viết ngừng xuất bản",
    "Bài viết đã bị gỡ.",
    "Không có bài viết với định danh trên",
    "Không có dữ liệu",
)
"""What the page of a withdrawn article says, at HTTP 200."""


@cache
def schedule() -> tuple[str, ...]:
    """Return the case of each article, oldest first; every case is spread over the years."""
    places = [
        (at / count + number(f"{case}/{at}", 0, 999) / 1000 / count, case)
        for case, count in CASES.items()
        for at in range(count)
    ]
    return tuple(case for _, case in sorted(places))
