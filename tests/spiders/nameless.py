"""A portal of no known system, served on loopback, with its pagers, side lists and traps."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.spiders.served import Served

PER_PAGE = 5
SECTIONS = {
    "xay-dung-dang": "Xây dựng Đảng",
    "hoc-va-lam-theo-bac": "Học và làm theo Bác",
    "kinh-te": "Kinh tế",
}
SUBJECTS = (
    "Hội nghị sơ kết công tác dân vận", "Đại hội chi bộ thôn Đông nhiệm kỳ mới",
    "Ra quân làm sạch đường làng ngõ xóm", "Tập huấn nghiệp vụ kiểm tra, giám sát",
    "Trao huy hiệu Đảng cho đảng viên lão thành",
)  # fmt: skip
TRAPS = (
    "/lich/2024/05/12", "/tim-kiem?q=tin", "/tags/nong-thon-moi", "/dang-nhap", "/tin-in?print=1&id=3",
    "/xay-dung-dang?sort=views", "/rss/tin.rss", "/xay-dung-dang?ngay=4", "/gop-y?returnurl=%2F",
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Post:
    """One article."""

    number: int
    section: str
    title: str
    day: dt.date
    form: str
    """Of its address."""

    @property
    def path(self) -> str:
        return self.form.format(section=self.section, number=self.number)


class NamelessPortal(Served):
    """The portal and its server on a free loopback port.

    `pager` is `query` (`?trang=2`), `path` (`/trang-2`) or `endless`: a "Trang sau" on every page, the last
    of which is served again and again; `from 0` counts `?trang=` from 0, `from 0 on` names that of the first
    page nowhere, as `next from 0` does, which has no more than a "Trang sau". `form` is that of the articles'
    addresses, `head` stands in the head of every page, `build` is the class of the element round an article.
    With `noise` articles link to each other under addresses with that query, and each states its own address.
    The front page lists what the first page of the section `home_like` does, where one is named.
    """

    def __init__(
        self,
        pager: str = "query",
        each: int = 12,
        *,
        form: str = "/bai/{section}-{number}.htm",
        head: str = "",
        build: str = "bai",
        noise: str = "",
        home_like: str = "",
    ) -> None:
        self.pager = pager
        self.form = form
        self.head = head
        self.build = build
        self.noise = noise
        self.home_like = home_like
        self.unlisted: set[int] = set()
        """Numbers of articles that no list names."""
        self.refused: dict[int, int] = {}
        """HTTP statuses, by the numbers of the articles that are answered with one."""
        self.files: dict[str, str] = {}
        """Feeds and sitemaps by path."""
        self.requests: Counter[str] = Counter()
        self.posts: list[Post] = []
        for section in SECTIONS:
            self.publish(section, each)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def publish(self, section: str, count: int) -> None:
        """Add articles on top of a section."""
        for _ in range(count):
            number = len(self.posts) + 1
            title = f"{SUBJECTS[number % len(SUBJECTS)]} lần thứ {number}"
            day = dt.date(2021, 1, 1) + dt.timedelta(days=number)
            self.posts.append(Post(number, section, title, day, self.form))

    @property
    def pages(self) -> int:
        """Pages of HTML that there are: articles, lists and the front page, the notes beside them too."""
        lists = sum(self._last(section) for section in SECTIONS)
        return len(self.posts) + lists + 1 + 2

    def write_facts(self, folder: Path, extra: str = "") -> None:
        """Write a portal file that says no more than name and home."""
        facts = f'name = "Xã không tên"\nhome = "{self.url}/"\nplatform = "auto"\ndelay = 0\n{extra}'
        folder.mkdir(exist_ok=True)
        (folder / "khong_ten.toml").write_text(facts, encoding="utf-8")

    def answer(self, target: str) -> tuple[int, str]:
        """Return status and page of one request."""
        self.requests[target] += 1
        split = urlsplit(target)
        parts = split.path.strip("/").split("/")
        post = next((post for post in self.posts if post.path == split.path), None)
        if post:
            return self.refused.get(post.number, 200), self._article(post)
        if split.path == "/":
            return 200, self._home()
        if split.path in self.files:
            return 200, self.files[split.path]
        if parts[0] in SECTIONS and (len(parts) == 1 or parts[1].startswith("trang-")):
            asked = parse_qs(split.query).get("trang", [parts[-1].removeprefix("trang-")])[0]
            first = 0 if "from 0" in self.pager else 1
            return 200, self._list(parts[0], int(asked) + 1 - first if asked.isdecimal() else 1)
        if split.path in {"/gioi-thieu", "/lien-he"}:
            return 200, self._page("Giới thiệu", "<h2>Giới thiệu</h2><p>Trụ sở đặt tại trung tâm xã.</p>")
        return (404, "<h1>404</h1>") if target not in TRAPS else (200, self._page("Bẫy", "<p>Không</p>"))

    def _of(self, section: str) -> list[Post]:
        shown = (post for post in reversed(self.posts) if post.number not in self.unlisted)
        return [post for post in shown if post.section == section]

    def _last(self, section: str) -> int:
        return -(-len(self._of(section)) // PER_PAGE)

    def _home(self) -> str:
        shown = [post for section in SECTIONS for post in self._of(section)[:2]]
        if self.home_like:
            shown = self._of(self.home_like)[:PER_PAGE]
        return self._page("Trang chủ", "".join(map(_row, shown)))

    def _list(self, section: str, page: int) -> str:
        last = self._last(section)
        page = min(page, last)
        shown = self._of(section)[(page - 1) * PER_PAGE : page * PER_PAGE]
        if self.pager == "endless":
            links = f'<a href="/{section}?trang={page + 1}">Trang sau</a>'
        elif self.pager == "next from 0":
            links = f'<a href="/{section}?trang={page}">Trang sau</a>' if page < last else ""
        elif "from 0" in self.pager:
            shown_links = range(1 if self.pager == "from 0" else 2, last + 1)
            links = " ".join(f'<a href="/{section}?trang={n - 1}">{n}</a>' for n in shown_links if n != page)
        else:
            form = "/{}?trang={}" if self.pager == "query" else "/{}/trang-{}"
            links = " ".join(f'<a href="{form.format(section, n)}">{n}</a>' for n in range(2, last + 1))
            links = f'<a href="/{section}">1</a> {links}'
        return self._page(
            SECTIONS[section], f"<h2>{SECTIONS[section]}</h2>{''.join(map(_row, shown))}<p>{links}</p>"
        )

    def _article(self, post: Post) -> str:
        text = (
            f"Nội dung của bài số {post.number}. "
            + "Các đại biểu đã thảo luận sôi nổi và thống nhất cao. " * 6
        )
        others = "".join(
            f'<li><a href="{other.path}{self.noise}">{other.title}</a></li>'
            for other in self._of(post.section)[:2]
        )
        return self._page(
            post.title,
            f'<div class="{self.build}"><h1 class="title">{post.title}</h1>'
            f'<div class="date_time">Ngày đăng: {post.day:%d/%m/%Y} | Lượt xem: 12</div>'
            f'<div class="textdetail"><p>{text}</p><p>{text}</p></div></div>'
            f"<h4>Các tin khác</h4><ul>{others}</ul>",
            f'<link rel="canonical" href="{post.path}">' if self.noise else "",
        )

    def _page(self, title: str, main: str, stated: str = "") -> str:
        menu = "".join(f'<li><a href="/{name}">{words}</a></li>' for name, words in SECTIONS.items())
        traps = " ".join(f'<a href="{trap}">{number}</a>' for number, trap in enumerate(TRAPS, 1))
        return (
            f'<html><head><meta charset="utf-8"><title>{title}</title>{self.head}{stated}</head><body>'
            f'<div class="dau"><ul><li><a href="/">Trang chủ</a></li>{menu}'
            f'<li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/lien-he">Liên hệ</a></li></ul></div>'
            f'<div class="giua">{main}</div>'
            f'<div class="footer">{traps} <a href="https://elsewhere.example/">Ngoài</a></div></body></html>'
        )


def _row(post: Post) -> str:
    return (
        f'<div class="dong"><h3><a href="{post.path}">{post.title}</a></h3><i>{post.day:%d/%m/%Y}</i></div>'
    )


def _handler(portal: NamelessPortal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits 40 ms for its head to be confirmed

        def do_GET(self) -> None:
            status, text = portal.answer(self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
