"""Pages mutated at random, and pages built to hurt: none may crash the road or hold it for a second."""

from __future__ import annotations

import dataclasses
import itertools
import random
import re
import string
import time
from collections.abc import Iterator, Sequence

import msgspec

from archiver.facts import PlatformFile, PortalFile
from archiver.flow import article_from_page
from archiver.models import Capture, Page
from archiver.portal import Portal, load_platforms
from tests.eval.samples import MODES, Sample, without_platform

SLOW = 1.0
"""Seconds of a page, at most."""
LONG = 30_000_000
"""Bytes of the longest pages."""
_TOKENS = (
    b"<div>",
    b"</div>",
    b"<table>",
    b"<tr><td>",
    b"</p>",
    b"<!--",
    b"]]>",
    b"<script>",
    b"</script>",
    b"&#x0;",
    b"\x00",
    b"\xff\xfe",
    b"&amp;amp;",
    b"<svg>",
    b"<template>",
    b"<a href='",
    b'"',
    b"'",
    b"<title>",
    b"<h1>",
    b"32/13/2024",
    b"1.632.",
    b"<meta property='og:title' content='",
    b"<frameset>",
    b"<base href='//['>",
    b"<p style='text-align:right'>",
)


@dataclasses.dataclass(slots=True)
class Hurt:
    """What hostile pages did."""

    pages: int = 0
    crashes: list[str] = dataclasses.field(default_factory=list)
    slow: list[tuple[str, float]] = dataclasses.field(default_factory=list)
    slowest: float = 0.0

    def read(self, name: str, page: Page, portal: Portal) -> None:
        """Read one page and note a crash, or that it took too long."""
        self.pages += 1
        start = time.process_time()
        try:
            article_from_page(page, portal)
        except Exception as error:  # noqa: BLE001 - any error at all is the finding
            self.crashes.append(f"{name}: {type(error).__name__}: {error}")
        took = time.process_time() - start
        self.slowest = max(self.slowest, took)
        if took > SLOW:
            self.slow.append((name, took))


