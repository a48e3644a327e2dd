"""What a host asks for is done, and remembered; certificates and private addresses are looked at."""

from __future__ import annotations

import datetime as dt
import json
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archiver.demo import truth
from archiver.hosts import FILE, Host, write_hosts
from tests.shared import ROOT
from tests.spiders.faults import Fault, ailing, answering, simple
from tests.spiders.watched import PORTAL, crawl, crawling, watched

PUBLISHED = {article.key for article in truth() if article.status == "published"}
PLAIN = [article.path for article in truth() if article.case == "plain"]
UNDER_WAY = 16
"""Requests, at most, that go out before an answer is read: twice as many as may at once."""
SOON = 60
"""Seconds in which a run must end that is told to: far fewer than those for which its server holds it."""


def busy(status: bytes, wait: int | None = None) -> Fault:
    return answering(simple(status, b"", b"Retry-After: %d\r\n" % wait if wait else b""))


def test_host_that_asks_for_an_hour_is_left_alone_by_this_run_and_the_next(tmp_path: Path) -> None:
    with ailing({"*": busy(b"503 Busy", 3600)}) as server:
        first = crawl(server.url, tmp_path)
        asked = len(server.asked)
        second = crawl(server.url, tmp_path)
        assert len(server.asked) == asked == 1
    for ran in (first, second):
        assert ran.code == 1
        assert "127.0.0.1 is left alone until" in ran.out
        assert "because it answered HTTP 503" in ran.out
        assert ran.report["reason"] == "resting"
        assert "Traceback" not in ran.err


def test_rest_that_is_over_is_forgotten_with_the_first_good_answer(tmp_path: Path) -> None:
    root = tmp_path / "data" / PORTAL
    root.mkdir(parents=True)
    over = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    write_hosts(root, {"127.0.0.1": Host(failures=4, breaks=1, rests_until=over, why="it answered HTTP 503")})
    with ailing({}) as server:
        ran = crawl(server.url, tmp_path, CLOSESPIDER_PAGECOUNT=3)
    assert ran.code == 0, ran.out
    assert not (root / FILE).exists()


def test_host_that_fails_page_after_page_gets_rest_and_no_unasked_page_is_lost(tmp_path: Path) -> None:
    failing = {article.path: busy(b"503 Busy") for article in truth()}
    with ailing(failing) as server:
        ran = crawl(
            server.url, tmp_path, ARCHIVER_FIRST_PAUSE=0.01, RETRY_TIMES=0, CONCURRENT_REQUESTS_PER_DOMAIN=1
        )
        tried = [asked for asked in server.asked if asked.target in failing]
        reason = ran.report["reason"]
        remembered = json.loads((ran.root / FILE).read_text(encoding="utf-8"))
        (ran.root / FILE).unlink()
        server.faults = {}
        after = crawl(server.url, tmp_path)
    assert reason == "resting"
    assert 8 <= len(tried) < len(failing) / 2
    assert remembered["127.0.0.1"]["breaks"] == 1
    asked = {article.key for article in truth() if article.path in {one.target for one in tried}}
    assert PUBLISHED - asked <= set(after.articles()) <= PUBLISHED


def test_wait_that_a_host_asks_for_holds_for_all_its_pages(tmp_path: Path) -> None:
    with ailing({PLAIN[3]: "too-many-once"}) as server:
        crawl(server.url, tmp_path)
        refused = min(asked.begun for asked in server.asked if asked.target == PLAIN[3])
        later = [asked.begun - refused for asked in server.asked if asked.begun > refused]
    on_their_way = [seconds for seconds in later if seconds < 0.95]
    assert len(on_their_way) <= UNDER_WAY < len(later)


def test_run_that_waits_for_a_host_ends_at_once_when_it_is_told_to(tmp_path: Path) -> None:
    with ailing({PLAIN[0]: busy(b"429 Too Many Requests", 500)}) as server:
        command = crawling(server.url, tmp_path, ARCHIVER_FIRST_PAUSE=1)
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while not server.times[PLAIN[0]] and process.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=SOON)
    assert process.returncode == 1
    assert b"shutdown" in out


@pytest.mark.parametrize(("target", "fault"), [("/robots.txt", "silent"), (PLAIN[0], "drip")])
def test_run_that_waits_for_an_answer_ends_soon_and_the_next_asks_again(
    target: str, fault: str, tmp_path: Path
) -> None:
    with ailing({target: fault}) as server:
        process = subprocess.Popen(
            crawling(server.url, tmp_path), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        while not server.times[target] and process.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=SOON)
        assert process.returncode == 1
        assert b"shutdown" in out
        server.faults = {}
        after = crawl(server.url, tmp_path)
    assert set(after.articles()) == PUBLISHED
    assert after.report["reason"] == "finished"


@pytest.fixture(scope="module")
def expired(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Return a context whose certificate nobody vouches for and that ended years ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begun = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begun, begun.replace(year=2021))
    path = tmp_path_factory.mktemp("tls") / "expired.pem"
    certificate = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_expired_certificate_ends_the_crawl_with_its_name(expired: ssl.SSLContext, tmp_path: Path) -> None:
    with ailing({}, expired) as server:
        ran = crawl(server.url, tmp_path)
    assert ran.code == 1
    assert "the portal did not answer (certificate 1×)" in ran.out
    assert "Traceback" not in ran.err
    assert not server.asked


def test_portal_file_may_do_without_a_valid_certificate(expired: ssl.SSLContext, tmp_path: Path) -> None:
    with ailing({}, expired) as server:
        ran = crawl(server.url, tmp_path, more="verify_tls = false", CLOSESPIDER_PAGECOUNT=3)
    assert ran.code == 0, ran.out
    assert server.asked


REBOUND = """
import socket, sys
socket.gethostbyname = lambda name: "127.0.0.1"
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def test_public_name_that_leads_to_a_private_address_is_not_connected_to(tmp_path: Path) -> None:
    with ailing({}) as server:
        command = crawling(f"http://quanuy.example:{server.port}", tmp_path)
        ran = watched([sys.executable, "-c", REBOUND, *command[3:]], tmp_path)
        assert not server.asked
    assert ran.code == 1
    assert "the portal did not answer (private-address 1×)" in ran.out
