"""Made article pages inside what a portal prints around them: menus, portlets, scripts, view states.

Real portal pages have 30 to 250 KB, a fifth of it script and a tenth the article; the made pages have six.
The article and its truth stay those of the made page, its text grown to the length of a report.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import itertools
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from archiver.demo.texts import draft, themes
from tests.eval.samples import DEMO, Sample, samples

SIZES = (60_000, 90_000, 120_000, 180_000, 250_000)
"""Bytes that the pages grow to, by turns."""
LARGE = (265_000,)
"""The size of those news pages on which the speed of parsers and extractors is usually told."""
WITH_VIEW_STATE = frozenset({"sharepoint", "dnn", "mojoportal"})
PORTLET = ("portlet-boundary portlet-static portlet-borderless", "portlet-title", "lfr-nav-item")
CLASSES = {
    "liferay": PORTLET,
    "dnict": PORTLET,
    "vnpt": PORTLET,
    "fpt": PORTLET,
    "sharepoint": ("ms-webpartzone-cell s4-wpcell", "ms-webpart-titleText", "static dynamic-children"),
    "dnn": ("DnnContainer_Box", "box-head", "haschild"),
    "wordpress": ("widget widget_recent_entries", "widget-title", "menu-item menu-item-type-taxonomy"),
    "drupal": ("block block-views contextual-region", "block-title", "menu__item is-leaf leaf"),
}
"""Classes of a block at the side, of its heading, and of a menu's entry; by platform."""
PLAIN = ("panel panel-default", "panel-heading", "dropdown")
DAY = dt.date(2024, 3, 8)
LONG = (
    "?p_p_id=tin_WAR_tin_INSTANCE_x&amp;p_p_lifecycle=0&amp;p_p_state=normal&amp;p_p_mode=view"
    "&amp;p_p_col_id=column-2&amp;p_p_col_pos=1&amp;p_p_col_count=2&amp;_tin_WAR_tin_delta=20"
)
"""What a portal appends to its links: the saved pages of one have ten elements a KB, and not more, for it."""


def portal_samples(sizes: Sequence[int] = SIZES) -> Iterator[Sample]:
    """Yield a page of a portal's size for each made article page; the same ones each time."""
    made = (sample for sample in samples() if sample.platform != DEMO)
    for number, sample in enumerate(made):
        yield _grown(sample, number, sizes[number % len(sizes)])


