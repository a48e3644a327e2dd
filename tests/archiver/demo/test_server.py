"""The portal over HTTP on loopback."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator

import pytest

from archiver.demo import truth
from archiver.demo.server import DemoServer, serve
from archiver.errors import NetworkError, UsageError

CHUNKED = next(article for article in truth() if article.status == "published" and article.number % 5 == 0)


@pytest.fixture
def portal() -> Iterator[DemoServer]:
    with serve(port=0) as server:
        yield server


@pytest.fixture
def connection(portal: DemoServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=10)
    yield connection
    connection.close()


def get(connection: http.client.HTTPConnection, target: str, method: str = "GET") -> tuple[int, bytes]:
    connection.request(method, target)
    response = connection.getresponse()
    return response.status, response.read()


def test_one_connection_serves_many_requests(
    portal: DemoServer, connection: http.client.HTTPConnection
) -> None:
    sizes = set()
    for target in ("/", "/robots.txt", CHUNKED.path, "/khong-co"):
        status, body = get(connection, target)
        assert body == portal.site.respond("GET", target, {}).body, target
        sizes.add(connection.sock.getsockname())
        assert status in {200, 404}
    assert len(sizes) == 1


def test_head_and_post_leave_the_connection_usable(connection: http.client.HTTPConnection) -> None:
    assert get(connection, CHUNKED.path, "HEAD") == (200, b"")
    assert get(connection, "/TinTuc-portlet/tangluotxem?dinhdanh=1", "POST") == (204, b"")
    assert get(connection, "/robots.txt")[0] == 200


def test_requests_are_counted_by_target(portal: DemoServer, connection: http.client.HTTPConnection) -> None:
    for method, target in (("GET", "/"), ("GET", "/"), ("HEAD", "/"), ("GET", "/tin-tuc?danhmuc=5")):
        get(connection, target, method)
    assert portal.requests == {"/": 2, "HEAD /": 1, "/tin-tuc?danhmuc=5": 1}
    assert [asked.target for asked in portal.log] == ["/", "/", "/", "/tin-tuc?danhmuc=5"]


def test_old_clients_get_no_chunks(portal: DemoServer) -> None:
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as connection:
        connection.sendall(f"GET {CHUNKED.path} HTTP/1.0\r\n\r\n".encode())
        with connection.makefile("rb") as stream:
            head, _, body = stream.read().partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert f"Content-Length: {len(body)}".encode() in head


def test_terminal_stays_silent(portal: DemoServer, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        connection.recv(1000)
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert capfd.readouterr() == ("", "")


def test_port_in_use_is_said_in_one_sentence_that_names_it(portal: DemoServer) -> None:
    with pytest.raises(NetworkError) as caught:
        serve(port=portal.port)
    assert f"port {portal.port} on 127.0.0.1 is in use" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_port_is_free_again_after_close() -> None:
    with serve(port=0) as server:
        port = server.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        get(connection, "/robots.txt")
    connection.close()
    with serve(port=port) as again:
        assert again.url == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("host", ["192.168.1.1", "10.0.0.1", "example.invalid", "::", ""])
def test_other_hosts_than_this_machine_are_refused(host: str) -> None:
    with pytest.raises(UsageError, match="this machine only"):
        serve(host, port=0)


def test_impossible_ports_are_refused() -> None:
    with pytest.raises(UsageError, match="0 to 65535"):
        serve(port=70_000)


def test_host_names_and_other_loopback_addresses_work() -> None:
    for host in ("localhost", "127.0.0.3"):
        with serve(host, port=0) as server:
            assert server.url == f"http://{host}:{server.port}"
            assert (
                f"{server.url}/tin-tuc"
                in server.site.respond("GET", "/rss/tin_hoat_dong-rss.xml", {}).body.decode()
            )
