"""Pages set in old fonts, through the road."""

from __future__ import annotations

import pytest

from archiver.extract.document import parse_page
from archiver.flow import article_from_page
from archiver.html import visible_text
from archiver.models import Article, Capture, Page
from archiver.normalise.legacy_fonts import TCVN3, VNI
from tests.archiver.extract.test_general import TITLE
from tests.archiver.normalise.test_legacy_fonts import SENTENCE, broken
from tests.eval.samples import without_platform


def page(body: str, charset: str = "utf-8") -> Page:
    return Page(
        url="http://la.example.vn/a",
        body=body.encode(charset),
        content_type=f"text/html; charset={charset}",
        capture=Capture(source="file", fetched_at=None),
    )


def text_of(body: str, charset: str = "utf-8") -> tuple[str, tuple[str, ...]]:
    document = parse_page(page(body, charset))
    assert document.root is not None
    return " ".join(visible_text(document.root).split()), document.problems


@pytest.mark.parametrize(("table", "font"), [(TCVN3, ".VnTime"), (VNI, "VNI-Times")])
def test_text_in_a_named_old_font_is_read_beside_text_of_unicode(table: dict[str, str], font: str) -> None:
    shown = broken(SENTENCE, table)
    text, problems = text_of(
        f"<p>Huyện ủy</p><p><span style=\"font-family:'{font}'\">{shown}</span> và đúng</p>"
    )
    assert text == f"Huyện ủy {SENTENCE.strip()} và đúng"
    assert problems == ()


def test_text_already_of_unicode_in_an_element_that_names_an_old_font_is_left_alone() -> None:
    text, problems = text_of(f"<font face='.VnTime'>{SENTENCE}</font>")
    assert text == SENTENCE.strip()
    assert problems == ()


def test_entities_amid_the_bytes_of_an_old_font_are_letters_as_they_are() -> None:
    text, problems = text_of(
        "<font face='.VnTime'>C&aacute;n bé ph¶i gÇn d&acirc;n, nghe d&acirc;n n&oacute;i,"
        " quyÕt t&acirc;m x&acirc;y dùng n«ng th«n míi</font>",
        "latin-1",
    )
    assert text == "Cán bộ phải gần dân, nghe dân nói, quyết tâm xây dựng nông thôn mới"
    assert problems == ()


def test_text_of_entities_alone_in_an_element_that_names_an_old_font_is_left_without_a_problem() -> None:
    text, problems = text_of(
        "<p>Hội nghị</p><font face='.VnTime'>"
        "C&aacute;n b&#7897; x&acirc;y d&#7921;ng &#273;&#7843;ng vi&ecirc;n</font>"
    )
    assert text == "Hội nghị Cán bộ xây dựng đảng viên"
    assert problems == ()


def test_entities_in_addresses_stay_as_they_are() -> None:
    source = "<a href='/t&iacute;n'><font face='.VnTime'>x&acirc;y dùng ®¶ng vi&ecirc;n</font></a>"
    root = parse_page(page(source, "latin-1")).root
    assert root is not None
    assert [link.get("href") for link in root.iter("a")] == ["/tín"]


def test_page_wholly_in_an_old_font_is_read() -> None:
    shown = broken(SENTENCE, TCVN3)
    assert text_of(f"<p>{shown * 5}</p>", "latin-1")[0] == (SENTENCE * 5).strip()


def test_text_that_cannot_be_put_right_with_certainty_is_left_and_told() -> None:
    odd = "møt xqzt wøwf kkjø zzøq "
    text, problems = text_of(f"<p>Huyện ủy</p><font face='.VnTime'>{odd}</font>")
    assert odd.strip() in text
    assert problems == ("legacy-font",)


def test_problem_is_told_in_the_record() -> None:
    markup = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>16/12/2017</p><div><p>{SENTENCE * 2}</p></div>"
    found = article_from_page(
        page(markup + "<font face='.VnTime'>møt xqzt wøwf zzøq</font>"),
        without_platform("http://la.example.vn/"),
    )
    assert isinstance(found, Article)
    assert "legacy-font" in found.problems
