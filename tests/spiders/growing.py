"""A portal that lives: articles are published, edited, withdrawn, moved and read while a test runs.

It may have a feed, sitemaps, and pages that can be confirmed as unchanged.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import hashlib
import re
import sys
import time
from collections import Counter
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qs, urlsplit

from tests.spiders.served import Served

PER_PAGE = 5
FORBIDDEN = "/cam-truy-cap"
"""An address at which nobody may read."""


@dataclasses.dataclass
class Post:
    """One article of the portal."""

    number: int
    section: int
    title: str
    body: str
    day: dt.date
    views: int = 10
    gone: bool = False
    leads_to: str = ""
    """Where its address sends the reader; nowhere where empty."""
    by_refresh: bool = False
    """Whether it does so by a refresh in the page, as a redirect else."""
    edited: bool = False
    changed: dt.datetime | None = None
    """What the sitemap says of its last change; nothing where null."""

    @property
    def path(self) -> str:
        return f"/chi-tiet-tin-tuc?dinhdanh={self.number}"


class GrowingPortal(Served):
    """The portal and its server on a free loopback port."""

    def __init__(self, sections: int = 3) -> None:
        self.sections = sections
        self.posts: dict[int, Post] = {}
        self.requests: Counter[str] = Counter()
        self.conditional = 0
        """Requests that were answered with HTTP 304."""
        self.has_validators = False
        """Whether listings, too, have an ETag."""
        self.feed = self.sitemap = self.robots = ""
        """The feed that page heads name, where the sitemap lies, and what robots.txt says besides."""
        self.named = tuple[str, ...]()
        """The feeds that page heads name, where they name others than that one."""
        self.unlisted = set[int]()
        """Numbers of articles that no listing shows."""
        self.related: dict[int, tuple[int, ...]] = {}
        """Which articles the page of an article names as related, by their numbers."""
        self.pictures: dict[str, str] = {}
        """What is answered for the pictures that articles show, by their paths below `/anh/`."""
        self.front: tuple[int, dict[str, str], str] | None = None
        """What the front page answers instead of links to the sections: status, headers and body."""
        self.shut = 0
        """The HTTP status with which every article is refused; none where 0."""
        self.new_markup = False
        """Whether pages are marked up as after a redesign, with the same words."""
        self.asked_at: list[float] = []
        """When each request came, in seconds of a clock that only goes forward."""
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def publish(self, count: int, *, section: int = 1, day: dt.date = dt.date(2020, 1, 2)) -> list[Post]:
        """Add articles on top of a section and return them."""
        first = len(self.posts) + 1
        made = [
            Post(number, section, f"Tin số {number} của phường", f"Nội dung tin số {number}./.", day)
            for number in range(first, first + count)
        ]
        self.posts.update({post.number: post for post in made})
        return made

    def write_facts(self, folder: Path, name: str = "song", extra: str = "delay = 0\n") -> None:
        """Write the portal's file into a folder."""
        facts = f'name = "Cổng sống"\nhome = "{self.url}/"\nplatform = "dnict"\n{extra}'
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(facts, encoding="utf-8")

    def answer(self, target: str, etag: str | None) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of one request."""
        with self._lock:
            self.requests[target] += 1
            self.asked_at.append(time.monotonic())
        status, headers, text = self._answer(target)
        body = text.encode()
        if target.endswith(".gz"):
            headers, body = {"Content-Type": "application/x-gzip"}, gzip.compress(body, mtime=0)
        if status != 200 or not (self.has_validators or "dinhdanh" in target):
            return status, headers, body
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if etag != headers["ETag"]:
            return status, headers, body
        self.conditional += 1
        return 304, headers, b""

    def _answer(self, target: str) -> tuple[int, dict[str, str], str]:
        split = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        if split.path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, f"User-agent: *\nDisallow:\n{self.robots}"
        if "dinhdanh" in query:
            return (self.shut, {}, "") if self.shut else self._article(int(query["dinhdanh"]))
        if "danhmuc" in query:
            return 200, {}, self._page("Mục", self._listing(int(query["danhmuc"]), int(query.get("p", "1"))))
        if split.path == FORBIDDEN:
            return 403, {}, self._page("Lỗi", "<p>Cấm truy cập</p>")
        if split.path.startswith(("/rss", "/sitemap", "/anh/")):
            return self._file(split.path)
        links = "".join(f'<a href="/tin?danhmuc={n}">Mục {n}</a>' for n in range(1, self.sections + 1))
        return self.front or (200, {}, self._page("Trang chủ", links))

    def _article(self, number: int) -> tuple[int, dict[str, str], str]:
        post = self.posts.get(number)
        if post is None:
            return 404, {}, self._page("Lỗi", "<p>Không có</p>")
        if post.leads_to and post.by_refresh:
            refresh = f'<meta http-equiv="refresh" content="3; url={post.leads_to}">'
            return 200, {}, _page(post.title, _article_markup(post), refresh)
        if post.leads_to:
            return 302, {"Location": post.leads_to}, ""
        if post.gone:
            return 200, {}, self._page("Tin", '<div class="alert">Bài viết đã bị gỡ.</div>')
        markup = _new_article_markup if self.new_markup else _article_markup
        related = "".join(
            f'<a class="info-new" href="{self.posts[other].path}">{self.posts[other].title}</a>'
            for other in self.related.get(number, ())
        )
        more = f'<div class="the-article-more-info">{related}</div>' if related else ""
        return 200, {}, self._page(post.title, markup(post) + more)

    def _file(self, path: str) -> tuple[int, dict[str, str], str]:
        """Return a picture, the feed, the index of sitemaps, or a section's; 404 where there is none."""
        if path in self.pictures:
            return 200, {"Content-Type": "image/jpeg"}, self.pictures[path]
        shown = [post for post in sorted(self.posts.values(), key=lambda p: -p.number) if not post.gone]
        if path == self.feed:
            return 200, XML, _rss(self.url, shown[:10])
        if path == "/rss-comments":
            return 200, XML, _rss(self.url, [])
        if self.sitemap and path == self.sitemap:
            return 200, XML, _sitemap_index(self.url, self.sections, shown)
        if self.sitemap and (found := re.fullmatch(r"/sitemap-(\d+)\.xml(?:\.gz)?", path)):
            return 200, XML, _sitemap(self.url, [post for post in shown if post.section == int(found[1])])
        return 404, {}, "<h1>404</h1>"

    def _page(self, title: str, body: str) -> str:
        feeds = self.named or ((self.feed,) if self.feed else ())
        named = (f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
        return _page(title, body, "".join(named))

    def _listing(self, section: int, page: int) -> str:
        posts = sorted(
            (p for p in self.posts.values() if p.section == section and not p.gone), key=lambda p: -p.number
        )
        posts = [post for post in posts if post.number not in self.unlisted]
        shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
        last = max(1, -(-len(posts) // PER_PAGE))
        items = "".join(_item(post) for post in shown)
        pages = "".join(f'<a href="/tin?danhmuc={section}&amp;p={n}">{n}</a>' for n in range(1, last + 1))
        return f'{items}<div id="pagination">Trang {page} trong {last} {pages}</div>'


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that are killed while they ask."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell only what a killed client does not explain."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def articles_asked_for(portal: GrowingPortal) -> Counter[int]:
    """Return how often each article's page was asked for."""
    asked: Counter[int] = Counter()
    for target, count in portal.requests.items():
        if found := re.search(r"dinhdanh=(\d+)", target):
            asked[int(found[1])] += count
    return asked


def _item(post: Post) -> str:
    return (
        '<div class="item-list-article"><div class="item-list-article-content">'
        f'<a href="{post.path}&amp;cat=7"><span class="title-item-article">{post.title}</span></a></div>'
        f'<span class="createdtime-item-article">{post.day:%d/%m/%Y}</span></div>'
    )


def _article_markup(post: Post) -> str:
    return (
        f'<div id="title"><header class="title-article">{post.title}</header></div>'
        f'<span class="the-article-createby"><b>Người đăng tin: </b>Admin</span>'
        f'<span class="the-article-timecreate"><b>Ngày đăng tin: </b>{post.day:%d/%m/%Y}</span>'
        f'<span class="viewcount"><b>Lượt xem: </b>{post.views}</span>'
        f'<div id="textToSpeech"><div class="the-article-body"><p>{post.body}</p></div></div>'
    )


def _new_article_markup(post: Post) -> str:
    """Return the same words as the portlet's older generation marks them up."""
    return (
        f'<div id="title">{post.title}</div><div class="thong-tin"><span class="the-article-createby">'
        f"<i>Người đăng tin: </i>Admin</span><span class='the-article-timecreate'><i>Ngày đăng tin: </i>"
        f"{post.day:%d/%m/%Y}</span><span class='viewcount'><i>Lượt xem: </i>{post.views}</span></div>"
        f'<section><div class="the-article-body"><div><p>{post.body}</p></div></div></section>'
    )


XML = {"Content-Type": "application/xml; charset=utf-8"}


def _rss(url: str, posts: list[Post]) -> str:
    items = "".join(
        f"<item><title>{post.title}</title><link>{url}{escape(post.path)}</link>"
        f"<pubDate>{post.day:%a, %d %b %Y} 08:00:00 +0700</pubDate>"
        f"<description>Lượt xem: {post.views}</description></item>"
        for post in posts
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'


def _sitemap_index(url: str, sections: int, posts: list[Post]) -> str:
    """Return the index: one sitemap a section, packed but for the first, and when each changed."""
    entries = ""
    for section in range(1, sections + 1):
        times = [post.changed for post in posts if post.section == section and post.changed]
        changed = f"<lastmod>{max(times).isoformat()}</lastmod>" if times else ""
        ending = "xml" if section == 1 else "xml.gz"
        entries += f"<sitemap><loc>{url}/sitemap-{section}.{ending}</loc>{changed}</sitemap>"
    return f'<?xml version="1.0"?><sitemapindex xmlns="{SITEMAP}">{entries}</sitemapindex>'


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _sitemap(url: str, posts: list[Post]) -> str:
    entries = "".join(
        f"<url><loc>{url}{escape(post.path)}</loc>"
        + (f"<lastmod>{post.changed.isoformat()}</lastmod>" if post.changed else "")
        + "</url>"
        for post in posts
    )
    return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}">{entries}</urlset>'


def _page(title: str, body: str, named: str = "") -> str:
    return (
        f'<!DOCTYPE html><html class="aui ltr" lang="vi"><head><title>{title}</title>{named}</head><body>'
        f'<div class="portlet-body" data-of="/o/vn.dnict.tintuc/">{body}</div></body></html>'
    )


def _handler(portal: GrowingPortal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits 40 ms for its head to be confirmed

        def do_GET(self) -> None:
            status, headers, body = portal.answer(self.path, self.headers.get("If-None-Match"))
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=UTF-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
