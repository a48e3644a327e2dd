"""The demo portal without a network: a request in, a response out.

"Quận ủy Lam Hải" and everything it reports are invented, for demonstration and tests.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock

from archiver.demo import pages, traps
from archiver.demo.articles import LAST_DAY, SECTIONS, listed
from archiver.demo.feed import feed_page
from archiver.demo.files import file_at, garbage, png
from archiver.demo.records import DemoArticle, Section
from archiver.demo.reply import Answer, DemoResponse, response, wants_english
from archiver.demo.routes import Address, address_of, article_at, file_paths
from archiver.demo.texts import words
from archiver.demo.view import View

ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
COUNTERS = ("/TinTuc-portlet/tangluotxem", "/o/vn.dnict.tintuc/tangluotxem")
"""Where the pages' scripts post, which raises the count of views."""
_NO_SUCH = "Không có bài viết với định danh trên"


class DemoSite:
    """The portal at one address. Only views change: by the scripts' POST and, if `counting`, by each GET."""

    def __init__(self, host: str, port: int, *, counting: bool = False) -> None:
        self.base = f"http://{host}:{port}"
        self.port = port
        self.counting = counting
        self._raised: Counter[int] = Counter()
        self._lock = Lock()
        self._cached = lru_cache(maxsize=1024)(self._answer)

    def respond(self, method: str, target: str, headers: Mapping[str, str]) -> DemoResponse:
        """Return the response to any request, however odd; gzip, 304 and language as its headers ask."""
        fields = {name.lower(): value for name, value in headers.items()}
        address = address_of(target)
        if address is None:
            return response(_text(414, "Request-URI Too Long"), method, fields)
        if method == "POST":
            return response(self._post(address), method, fields)
        if method not in {"GET", "HEAD"}:
            return response(_text(405, "Method Not Allowed"), method, fields)
        english = wants_english(fields) if address.locale is None else address.locale == "en"
        return response(self._cached(address, english, self._views(method, address)), method, fields)

    def _views(self, method: str, address: Address) -> int:
        """Return the count to print, our own visit not yet in it; 0 for what is no article."""
        article = article_at(address)
        if article is None:
            return 0
        with self._lock:
            views = article.view_count + self._raised[article.number]
            if self.counting and method == "GET":
                self._raised[article.number] += 1
        return views

    def _post(self, address: Address) -> Answer:
        number = address.number("dinhdanh")
        if address.path not in COUNTERS or number is None:
            return _text(404, "Not Found")
        with self._lock:
            self._raised[number] += 1
        return Answer(status=204, media_type="text/plain")

    def _answer(self, address: Address, english: bool, views: int) -> Answer:
        view = View(
            base=self.base,
            port=self.port,
            path=address.shown_path,
            query=address.shown_query,
            locale="en" if english else "vi",
        )
        if address.path.startswith("/chi-tiet-tin-tuc"):
            return self._article(view, address, views)
        if address.path in _ROUTES:
            return _ROUTES[address.path](view, address)
        return _elsewhere(view, address)

    def _article(self, view: View, address: Address, views: int) -> Answer:
        away = traps.redirect_from(address.number("dinhdanh") or 0, self.port)
        if away is not None:
            return Answer(status=302, location=away)
        article = article_at(address)
        if article is None:
            return Answer(body=pages.gone_page(view, _NO_SUCH, 7))
        return _article_answer(view, article, views, counting=self.counting)


def _article_answer(view: View, article: DemoArticle, views: int, *, counting: bool) -> Answer:
    if article.case == "not-found":
        return Answer(status=404, body=pages.plain_page(view, "Not Found", "<p>Không tìm thấy trang.</p>"))
    if article.case == "garbage":
        return Answer(body=garbage(article.number))
    if article.evidence is not None:
        return Answer(body=pages.gone_page(view, article.evidence, article.generation))
    return Answer(
        body=pages.article_page(view, article, views),
        changed=None if counting else article.published_date,
        chunked=article.number % 5 == 0,
    )


