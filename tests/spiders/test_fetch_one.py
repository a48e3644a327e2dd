"""The few pages that `archiver portals add` asks for: whatever a server does, one sentence says it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterator

import pytest

from archiver.adding.asked import Answer
from spiders import fetch_one
from spiders.fetch_one import answer_of
from tests.spiders.nasty import RESPONSES, serving

PAGE = b"<html><h1>Tin</h1></html>"
HEAD = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nConnection: close\r\n"
OK, GONE = HEAD % b"200 OK", HEAD % b"404 Not Found"


@pytest.fixture(autouse=True)
def _afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fetch_one, "DELAY", 0)
    fetch_one._rules.cache_clear()
    yield
    fetch_one._rules.cache_clear()


def answered(monkeypatch: pytest.MonkeyPatch, response: bytes, host: str = "127.0.0.1") -> Answer:
    """Return the answer to an address at which a server sends these bytes."""
    monkeypatch.setitem(RESPONSES, "trap", response)
    with serving("127.0.0.1") as (base, _):
        return answer_of(f"{base.replace('127.0.0.1', host)}/trap")


@pytest.mark.parametrize(
    "response",
    [
        GONE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        GONE + b"Transfer-Encoding: chunked\r\n\r\nff\r\nonly this",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(20_000_000)),
        OK + b"Content-Encoding: br\r\n\r\n" + PAGE,
        OK + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n" + PAGE,
        OK + b"X: y\r\n" * 1000 + b"\r\n" + PAGE,
        b"HTTP/1.1 \x1b[2J\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /b\xc3\xa0i\xff\r\n\r\n",
        PAGE,
        b"",
    ],
)
def test_answer_that_is_none_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, response: bytes
) -> None:
    answer = answered(monkeypatch, response)
    assert answer.page is None
    assert answer.why.startswith("http://127.0.0.1:")
    assert len(answer.why) < 500


def test_page_that_is_packed_unasked_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = answered(monkeypatch, OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE))
    assert answer.page
    assert answer.page.body == PAGE


def test_body_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_one, "LONGEST", -1)
    assert "did not come within" in answered(monkeypatch, OK + b"\r\n" + PAGE).why


@pytest.mark.parametrize(
    "where", ["http://127.0.0.1:9/", "http://10.0.0.1/", "http://[::1]/", "http://a.local/"]
)
@pytest.mark.parametrize("leads", ["/trap", "/robots.txt"])
def test_public_site_leads_into_no_private_network(
    monkeypatch: pytest.MonkeyPatch, where: str, leads: str
) -> None:
    asked: list[str] = []

    def get(url: str) -> fetch_one._Got:
        asked.append(url)
        return fetch_one._Got(
            302 if url.endswith(leads) else 404, where if url.endswith(leads) else "", "", b""
        )

    monkeypatch.setattr(fetch_one, "_get", get)
    answer = answer_of("http://a.example/trap")
    assert answer.why == f"http://a.example/trap: leads into a private network: {where}"
    assert all(url.startswith("http://a.example/") for url in asked)


def test_public_name_that_leads_to_a_private_address_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_one, "is_private", lambda host: host == "127.0.0.1")
    monkeypatch.setattr("urllib.request.getproxies", dict)
    answer = answered(monkeypatch, OK + b"\r\n" + PAGE, host="localhost")
    assert "localhost leads to the private address 127.0.0.1" in answer.why


def test_each_answer_is_a_line_of_json_and_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RESPONSES, "trap", GONE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")
    with serving("127.0.0.1") as (base, _):
        command = [sys.executable, "-m", "spiders.fetch_one", f"{base}/trap"]
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 1