def _grown(sample: Sample, number: int, size: int) -> Sample:
    around = _Around(sample.platform, number)
    page, truth = _longer(sample.page.body.decode(), sample.truth, around)
    head, menu, end = around.head(size // 10), around.menu(size // 8), around.scripts(size // 8)
    state = around.view_state(size // 8) if sample.platform in WITH_VIEW_STATE else ""
    blocks = around.blocks(size - len((page + head + state + menu + end).encode()))
    page = page.replace("</head>", f"{head}</head>", 1)
    page = re.sub(r"<body[^>]*>", lambda body: body[0] + state + menu, page, count=1)
    before, closing, after = page.rpartition("</body>")
    body = (before + blocks + end + closing + after).encode()
    name = f"{sample.name} at {size // 1000} KB"
    page_read = msgspec.structs.replace(sample.page, body=body)
    return dataclasses.replace(sample, name=name, page=page_read, truth=truth)


def _longer(page: str, truth: dict[str, Any], around: _Around) -> tuple[str, dict[str, Any]]:
    """Return a page with more paragraphs behind one of its own, and its truth; as it is where none fits."""
    for paragraph, tag in itertools.product(truth["body"].split("\n\n"), ("p", "div")):
        printed = f"<{tag}>{paragraph}</{tag}>"
        if paragraph and page.count(printed) == 1 and truth["body"].count(paragraph) == 1:
            more = around.paragraphs()
            page = page.replace(printed, printed + "\n".join(f"<{tag}>{text}</{tag}>" for text in more))
            body = truth["body"].replace(paragraph, "\n\n".join((paragraph, *more)))
            return page, truth | {"body": body}
    return page, truth


class _Around:
    """What a platform prints around an article."""

    def __init__(self, platform: str, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._seed = seed
        self._drafts = 0
        self._block, self._heading, self._entry = CLASSES.get(platform, PLAIN)

    def paragraphs(self) -> list[str]:
        """Return the paragraphs of two reports, about 800 words."""
        return [text for _ in range(2) for text in self._draft().paragraphs]

    def _draft(self) -> Any:
        self._drafts += 1
        theme = self._chance.choice(sorted(set(themes()) - {"chung"}))
        return draft(f"quanh/{self._seed}/{self._drafts}", theme, DAY)

    def head(self, size: int) -> str:
        """Return style sheets and settings, linked and inline."""
        links = "".join(
            f'<link href="/theme/css/{name}.css?browserId=other&amp;minifierType=css&amp;b=6201" '
            f'rel="stylesheet" type="text/css">\n'
            for name in ("main", "menu", "slider", "gallery", "print", "fonts")
        )
        rules: list[str] = []
        while sum(map(len, rules)) < size:
            number = self._chance.randrange(10_000)
            rules.append(
                f".box-{number} > .item-{number % 97} a:hover{{color:#{number:06x};padding:{number % 30}px "
                f"0 0 {number % 17}px;background:url(/theme/images/bg{number % 50}.png) no-repeat}}\n"
            )
        return f"{links}<style type='text/css'>\n{''.join(rules)}</style>\n"

    def scripts(self, size: int) -> str:
        """Return inline scripts as module loaders and galleries need them."""
        calls: list[str] = []
        while sum(map(len, calls)) < size:
            number = self._chance.randrange(10_000)
            calls.append(
                f"jQuery(function($) {{ if ($('#box{number}').length > 0 && window.innerWidth > {number}) {{"
                f" $('#box{number}').slick({{ slidesToShow: {number % 7}, autoplay: true, "
                f"prevArrow: '<a class=\"prev\">&lsaquo;</a>' }}); }} }});\n"
            )
        parts = (calls[at : at + 12] for at in range(0, len(calls), 12))
        return "".join(f"<script type='text/javascript'>\n{''.join(part)}</script>\n" for part in parts)

    def view_state(self, size: int) -> str:
        """Return the hidden field in which WebForms keeps what its controls know."""
        value = base64.b64encode(self._chance.randbytes(size * 3 // 4)).decode()
        return f'<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE_0" value="{value}">\n'

    def menu(self, size: int) -> str:
        """Return a menu of two levels."""
        entries: list[str] = []
        while sum(map(len, entries)) < size:
            inner = "".join(
                f'<li class="{self._entry}" role="presentation"><a href="/muc-{len(entries)}/{number}" '
                f'role="menuitem" title="{title}"><span>{title}</span></a></li>\n'
                for number, title in enumerate(self._titles(8))
            )
            title = self._titles(1)[0]
            entries.append(
                f'<li class="{self._entry}" id="muc_{len(entries)}" role="presentation">'
                f'<a href="/muc-{len(entries)}" aria-haspopup="true"><span>{title}</span></a>\n'
                f'<ul class="child-menu" role="menu">{inner}</ul></li>\n'
            )
        return f'<div class="nav-wrapper"><ul class="nav-list" role="menubar">{"".join(entries)}</ul></div>\n'

    def blocks(self, size: int) -> str:
        """Return blocks at the side and below: latest news, links, galleries, a calendar."""
        blocks: list[str] = []
        while sum(map(len, blocks)) < size * 0.84:  # Vietnamese has more bytes than letters
            make = (self._news, self._links, self._gallery, self._calendar)[len(blocks) % 4]
            name = f"khoi_{len(blocks)}_INSTANCE_{self._chance.randrange(10**6)}"
            blocks.append(
                f'<div class="{self._block}" id="{name}">'
                f'<h2 class="{self._heading}"><span>{self._titles(1)[0]}</span></h2>\n'
                f'<div class="noi-dung-khoi">{make()}</div></div>\n'
            )
        return f'<div class="cot-phai">{"".join(blocks)}</div>\n'

    def _titles(self, count: int) -> list[str]:
        return [self._draft().title.replace('"', "") for _ in range(count)]

    def _news(self) -> str:
        items = (
            f'<li class="tin-moi"><div class="anh"><a href="/tin/{number}-{self._seed}{LONG}"><img alt="" '
            f'src="/anh/{number}/thumb.jpg?t=16219934{number:02}" style="width:120px;height:80px"></a></div>'
            f'<a class="tieu-de" href="/tin/{number}-{self._seed}{LONG}" title="{title}">{title}</a>'
            f'<span class="gio">({number + 1:02}/03/2024)</span></li>\n'
            for number, title in enumerate(self._titles(8))
        )
        return f'<ul class="danh-sach">{"".join(items)}</ul>'

    def _links(self) -> str:
        options = "".join(
            f'<option value="http://donvi{number}.example.vn">{title}</option>\n'
            for number, title in enumerate(self._titles(12))
        )
        return f'<select class="lien-ket" onchange="window.open(this.value)">{options}</select>'

    def _gallery(self) -> str:
        pictures = (
            f'<div class="item"><a class="fancybox" rel="g{self._seed}" href="/anh/lon/{number}.jpg">'
            f'<img class="lazy" data-src="/anh/nho/{number}.jpg" src="data:image/gif;base64,R0lGOD" '
            f'alt="{title}"></a><p class="chu-thich">{title}</p></div>\n'
            for number, title in enumerate(self._titles(6))
        )
        return f'<div class="thu-vien">{"".join(pictures)}</div>'

    def _calendar(self) -> str:
        weeks = (
            "<tr>"
            + "".join(f'<td class="ngay"><span>{week + day}</span></td>' for day in range(7))
            + "</tr>\n"
            for week in range(1, 29, 7)
        )
        return f'<table class="lich"><tbody>{"".join(weeks)}</tbody></table>'
