"""A portal on ASP.NET WebForms, served on loopback: its pagers post back, and it checks what is posted.

The state of a page (`__VIEWSTATE`) is signed; only events that the page offered are taken
(`__EVENTVALIDATION`). What fails is answered as ASP.NET does: HTTP 500.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.spiders.served import Served

PER_PAGE = 4
KEY = b"machine key"
PATH = "/tin-tuc.aspx"


class WebForms(Served):
    """The portal and its server on a free loopback port.

    `pager`: `grid` posts `Page$N`, ten numbers at a time; `buttons` has a button for each page, told by its
    place among them; `next` has "Trang sau" alone.
    """

    def __init__(self, pager: str, articles: int = 50) -> None:
        self.pager = pager
        self.articles = articles
        self.requests: Counter[str] = Counter()
        self.refused: list[str] = []
        self.cookies: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def last(self) -> int:
        return -(-self.articles // PER_PAGE)

    def titles(self) -> list[str]:
        return [_title(number) for number in range(1, self.articles + 1)]

    def write_facts(self, folder: Path) -> None:
        """Write the portal's file into a folder."""
        facts = f'name = "Cổng WebForms"\nhome = "{self.url}/"\nplatform = "auto"\ndelay = 0\n'
        facts += f'listings = ["{self.url}{PATH}"]\nfeeds = []\nsitemaps = []\nfollow_related = false\n'
        folder.mkdir(exist_ok=True)
        (folder / "webforms.toml").write_text(facts, encoding="utf-8")

    def answer(self, method: str, target: str, body: str) -> tuple[int, str]:
        """Return status and page of one request."""
        split = urlsplit(target)
        query = parse_qs(split.query)
        if split.path == "/chi-tiet.aspx":
            self.requests[target] += 1
            return 200, _article(int(query["id"][0]))
        if split.path != PATH:
            self.requests[target] += 1
            return 404, "<h1>404</h1>"
        page = 1 if method == "GET" else self._posted_page(parse_qs(body, keep_blank_values=True))
        self.requests[f"{method} {page}"] += 1
        return (200, self._list(page)) if page else (500, "<h1>Runtime Error</h1>")

    def _posted_page(self, fields: dict[str, list[str]]) -> int | None:
        """Return the page that a valid form asks for; None, noted, where it is not valid."""
        said = {name: values[0] for name, values in fields.items()}
        state, event = said.get("__VIEWSTATE", ""), said.get("__EVENTTARGET", "")
        argument = said.get("__EVENTARGUMENT", "")
        encoded, _, signature = state.partition(".")
        page = json.loads(base64.b64decode(encoded))["page"] if _signed(encoded) == signature else None
        offered = self._events(page) if page else {}
        if said.get("__EVENTVALIDATION") != _signed(json.dumps(sorted(offered))):
            self.refused.append(f"{event} {argument}")
            return None
        return offered.get(f"{event}|{argument}")

    def _events(self, page: int) -> dict[str, int]:
        """Return what the pager of a page offers: event and argument, and the page that it leads to."""
        if self.pager == "next":
            return {"ctl00$main$btnNext|": page + 1} if page < self.last else {}
        first = (page - 1) // 10 * 10 + 1
        shown = [number for number in range(first, min(first + 9, self.last) + 1) if number != page]
        around = [number for number in (first - 1, first + 10) if 1 <= number <= self.last]
        if self.pager == "grid":
            return {f"ctl00$main$grid|Page${number}": number for number in (*shown, *around)}
        return {f"ctl00$main$rpt$ctl{number - first:02d}$lnk|": number for number in shown} | {
            f"ctl00$main$btn{'Next' if number > page else 'Prev'}|": number for number in around
        }

    def _list(self, page: int) -> str:
        numbers = range((page - 1) * PER_PAGE + 1, min(page * PER_PAGE, self.articles) + 1)
        rows = "".join(
            f'<tr><td><a href="/chi-tiet.aspx?id={n}">{_title(n)}</a></td><td>{_day(n)}</td></tr>'
            for n in numbers
        )
        events = self._events(page)
        links = {number: _link(event, self._words(number, page)) for event, number in events.items()}
        if self.pager != "next":
            links[page] = f"<span>{page}</span>"
        pager = " ".join(links[number] for number in sorted(links))
        encoded = base64.b64encode(json.dumps({"page": page, "pad": "x" * 300}).encode()).decode()
        hidden = {
            "__EVENTTARGET": "",
            "__EVENTARGUMENT": "",
            "__VIEWSTATE": f"{encoded}.{_signed(encoded)}",
            "__VIEWSTATEGENERATOR": "CA0B0334",
            "__EVENTVALIDATION": _signed(json.dumps(sorted(events))),
        }
        fields = "".join(
            f'<input type="hidden" name="{k}" id="{k}" value="{v}" />' for k, v in hidden.items()
        )
        form = f'<form method="post" action="./tin-tuc.aspx" id="aspnetForm">{fields}<h2>Tin tức</h2>'
        return _page("Tin tức", f"{form}<table>{rows}</table><div>{pager}</div></form>")

    def _words(self, number: int, page: int) -> str:
        if self.pager == "next":
            return "Trang sau &raquo;"
        if (number - 1) // 10 == (page - 1) // 10:
            return str(number)
        return "..." if self.pager == "grid" else ("&gt;" if number > page else "&lt;")


def _title(number: int) -> str:
    return f"Hội nghị giao ban công tác tháng, phiên thứ {number}"


def _day(number: int) -> str:
    return f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/2019"


def _link(event: str, words: str) -> str:
    target, _, argument = event.partition("|")
    return f'<a href="javascript:__doPostBack(&#39;{target}&#39;,&#39;{argument}&#39;)">{words}</a>'


def _signed(text: str) -> str:
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def _article(number: int) -> str:
    text = f"Phiên thứ {number} đã bàn nhiều nội dung quan trọng của địa phương và thống nhất cao. " * 6
    told = f"<p>Ngày đăng: {_day(number)} | Lượt xem: {number}</p>"
    return _page(_title(number), f"<h1>{_title(number)}</h1>{told}<div><p>{text}</p></div>")


def _page(title: str, main: str) -> str:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{main}</body></html>'


def _handler(portal: WebForms) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits 40 ms for its head to be confirmed

        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str) -> None:
            portal.cookies.extend(self.headers.get_all("Cookie", []))
            status, text = portal.answer(self.command, self.path, body)
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Set-Cookie", "ASP.NET_SessionId=abc; path=/")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