def _home(view: View, _: Address) -> Answer:
    return Answer(body=pages.home_page(view), changed=LAST_DAY, chunked=True)


def _robots(_: View, __: Address) -> Answer:
    return Answer(body=ROBOTS, media_type="text/plain", changed=LAST_DAY)


def _listing(view: View, address: Address) -> Answer:
    tag = address.get("tag")
    if tag is not None:
        return _tagged(view, tag)
    cid = address.number("danhmuc") or address.number("idcat")
    section = next((section for section in SECTIONS if section.cid == cid), None)
    if section is None:
        return Answer(body=pages.plain_page(view, "Tin tức", "<p>Không có dữ liệu</p>"))
    return Answer(
        body=pages.listing_page(view, section, max(1, address.number("p") or 1)), changed=_newest(section)
    )


def _newest(section: Section) -> dt.date:
    return listed(section)[0].published_date


def _tagged(view: View, tag: str) -> Answer:
    code = tag.rpartition("-")[2]
    tags: list[str] = words()["tu_khoa"]
    known = next((name for at, name in enumerate(tags) if str(at + 100) == code), None)
    if known is None:
        return Answer(body=pages.plain_page(view, "Từ khóa", "<p>Không có dữ liệu</p>"))
    return Answer(body=pages.tag_page(view, known))


def _calendar(view: View, address: Address) -> Answer:
    month, year = address.number("thang") or 6, address.number("nam") or 2025
    before, after = traps.neighbouring_months(month % 12 or 12, year % 10_000)
    links = f'<p><a href="{before}">« Tháng trước</a> · <a href="{after}">Tháng sau »</a></p>'
    return Answer(body=pages.plain_page(view, f"Lịch công tác tháng {month}/{year}", links))


def _login(view: View, _: Address) -> Answer:
    fields = '<input name="login"><input type="password" name="password">'
    form = f'<form method="post" action="/c/portal/login">{fields}</form>'
    return Answer(body=pages.plain_page(view, "Đăng nhập", form))


def _away(_: View, __: Address) -> Answer:
    return Answer(status=302, location="http://example.invalid/")


def _icon(_: View, address: Address) -> Answer:
    return Answer(body=png(address.path, 16, 16), media_type="image/png", changed=LAST_DAY)


_ROUTES: dict[str, Callable[[View, Address], Answer]] = {
    "/": _home,
    "/robots.txt": _robots,
    "/tin-tuc": _listing,
    "/lich-cong-tac": _calendar,
    "/c/portal/login": _login,
    "/lien-ket": _away,
    "/TinTuc-portlet/icon.png": _icon,
}


def _elsewhere(view: View, address: Address) -> Answer:
    """Return feeds, files, style sheets, the closed area, or 404."""
    path = address.path
    section = next((section for section in SECTIONS if section.feed == path), None)
    if section is not None:
        return Answer(
            body=feed_page(view.base, section), media_type="application/rss+xml", changed=_newest(section)
        )
    found = file_at(path) if path in file_paths() else None
    if found is not None:
        return Answer(body=found[1], media_type=found[0], changed=LAST_DAY)
    if path in {"/TinTuc-portlet/css/main.css", "/o/vn.dnict.tintuc/css/main.css"}:
        return Answer(body=b".portlet{display:block}\n", media_type="text/css", changed=LAST_DAY)
    if path.endswith("/pdf-flipbook-master/index.html"):
        return Answer(body=pages.plain_page(view, "Xem văn bản", "<p>Trình xem văn bản.</p>"))
    if path.startswith("/admin"):
        return Answer(status=403, body=pages.plain_page(view, "Forbidden", "<p>Khu vực quản trị.</p>"))
    return Answer(status=404, body=pages.plain_page(view, "Not Found", "<p>Không tìm thấy trang.</p>"))


def _text(status: int, words_: str) -> Answer:
    return Answer(status=status, media_type="text/plain", body=f"{words_}\n".encode())
