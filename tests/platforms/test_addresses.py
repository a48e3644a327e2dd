"""Which addresses a platform takes for listings: those of articles in forms of a module's own are none."""

from __future__ import annotations

import pytest

from tests.platforms.saved import portal_of

SITE = "http://phuong.example.vn"


@pytest.mark.parametrize(
    ("platform", "address", "is_listing"),
    [
        ("dnn", "/Default.aspx?tabid=98", True),
        ("dnn", "/Default.aspx?tabid=98&PageIndex=2", True),
        ("dnn", "/Default.aspx?tabid=98&muc=xay-dung-dang", True),
        ("dnn", "/Default.aspx?tabid=98&bid=12&ten=vuon-thuoc-nam-sau-tram-y-te", False),
        ("dnn", "/?ten=vuon-thuoc-nam-sau-tram-y-te&tabid=98", False),
        ("dnn", "/Default.aspx?tabid=98&cat=12&tin=19871", False),
        ("dnn", "/Default.aspx?tabid=1098&mid=4021&nam=2019", True),
        ("dnn", "/tabid/98/cat/12/tin/19871/language/vi-VN/Default.aspx", False),
        ("dnn", "/tabid/1098/mid/4021/cat/12/page/2/Default.aspx", True),
        ("sharepoint", "/Pages/xay-dung-dang-va-chinh-quyen.aspx", True),
        ("sharepoint", "/tintuc/Pages/default.aspx", True),
        ("sharepoint", "/tintuc/Pages/xay-dung-dang.aspx?page=2", True),
        ("sharepoint", "/tintuc/Pages/doi-van-nghe-ban-na-pong.aspx", False),
        ("sharepoint", "/Pages/thu-ngo-53260.aspx", False),
        ("sharepoint", "/Pages/tin-tuc.aspx?CateID=31", True),
        ("sharepoint", "/Pages/chi-tiet.aspx?CateID=31&ID=4096", False),
        ("liferay", "/web/guest/tin-tuc", True),
        ("liferay", "/web/guest/chi-tiet-tin/thu-ngo/4096", False),
        ("vnpt", "/chi-tiet-bai-viet/thu-ngo/4096", False),
        ("vnpt", "/hoat-dong/thu-ngo-40961", False),
        ("vnpt", "/van-ban/ke-hoach-2024", True),
        ("fpt", "/chi-tiet-tin/thu-ngo-4096", False),
        ("drupal", "/hoat-dong/lich-tiep-dan", True),
        ("drupal", "/hoat-dong/82070-thu-ngo", False),
        ("drupal", "/hoat-dong/thu-ngo-82070", False),
    ],
)
def test_address_that_holds_a_headline_is_no_listing(platform: str, address: str, is_listing: bool) -> None:
    assert portal_of(SITE, platform).addresses.is_listing(f"{SITE}{address}") is is_listing


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/Lists/TinTuc/DispForm.aspx?ID=3", "TinTuc-3"),
        ("/sites/xa/Lists/Lichsu/DispForm.aspx?ID=3", "Lichsu-3"),
        ("/Pages/chi-tiet-tin.aspx?ItemID=3", "chi-tiet-tin-3"),
        ("/Pages/du-lich.aspx?ItemID=3", "du-lich-3"),
        ("/Lists/VanBan/DispForm.aspx?ID=3", None),
        ("/Lists/LichCongTac/DispForm.aspx?ItemID=3", None),
        ("/Pages/ChiTietVanBan.aspx?ItemID=3", None),
    ],
)
def test_lists_of_documents_and_schedules_on_sharepoint_hold_no_articles(
    address: str, key: str | None
) -> None:
    found = portal_of(SITE, "sharepoint").address(f"{SITE}{address}")
    assert (found and found.key) == key


def test_pages_of_a_list_that_sharepoint_counts_are_told_apart() -> None:
    canonical = portal_of(SITE, "sharepoint").addresses.canonical
    listing = f"{SITE}/tin-tuc/Pages/danh-sach.aspx?cat=4"
    assert canonical(f"{listing}&pageindex=2") == f"{listing}&pageindex=2"
    assert canonical(f"{listing}&pageindex=1") == listing


@pytest.mark.parametrize(
    ("address", "is_asked_for"),
    [
        ("/tin-tuc/ctl/ArticleView/mid/426/articleId/1302/thu-ngo.aspx", True),
        ("/Default.aspx?tabid=62&mid=401&ctl=ViewDetail&ItemID=1302", True),
        ("/Default.aspx?tabid=62&ctl=Login", False),
        ("/tin-tuc/ctl/EditArticle/mid/426", False),
        ("/tin-tuc/ctl/Terms", False),
    ],
)
def test_of_the_controls_of_dnn_those_that_show_an_article_are_asked_for(
    address: str, is_asked_for: bool
) -> None:
    canonical = portal_of(SITE, "dnn").addresses.canonical(f"{SITE}{address}")
    assert (canonical is not None) is is_asked_for


def test_articles_named_by_a_guid_have_the_whole_of_it_for_a_key_and_not_the_digits_it_begins_with() -> None:
    addresses = portal_of(SITE, "dnn").addresses
    guid = "7E813BDB-B754-4F88-91AC-53BDEF96F24B"
    found = addresses.article(f"{SITE}/vi-vn/Tin-Tuc/tid/Thu-Ngo/newsid/{guid}/cid/56AA8BCF-8EB7-44A2-8F47-2")
    assert found is not None
    assert found.key == f"news-{guid}"
    numbered = addresses.article(f"{SITE}/tin-tuc/articleType/ArticleView/articleId/58808/thu-ngo.aspx")
    assert numbered is not None
    assert numbered.key == "news-58808"
    listed = portal_of(SITE, "sharepoint").addresses.article(f"{SITE}/Pages/tin.aspx?ItemID={guid}")
    assert listed is None


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/web/guest/trang-chu/-/vcmsviewcontent/Gm9q/2015/2015/771", "vcms-771"),
        ("/web/guest/trang-chu/-/vcmsviewcontent/Gm9q/2015/1/771/hoi-nghi", "vcms-771"),
        ("/web/guest/trang-chu/-/vcmsviewcontent/Gm9q/2015/2015", None),
    ],
)
def test_numbers_of_a_section_are_no_article_s(address: str, key: str | None) -> None:
    found = portal_of(SITE, "liferay").address(f"{SITE}{address}")
    assert (found and found.key) == key


@pytest.mark.parametrize(("address", "key"), [("/?q=node/96", "node-96"), ("/?q=vi/node/96", "node-96")])
def test_drupal_without_clean_addresses_names_its_pages_in_a_parameter(address: str, key: str) -> None:
    portal = portal_of(f"{SITE}/", "drupal")
    found = portal.address(portal.addresses.canonical(address, SITE) or "")
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/tin-tuc/-/asset_publisher/Ab3/content/id/1982", "content-1982"),
        ("/tin-tuc/-/asset_publisher/Ab3/content/thu-ngo", "content-thu-ngo"),
        ("/hoat-dong/thu-ngo-40961", "tin-40961"),
        ("/van-ban/ke-hoach-2024", None),
    ],
)
def test_each_article_of_vnpt_s_portals_has_a_key_of_its_own(address: str, key: str | None) -> None:
    found = portal_of(SITE, "vnpt").address(f"{SITE}{address}")
    assert (found and found.key) == key
