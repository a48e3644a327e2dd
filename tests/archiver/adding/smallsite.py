"""A small site for the tests, served on loopback or asked without a network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from archiver.adding.asked import Answer
from archiver.models import Capture, Page
from tests.spiders.served import Served

SEEN_AT = dt.datetime(2024, 11, 17, 23, 37, tzinfo=dt.UTC)
SIGNS = (
    '<meta name="generator" content="WordPress 6.4.3"><link rel="stylesheet" href="/wp-includes/css/s.css">'
)
NEWS, MORE, NOTICES = "/category/tin-tuc/", "/category/tin-tuc/page/2/", "/category/thong-bao/"
TITLES = (
    "Phục dựng nghề dệt chiếu cói ở làng Cẩm Giang",
    "Ra quân nạo vét kênh mương nội đồng đầu vụ",
    "Lớp bồi dưỡng lý luận cho đảng viên mới khai giảng",
    "Đoàn viên Sơn Phú trồng hai nghìn cây phi lao chắn sóng",
)
SLUGS = tuple(f"/2024/0{number}/bai-viet-so-{number}/" for number in range(1, 5))


def html(body: str, *, title: str = "Huyện ủy Ví Dụ", head: str = SIGNS) -> str:
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def _time(number: int) -> str:
    return f'<time class="entry-date published" datetime="2024-0{number + 1}-12T08:00:00+07:00">12</time>'


def item_of(number: int) -> str:
    link = f'<h2 class="entry-title"><a href="{SLUGS[number]}">{TITLES[number]}</a></h2>'
    return f'<article class="post hentry">{link}{_time(number)}</article>'


def _article(number: int) -> str:
    title = TITLES[number]
    text = f"<p>{title}: bà con trong xã cùng nhau làm việc nghĩa, năm thứ {number + 3} liền.</p>"
    head = f'<header class="entry-header"><h1 class="entry-title">{title}</h1>{_time(number)}</header>'
    body = f'<article class="post hentry">{head}<div class="entry-content">{text * 3}</div></article>'
    return html(body, title=f"{title} - Huyện ủy Ví Dụ")


def _menu(*paths: str) -> str:
    return (
        "<ul class='menu'>"
        + "".join(f"<li><a href='{path}'>Mục {path[1:5]}</a></li>" for path in paths)
        + "</ul>"
    )


def pages(*more: str) -> dict[str, str]:
    """Return a WordPress site by path, its menu with `more` links; the front page leads to a further page."""
    front = _menu(NEWS, NOTICES, *more) + item_of(0) + item_of(1) + f"<p><a href='{MORE}'>Xem thêm</a></p>"
    pager = f"<nav class='pagination'><a class='page-numbers' href='{MORE}'>2</a></nav>"
    back = f"<nav class='pagination'><a class='page-numbers' href='{NEWS}'>1</a></nav>"
    return {
        "/": html(front),
        NEWS: html(item_of(0) + item_of(1) + pager),
        MORE: html(item_of(2) + item_of(3) + back),
        NOTICES: html(item_of(1) + item_of(3)),
        **{slug: _article(number) for number, slug in enumerate(SLUGS)},
    }


class Asked:
    """Answers from pages by path, and remembers what was asked for."""

    def __init__(self, site: Mapping[str, str], home: str = "http://wp.example.vn") -> None:
        self.home, self.asked = home, list[str]()
        self._site = site

    def page(self, path: str) -> Page:
        capture = Capture(source="live", fetched_at=SEEN_AT, http_status=200)
        kind = "text/html; charset=utf-8"
        return Page(url=self.home + path, body=self._site[path].encode(), content_type=kind, capture=capture)

    def __call__(self, urls: Sequence[str]) -> list[Answer]:
        self.asked += urls
        return [self._answer(url, url.removeprefix(self.home)) for url in urls]

    def _answer(self, url: str, path: str) -> Answer:
        if path in self._site:
            return Answer(url=url, page=self.page(path))
        return Answer(url=url, why=f"{url}: the portal answered with status 404", is_final=True)


class SmallSite(Served):
    """Pages by path on loopback: 404 for others, `moved` led on, robots.txt as given."""

    def __init__(
        self,
        site: Mapping[str, str | bytes],
        *,
        robots: str = "",
        moved: Mapping[str, str] | None = None,
        kind: str = "text/html; charset=utf-8",
    ) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True  # else a body waits 40 ms for its head to be confirmed

            def do_GET(self) -> None:
                asked.append(self.path)
                found = robots if self.path == "/robots.txt" and robots else site.get(self.path)
                body = found.encode() if isinstance(found, str) else found or b""
                where = (moved or {}).get(self.path)
                self.send_response(302 if where else 404 if found is None else 200)
                if where:
                    self.send_header("Location", where)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
