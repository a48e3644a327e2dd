"""A portal that lives: articles are published, edited, withdrawn, moved and read while a test runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sys
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

PER_PAGE = 5


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
    moved_to: int | None = None
    edited: bool = False

    @property
    def path(self) -> str:
        return f"/chi-tiet-tin-tuc?dinhdanh={self.number}"


class GrowingPortal:
    """The portal and its server on a free loopback port."""

    def __init__(self, sections: int = 3) -> None:
        self.sections = sections
        self.posts: dict[int, Post] = {}
        self.requests: Counter[str] = Counter()
        self.conditional = 0
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

    def answer(self, target: str, etag: str | None) -> tuple[int, dict[str, str], str]:
        """Return status, headers and page of one request."""
        with self._lock:
            self.requests[target] += 1
            self.asked_at.append(time.monotonic())
        split = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        if split.path == "/robots.txt":
            return 200, {}, "User-agent: *\nDisallow:\n"
        if "dinhdanh" in query:
            return self._article(int(query["dinhdanh"]), etag)
        if "danhmuc" in query:
            return (
                200,
                {},
                _page("Chuyên mục", self._listing(int(query["danhmuc"]), int(query.get("p", "1")))),
            )
        links = "".join(f'<a href="/tin?danhmuc={n}">Mục {n}</a>' for n in range(1, self.sections + 1))
        return 200, {}, _page("Trang chủ", links)

    def _article(self, number: int, etag: str | None) -> tuple[int, dict[str, str], str]:
        post = self.posts.get(number)
        if post is None:
            return 404, {}, _page("Lỗi", "<p>Không có</p>")
        if post.moved_to:
            return 302, {"Location": self.posts[post.moved_to].path}, ""
        if post.gone:
            return 200, {}, _page("Tin", '<div class="alert">Bài viết đã bị gỡ.</div>')
        body = _article_markup(post)
        tag = f'"{hash((post.title, post.body, post.views)) & 0xFFFFFFFF:x}"'
        if etag == tag:
            self.conditional += 1
            return 304, {"ETag": tag}, ""
        return 200, {"ETag": tag}, _page(post.title, body)

    def _listing(self, section: int, page: int) -> str:
        posts = sorted(
            (p for p in self.posts.values() if p.section == section and not p.gone), key=lambda p: -p.number
        )
        shown = posts[(page - 1) * PER_PAGE : page * PER_PAGE]
        last = max(1, -(-len(posts) // PER_PAGE))
        items = "".join(_item(post) for post in shown)
        pages = "".join(f'<a href="/tin?danhmuc={section}&amp;p={n}">{n}</a>' for n in range(1, last + 1))
        return f'{items}<div id="pagination">Trang {page} trong {last} {pages}</div>'

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


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


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html class="aui ltr" lang="vi"><head><title>{title}</title></head><body>'
        f'<div class="portlet-body" data-of="/o/vn.dnict.tintuc/">{body}</div></body></html>'
    )


def _handler(portal: GrowingPortal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, text = portal.answer(self.path, self.headers.get("If-None-Match"))
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=UTF-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
