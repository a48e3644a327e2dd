"""Text of fonts from before Unicode: put right where it is certain, left alone elsewhere."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.normalise.legacy_fonts import (
    TCVN3,
    VISCII,
    VNI,
    LegacyFont,
    entities_apart,
    font_named,
    font_of_text,
    is_certain,
    looks_broken,
    repaired,
    unmixed,
)

SENTENCE = (
    "Các đại biểu thảo luận sôi nổi về nâng cao chất lượng sinh hoạt chi bộ, củng cố tổ chức đảng ở cơ sở. "
)


def broken(text: str, table: dict[str, str]) -> str:
    back = {letter: sign for sign, letter in table.items() if len(sign) == 1 or letter not in table.values()}
    back |= {letter: sign for sign, letter in table.items() if letter not in back}
    return "".join(back.get(letter, letter) for letter in text)


@pytest.mark.parametrize(
    ("shown", "font", "text"),
    [
        ("hép møt tÕt", "tcvn3", "hộp mứt tết"),
        ("§¶ng bé huyÖn", "tcvn3", "Đảng bộ huyện"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "vni", "Độc lập - Tự do - Hạnh phúc"),
    ],
)
def test_text_is_read_as_its_font_shows_it(shown: str, font: LegacyFont, text: str) -> None:
    assert repaired(shown, font) == text


@pytest.mark.parametrize(("table", "font"), [(TCVN3, "tcvn3"), (VNI, "vni"), (VISCII, "viscii")])
def test_what_was_broken_comes_back_and_is_certain(table: dict[str, str], font: LegacyFont) -> None:
    shown = broken(SENTENCE, table)
    assert repaired(shown, font) == SENTENCE
    assert is_certain(shown, SENTENCE)
    assert font_of_text(shown * 5) == font


@pytest.mark.parametrize(
    ("family", "font"),
    [
        (".VnTime", "tcvn3"), ("'.VnTimeH', serif", "tcvn3"), ("VNI-Times", "vni"),
        ("Arial, .VnArial", "tcvn3"),
        ("Times New Roman", None), ("http://example.vn/x", None), ("", None),
    ],
)  # fmt: skip
def test_font_is_known_by_its_family_name(family: str, font: str | None) -> None:
    assert font_named(family) == font


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 5,
        "The members discussed how to improve the quality of the meetings of the branch. " * 5,
        "Les délégués ont discuté de la qualité des réunions, à l'été, où l'on a créé des crèches. " * 5,
        "Die Größe der Bäume überrascht viele Gäste, die für ein paar Tage nach Köln gefahren sind. " * 5,
    ],
)
def test_sound_text_of_any_language_is_left_alone(text: str) -> None:
    assert not looks_broken(text)
    assert font_of_text(text) is None
    assert unmixed(text) is None


def test_utf8_read_as_windows_1252_is_read_anew() -> None:
    shown = "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252")
        for byte in SENTENCE.encode()
    )
    assert unmixed(shown) == SENTENCE
    assert unmixed(f"{shown} và chữ đúng") is None


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    font_of_text(text)
    unmixed(text)
    font_named(text)
    for font in get_args(LegacyFont):
        is_certain(text, repaired(text, font))


TCVN3_FONT, VNI_FONT = "<font face='.VnTime'>", "<font face='VNI-Times'>"


@pytest.mark.parametrize(
    ("source", "font", "text"),
    [
        (TCVN3_FONT + "®&atilde; x&acirc;y dùng ®¶ng vi&ecirc;n", "tcvn3", "đã xây dựng đảng viên"),
        (TCVN3_FONT + "x&#226;y dùng chi bé", "tcvn3", "xây dựng chi bộ"),
        (VNI_FONT + "M&ocirc; hình ñ&atilde; hoaøn thaønh ñ&uacute;ng ñ&oacute;", "vni", "Mô h"),
    ],
)
def test_letters_written_as_entities_are_not_the_fonts_where_they_read_better_so(
    source: str, font: LegacyFont, text: str
) -> None:
    assert text in repaired(entities_apart(source), font)


def test_text_of_a_font_written_as_entities_throughout_stays_the_fonts() -> None:
    source = f"{TCVN3_FONT}Ngh&Ouml; quy&Otilde;t &sect;&para;ng b&eacute; huy&Ouml;n"
    assert entities_apart(source) == source
