"""What news sites print: pictures at the head of a text, players, origins beside authors, telling classes."""

from __future__ import annotations

import pytest

from archiver.extract.lines import is_aside
from archiver.html import parse_html
from tests.archiver.extract.test_traps import DATED, OTHER, TEXT, TITLE, article

CAPTION = "Học viên lớp bồi dưỡng nghiệp vụ nghe giới thiệu chương trình học tập, sáng 12/6 - Ảnh: M.T."
WORDS = f'<div class="legend caption">{CAPTION}</div>'
LEAD = "Lớp học kéo dài năm ngày, dành cho cán bộ chuyên trách công tác xây dựng Đảng của mười hai xã."


@pytest.mark.parametrize(
    "picture",
    [
        f'<table class="desc_image"><tr><td><img src="/a.jpg"></td></tr><tr><td>{WORDS}</td></tr></table>',
        f'<figure><img src="/a.jpg"><figcaption class="image-desc">{CAPTION}</figcaption></figure>',
        f'<div class="photo"><img src="/a.jpg"><div class="PhotoCMS_Caption"><p>{CAPTION}</p></div></div>',
    ],
    ids=["table", "figure", "divs"],
)
def test_words_below_a_picture_at_the_head_of_the_text_are_no_lead(picture: str) -> None:
    found = article(
        f"<main><h1>{TITLE}</h1>{DATED}<p>{LEAD}</p><div class='content'>{picture}{TEXT}</div></main>"
    )
    assert found.lead == LEAD
    assert [(image.url.rpartition("/")[2], image.caption) for image in found.images] == [("a.jpg", CAPTION)]
    assert (found.body[:9], found.body[-3:]) == ("Sáng 12/6", "./.")


@pytest.mark.parametrize(("classes", "lead"), [("pic", None), ("news-image", None), ("tom-tat", CAPTION)])
def test_words_alone_with_a_picture_above_the_text_are_no_lead_in_an_element_for_pictures(
    classes: str, lead: str | None
) -> None:
    above = f'<div class="{classes}"><img src="/a.jpg"><p>{CAPTION}</p></div>'
    found = article(f"<main><h1>{TITLE}</h1>{DATED}{above}<div class='content'>{TEXT}</div></main>")
    assert found.lead == lead
    assert (found.body[:9], found.body[-3:]) == ("Sáng 12/6", "./.")


def test_lead_below_the_picture_stays_the_lead() -> None:
    picture = f'<figure><img src="/a.jpg"><figcaption>{CAPTION}</figcaption></figure>'
    text = f'<div class="content">{picture}<p class="sapo">{LEAD}</p>{TEXT}</div>'
    found = article(f"<main><h1>{TITLE}</h1>{DATED}{text}</main>")
    assert (found.lead, found.images[0].caption) == (LEAD, CAPTION)


@pytest.mark.parametrize("player", ["video-js vjs-paused", "jwplayer", "plyr plyr--video", "mejs-container"])
def test_words_of_a_player_amid_the_text_are_left_out(player: str) -> None:
    words = "<div><span>Trình phát video đang tải về.</span></div>"
    shown = f'<div class="{player}"><video src="/a.mp4"></video>{words}</div>'
    first, rest = TEXT.split("</p>", 1)
    found = article(f"<main><h1>{TITLE}</h1>{DATED}<div>{first}</p>{shown}{rest}</div></main>")
    assert "Trình phát" not in found.body
    assert len(found.body.split("\n\n")) == 3


def test_classes_of_tags_and_categories_do_not_set_an_entry_beside_its_page() -> None:
    entry = "post-88 type-post status-publish hentry category-tin-khac tag-bien-dao"
    found = article(f'<div class="{entry}"><h1>{TITLE}</h1>{DATED}<div>{TEXT}</div></div>')
    assert (found.title, found.view_count) == (TITLE, 212)
    root = parse_html(
        f'<div><p class="{entry}"></p><p class="hentry related"></p><p class="tag-list"></p></div>'
    )
    assert root is not None
    assert [is_aside(element) for element in root.iter("p")] == [False, True, True]


