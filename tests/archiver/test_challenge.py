"""Pages of guards are known as such, and no article is taken for one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.challenge import guard_of
from archiver.demo import truth
from archiver.demo.site import DemoSite


def page(title: str, body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


TEXT = "Ban Thường vụ Quận ủy họp phiên thường kỳ, cho ý kiến về các nội dung thuộc thẩm quyền. " * 40
COOKIE = 'document.cookie="D1N=0a1b"+"2c3d;expires=Fri, 31-Dec-37 23:55:55 GMT;path=/";'

GUARDS = {
    "Cloudflare": (403, page("Just a moment...", "<noscript>Enable JavaScript</noscript>")),
    "Cloudflare, in capitals": (503, page("  JUST A MOMENT... ")),
    "Cloudflare, blocked": (
        403,
        page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
    ),
    "Cloudflare, script": (200, page("quan.vn", '<script>window._cf_chl_opt={cRay:"1"};</script>')),
    "DDoS-Guard": (403, page("DDoS-Guard", "Checking your browser")),
    "DDoS-Guard, script": (
        200,
        page("", '<script src="/.well-known/ddos-guard/js-challenge/i.js"></script>'),
    ),
    "Sucuri": (403, page("Sucuri WebSite Firewall - Access Denied")),
    "Sucuri, script": (
        307,
        page("You are being redirected...", "<script>S='x';sucuri_cloudproxy_js='';</script>"),
    ),
    "F5": (200, page("Request Rejected", "The requested URL was rejected. Your support ID is: 1")),
    "F5, no title": (
        200,
        b"<html>The requested URL was rejected. Please consult with your administrator.</html>",
    ),
    "Imperva": (200, page("", '<iframe src="/_Incapsula_Resource?SWUDNSAI=1"></iframe>')),
    "D1N": (
        200,
        f"<html><body><script>{COOKIE}window.location.reload(true);</script></body></html>".encode(),
    ),
    "D1N, href": (200, f"<script>{COOKIE}window.location.href='/?attempt=1'</script>".encode()),
    "D1N, no markup around": (200, f"<script>{COOKIE} location.replace(location.pathname)</script>".encode()),
    "a form of its own": (200, page("Xác thực truy cập", "<form>Vui lòng xác nhận</form>")),
}


@pytest.mark.parametrize(("status", "body"), GUARDS.values(), ids=GUARDS)
def test_page_of_a_guard_is_known(status: int, body: bytes) -> None:
    assert guard_of(status, {}, body) is not None


def test_guard_that_names_itself_in_a_header_is_known_whatever_its_page() -> None:
    assert guard_of(403, {"cf-mitigated": "challenge"}, b"") == "Cloudflare"


OWN = {
    "article on a firewall": page("Just a moment: chuyện cải cách hành chính", TEXT),
    "article that quotes a guard": page("Tin", f"{TEXT}<script>window._cf_chl_opt</script>"),
    "article with a cookie script": page("Tin", f"<script>{COOKIE}location.href='/m'</script><p>{TEXT}</p>"),
    "article named like one": page("Truy cập bị từ chối", f"<p>{TEXT}</p>"),
    "page that only sets a cookie": page("Tin", f"<script>{COOKIE}</script>"),
    "page that only goes on": page("Tin", "<script>location.href='/trang-chu'</script>"),
    "empty page": b"",
    "plain text": b"Just a moment...",
    "comparison, no assignment": page("Tin", "<script>if(document.cookie==1)location=='x'</script>"),
    "article with Cloudflare's beacon": page(
        "Tin", f"{TEXT}<script src='/cdn-cgi/challenge-platform/h/b/x'></script>"
    ),
}


@pytest.mark.parametrize("body", OWN.values(), ids=OWN)
def test_page_of_the_portal_is_none(body: bytes) -> None:
    assert guard_of(200, {}, body) is None


def test_no_page_of_the_demo_portal_is_taken_for_a_guard() -> None:
    site = DemoSite("127.0.0.1", 8730)
    for target in ("/", "/tin-tuc", *(article.path for article in truth())):
        reply = site.respond("GET", target, {})
        assert guard_of(reply.status, {}, reply.body) is None, target


@given(st.integers(0, 999), st.binary(max_size=2000))
def test_garbage_is_no_error(status: int, body: bytes) -> None:
    guard_of(status, {}, body)


@pytest.mark.parametrize(
    "piece", [b"<", b"<script>", b"<title", b"<a ", b"document.cookie =", b"location . "]
)
@pytest.mark.parametrize("size", [19_999, 99_999])
def test_hostile_page_costs_no_time(piece: bytes, size: int) -> None:
    begun = time.process_time()
    guard_of(200, {}, (piece * 100_000)[:size])
    assert time.process_time() - begun < 10
