"""SURT keys: addresses in the order in which web archives sort them, `vn,gov,danang,camle)/tin-tuc?id=1`.

The rules are those of the Internet Archive's canonicaliser, which pywb looks up by: host backwards and
without `www`, lower case, session ids out, query sorted. They are for finding captures only; what an
article's address is, is decided elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(\??[^#]*)", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"[\t\r\n]")
_WWW = re.compile(r"www\d{0,9}\.")
_SESSION = re.compile(r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}")
_ASP_SESSION = re.compile(r"/(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))(?=/[^?]{1,1000}\.aspx)")
_COLD_FUSION = re.compile(r"(?:^|(?<=&))cfid=[^&]+&cftoken=[^&]+(?:&|$)")
_TO_ESCAPE = re.compile(rb"[^!-~]|[#%]")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_DEEPEST_ESCAPES = 8


def surt(url: str) -> str:
    """Return the SURT key of an address; of one that is not HTTP, the address in lower case."""
    cleaned = _BREAKS.sub("", url.strip())
    parts = _PARTS.match(cleaned)
    if parts is None:
        return _key_text(cleaned)
    scheme, netloc, path, query = parts.groups()
    return f"{_host_key(netloc, scheme.lower())}){_path_key(path)}{_query_key(query)}"


@lru_cache(maxsize=1024)
def _host_key(netloc: str, scheme: str) -> str:
    address = netloc.rpartition("@")[2]
    if address.startswith("["):
        host, _, port = address[1:].partition("]")
        return _key_text(host) + _port_suffix(port.removeprefix(":"), scheme)
    host, _, port = address.partition(":")
    name = _ascii_host(host)
    www = _WWW.match(name)
    labels = [label for label in name[www.end() if www else 0 :].split(".") if label]
    return ",".join(reversed(labels)) + _port_suffix(port, scheme)


def _ascii_host(host: str) -> str:
    name = _text(_unescaped(host)).strip(".").lower()
    if name.isascii():
        return _key_text(name)
    try:
        return _key_text(name.encode("idna").decode("ascii"))
    except UnicodeError:
        return _key_text(name)


def _port_suffix(port: str, scheme: str) -> str:
    return f":{_key_text(port)}" if port and port != _DEFAULT_PORTS[scheme] else ""


def _path_key(path: str) -> str:
    segments: list[bytes] = []
    for segment in _unescaped(path).split(b"/"):
        if segment == b"..":
            segments[-1:] = []
        elif segment not in {b"", b"."}:
            segments.append(segment)
    key = _escaped(b"/" + b"/".join(segments)).lower()
    return _ASP_SESSION.sub("", key)


def _query_key(query: str) -> str:
    raw = _escaped(_unescaped(query.removeprefix("?"))).lower()
    parameters = _COLD_FUSION.sub("", raw).split("&")
    kept = sorted(parameter for parameter in parameters if not _SESSION.fullmatch(parameter))
    return "?" + "&".join(kept) if any(kept) else ""


def _unescaped(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if b"%" not in data:
        return data
    for _ in range(_DEEPEST_ESCAPES):
        once = unquote_to_bytes(data)
        if once == data:
            break
        data = once
    return data


def _escaped(data: bytes) -> str:
    if not _TO_ESCAPE.search(data):
        return data.decode("ascii")
    return "".join(chr(byte) if 0x20 < byte < 0x7F and byte not in b"#%" else f"%{byte:02x}" for byte in data)


def _key_text(text: str) -> str:
    return _escaped(text.encode("utf-8", "surrogatepass")).lower()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