@pytest.mark.parametrize(
    ("signature", "authors", "source"),
    [
        ('<a class="name cms-author" href="/tac-gia/ha-linh.html">Hà Linh</a>', ("Hà Linh",), None),
        ('<a class="name cms-author" href="javascript:void(0)">Theo TTXVN</a>', (), "TTXVN"),
        ('<span class="tac-gia">Theo Trí Thức Trẻ</span>', (), "Trí Thức Trẻ"),
    ],
)
def test_element_for_authors_below_the_text_is_a_signature_though_it_be_a_link(
    signature: str, authors: tuple[str, ...], source: str | None
) -> None:
    text = f'<div class="content">{TEXT}<div class="article__author"><div>{signature}</div></div></div>'
    found = article(f"<main><h1>{TITLE}</h1>{DATED}{text}</main>")
    assert (found.authors, found.source) == (authors, source)
    assert found.body.endswith("./.")


def test_link_with_a_name_below_the_text_signs_nothing_unless_it_is_called_an_author() -> None:
    text = f'<div class="content">{TEXT}<p><a href="/hs/ha-linh.html">Hà Linh</a></p></div>'
    assert article(f"<main><h1>{TITLE}</h1>{DATED}{text}</main>").authors == ()


@pytest.mark.parametrize(
    ("line", "authors", "source"),
    [
        (
            "<span>Hà Linh, </span> <span>Theo Lao động </span> <span>10:55 17/08/2018</span>",
            ("Hà Linh",),
            "Lao động",
        ),
        (
            "<span>Hà Linh | Theo Trí Thức Trẻ</span> <span>10:55 17/08/2018</span>",
            ("Hà Linh",),
            "Trí Thức Trẻ",
        ),
        ("<span>Theo Tuổi Trẻ</span> - <span>10:55 17/08/2018</span>", (), "Tuổi Trẻ"),
    ],
)
def test_origin_behind_the_author_beside_the_day_is_read(
    line: str, authors: tuple[str, ...], source: str
) -> None:
    found = article(f"<main><h1>{TITLE}</h1><div>{line}</div><div>{TEXT}</div></main>")
    assert (found.authors, found.source) == (authors, source)
    assert str(found.published_at) == "2018-08-17 10:55:00+07:00"


def test_summary_called_brief_is_the_lead() -> None:
    head = f'<header>{DATED}</header><div><h1>{TITLE}</h1><div class="brief"><p>{LEAD}</p></div></div>'
    first, rest = TEXT.split("</p>", 1)
    found = article(f'<article>{head}<div>{first}</p></div><div class="more">{rest}</div></article>')
    assert found.lead == LEAD


TIME = '<span class="time">20:37 13/05/2021</span>'


def named(line: str, behind: str = "") -> tuple[tuple[str, ...], str | None, str | None]:
    found = article(f"<main><h1>{TITLE}</h1>{line}<div>{TEXT}</div>{behind}</main>")
    return found.authors, found.source, found.poster


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            f'<p><span class="author">Ngọc Mon</span> <span class="source">Theo Helino</span> {TIME}</p>',
            (("Ngọc Mon",), "Helino", None),
        ),
        (
            f'<div class="author-name"><a href="/tac-gia/moc-mien"><b>Mộc Miên</b></a></div>{TIME}',
            (("Mộc Miên",), None, None),
        ),
        (
            '<div>Người đăng: <span class="author">Mộc Miên</span> | 13/05/2021</div>',
            ((), None, "Mộc Miên"),
        ),
        ('<div><span class="author">admin</span> | <span>13/05/2021</span></div>', ((), None, None)),
        ('<div class="author">Khai mạc giải</div><div>13/05/2021</div>', ((), None, None)),
    ],
    ids=["author and source", "link of the author", "poster", "account", "no name"],
)
def test_elements_called_author_and_source_hold_names_that_no_list_knows(
    line: str, expected: tuple[tuple[str, ...], str | None, str | None]
) -> None:
    assert named(line) == expected


