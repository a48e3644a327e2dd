"""Made pages built otherwise: with what other portals print beside an article, and in markup of other habits.

Each change leaves what the page says of its article as it is, so that it must read the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from lxml import etree, html

OTHERS = "".join(
    f'<li><a href="/tin-khac-{number}.html">{title}</a> <span>({day})</span></li>'
    for number, (title, day) in enumerate(
        [
            ("Phường Bình Sơn tổ chức hội nghị sơ kết sáu tháng đầu năm", "12/05/2025"),
            ("Ra mắt mô hình dân vận khéo ở khu dân cư số 4", "11/05/2025"),
            ("Khai mạc hội thao chào mừng ngày thành lập Đoàn", "09/05/2025"),
            ("Thông báo lịch tiếp công dân tháng 5", "25/04/2025"),
        ],
        1,
    )
)
Change = Callable[[etree._Element], None]


class Unfit(Exception):
    """The page has no place for the change."""


def _made(markup: str) -> etree._Element:
    return html.fragment_fromstring(markup)


def _body_of(root: etree._Element) -> etree._Element:
    body = root.find("body")
    if body is None:
        raise Unfit
    return body


def _behind(place: etree._Element, markup: str) -> None:
    added = _made(markup)
    added.tail, place.tail = place.tail, None
    place.addnext(added)


def _first(root: etree._Element, markup: str) -> None:
    _body_of(root).insert(0, _made(markup))


def _last(root: etree._Element, markup: str) -> None:
    _body_of(root).append(_made(markup))


def _title(root: etree._Element) -> etree._Element:
    """Return the heading that the page's own title begins with, else its first."""
    headings = list(root.iter("h1", "h2"))
    if not headings:
        raise Unfit
    named = root.findtext(".//title") or ""
    return next((heading for heading in headings if named.startswith(_words(heading))), headings[0])


def _words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _below_title(root: etree._Element, markup: str) -> None:
    _behind(_title(root), markup)


def _paragraphs(root: etree._Element) -> list[etree._Element]:
    """Return the paragraphs of running text, two at least."""
    found = [paragraph for paragraph in root.iter("p") if len(_words(paragraph)) > 90]
    if len(found) < 2:
        raise Unfit
    return found


def _amid_text(root: etree._Element, markup: str) -> None:
    paragraphs = _paragraphs(root)
    parents = [paragraph.getparent() for paragraph in paragraphs]
    at = next((at for at, (one, other) in enumerate(pairwise(parents)) if one is other), None)
    if at is None:
        raise Unfit
    _behind(paragraphs[at], markup)


def _at_end_of_text(root: etree._Element, markup: str) -> None:
    around = _paragraphs(root)[-1].getparent()
    assert around is not None
    around.append(_made(markup))


def _named_twice(root: etree._Element) -> None:
    path = _made(
        '<ol class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/t">Tin</a></li><li/></ol>'
    )
    path[-1].text = _words(_title(root))
    _body_of(root).insert(0, path)


def _wrapped(root: etree._Element) -> None:
    for element in list(root.iter("div", "section", "article", "main")):
        inner = etree.Element("div")
        inner.text, element.text = element.text, None
        inner.extend(list(element))
        element.append(inner)


def _renamed(root: etree._Element, tags: tuple[str, ...], tag: str, style: str = "") -> None:
    for element in list(_body_of(root).iter(*tags)):
        element.tag = tag
        if style:
            element.set("style", style)


def _in_fonts(root: etree._Element) -> None:
    for paragraph in root.iter("p"):
        if paragraph.text and paragraph.text.strip():
            font = etree.Element("span", style='font-family:"Times New Roman";font-size:14pt')
            font.text, paragraph.text = paragraph.text, None
            paragraph.insert(0, font)


def _each_text(root: etree._Element, change: Callable[[str], str]) -> None:
    for element in _body_of(root).iter("*"):
        if element.tag not in {"script", "style", "pre", "textarea"}:
            element.text = element.text and change(element.text)
        element.tail = element.tail and change(element.tail)


