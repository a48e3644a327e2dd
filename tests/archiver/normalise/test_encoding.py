from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.normalise.encoding import decode

TEXT = (
    "Quận ủy Minh Hải tổ chức tọa đàm về phát triển Đảng trong doanh nghiệp “ngoài khu vực Nhà nước”. " * 20
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def in_windows_1258(text: str) -> bytes:
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        letters.append(base + "".join(part for part in parts if part in TONES))
    return "".join(letters).encode("cp1258")


META = b'<meta http-equiv="Content-Type" content="text/html; charset=%s">'

BODIES = [
    (TEXT.encode(), "text/html; charset=utf-8", "utf-8"),
    (TEXT.encode(), "", "utf-8"),
    (TEXT.encode(), "text/html; charset=iso-8859-1", "utf-8"),
    (TEXT.encode(), "text/html; charset=windows-1258", "utf-8"),
    (TEXT.encode(), "text/html; charset=utf-16", "utf-8"),
    (TEXT.encode(), "text/html; charset=base64", "utf-8"),
    (TEXT.encode(), 'text/html; charset="no-such-charset"', "utf-8"),
    (META % b"x-sjis" + TEXT.encode(), "", "utf-8"),
    (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=windows-1252", "utf-8"),
    (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "", "utf-16-le"),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "", "utf-16-be"),
    (in_windows_1258(TEXT), "text/html; charset=windows-1258", "windows-1258"),
    (in_windows_1258(TEXT), "text/html; charset=x-cp1258", "windows-1258"),
    (META % b"windows-1258" + in_windows_1258(TEXT), "text/html", "windows-1258"),
    (META % b"utf-8" + in_windows_1258(TEXT), "", "windows-1258"),
    (TEXT.encode() + b"\xe1\xbb", "text/html; charset=utf-8", "utf-8"),
]


@pytest.mark.parametrize(("body", "content_type", "charset"), BODIES)
def test_text_comes_out_composed_whatever_the_page_declares(
    body: bytes, content_type: str, charset: str
) -> None:
    text, name = decode(body, content_type)
    assert TEXT in text
    assert name == charset


def test_a_multibyte_charset_that_decodes_is_believed() -> None:
    assert decode("河内市".encode("gbk"), "text/html; charset=gbk") == ("河内市", "gbk")


def test_a_meta_element_beyond_4096_bytes_is_not_looked_for() -> None:
    body = b" " * 5000 + META % b"shift_jis" + "é".encode("cp1252") + b" caf\xe9 " * 9
    assert decode(body, "")[1] != "shift_jis"


def test_an_empty_body_is_empty_text() -> None:
    assert decode(b"", "") == ("", "utf-8")


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=80).map(str.encode)),
    st.one_of(st.text(max_size=40), st.text("abcdefgh0123456789-_.", max_size=15).map("charset={}".format)),
)
def test_no_bytes_make_decoding_fail(body: bytes, content_type: str) -> None:
    text, name = decode(body, content_type)
    assert isinstance(text, str)
    assert name is None or codecs.lookup(name)


LABELS = [
    "utf-7",
    "hex",
    "idna",
    "punycode",
    "rot13",
    "zlib",
    "unicode_escape",
    "undefined",
    "mbcs",
    "utf-32",
    "cp65001",
]


@pytest.mark.parametrize("label", LABELS)
def test_labels_that_are_no_charset_of_the_web_do_no_harm(label: str) -> None:
    assert decode(TEXT.encode(), f"text/html; charset={label}") == (TEXT, "utf-8")


def test_a_page_declared_as_viscii_is_read_by_its_table() -> None:
    written = b"<p>\x9cy ban nh\xe2n d\xe2n qu\xa7n</p>"
    assert decode(written, "text/html; charset=VISCII") == ("<p>Ủy ban nhân dân quận</p>", "viscii")
    assert decode(written.replace(b"<p>", b"<meta charset=viscii><p>"), "text/html")[1] == "viscii"


def test_declaration_far_into_a_long_page_in_no_utf_8_counts() -> None:
    page = b" " * 6000 + b"<meta charset='iso-8859-15'>" + b"caf\xe9 \xa4 " * 90_000
    text, charset = decode(page, "text/html")
    assert charset == "iso-8859-15"
    assert text.endswith("café € ")
