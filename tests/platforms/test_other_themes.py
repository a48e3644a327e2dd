"""Pages of a known platform in a theme that its rules do not know, under addresses that tell nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.flow import article_from_document
from archiver.models import Article, NotAnArticle, Outcome
from tests.platforms.saved import document_of, portal_of

SITE = "http://xa.example.vn"
TITLE = "Người giữ lửa"
TEXT = "<p>Sáng 12/6, các đại biểu thảo luận về nâng cao chất lượng sinh hoạt chi bộ ở cơ sở.</p>" * 6
DAY = "<div>Thứ sáu, 12/06/2020, 16:02</div>"
LINK = f"<a href='{SITE}/huyen-uy-tong-ket-cong-tac-xay-dung-dang-nam/'>Huyện ủy tổng kết công tác năm</a>"


def read(path: str = "/nguoi-giu-lua/", name: str = TITLE, day: str = DAY, text: str = TEXT) -> Outcome:
    page = f"""<html><head><title>{name}</title><meta name="generator" content="WordPress 6.4"></head><body>
    <div id="khung"><h2 class="ten">{TITLE}</h2>{day}<div class="noi-dung">{text}</div></div>
    <div class="khac">{LINK}</div></body></html>"""
    portal = portal_of(f"{SITE}{path}", "wordpress")
    return article_from_document(document_of(Path(), f"{SITE}{path}", page), portal)


@pytest.mark.parametrize("name", [TITLE, f"{TITLE} &#8211; Huyện ủy Hòa Vang"])
def test_page_that_is_named_after_its_title_and_prints_its_day_is_an_article(name: str) -> None:
    found = read(name=name)
    assert isinstance(found, Article)
    assert (found.title, str(found.published_date)) == (TITLE, "2020-06-12")


def test_page_that_lacks_one_of_these_is_none() -> None:
    assert isinstance(read(name="Huyện ủy Hòa Vang"), NotAnArticle)
    assert isinstance(read(day=""), NotAnArticle)
    assert isinstance(read(text=TEXT[:100]), NotAnArticle)
    assert isinstance(read(path="/category/tin-tuc/"), NotAnArticle)
    assert isinstance(read(path="/"), NotAnArticle)


def drupal(path: str, kind: str = "article", around: str = "node--view-mode-full", day: str = DAY) -> Outcome:
    head = f'<title>{TITLE} | Huyện ủy Hòa Vang</title><meta name="Generator" content="Drupal 10">'
    node = (
        f'<article class="node node--type-{kind} {around}"><h1 class="ten">{TITLE}</h1>{day}<div>{TEXT}</div>'
    )
    page = f"<html><head>{head}</head><body>{node}</article><div>{LINK}</div></body></html>"
    url = f"{SITE}{path}"
    return article_from_document(document_of(Path(), url, page), portal_of(url, "drupal"))


def test_node_is_an_article_under_an_alias_that_looks_like_a_section() -> None:
    found = drupal("/tin-tuc/nguoi-giu-lua")
    assert isinstance(found, Article)
    assert found.title == TITLE


def test_static_nodes_teasers_and_pages_of_lists_are_none() -> None:
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua", kind="page"), NotAnArticle)
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua", around="node--view-mode-teaser"), NotAnArticle)
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua", day=""), NotAnArticle)
    assert isinstance(drupal("/tin-tuc/nguoi-giu-lua?page=2"), NotAnArticle)


@pytest.mark.parametrize(
    ("date_line", "what"), [("<div class='date-line'>12/06/2020</div>", Article), ("", NotAnArticle)]
)
def test_dated_page_in_the_layout_of_articles_is_one_where_sections_stand(
    date_line: str, what: type[Outcome]
) -> None:
    page = f"""<html><head><title>{TITLE}</title></head><body><div id="s4-workspace"><h1>{TITLE}</h1>
    <div class="article-header">{date_line}</div><div class="article-content"><div>{TEXT}</div></div>
    </div></body></html>"""
    url = f"{SITE}/Pages/nguoi-giu-lua.aspx"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "sharepoint"))
    assert isinstance(found, what)


def in_theme(markup: str) -> Article:
    head = '<meta name="generator" content="WordPress 6.4">'
    page = f"<html><head>{head}</head><body class='single'><article>{markup}</article></body></html>"
    url = f"{SITE}/nguoi-giu-lua-cho-dieu-then-nam-ay/"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "wordpress"))
    assert isinstance(found, Article)
    assert found.extractor.layout == "single"
    return found


def test_avada_hides_the_last_change_and_prints_day_and_account_below_the_text() -> None:
    found = in_theme(f"""<h1 class="entry-title">{TITLE}</h1><div class="post-content">{TEXT}</div>
    <div class="fusion-meta-info"><div class="fusion-meta-info-wrapper">By <span class="vcard">
    <span class="fn"><a href="/author/bbt/">Ban Biên tập</a></span></span><span>|</span>
    <span class="updated rich-snippet-hidden">2022-07-09T10:12:00+07:00</span><span>Tháng Bảy 4, 2022</span>
    </div></div>""")
    assert (found.poster, str(found.published_date), found.published_at) == (
        "Ban Biên tập",
        "2022-07-04",
        None,
    )


def test_publisher_prints_its_count_among_the_buttons_to_share() -> None:
    found = in_theme(f"""<h1 class="single-post-title"><span class="post-title">{TITLE}</span></h1>
    <div class="post-meta"><a class="post-author-a"><i class="post-author author">quantri</i></a>
    <time class="post-published updated" datetime="2021-03-09T14:05:00+07:00">Tháng Ba 9, 2021</time></div>
    <div class="post-share"><span class="views post-share-btn-views"><b class="number">742</b></span></div>
    <div class="entry-content">{TEXT}<div class="blog-share"><a href="#">Facebook</a></div></div>""")
    assert (found.poster, str(found.published_at), found.view_count) == (
        "quantri",
        "2021-03-09 14:05:00+07:00",
        742,
    )


@pytest.mark.parametrize(
    "author",
    [
        '<p class="author vcard"><span class="author-name fn">bởi <a href="/author/x/">admin</a></span></p>',
        '<span class="blog-author">by <span class="author"><span class="fn">admin</span></span></span>',
    ],
)
def test_account_is_printed_with_by_before_it_or_round_it(author: str) -> None:
    found = in_theme(f"""<div class="entry-header"><h1 class="entry-title">{TITLE}</h1>{author}
    <time datetime="2021-03-09T14:05:00+07:00">9/3</time></div><div class="entry-content">{TEXT}</div>""")
    assert found.poster == "admin"


def test_views_in_the_article_s_own_footer_are_its_own() -> None:
    found = in_theme(f"""<h1 class="entry-title">{TITLE}</h1><div class="entry-content">{TEXT}</div>
    <footer class="entry-footer"><p>62 views</p></footer>""")
    assert found.view_count == 62


CARD = """<article class="post-item"><h4 class="entry-title"><a href="/khac/">Khánh thành cầu mới</a></h4>
<time class="entry-date" datetime="2016-03-12T09:00:00+07:00">12/3/2016</time>
<span class="post-views">954</span>
<span class="byline"><span class="author">bientap07</span></span></article>"""


@pytest.mark.parametrize("tag", ["article", "div"])
def test_day_views_and_account_of_other_articles_cards_are_not_taken(tag: str) -> None:
    card = CARD.replace("article", tag)
    head = f'<h1 class="entry-title">{TITLE}</h1>'
    day = '<div class="entry-header"><time class="published" datetime="2021-03-09">9/3/2021</time></div>'
    text, cards = f'<div class="entry-content">{TEXT}</div>', f"<h3>Bài viết liên quan</h3>{card}{card}"
    found = in_theme(f"{head}{day}{text}<footer>{cards}</footer>")
    assert (str(found.published_date), found.view_count, found.poster) == ("2021-03-09", None, None)
    found = in_theme(f"{head}{text}</article><div>{cards}</div>")
    assert (found.published_date, found.view_count, found.poster) == (None, None, None)


def test_links_in_headings_beside_the_day_are_no_card_where_the_title_stands_there_too() -> None:
    found = in_theme(f"""</article><div class="mg-header"><h6><a href="/category/x/">Học tập Bác</a></h6>
    <h1 class="title single"><a>{TITLE}</a></h1><div class="media"><div class="media-body">
    <h4 class="media-heading"><span>By</span><a href="/author/bientap/">bientap</a></h4>
    <span class="mg-blog-date"><i class="fas fa-clock"></i> Tháng Ba 9, 2021</span></div></div></div>
    <article class="page-content-single small single">{TEXT}<div class="post-share">Facebook</div>
    <nav class="post-navigation"><a href="/khac/">Khánh thành cầu mới</a></nav>""")
    assert (found.poster, str(found.published_date)) == ("bientap", "2021-03-09")
    assert "Facebook" not in found.body
    assert "cầu mới" not in found.body


@pytest.mark.parametrize(
    "markup",
    [
        """<header class="entry-header"><h1 class="entry-title">{title}</h1><div class="entry-meta">
        <div class="date">9 Tháng Ba, 2021</div><div class="by-author vcard author">
        <a href="/author/x/">x07</a></div></div></header><div class="entry-content">{text}</div>""",
        """</article><div class="hero-section"><h1 class="page-title">{title}</h1><ul class="entry-meta">
        <li class="meta-author"><a href="/author/x/">x07</a></li><li class="meta-date">9/3/2021</li></ul>
        </div><article><div class="entry-content">{text}</div>""",
    ],
    ids=["newscard", "blocksy"],
)
def test_account_stands_in_the_places_of_these_themes(markup: str) -> None:
    found = in_theme(markup.format(title=TITLE, text=TEXT))
    assert (found.poster, str(found.published_date)) == ("x07", "2021-03-09")


def test_keywords_behind_the_one_who_signs_are_no_text() -> None:
    signed = '<p style="text-align: right"><strong>Bài và ảnh: Hồng Hạnh</strong></p>'
    tags = '<div class="post-tags"><a href="/tag/moi/" rel="tag">nông thôn mới</a></div>'
    more = (
        '<div class="yarpp yarpp-related"><h3>Bài viết liên quan:</h3><ol><li>Khánh thành cầu</li></ol></div>'
    )
    found = in_theme(f"""<h1 class="entry-title">{TITLE}</h1><time datetime="2021-03-09">9/3/2021</time>
    <div class="entry-content">{TEXT}{signed}{tags}{more}</div>""")
    assert found.authors == ("Hồng Hạnh",)
    assert found.body.endswith("ở cơ sở.")


def test_summary_and_account_stand_below_a_title_that_the_page_states() -> None:
    page = f"""<html><head><meta name="generator" content="WordPress 6.4">
    <meta property="og:title" content="{TITLE}"></head><body class="single"><main><div class="khung">
    <h1 class="tieu-de">{TITLE}</h1><div><time>9/3/2021</time> <span>Người đăng: bientap</span></div>
    <div class="sapo">Nghề đúc đồng ở làng đã qua bốn đời, và người thợ trẻ nhất năm nay mới mười bảy tuổi.
    </div><div class="noidung entry-content">{TEXT}</div></div></main></body></html>"""
    url = f"{SITE}/nguoi-giu-lua-cho-dieu-then-nam-ay/"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "wordpress"))
    assert isinstance(found, Article)
    assert (found.title, found.poster) == (TITLE, "bientap")
    assert found.lead is not None
    assert found.lead.startswith("Nghề đúc đồng")


QUESTION = "<p>Hỏi: Xin cho biết giờ làm việc?</p><p>Người gửi: Trần Thị Lan - 6/05/2021</p>"


@pytest.mark.parametrize("kind", ["page page-id-12", "single single-post postid-12"])
def test_day_in_the_text_of_a_static_page_makes_it_no_article(kind: str) -> None:
    page = f"""<html><head><meta name="generator" content="WordPress 6.4"></head><body class="{kind}">
    <article><h1 class="entry-title">Hỏi đáp</h1><div class="entry-content">{QUESTION}{TEXT}</div></article>
    </body></html>"""
    url = f"{SITE}/hoi-dap-cung-ban-doc-cua-xa/"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "wordpress"))
    assert isinstance(found, NotAnArticle) == kind.startswith("page")


def test_joomla_5_prints_the_text_without_properties() -> None:
    page = f"""<html><head><meta name="generator" content="Joomla! - Open Source Content Management"></head>
    <body><div class="com-content-article item-page"><div class="page-header"><h1>{TITLE}</h1></div>
    <dl class="article-info"><dd class="published"><time datetime="2021-03-09T14:05:00+07:00">9/3/2021</time>
    </dd></dl><div class="com-content-article__body">{TEXT}</div><nav class="pagenavigation"><a href="/k">
    <span class="visually-hidden">Bài trước: Khánh thành cầu mới</span><span>Trang trước</span></a></nav>
    </div></body></html>"""
    url = f"{SITE}/index.php/tin-tuc/62-nguoi-giu-lua"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "joomla"))
    assert isinstance(found, Article)
    assert found.body.endswith("ở cơ sở.")


def test_drupal_s_paragraphs_are_one_text_and_hidden_metadata_are_none() -> None:
    part = '<div class="paragraph"><div class="field--name-field-doan">{}</div></div>'
    parts = part.format(f"<p>Mở đầu {TEXT[3:]}") + part.format(TEXT)
    page = f"""<html><head><meta name="Generator" content="Drupal 9"></head><body>
    <article class="node node--type-tin node--view-mode-full"><h1 class="page-title">{TITLE}</h1>
    <div class="post-meta"><span>Thứ ba, 09/03/2021 - 14:05</span> <span>Đăng bởi bientap</span></div>
    <div class="node__meta hidden"><span>Submitted by quantri on 9 March 2021</span></div>
    <div class="field field--type-entity-reference-revisions field__items">{parts}</div></article>
    </body></html>"""
    url = f"{SITE}/tin/nguoi-giu-lua-cho-dieu-then"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "drupal"))
    assert isinstance(found, Article)
    assert (found.extractor.layout, found.lead, found.poster) == ("node", None, "bientap")
    assert str(found.published_at) == "2021-03-09 14:05:00+07:00"
    assert found.body.startswith("Mở đầu")
    assert found.body.count("Sáng 12/6") == 12


@pytest.mark.parametrize(
    ("behind", "authors"),
    [
        ('<div class="single-author"><strong>Hồng Hạnh</strong></div>', ("Hồng Hạnh",)),
        ('<div class="single-author"><strong>Tin tức khác</strong></div>', ()),
        ("<div><strong>Hồng Hạnh</strong></div>", ()),
    ],
)
def test_who_signs_behind_the_text_of_rules_stands_in_an_element_for_authors(
    behind: str, authors: tuple[str, ...]
) -> None:
    found = in_theme(f"""<h1 class="entry-title">{TITLE}</h1><time datetime="2021-03-09">9/3/2021</time>
    <div class="entry-content">{TEXT}</div>{behind}""")
    assert found.authors == authors


@pytest.mark.parametrize(
    ("kind", "what"),
    [("article", Article), ("page", NotAnArticle), ("webform", NotAnArticle)],
)
@pytest.mark.parametrize("body", ["path-node page-node-type-{}", "page-node page-node-12 node-type-{}"])
def test_body_of_drupal_s_page_names_the_type_where_no_element_does(
    kind: str, what: type[Outcome], body: str
) -> None:
    page = f"""<html><head><title>{TITLE} | Huyện ủy</title>
    <meta name="Generator" content="Drupal 7"></head><body class="{body.format(kind)}">
    <div class="pane-node-title"><h1>{TITLE}</h1></div>{DAY}
    <div class="pane-node-body"><div class="field-name-body">{TEXT}</div></div><div>{LINK}</div>
    </body></html>"""
    url = f"{SITE}/tin-tuc/nguoi-giu-lua"
    found = article_from_document(document_of(Path(), url, page), portal_of(url, "drupal"))
    assert isinstance(found, what)
