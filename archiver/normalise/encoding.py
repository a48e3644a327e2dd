"""From bytes to text: the charset that the page declares, unless its bytes say otherwise."""

from __future__ import annotations

import codecs
import logging
import re

from archiver.normalise.legacy_fonts import repaired
from archiver.normalise.text import composed

_META_WINDOW = 4096
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ALIASES = {
    "x-sjis": "shift_jis", "x-euc-jp": "euc_jp", "x-gbk": "gbk", "x-cp1258": "cp1258", "x-cp1252": "cp1252",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "unicode": "utf-8", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8",
}  # fmt: skip
"""Labels of the web for codecs of ours; Latin-1 means windows-1252 to every browser."""
_VISCII = frozenset(("viscii", "viscii1.1-1", "csviscii"))
"""Names of RFC 1456's charset, for which Python has no codec."""
_MULTIBYTE = re.compile(r"gb|big5|shift_jis|cp932|cp949|euc|iso2022|johab|hz|utf")
_NEVER = frozenset(
    (
        "utf-7",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
        "palmos",
    )
)
_NAMES = {"cp1258": "windows-1258", "cp1252": "windows-1252", "iso8859-1": "windows-1252"}
_DAMAGE = 20
"""One letter in so many may be broken in a page that is still taken for UTF-8."""


def decode(body: bytes, content_type: str) -> tuple[str, str | None]:
    """Return the text of `body` and its charset's name; null where no charset fits and letters were replaced.

    In this order: byte order mark, Content-Type header, `<meta>` in the first 4096 bytes, strict UTF-8,
    detection. Bytes that are UTF-8 are read as UTF-8 whatever single-byte charset is declared. Text of
    windows-1258, which parts letters from their tones, comes in NFC. Never raises.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    declared = _declared(body, content_type)
    if declared is not None and _MULTIBYTE.match(declared) and declared != "utf-8":
        text = _strict(body, declared)
        if text is not None:
            return text, declared
    text = _strict(body, "utf-8")
    if text is not None:
        return text, "utf-8"
    if declared == "viscii":
        return repaired(body.decode("latin-1"), "viscii"), "viscii"
    if declared not in (None, "utf-8") and (text := _strict(body, declared or "")) is not None:
        return _composed(text, declared or ""), _NAMES.get(declared or "", declared)
    return _detected(body)


def utf8_of(body: bytes, charset: str | None, text: str) -> bytes | None:
    """Return the bytes of `body` that are `text` in UTF-8, as `decode` gave it; None where none are."""
    if charset != "utf-8" or "\ufffd" in text:
        return None
    return body.removeprefix(codecs.BOM_UTF8)


def _declared(body: bytes, content_type: str) -> str | None:
    """Return the Python codec that the header, else the page, names; null where neither names one we know."""
    head = body[:_META_WINDOW]
    if (found := _HEADER.search(content_type[:500])) and (name := _codec(found[1], head)):
        return name
    for pattern in (_META, _XML):
        if (mark := pattern.search(head)) and (name := _codec(mark[1].decode("ascii"), head)):
            return name
    return None


def _codec(label: str, head: bytes) -> str | None:
    label = label.lower()
    label = _ALIASES.get(label, label)
    if label in _VISCII:
        return "viscii"
    try:
        name = codecs.lookup(label).name
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    if name.startswith(("utf-16", "utf-32")) and b"\0" not in head:
        return "utf-8"  # a page whose declaration can be read as ASCII is not UTF-16
    return None if name in _NEVER else name


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _composed(text: str, codec: str) -> str:
    return composed(text) if codec == "cp1258" else text


def _detected(body: bytes) -> tuple[str, str | None]:
    text = body.decode("utf-8", "replace")
    broken = text.count("�")
    letters = sum(letter > "\x7f" for letter in text[:200_000]) - min(broken, 200_000)
    if broken * _DAMAGE <= max(letters, 0):
        return text, "utf-8"
    from bs4 import UnicodeDammit  # noqa: PLC0415 - only pages in no declared charset need it

    logging.getLogger("bs4.dammit").setLevel(logging.ERROR)  # what was lost stands in the text

    # Where HTML declares a charset it looks itself, by the square of what it looks at.
    stated = _META.search(body, 0, max(_META_WINDOW, len(body) // 20))
    guess = UnicodeDammit(body, user_encodings=[stated[1].decode("ascii")] if stated else [])
    name = guess.original_encoding
    if guess.unicode_markup is None or name is None or guess.contains_replacement_characters:
        return text, None
    return _composed(guess.unicode_markup, _codec(name, b"\0") or ""), _NAMES.get(name, name)