def _dates_as(written: str, root: etree._Element) -> None:
    _each_text(root, partial(re.sub, r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", written))


def _site_behind_title(root: etree._Element) -> None:
    title = root.find(".//title")
    if title is None or not title.text or re.search(r"\||–| - ", title.text):
        raise Unfit
    title.text += " - Cổng thông tin điện tử Đảng bộ phường Bình Sơn"


def _spaces_by_nature(root: etree._Element) -> None:
    _each_text(root, lambda text: text.replace(": ", ":\xa0\xa0"))


LIST = f"<ul>{OTHERS}</ul>"
PLAYER = '<audio controls="controls" src="/a.mp3"></audio>'
CHANGES: dict[str, Change] = {
    "newest above": partial(_first, markup=f'<div class="khoi"><h3>Tin mới nhất</h3>{LIST}</div>'),
    "related below": partial(_last, markup=f'<div class="khoi"><h3>Tin liên quan</h3>{LIST}</div>'),
    "related amid the text": partial(
        _amid_text, markup=f'<div class="tin-lq"><h4>Tin liên quan</h4>{LIST}</div>'
    ),
    "advertisement amid the text": partial(
        _amid_text, markup='<div><a href="https://qc.example/"><img src="/q.gif" alt="Quảng cáo"/></a></div>'
    ),
    "see also amid the text": partial(
        _amid_text,
        markup='<p><b>Xem thêm:</b> <a href="/tin-77.html">Hội nghị quán triệt nghị quyết mới</a></p>',
    ),
    "clock": partial(_first, markup='<div class="gio">Thứ Hai, ngày 30/06/2025 09:00:12</div>'),
    "counter": partial(
        _last,
        markup="<div><h3>Thống kê truy cập</h3><p>Hôm nay: 1.204</p>"
        "<p>Tổng lượt truy cập: 2.345.678</p></div>",
    ),
    "buttons": partial(
        _below_title,
        markup='<div><a href="#">Facebook</a> <a href="#">Zalo</a> <a href="javascript:print()">In trang</a>'
        ' <a href="#">A-</a> <a href="#">A+</a></div>',
    ),
    "buttons of the text's size": partial(
        _below_title,
        markup="<div><span>Cỡ chữ:</span> <button>A-</button><button>A+</button> <label>Tương phản</label>"
        ' <a href="javascript:;">Đọc bài viết</a></div>',
    ),
    "buttons at the end": partial(
        _at_end_of_text,
        markup='<div><span>Chia sẻ bài viết:</span> <a href="#">Facebook</a> <a href="#">Zalo</a></div>',
    ),
    "player": partial(
        _below_title,
        markup=f"<div><span>Nghe bài viết</span> {PLAYER} <span>00:00 / 03:12</span>"
        " <span>Giọng nữ</span></div>",
    ),
    "to follow on a network": partial(
        _below_title, markup='<div><a href="https://news.google.com/x">Theo dõi trên Google News</a></div>'
    ),
    "to follow on a network at the end": partial(
        _at_end_of_text, markup='<p><a href="https://zalo.me/x">Quan tâm kênh Zalo của phường</a></p>'
    ),
    "comments": partial(
        _last, markup="<div><h3>Bình luận</h3><form><textarea></textarea><button>Gửi</button></form></div>"
    ),
    "article before and behind": partial(
        _last,
        markup='<div><a href="/tin-a-1.html">« Bài trước: Tổng kết phong trào thi đua yêu nước</a>'
        ' <a href="/tin-b-2.html">Bài sau: Khởi công công trình chào mừng đại hội »</a></div>',
    ),
    "imprint": partial(
        _last,
        markup="<footer><p>Giấy phép số 125/GP-TTĐT do Sở Thông tin và Truyền thông cấp ngày 10/5/2019</p>"
        "<p>Chịu trách nhiệm: Nguyễn Văn Bình, Phó Bí thư Thường trực</p></footer>",
    ),
    "notice put away": partial(
        _first,
        markup='<div style="display:none"><h4>Thông báo</h4><p>Trang có địa chỉ mới từ 01/07/2025.</p></div>',
    ),
    "path": partial(
        _first, markup='<div><a href="/">Trang chủ</a> » <a href="/t/">Tin</a> » <a href="/d/">Đảng</a></div>'
    ),
    "path that ends in the title": _named_twice,
    "site behind the title": _site_behind_title,
    "one more element round each": _wrapped,
    "paragraphs in div": partial(_renamed, tags=("p",), tag="div"),
    "paragraphs in fonts": _in_fonts,
    "headings of the second rank": partial(_renamed, tags=("h1",), tag="h2"),
    "headings by their type alone": partial(
        _renamed, tags=("h1", "h2"), tag="div", style="font-size:22px;font-weight:bold"
    ),
    "lines and spaces between words": partial(_each_text, change=lambda text: text.replace(" ", "\n     ")),
    "spaces that do not break": _spaces_by_nature,
    "days with dashes": partial(_dates_as, r"\1-\2-\3"),
    "days with dots": partial(_dates_as, r"\1.\2.\3"),
    "days in words": partial(_dates_as, r"\1 tháng \2 năm \3"),
}
OF_THE_FRAME = frozenset({
    "one more element round each", "paragraphs in div", "headings of the second rank",
    "headings by their type alone",
})  # fmt: skip
"""Changes of the markup that rules of platforms name: pages so changed are of another theme."""