@pytest.mark.parametrize(
    ("behind", "authors"),
    [
        ("<div class='NewsAuthor'>Mộc Miên</div>", ("Mộc Miên",)),
        ("<div class='news_author'><strong>Mộc Miên</strong></div>", ("Mộc Miên",)),
        ("<p class='author-detail'><a href='/tac-gia/3'>Mộc Miên</a></p>", ("Mộc Miên",)),
        ("<p align='right'><b>Mộc Miên</b></p>", ("Mộc Miên",)),
        ("<div></div><div style='text-align:right'><b id='tacgia'>Mộc Miên</b></div>", ("Mộc Miên",)),
        ("<div class='text-right font-bold mt-4'>Mộc Miên</div>", ("Mộc Miên",)),
        ("<div class='text-right'><a href='/tin'>Mộc Miên</a></div>", ()),
        ("<div class='text-right'>Trở Về</div>", ()),
        ("<div class='text-right'>Xem Thêm</div>", ()),
        ("<div class='author'>admin</div>", ()),
        ("<div>Từ khóa</div><div class='author'>Mộc Miên</div>", ()),
    ],
)
def test_name_that_no_list_knows_signs_in_an_element_for_it_or_set_right_straight_behind_the_text(
    behind: str, authors: tuple[str, ...]
) -> None:
    assert named(DATED, behind) == (authors, None, None)


def test_authors_of_other_articles_below_the_text_are_none_of_this_one() -> None:
    others = f'<section class="more"><p>{OTHER}</p><span class="author">Ngọc Mon</span></section>'
    assert named(DATED, others) == ((), None, None)


def test_line_of_parts_one_of_which_is_a_day_is_no_text() -> None:
    line = "<div><p><span>Chuyện làng</span> <span>Ghi nhanh</span> <span>20:37 13/05/2021</span></p>"
    found = article(f"<main><h1>{TITLE}</h1>{line}{TEXT}</div></main>")
    assert str(found.published_at) == "2021-05-13 20:37:00+07:00"
    assert found.body.startswith("Sáng 12/6")


def test_labelled_names_straight_behind_the_articles_element_are_its_own() -> None:
    box = f"<div><div class='tieude'>{TITLE}</div><div>16/06/2020 08:30</div><div>{TEXT}</div></div>"
    behind = "<div><div>Tác giả: Mộc Miên</div></div>"
    found = article(f"<main>{box}{behind}<div><h3>Tin khác</h3><p>{OTHER}</p></div></main>", title=TITLE)
    assert found.authors == ("Mộc Miên",)
    others = f"<div><p>{OTHER}</p><p>Tác giả: Mộc Miên</p></div>"
    assert article(f"<main>{box}{others}</main>", title=TITLE).authors == ()


@pytest.mark.parametrize(
    ("stated", "printed", "authors"),
    [
        ("Phòng Văn hóa - Xã hội", "Phòng Văn hóa - Xã hội", ()),
        ("Phòng Văn hóa - Xã hội", "Admin", ("Phòng Văn hóa - Xã hội",)),
        ("quantri", "Ban Biên tập", ()),
        ("Hồng Hạnh", "Hồng Hạnh", ("Hồng Hạnh",)),
    ],
)
def test_account_that_a_page_states_as_its_author_is_none(
    stated: str, printed: str, authors: tuple[str, ...]
) -> None:
    node = f'{{"@type": "NewsArticle", "author": {{"@type": "Person", "name": "{stated}"}}}}'
    script = f'<script type="application/ld+json">{node}</script>'
    posted = f"<p>Người đăng: {printed}</p>"
    found = article(f"{script}<main><h1>{TITLE}</h1>{DATED}{posted}<div>{TEXT}</div></main>")
    assert (found.poster, found.authors) == (printed, authors)
