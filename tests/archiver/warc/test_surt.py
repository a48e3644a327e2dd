from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.warc.surt import surt

SESSION = "0123456789abcdef0123456789ABCDEF"

# What the Internet Archive's own canonicaliser answers to these addresses.
CASES = {
    "http://www.example.com/": "com,example)/",
    "http://example.com": "com,example)/",
    "http://example.com/?": "com,example)/",
    "https://camle.danang.gov.vn:443/Guest/tin?B=2&a=1&A=0": "vn,gov,danang,camle)/guest/tin?a=0&a=1&b=2",
    "http://example.com:8080/a/b/": "com,example:8080)/a/b",
    "https://ex.com:80/a": "com,ex:80)/a",
    "http://127.0.0.1:8000/x": "1,0,0,127:8000)/x",
    "http://[::1]:80/x": "::1)/x",
    "http://user:pw@ex.com/a;jsessionid=ABC123?x=1": "com,ex)/a;jsessionid=abc123?x=1",
    f"http://ex.com/a?jsessionid={SESSION}&x=1": "com,ex)/a?x=1",
    f"http://ex.com/a?sid={SESSION}": "com,ex)/a",
    "http://ex.com/a?cfid=12&cftoken=34&b=1": "com,ex)/a?b=1",
    "http://ex.com/(S(aaaaaaaaaaaaaaaaaaaaaaaa))/a.aspx": "com,ex)/a.aspx",
    "http://ex.com/a/../b/./c//d": "com,ex)/b/c/d",
    "http://ex.com/Tín Tức": "com,ex)/t%c3%adn%20t%e1%bb%a9c",
    "http://ex.com/T%C3%ADn%20T%E1%BB%A9c": "com,ex)/t%c3%adn%20t%e1%bb%a9c",
    "http://tĩnh.vn/": "vn,xn--tnh-mta)/",
    "http://ex.com/x?q=a+b&r=%20&&s": "com,ex)/x?&q=a+b&r=%20&s",
    "http://EX.com./a#b": "com,ex)/a",
    "http://www2.ex.com/": "com,ex)/",
    "http://www.vn/": "vn)/",
    "http://ex.com/%25e1": "com,ex)/%e1",
    "http://ex.com/a?x=%E1%BB%A9&Y=%zz": "com,ex)/a?x=%e1%bb%a9&y=%25zz",
    "urn:sha1:ABC": "urn:sha1:abc",
}


@pytest.mark.parametrize(("url", "key"), CASES.items())
def test_key_is_the_one_that_pywb_looks_up(url: str, key: str) -> None:
    assert surt(url) == key


@given(st.text(max_size=80))
def test_any_text_has_a_key_of_one_line(text: str) -> None:
    for url in (text, f"http://{text}", f"http://a.vn/{text}"):
        key = surt(url)
        assert key.isascii()
        assert not set(key) & set(" \t\r\n")
