"""One canonical address for each page, and what is never asked for."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.address import (
    MOST_FOLDERS,
    Addresses,
    AddressRules,
    ArticleRule,
    drops_noise,
    is_private,
    joined,
)
from archiver.facts import UNKNOWN_PLATFORM, PortalFile
from archiver.portal import Portal, load_platforms

RULES = AddressRules(
    article=(
        ArticleRule(pattern=r"[?&]dinhdanh=(?P<id>\d+)", key="dinhdanh-{id}"),
        ArticleRule(pattern=r"/-/view_content/(?P<id>\d+)", key="view_content-{id}"),
    ),
    listing=(r"[?&]danhmuc=\d+",),
    skip=(r"[?&]tag=",),
    noise=("cat", "p_p_col_*"),
    defaults=("p=1",),
    same={"idcat": "danhmuc"},
    locales=("vi", "en", "hu"),
)
HOME = "http://portal.example/"
ADDRESSES = Addresses(HOME, ("www.portal.example",), (RULES,))

SAME = [
    ("/chi-tiet?dinhdanh=7&cat=3", "/chi-tiet?dinhdanh=7"),
    ("/chi-tiet?cat=3&dinhdanh=7", "/chi-tiet?dinhdanh=7"),
    ("/en/chi-tiet?dinhdanh=7", "/chi-tiet?dinhdanh=7"),
    ("/chi-tiet/vi/en/vi?dinhdanh=7", "/chi-tiet?dinhdanh=7"),
    ("/chi-tiet;jsessionid=AB12.node1?dinhdanh=7", "/chi-tiet?dinhdanh=7"),
    ("/chi-tiet?dinhdanh=7&sid=abc", "/chi-tiet?dinhdanh=7"),
    ("/modules.php?name=News&file=article&sid=812", "/modules.php?file=article&name=News&sid=812"),
    ("/chi-tiet?dinhdanh=7&sid=20261126083015", "/chi-tiet?dinhdanh=7"),
    ("/chi-tiet?dinhdanh=7#binh-luan", "/chi-tiet?dinhdanh=7"),
    ("/chi-tiet?dinhdanh=7&utm_source=zalo&fbclid=x", "/chi-tiet?dinhdanh=7"),
    ("/tin?danhmuc=5&p=1", "/tin?danhmuc=5"),
    ("/tin?idcat=5", "/tin?danhmuc=5"),
    ("/tin?p=2&danhmuc=5", "/tin?danhmuc=5&p=2"),
    ("//www.portal.example/tin?danhmuc=5", "/tin?danhmuc=5"),
    ("https://portal.example/tin?danhmuc=5", "/tin?danhmuc=5"),
    ("/web//vanphong/en", "/web/vanphong"),
    ("/vi", "/"),
    ("/tin/bài viết", "/tin/b%C3%A0i%20vi%E1%BA%BFt"),
]
OF_PORTLETS = [
    ("/tin?p_p_id=101_INSTANCE_x&p_p_lifecycle=0&p_p_state=normal&_101_INSTANCE_x_delta=20&_101_INSTANCE_x_cur=2",
     "/tin?_101_INSTANCE_x_cur=2&p_p_id=101_INSTANCE_x"),
    ("/tin?p_p_id=101_INSTANCE_x&p_p_lifecycle=0&_101_INSTANCE_x_cur=1", "/tin"),
    ("/tin?p_p_id=56&_101_INSTANCE_x_cur=2", "/tin?_101_INSTANCE_x_cur=2"),
]  # fmt: skip
NEVER = [
    "https://other.example/chi-tiet?dinhdanh=7",
    "http://portal.example:8080/chi-tiet?dinhdanh=7",
    "http://10.0.0.1/",
    "http://[::1]/",
    "ftp://portal.example/a",
    "javascript:void(0)",
    "mailto:a@portal.example",
    "data:text/html,x",
    "#top",
    "",
    "/c/portal/login?p_l_id=1",
    "/tin?p_p_lifecycle=1",
    "/tin?p_p_state=pop_up",
    "/tin?redirect=%2Fhome",
    "/tin?p_auth=x1",
    "/tin?print=1",
    "/tin/print/7.html",
    "/tin?tag=xay-dung-dang-7",
    "/dang-nhap",
    "/anh.jpg?t=1",
    "/documents/a.pdf",
    "/tin?danhmuc=" + "9" * 3000,
    "http://portal.example:99999/",
    "http://[bad/",
]


@pytest.mark.parametrize(("link", "canonical"), SAME)
def test_every_form_of_an_address_becomes_the_canonical_one(link: str, canonical: str) -> None:
    assert ADDRESSES.canonical(link, HOME) == f"http://portal.example{canonical}"


@pytest.mark.parametrize(("link", "canonical"), OF_PORTLETS)
def test_parameters_of_a_portlet_keep_the_name_of_it(link: str, canonical: str) -> None:
    rules = (load_platforms()["liferay"].address,)
    assert Addresses(HOME, (), rules).canonical(link, HOME) == f"http://portal.example{canonical}"


@pytest.mark.parametrize("link", NEVER)
def test_what_is_no_page_of_the_portal_is_never_asked_for(link: str) -> None:
    assert ADDRESSES.canonical(link, HOME) is None


def test_article_key_is_the_same_in_every_form() -> None:
    forms = ["/chi-tiet?dinhdanh=7&cat=3", "/en/xem?dinhdanh=7", "/chi-tiet;jsessionid=1?dinhdanh=7&sid=2f"]
    found = [ADDRESSES.article(f"http://portal.example{form}") for form in forms]
    assert {address.key for address in found if address} == {"dinhdanh-7"}
    assert None not in found


def test_listing_is_told_from_article() -> None:
    assert ADDRESSES.is_listing("http://portal.example/tin?danhmuc=5&p=3")
    assert not ADDRESSES.is_listing("http://portal.example/tin?dinhdanh=5")


@given(st.text(max_size=300))
def test_canonical_is_its_own_canonical_form(link: str) -> None:
    canonical = ADDRESSES.canonical(link, HOME)
    assert canonical is None or ADDRESSES.canonical(canonical, HOME) == canonical


@given(st.text(max_size=300))
def test_canonical_never_leaves_the_portal(link: str) -> None:
    canonical = ADDRESSES.canonical(link, HOME)
    assert canonical is None or canonical.startswith("http://portal.example/")


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("169.254.169.254", True),
        ("[::1]", True),
        ("localhost", True),
        ("printer.local", True),
        ("8.8.8.8", False),
        ("camle.danang.gov.vn", False),
    ],
)
def test_private_hosts_are_known(host: str, private: bool) -> None:
    assert is_private(host) is private


@pytest.mark.parametrize(
    ("asked", "stated", "is_noise"),
    [
        ("/tin/hop-mat-412.html?lang=vi", "/tin/hop-mat-412.html", True),
        ("/tin?id=412&lang=vi", "/tin?id=412", True),
        ("/Default.aspx?tid=412", "/Default.aspx", False),
        ("/chi-tiet-tin-tuc-moi?id=412", "/chi-tiet-tin-tuc-moi", False),
        ("/chi-tiet-tin-tuc-moi?bai=hop-mat-dau-xuan", "/chi-tiet-tin-tuc-moi", False),
        ("/tin/hop-mat-412.html?page=2", "/tin/hop-mat-412.html", False),
        ("/tin?id=412&lang=vi", "/tin?id=413", False),
        ("/tin/412.html", "/tin/412.html", False),
        ("/gioi-thieu?lang=vi", "/gioi-thieu", False),
    ],
)
def test_stated_address_is_believed_where_words_alone_are_dropped(
    asked: str, stated: str, is_noise: bool
) -> None:
    host = "http://xa.example"
    assert drops_noise(host + asked, host + stated) is is_noise


def test_parameters_that_tell_where_a_link_stands_are_noise() -> None:
    addresses = Addresses("http://xa.example/", (), ())
    own = "http://xa.example/tin/412.html"
    assert {addresses.canonical(own + query) for query in ("", "?ref=home", "?from=lq", "?ref=")} == {own}
    assert addresses.canonical(f"{own}?from=2020") == f"{own}?from=2020"


def test_link_relative_to_an_address_deeper_than_any_is_none() -> None:
    deep = "http://huyenuy.example/" + "a/" * MOST_FOLDERS
    assert joined(deep, "tin.html") is None
    assert joined(deep, "/tin.html") == "http://huyenuy.example/tin.html"
    assert joined("http://huyenuy.example/a/b/c", "tin.html") == "http://huyenuy.example/a/b/tin.html"


def test_calendars_are_known_by_what_stands_near_their_name() -> None:
    addresses = Addresses("http://huyenuy.example/", (), ())
    assert addresses.canonical("http://huyenuy.example/lich/tuan?year=2020") is None
    assert addresses.canonical("http://huyenuy.example/lich/" + "a/" * 60 + "year/2020") is not None


def test_further_pages_of_a_listing_that_the_file_names_are_asked_for_whatever_its_address() -> None:
    """Builders of pages list what is filed under a label as a search: `/search/label/tin-trong-xa`."""
    listing = "http://huyenuy.example/search/label/tin-trong-xa"
    facts = PortalFile(name="Xã", home="http://huyenuy.example/", platform="auto", listings=(listing,))
    named, unnamed = Portal("xa", facts, {}), Portal("xa", msgspec.structs.replace(facts, listings=()), {})
    assert named.addresses.canonical(f"{listing}?trang=2") == f"{listing}?trang=2"
    assert unnamed.addresses.canonical(f"{listing}?trang=2") is None
    assert named.addresses.canonical("http://huyenuy.example/tin?sort=1") is None


@pytest.mark.parametrize(
    ("target", "is_asked_for"),
    [
        ("/?lang=V&func=newsdetail&newsid=412", True),
        ("/tin?id=412&lang=vn", True),
        ("/tin?id=412&language=vi-VN", True),
        ("/tin?id=412&lang=en", False),
        ("/tin?id=412&language=E", False),
    ],
)
def test_pages_in_other_languages_are_not_asked_for_where_no_platform_is_known(
    target: str, is_asked_for: bool
) -> None:
    addresses = Addresses(HOME, (), (UNKNOWN_PLATFORM.address,))
    assert (addresses.canonical(target, HOME) is not None) is is_asked_for


@pytest.mark.parametrize(
    ("target", "is_asked_for"),
    [
        ("/?q=node/412", True),
        ("/index.php?q=tin-tuc%2Fxay-dung-dang&page=2", True),
        ("/?q=node", False),
        ("/tin?q=16/12/2017", False),
        ("/tin?q=c%C3%B4ng%20t%C3%A1c", False),
    ],
)
def test_a_path_as_a_query_is_no_search(target: str, is_asked_for: bool) -> None:
    addresses = Addresses(HOME, (), (UNKNOWN_PLATFORM.address,))
    assert (addresses.canonical(target, HOME) is not None) is is_asked_for
