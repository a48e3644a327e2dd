from __future__ import annotations

import datetime as dt
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import scrapy
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy.core.downloader.contextfactory import (
    _load_context_factory_from_settings,
    _ScrapyClientContextFactory,
)
from scrapy.core.downloader.handlers import http11
from scrapy.core.downloader.handlers._base_http import BaseHttpDownloadHandler
from scrapy.exceptions import DownloadCancelledError
from scrapy.utils._download_handlers import make_response

from archiver.warc.messages import dechunk
from archiver.warc.raw import RawRecord
from spiders.connections import WireCopy
from tests.spiders.crawling import crawl, named, records_of, warc_of
from tests.spiders.nasty import NEVER_SENT, NOT_HTTP, RESPONSES, serving, without_interim_heads

BREAKS_WARCIO = "br-that-is-none"
PLAIN = [name for name in RESPONSES if name != BREAKS_WARCIO]


class Crawled:
    def __init__(self, data: Path, result: dict[str, Any], requests: list[bytes]) -> None:
        self.result = result
        self.requests = requests
        self.warc = warc_of(data)
        self.records: list[RawRecord] = records_of(self.warc)

    def outcome(self, name: str) -> Any:
        (found,) = (seen for url, seen in self.result["seen"].items() if url.endswith(f"/{name}"))
        return found


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("data")
    with serving("127.0.0.3") as (base, requests):
        urls = [f"{base}/{name}" for name in [*PLAIN, "slow"]]
        result = crawl(urls, data, ROBOTSTXT_OBEY=True, DOWNLOAD_TIMEOUT=1)
        yield Crawled(data, result, requests)


@pytest.fixture(scope="module")
def crawled_https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("https")
    with serving("127.0.0.4", self_made_certificate(folder / "pair.pem")) as (base, requests):
        urls = [f"{base}/{name}" for name in ["chunk-trailers", "length-too-long", BREAKS_WARCIO]]
        result = crawl(urls, folder, DOWNLOAD_VERIFY_CERTIFICATES=False)
        yield Crawled(folder, result, requests)


def self_made_certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.4")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("name", [name for name in PLAIN if name not in NOT_HTTP | NEVER_SENT])
def test_response_is_archived_byte_for_byte(crawled: Crawled, name: str) -> None:
    (record,) = named(crawled.records, "response", name)
    assert record.block == without_interim_heads(RESPONSES[name])


@pytest.mark.parametrize("name", sorted(NOT_HTTP))
def test_what_is_no_http_is_kept_as_metadata(crawled: Crawled, name: str) -> None:
    (record,) = named(crawled.records, "metadata", name)
    assert record.block == RESPONSES[name]


def test_no_response_crashes_the_crawl(crawled: Crawled) -> None:
    assert crawled.result["reason"] == "finished"
    assert len(crawled.result["seen"]) == len(PLAIN) + 1
    assert "Traceback" not in crawled.result["stderr"]


def test_requests_are_archived_as_written_with_their_responses(crawled: Crawled) -> None:
    blocks = {record.block for record in crawled.records if record.kind == "request"}
    answered = {request for request in crawled.requests if not request.startswith(b"GET /nothing")}
    assert {b for b in blocks if not b.startswith((b"GET /no-http", b"GET /http-0.9"))} <= answered
    (response,) = named(crawled.records, "response", "plain")
    (request,) = named(crawled.records, "request", "plain")
    assert request.fields["warc-concurrent-to"] == response.fields["warc-record-id"]
    assert request.fields["warc-date"] == response.fields["warc-date"]


def test_robots_txt_is_archived_too(crawled: Crawled) -> None:
    assert named(crawled.records, "response", "robots.txt")


def test_servers_address_is_kept(crawled: Crawled) -> None:
    responses = [record for record in crawled.records if record.kind == "response"]
    assert {record.fields["warc-ip-address"] for record in responses} == {"127.0.0.3"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("slow", "time"), ("length-too-long", "disconnect"), ("no-last-chunk", "disconnect"), ("plain", None)],
)
def test_truncated_response_says_why(crawled: Crawled, name: str, reason: str | None) -> None:
    (record,) = named(crawled.records, "response", name)
    assert record.fields.get("warc-truncated") == reason


def test_response_says_where_it_was_archived(crawled: Crawled) -> None:
    archived = crawled.outcome("chunked")
    (record,) = named(crawled.records, "response", "chunked")
    assert archived["offset"] == record.offset
    assert archived["file"] == crawled.warc.name
    assert archived["status"] == 200
    assert archived["content_type"] == "text/html; charset=utf-8"
    assert dt.datetime.fromisoformat(archived["fetched_at"]) == dt.datetime.fromisoformat(
        record.fields["warc-date"]
    )


def test_warcio_and_fastwarc_pass_the_crawls_file(crawled: Crawled) -> None:
    for command in (["warcio.cli", "check"], ["fastwarc.cli", "check", "-q"]):
        run = [
            sys.executable,
            "-c",
            f"from {command[0]} import main; main()",
            *command[1:],
            str(crawled.warc),
        ]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_https_is_archived_byte_for_byte(crawled_https: Crawled) -> None:
    for name in ("chunk-trailers", "length-too-long", BREAKS_WARCIO):
        (record,) = named(crawled_https.records, "response", name)
        assert record.block == RESPONSES[name]
        assert record.fields["warc-target-uri"].startswith("https://127.0.0.4")


def test_copy_keeps_no_more_than_its_limit() -> None:
    copy = WireCopy(b"", largest=10)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    assert not copy.add(head + b"123456")
    with pytest.raises(DownloadCancelledError, match="12 bytes or more; 10 are allowed"):
        copy.add(b"123456")
    with pytest.raises(DownloadCancelledError):
        copy.add(bytes(1 << 20))
    assert copy.response == head + b"123456" * 2
    assert copy.cut


def test_private_names_of_scrapy_are_where_the_handler_expects_them() -> None:
    assert scrapy.version_info[:2] == (2, 19), "look at spiders/capture.py before you raise Scrapy's version"
    parameters = inspect.signature(http11._TunnelingTCP4ClientEndpoint.__init__).parameters
    assert list(parameters)[1:] == [
        "reactor", "host", "port", "proxyConf", "contextFactory", "timeout", "bindAddress",
    ]  # fmt: skip
    assert {"url", "status", "headers", "body", "flags", "ip_address", "protocol"} <= set(
        inspect.signature(make_response).parameters
    )
    handler = inspect.getsource(BaseHttpDownloadHandler)
    assert "self._default_maxsize" in handler
    assert list(inspect.signature(_load_context_factory_from_settings).parameters) == ["crawler"]
    assert hasattr(_ScrapyClientContextFactory, "creatorForNetloc")


def test_templates_hold_what_their_names_say() -> None:
    body = RESPONSES["chunked-one-byte-each"].partition(b"\r\n\r\n")[2]
    assert "Hội nghị".encode() in (dechunk(body) or b"")
    assert len(RESPONSES) >= 30
