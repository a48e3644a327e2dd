"""Links of a page that names the address which they are relative to."""

from __future__ import annotations

import pytest

from archiver.discover import leads_on, listing_from_document
from archiver.extract.document import parse_page
from archiver.flow import article_from_page
from archiver.models import Article, Capture, Page
from archiver.portal import Portal, load_platforms, load_portals, portal_for_url

HOST = "http://vidu.vn"
TEXT = (
    "Chiều 12/3, Thường trực Huyện ủy làm việc với xã Sơn Phú về công tác xây dựng Đảng sáu tháng đầu năm. "
)


def portal() -> Portal:
    return portal_for_url(f"{HOST}/", load_portals([]), load_platforms())


def page(body: str, head: str, url: str = f"{HOST}/tin-tuc/trang-2.html") -> Page:
    html = f'<html><head><meta charset="utf-8"><title>Tin</title>{head}</head><body>{body}</body></html>'
    return Page(url=url, body=html.encode(), capture=Capture(source="live", fetched_at=None, http_status=200))


ITEMS = "".join(
    f"<li><a href='tin-tuc/bai-viet-so-{n}.html'>Bài viết thứ {n} của huyện Ví Dụ</a> 1{n}/03/2024</li>"
    for n in range(1, 5)
)
LISTING = (
    f"<ul>{ITEMS}</ul><p><a href='tin-tuc/trang-1.html'>1</a> 2 <a href='tin-tuc/trang-3.html'>3</a></p>"
)


@pytest.mark.parametrize("base", [f"{HOST}/", "/", "//vidu.vn/khac.html", "../"])
@pytest.mark.parametrize("tag", ["<base href='{}'>", "<BASE target=_blank HREF='{}' />"])
def test_links_lead_where_the_base_says(base: str, tag: str) -> None:
    document = parse_page(page(LISTING, tag.format(base)))
    listing = listing_from_document(document, portal())
    assert [item.url for item in listing.items] == [
        f"{HOST}/tin-tuc/bai-viet-so-{n}.html" for n in range(1, 5)
    ]
    assert set(listing.next_pages) == {f"{HOST}/tin-tuc/trang-1.html", f"{HOST}/tin-tuc/trang-3.html"}
    assert listing.url == f"{HOST}/tin-tuc/trang-2.html"


def test_base_on_another_host_leads_there_and_so_to_no_page_of_the_portal() -> None:
    leads = leads_on(parse_page(page(LISTING, "<base href='http://khac.vn/'>")), portal())
    assert leads.articles == leads.sections == ()


def test_frames_of_a_front_page_lead_to_sections() -> None:
    sources = ("thuc-don.htm", "/tin-moi.htm", "http://khac.vn/")
    frames = "".join(f"<frame src='{source}'>" for source in sources)
    front = Page(
        url=f"{HOST}/",
        body=f"<html><head><title>Ví Dụ</title></head><frameset>{frames}</frameset></html>".encode(),
        capture=Capture(source="live", fetched_at=None, http_status=200),
    )
    assert leads_on(parse_page(front), portal()).sections == (
        f"{HOST}/thuc-don.htm", f"{HOST}/tin-moi.htm",
    )  # fmt: skip


@pytest.mark.parametrize("base", ["", "#", "javascript:void(0)", "http://[khac", "mailto:a@b.vn"])
def test_base_that_is_no_address_changes_nothing(base: str) -> None:
    found = listing_from_document(parse_page(page(LISTING, f"<base href='{base}'>")), portal())
    assert found == listing_from_document(parse_page(page(LISTING, "")), portal())


@pytest.mark.parametrize("url", [f"{HOST}/tin-tuc/bai-viet-so-1.html", ""])
def test_pictures_and_files_of_an_article_are_where_the_base_says(url: str) -> None:
    body = (
        "<h1>Thường trực Huyện ủy làm việc với xã Sơn Phú</h1><p>Ngày đăng: 12/03/2024</p><div>"
        f"<p>{TEXT * 3}</p><p><img src='anh/1.jpg'></p><p>{TEXT * 2}</p>"
        "<p><a href='tep/kem-theo.pdf'>Nghị quyết kèm theo</a></p></div>"
    )
    article = article_from_page(page(body, f"<base href='{HOST}/'>", url), portal())
    assert isinstance(article, Article)
    assert [image.url for image in article.images] == [f"{HOST}/anh/1.jpg"]
    assert [file.url for file in article.attachments] == [f"{HOST}/tep/kem-theo.pdf"]