def hurt_by_mutations(found: Sequence[Sample], count: int, seed: int = 20) -> Hurt:
    """Return what `count` mutated pages did; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    hurt = Hurt()
    for number in range(count):
        sample = found[number % len(found)]
        body = mutated(sample.page.body, chance)
        page = Page(
            url=sample.page.url, body=body, content_type=sample.page.content_type, capture=sample.page.capture
        )
        mode = MODES[number // len(found) % len(MODES)]
        hurt.read(f"{sample.name} mutation {number}", page, sample.portal(mode))
    return hurt


def mutated(body: bytes, chance: random.Random) -> bytes:
    """Return a page with one to eight pieces removed, doubled, swapped, flipped or put in."""
    data = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 5, 40, 400, 4000)))
        kind = chance.randrange(5)
        if kind == 0:
            del data[at:end]
        elif kind == 1:
            data[at:at] = data[at:end] * chance.randint(1, 3)
        elif kind == 2:
            data[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 1, 50))
        elif kind == 3 and at < len(data):
            data[at] = chance.randrange(256)
        else:
            data[at:end] = data[at:end][::-1]
    return bytes(data)


def hurt_by_built_pages() -> Hurt:
    """Return what pages built to hurt did: deep, wide, long, up to 30 MB; or of known classes."""
    hurt = Hurt()
    portal = without_platform(_URL)
    for name, body in _built():
        hurt.read(name, _page(body), portal)
    for platform, facts in load_platforms().items():
        portal = Portal("la", PortalFile(name="Cổng lạ", home=_URL, platform=platform), {platform: facts})
        for name, body in _nested(facts):
            hurt.read(f"{platform}: {name}", _page(body), portal)
    return hurt


_URL = "http://la.example.vn/bai-1?dinhdanh=1"


def _page(body: bytes) -> Page:
    capture = Capture(source="file", fetched_at=None)
    return Page(url=_URL, body=body, content_type="text/html; charset=utf-8", capture=capture)


def _nested(facts: PlatformFile) -> Iterator[tuple[str, bytes]]:
    """Yield pages in which all that the rules of a platform name stands in itself, over and over."""
    rules = msgspec.json.encode(facts).decode()
    classes = " ".join(dict.fromkeys(re.findall(r"\.([a-z][\w-]+)", rules)))
    for tag in ("div", "table", "p", "a"):
        element = f'<{tag} class="{classes}" href="?dinhdanh=1" itemprop="headline">'
        text = "Sáng 16/12/2017, Huyện ủy tổ chức hội nghị. " * 40
        yield f"nested {tag}", f"<body>{element * 2_000}{text}".encode()


def _built() -> Iterator[tuple[str, bytes]]:
    head = (
        "<title>Hội nghị sơ kết công tác xây dựng Đảng</title><h1>Hội nghị sơ kết công tác xây dựng Đảng</h1>"
    )
    dated = "<p>Ngày đăng: 16/12/2017 | Lượt xem: 107</p>"
    text = "<p>Các đại biểu tập trung thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</p>"
    for name, part, times in (
        ("deep divs", "<div>", 100_000),
        ("deep spans", "<span>x", 100_000),
        ("deep tables", "<table><tr><td>", 20_000),
        ("wide paragraphs", text, 8_000),
        ("many dates", "<p>16/12/2017 08:30</p>", 15_000),
        ("many titles", head, 2_500),
        ("many labels", dated, 8_000),
        ("many links", "<a href='/a'>Hội nghị sơ kết công tác</a>", 8_000),
        ("many breaks", "<br>chữ", 60_000),
        ("many entities", "&amp;nbsp;", 60_000),
        ("open brackets", "<", 300_000),
        ("digits", "1", 800_000),
        ("slashes", "1/", 400_000),
        ("spaces", " \u00a0", 300_000),
        ("colons", "Tác giả: ", 50_000),
        ("combining", "a\u0301\u0323", 200_000),
        ("view states", "<input type=hidden name=__VIEWSTATE value=" + "A" * 999 + ">", 1_000),
        ("pictures", "<img src='data:image/png;base64," + "A\n" * 499 + "'>", 1_000),
        ("pictures in pictures", "data:image/png;base64,", 40_000),
        ("values of values", " value=", 100_000),
        ("old fonts", "<font face='.VnTime'>hép møt tÕt </font>", 15_000),
    ):
        yield name, (head + dated + part * times).encode()
        yield f"{name}, 30 MB", (head + dated + part * (LONG // len(part.encode()))).encode()
    for name, page in _crafted():
        yield name, page if isinstance(page, bytes) else (head + dated + page).encode()


def _crafted() -> Iterator[tuple[str, str | bytes]]:
    """Yield what whoever reads the code would send: what hides from its bounds, or makes them cost."""
    names = ["".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=4)]
    attributes = " ".join(f'{name}="<b>"' if number % 200 == 0 else name for number, name in enumerate(names))
    lines = "<p>Các đại biểu tập trung thảo luận.</p>" * 5_000
    yield "tag of markup in its values", f"<p {attributes[:1_400_000]}>"
    yield "tag of values", "<p " + " ".join(f'{name}="<>"' for name in names[:140_000]) + ">"
    yield "tags of many attributes", f"<p {' '.join(names[:199])}>chữ</p>" * 1_400
    yield "links of many attributes", f"<a {' '.join(names[:199])} href='/a-b-c-1.html'>Hội nghị</a>" * 1_300
    yield "class of markup", f"<div class='{'a <> ' * 200_000}'>{lines}"
    yield "long classes in each other", f"<div class='{'a ' * 490}'>" * 190 + lines
    yield (
        "deep base",
        f"<base href='http://la.example.vn/{'a/' * 900}'>" + "<a href='x'>tin của huyện</a>" * 45_000,
    )
    yield "deep links", "".join(f"<a href='{'../' * 600}{number}'>tin</a>" for number in range(750))
    for repeated in ("calendar/", "&calendar", ";jsessionid=", "a-", "%41", "redirect"):
        link = f"<a href='/?{repeated * (1_900 // len(repeated))}{{}}'>Hội nghị sơ kết công tác</a>"
        yield f"links of {repeated}", "".join(map(link.format, range(740)))
    yield "images", "<img src='/a.jpg'>" * 80_000
    yield "pictures between pieces", "<img>a" * 200_000
    yield "many numbers", "".join(f"<a href='?page={number}'>{number}</a>" for number in range(40_000))
    yield (
        "many headings",
        "".join(
            f"<h2><a href='/bai-so-{number}.html'>Tin số {number} hôm nay</a></h2><p>16/12/2017 08:30</p>"
            for number in range(11_000)
        ),
    )
    link = "<a href='/tin/bai-viet-so-1.html'>Hội nghị sơ kết công tác</a>"
    yield "headings in each other", f"<h2>{link} 16/12/2017 " * 14_000
    yield "links round blocks", "<a href='/tin/bai-viet-so-1.html'><p>chữ của huyện ta " * 24_000
    yield "elements that are not closed", "<p>chữ " * 160_000
    yield "long class on a short page", f"<div class='{'mục ' * 15_000}'>{'<p>16/12/2017' * 16_000}"
    yield (
        "tables for layout",
        f"<table><tr><td><table><tr><td>{lines[:40]}</td></tr></table></table>" * 14_000,
    )
    yield "JSON-LD in itself", '<script type="application/ld+json">' + "[" * 240_000 + "</script>"
    yield "declarations of no charset", b"\x81\xff" * 1_000 + b"< \n meta" * 180_000
    yield "every byte", bytes(range(128, 256)) * 11_000
