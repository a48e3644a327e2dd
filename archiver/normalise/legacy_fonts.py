"""Text set in the fonts that came before Unicode: TCVN3 (`.VnTime`), VNI (`VNI-Times`), and VISCII.

Such text arrives as Latin letters with odd marks, "hép møt tÕt" for "hộp mứt tết". No charset is declared
for it and no detector knows it, so it is repaired only where it is certain: the page names the font, or the
text as a whole can be nothing else, and what comes out is Vietnamese.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from archiver.normalise.text import composed

LegacyFont = Literal["tcvn3", "vni", "viscii"]

TCVN3 = dict(zip(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    strict=True,
))  # fmt: skip
"""TCVN 5712:1993 in its third form: a letter for each byte, as windows-1252 shows it."""

_VNI_VOWELS = {
    "a": {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ", "â": "â", "á": "ấ", "à": "ầ", "å": "ẩ", "ã": "ẫ",
          "ä": "ậ", "ê": "ă", "é": "ắ", "è": "ằ", "ú": "ẳ", "ü": "ẵ", "ë": "ặ"},
    "e": {"ù": "é", "ø": "è", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "á": "ế", "à": "ề", "å": "ể", "ã": "ễ",
          "ä": "ệ"},
    "o": {"ù": "ó", "ø": "ò", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "á": "ố", "à": "ồ", "å": "ổ", "ã": "ỗ",
          "ä": "ộ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
}  # fmt: skip
_VNI_LETTERS = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_LETTERS)
    for vowel, marks in _VNI_VOWELS.items():
        table |= {vowel + mark: letter for mark, letter in marks.items()}
    upper = {key.upper(): letter.upper() for key, letter in table.items()}
    capital = {key[0].upper() + key[1:]: letter.upper() for key, letter in table.items() if len(key) > 1}
    return table | upper | capital


VNI = _vni_table()
"""A letter, or a vowel and the sign behind it that carries its marks."""

VISCII = dict(zip(
    "\x02\x05\x06\x14\x19\x1e" + "".join(chr(code) for code in range(0x80, 0x100)),
    "ẲẴẪỶỸỴẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    strict=True,
))  # fmt: skip
"""RFC 1456, by the code points that a Latin-1 reading gives."""

_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_NAMED = re.compile(
    r"(?:^|[\s,;:'\"&])(?:(?P<tcvn3>\.vn[a-z])|(?P<vni>vni[- ][a-z])|(?P<viscii>visc[-i ]|heo ?may))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_ONSETS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
_OPEN = (
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|oai|oay|oao|oeo|oi|ôi|ơi|ua|ui|uôi|uây|uya|uyu|uơ|ưa|ưi|ươi|ươu|ưu|yêu"
)
_CLOSED = "[aăâeêioôơuưy]|iê|oa|oă|oe|oo|uâ|uê|uô|uy|uyê|ươ|yê"
_SYLLABLE = re.compile(rf"(?:{_ONSETS})?(?:{_OPEN}|(?:{_CLOSED})(?:ch|ng|nh|[cmnpt])?)", re.IGNORECASE)
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_ENTITY = re.compile(r"&(?:#\d{3,5}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{3,8});")
_TAG_OR_ENTITY = re.compile(rf"<[^<>]*>|{_ENTITY.pattern}")
_MIXED = re.compile(rf"(?:[^\W\d_]|[\u00a1-\u00bf]|{_ENTITY.pattern})+")
LEAST_WORDS = 3
MOST_CERTAIN = 30
"""Fewer words say nothing of text whose font is not named."""
LEAST_SHARE = 0.9
LEAST_MARKED = 0.55
"""In Vietnamese text more than every second word carries marks; hardly in any other language."""


def font_named(family: str) -> LegacyFont | None:
    """Return the encoding of a font family (`.VnTime`, `VNI-Times`), or None for fonts of Unicode."""
    found = _NAMED.search(family[:500])
    if not found:
        return None
    return "tcvn3" if found["tcvn3"] else "vni" if found["vni"] else "viscii"


def repaired(text: str, font: LegacyFont, *, capitals: bool = False) -> str:
    """Return `text` as its font shows it, in NFC; `capitals` for fonts (`.VnTimeH`) that show only these."""
    if font == "tcvn3":
        shown = _HALF_CAPITALS.sub(_in_capitals, "".join(TCVN3.get(letter, letter) for letter in text))
    elif font == "vni":
        shown = _VNI_PAIR.sub(lambda found: VNI[found[0]], text)
    else:
        shown = "".join(VISCII.get(letter, letter) for letter in text)
    return composed(shown.upper() if capitals else shown)


_HALF_CAPITALS = re.compile(r"[^\W\d_]{2,}")


def _in_capitals(word: re.Match[str]) -> str:
    """Return a word in capitals if only its letters with marks are small: TCVN3 has no such capitals."""
    plain = [letter for letter in word[0] if letter.isascii()]
    if len(plain) < 2 or not all(map(str.isupper, plain)):
        return word[0]
    return word[0].upper()


def is_certain(before: str, after: str) -> bool:
    """Return whether `after` is Vietnamese and `before` was not: nine of ten words are syllables."""
    words, old = (_WORD.findall(composed(text[:20_000])) for text in (after, before))
    if len(words) < LEAST_WORDS:
        return False
    return _share(words) >= LEAST_SHARE and _share(words) > _share(old) + 0.1


def looks_broken(text: str) -> bool:
    """Return whether long text has the letters of these fonts and none that only Vietnamese has."""
    if re.search("[\u1ea0-\u1ef9ươđăĐƯƠĂ]", text) or len(text) < 200:
        return False
    words = text[:20_000].split()
    odd = sum(not word.isascii() for word in words)
    if len(words) < MOST_CERTAIN or odd < LEAST_MARKED * len(words):
        return False
    return _share(_WORD.findall(text[:20_000])) < LEAST_SHARE


def font_of_text(text: str) -> LegacyFont | None:
    """Return the encoding in which broken text is Vietnamese, where exactly one fits; else None."""
    if not looks_broken(text):
        return None
    fonts: tuple[LegacyFont, ...] = ("tcvn3", "vni", "viscii")
    fitting = [font for font in fonts if is_certain(text, repaired(text, font))]
    return fitting[0] if len(fitting) == 1 else None


def entities_apart(source: str) -> str:
    """Return a page's source with the letters that it writes as entities kept apart from its font's.

    Editors wrote `c&aacute;n` amid bytes of such a font: the entity is a letter as it is, and the same letter
    as a byte is another one. Each is put as a letter and its marks, which no font's table holds. Texts of
    such a font were also written as entities throughout: nothing is changed where the entities read better
    as the font's, or as well and no words hold both.
    """
    words = [word for word in _MIXED.findall(source[:200_000]) if "&" in word][:2000]
    found = (font_named(name[0]) for name in _NAMED.finditer(source[:200_000]))
    named = Counter(font for font in found if font)
    if not words or not named:
        return source
    font = max(named, key=lambda font: named[font])
    alike, apart = _readable(map(html.unescape, words), font), _readable(map(_apart, words), font)
    both = sum(not word.isascii() for word in words)
    return _apart(source) if apart > alike or (apart == alike and both >= LEAST_WORDS) else source


def _readable(words: Iterable[str], font: LegacyFont) -> float:
    return _share([repaired(word, font) for word in words])


def _apart(text: str) -> str:
    return _TAG_OR_ENTITY.sub(_letter_and_marks, text)


def _letter_and_marks(found: re.Match[str]) -> str:
    letter = html.unescape(found[0])
    return unicodedata.normalize("NFD", letter) if len(letter) == 1 and letter.isalpha() else found[0]


def _share(words: list[str]) -> float:
    """Return the share of words that can be Vietnamese syllables."""
    return sum(map(_is_syllable, words)) / len(words) if words else 0.0


def _is_syllable(word: str) -> bool:
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))
    return _SYLLABLE.fullmatch(plain) is not None


def unmixed(text: str) -> str | None:
    """Return text that is UTF-8 read as windows-1252, read anew; None unless every letter proves it.

    The whole must encode to windows-1252 and decode as UTF-8, and hold letters that only Vietnamese has.
    """
    if not re.search("[\u00c3\u00c4\u00c6\u00e1][\u0080-\u00bf\u0152-\u2122]", text):
        return None
    try:
        read = _bytes_of(text).decode("utf-8")
    except UnicodeError:
        return None
    return composed(read) if re.search("[\u1ea0-\u1ef9đươă]", read) else None


def _bytes_of(text: str) -> bytes:
    """Return the bytes that windows-1252 shows as `text`; the five that it leaves open stand as they are."""
    return b"".join(
        letter.encode("latin-1") if "\x80" <= letter <= "\x9f" else letter.encode("cp1252") for letter in text
    )
