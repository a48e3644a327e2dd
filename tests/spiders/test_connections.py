"""Connections are used again, mended when a server has closed them, and led through proxies."""

from __future__ import annotations

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.spiders.crawling import crawl, named, records_of, warc_of
from tests.spiders.nasty import RESPONSES, serving
from tests.spiders.test_capture import self_made_certificate

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>%d</p>"


class _Keeper(socketserver.StreamRequestHandler):
    """Answers `patience` requests on a connection, then closes it once the next one is on its way."""

    def handle(self) -> None:
        self.server.connections += 1  # type: ignore[attr-defined]
        for _ in range(self.server.patience):  # type: ignore[attr-defined]
            if not self._read_head():
                return
            self.server.answered += 1  # type: ignore[attr-defined]
            self.wfile.write(PAGE % (self.server.answered % 10))  # type: ignore[attr-defined]
        self._read_head()

    def _read_head(self) -> bytes:
        head = b""
        while line := self.rfile.readline():
            head += line
            if line == b"\r\n":
                break
        return head


class _Proxy(socketserver.StreamRequestHandler):
    """Leads CONNECT through, and answers what is asked for by its whole address."""

    def handle(self) -> None:
        head = _Keeper._read_head(self)  # type: ignore[arg-type]
        method, target, _ = head.split(b"\r\n")[0].split(b" ")
        self.server.heads.append(head)  # type: ignore[attr-defined]
        if method != b"CONNECT":
            self.wfile.write(RESPONSES["plain"])
            return
        host, _, port = target.decode().rpartition(":")
        with socket.create_connection((host, int(port))) as far:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._lead(far)

    def _lead(self, far: socket.socket) -> None:
        ends = {self.connection: far, far: self.connection}
        while True:
            for end in select.select(list(ends), [], [])[0]:
                data = end.recv(65536)
                if not data:
                    return
                ends[end].sendall(data)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    patience = 1 << 30
    connections = answered = 0

    def __init__(self, host: str, handler: type[socketserver.StreamRequestHandler]) -> None:
        super().__init__((host, 0), handler)
        self.heads: list[bytes] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are no fault here."""


@contextmanager
def served(host: str, handler: type[socketserver.StreamRequestHandler]) -> Iterator[_Server]:
    with _Server(host, handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def address(server: _Server) -> str:
    return f"http://{server.server_address[0]!s}:{server.server_address[1]}"


@pytest.mark.parametrize(("patience", "connections"), [(1 << 30, 1), (2, 3), (1, 6)])
def test_connection_is_used_again_until_the_server_ends_it(
    tmp_path: Path, patience: int, connections: int
) -> None:
    with served("127.0.0.11", _Keeper) as server:
        server.patience = patience
        urls = [f"{address(server)}/{number}" for number in range(6)]
        result = crawl(urls, tmp_path, CONCURRENT_REQUESTS=1)
        assert server.connections == connections
        assert server.answered == 6
    assert {seen["status"] for seen in result["seen"].values()} == {200}
    assert sum(record.kind == "response" for record in records_of(warc_of(tmp_path))) == 6


def test_proxy_is_asked_with_the_whole_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served("127.0.0.12", _Proxy) as proxy:
        monkeypatch.setenv("http_proxy", address(proxy).replace("//", "//ten:mat@"))
        crawl(["http://huyenuy.example/tin?id=1"], tmp_path)
    assert proxy.heads[0].startswith(
        b"GET http://huyenuy.example/tin?id=1 HTTP/1.1\r\nHost: huyenuy.example\r\n"
    )
    assert b"Proxy-Authorization: Basic " in proxy.heads[0]
    records = records_of(warc_of(tmp_path))
    (response,) = named(records, "response", "tin?id=1")
    assert response.block == RESPONSES["plain"]
    assert "warc-ip-address" not in response.fields
    assert not any(b"Proxy-Authorization" in record.block for record in records)


def test_https_goes_through_a_proxy_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_made_certificate(tmp_path / "pair.pem")
    with (
        served("127.0.0.13", _Proxy) as proxy,
        serving("127.0.0.4", certificate) as (base, requests),
    ):
        monkeypatch.setenv("https_proxy", address(proxy).replace("//", "//ten:mat@"))
        crawl([f"{base}/chunk-trailers"], tmp_path / "data", DOWNLOAD_VERIFY_CERTIFICATES=False)
    assert proxy.heads[0].startswith(b"CONNECT 127.0.0.4:")
    assert b"Proxy-Authorization" in proxy.heads[0]
    assert not any(b"Proxy-Authorization" in request for request in requests)
    (response,) = named(records_of(warc_of(tmp_path / "data")), "response", "chunk-trailers")
    assert response.block == RESPONSES["chunk-trailers"]
