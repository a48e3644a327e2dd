"""Portal files: those that are shipped, and what is told of one with mistakes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.errors import PortalFileError, UsageError
from archiver.facts import AUTO
from archiver.portal import (
    PORTALS,
    Portal,
    load_platforms,
    load_portal,
    load_portals,
    portal_paths,
    read_portal,
)
from tests.spiders.portal_file_mistakes import FIRST_LINES, GOOD, HEADS, MISTAKES, UNREADABLE

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes, name: str = "hai_phong.toml") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def mistakes_in(path: Path) -> list[str]:
    mistakes: list[str] = []
    portal = read_portal(path, load_platforms(), mistakes)
    assert (portal is None) == bool(mistakes)
    return mistakes


# The files that are shipped


def test_every_shipped_file_is_read_without_a_mistake() -> None:
    assert set(load_portals()) == {path.stem for path in PORTALS.glob("*.toml")}


def test_portals_whose_addresses_are_known_are_shipped() -> None:
    homes = {portal.addresses.netloc for portal in load_portals().values()}
    assert homes >= {
        "camle.danang.gov.vn",
        "hoavang.danang.gov.vn",
        "sotttt.hanoi.gov.vn",
        "huyenuybudang.binhphuoc.vn",
        "laichau.dcs.vn",
        "angiang.dcs.vn",
        "vksdanang.gov.vn",
    }


SHIPPED = pytest.mark.parametrize("portal", load_portals().values(), ids=lambda portal: portal.id)


@SHIPPED
def test_shipped_file_says_what_was_never_tried(portal: Portal) -> None:
    assert portal.id == "demo" or portal.facts.untested


@SHIPPED
def test_shipped_file_states_a_status_only_with_its_evidence(portal: Portal) -> None:
    assert portal.id == "demo" or portal.facts.status == "unknown" or portal.facts.status_evidence


@SHIPPED
def test_shipped_file_keeps_the_manners_of_a_guest(portal: Portal) -> None:
    facts = portal.facts
    assert portal.id == "demo" or (facts.delay >= 1 and facts.concurrency == 1 and facts.obey_robots)


@SHIPPED
def test_shipped_file_starts_at_addresses_that_may_be_asked_for(portal: Portal) -> None:
    starts = (portal.facts.home, *portal.facts.listings)
    assert all(portal.addresses.canonical(url) for url in starts)


@SHIPPED
def test_shipped_file_tells_articles_by_their_addresses(portal: Portal) -> None:
    assert portal.addresses.knows_articles


@SHIPPED
def test_shipped_file_is_short(portal: Portal) -> None:
    path = portal_paths()[portal.id]
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 20


ARTICLES = [
    ("https://camle.danang.gov.vn/chi-tiet-tin-tuc?dinhdanh=12345&cat=7", "quanuy_cam_le:dinhdanh-12345"),
    ("https://camle.danang.gov.vn/hu/chi-tiet-tin-tuc?cat=9&dinhdanh=12345", "quanuy_cam_le:dinhdanh-12345"),
    ("https://hoavang.danang.gov.vn/w/dai-hoi-dang-bo-xa", "hoavang:w-dai-hoi-dang-bo-xa"),
    ("http://vksdanang.gov.vn/web/guest/tin-tuc/chi-tiet?id=46807&_c=93", "vksnd_da_nang:id-46807"),
    (
        "http://vksdanang.gov.vn/index.php?language=vi&nv=news&op=vanbanmoi/Thong-bao-9091",
        "vksnd_da_nang:news-9091",
    ),
    (
        "https://sotttt.hanoi.gov.vn/pctn/-/view_content/737445-bai-viet.html/vi",
        "sotttt_hanoi:view_content-737445",
    ),
    (
        "http://namdan.nghean.gov.vn/dang-doan-the/-/asset_publisher/Rp3HscVG4HhV/content/id/1841351",
        "huyen_nam_dan:content-1841351",
    ),
]


@pytest.mark.parametrize(("url", "article_id"), ARTICLES)
def test_article_addresses_of_shipped_portals_give_their_ids(url: str, article_id: str) -> None:
    portal = load_portal(article_id.partition(":")[0])
    address = portal.address(url)
    assert address is not None
    assert f"{portal.id}:{address.key}" == article_id


@pytest.mark.parametrize("page", ["tin-tuc/page-2", "tin-tuc%2Fpage-2"])
def test_a_later_page_of_a_nukeviet_section_is_no_article(page: str, write: Write) -> None:
    path = write(FIRST_LINES + 'platform = "nukeviet"\n')
    portal = load_portal("hai_phong", [path.parent])
    query = "index.php?language=vi&nv=news&op="
    assert portal.address(f"{portal.facts.home}{query}xay-dung-dang/Hop-chi-bo-2")
    assert portal.address(f"{portal.facts.home}{query}{page}") is None


def test_new_portal_on_a_known_platform_takes_ten_lines(write: Write) -> None:
    text = (
        'name = "Đảng ủy phường Ví Dụ"\n'
        'committee = "Đảng ủy phường Ví Dụ"\n'
        'level = "ward"\n'
        'province = "Đà Nẵng"\n'
        'home = "https://phuong.example/"\n'
        'platform = "dnict"\n'
        'listings = ["https://phuong.example/tin-tuc?danhmuc=12"]\n'
        'untested = "Chưa thử với trang thật."\n'
    )
    assert len(text.splitlines()) <= 10
    path = write(text, "danguy_vi_du.toml")
    portal = load_portal("danguy_vi_du", [path.parent])
    assert portal.facts.committee == "Đảng ủy phường Ví Dụ"
    address = portal.address("https://phuong.example/chi-tiet-tin-tuc?cat=3&dinhdanh=77")
    assert address is not None
    assert address.key == "dinhdanh-77"
    assert portal.addresses.is_listing("https://phuong.example/tin-tuc?danhmuc=12")
    assert portal.layouts


def test_file_of_ones_own_hides_the_shipped_one_of_its_name(write: Write) -> None:
    path = write(GOOD, "quanuy_cam_le.toml")
    assert load_portal("quanuy_cam_le", [path.parent]).facts.name == "Thành ủy Hải Phòng"


def test_portal_may_leave_its_platform_to_the_pages(write: Write) -> None:
    path = write(FIRST_LINES + f'platform = "{AUTO}"\n')
    assert load_portal("hai_phong", [path.parent]).facts.platform == AUTO


# Files with a mistake


@pytest.mark.parametrize(("added", "sentence"), MISTAKES)
def test_mistake_is_told_with_file_table_and_key(added: str, sentence: str, write: Write) -> None:
    assert mistakes_in(write(GOOD + added)) == [f"hai_phong.toml: {sentence}"]


@pytest.mark.parametrize(("content", "sentence"), HEADS)
def test_mistake_in_the_first_lines_is_told(content: str, sentence: str, write: Write) -> None:
    assert mistakes_in(write(content)) == [f"hai_phong.toml: {sentence}"]


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE, ids=lambda value: str(value)[:40])
def test_file_that_is_no_portal_file_is_told(content: bytes, sentence: str, write: Write) -> None:
    assert mistakes_in(write(content)) == [f"hai_phong.toml: {sentence}"]


@pytest.mark.parametrize("content", [b"x = " + b"[" * 5000, b"x = " + b"9" * 5000])
def test_file_made_to_break_the_reader_is_told_in_one_sentence(content: bytes, write: Write) -> None:
    (mistake,) = mistakes_in(write(content))
    assert mistake.startswith("hai_phong.toml: not TOML: ")


@pytest.mark.parametrize(
    "added",
    [
        f"[address]\n[[address.article]]\npattern = '{'(' * 4000}(?P<id>a){')' * 4000}'\nkey = 'id-{{id}}'\n",
        "[address]\nskip = ['a{99999999999999999999}']\n",
        f'[[layout]]\nname = "a"\ntitle = "{"a > " * 2000}h1"\n',
        f"[address{'.a' * 20_000}]\n",
    ],
    ids=["groups in groups", "number without end", "selector without end", "name without end"],
)
def test_rule_made_to_break_the_reader_is_a_mistake(added: str, write: Write) -> None:
    (mistake,) = mistakes_in(write(GOOD + added))
    assert mistake.startswith("hai_phong.toml: ")


def test_of_mistakes_without_end_the_first_are_told_and_the_others_counted(write: Write) -> None:
    path = write(GOOD + "".join(f"k{number} = 1\n" for number in range(300)) + f"{'k' * 5000} = 1\n")
    with pytest.raises(PortalFileError) as told:
        load_portals([path.parent])
    assert str(told.value).splitlines()[-1] == "and 101 more mistakes"
    assert len(told.value.mistakes) == 301


def test_empty_file_is_told_all_that_it_lacks(write: Write) -> None:
    assert mistakes_in(write("")) == [
        f"hai_phong.toml: {key}: missing; it is required" for key in ("name", "home", "platform")
    ]


@pytest.mark.parametrize("name", ["Hải Phòng", "2hai_phong", "hai-phong", "HAI_PHONG", "h" * 65])
def test_file_name_that_is_no_portal_id_is_told(name: str, write: Write) -> None:
    path = write(GOOD, f"{name}.toml")
    assert mistakes_in(path) == [
        f"{name}.toml: '{name}' is no portal id; name the file with a-z, 0-9 and _, a letter first"
    ]


def test_file_with_a_byte_order_mark_is_read(write: Write) -> None:
    assert mistakes_in(write(b"\xef\xbb\xbf" + GOOD.encode())) == []


def test_host_names_are_compared_without_case(write: Write) -> None:
    added = 'hosts = ["WWW.Hai-Phong.example"]\nlistings = ["https://www.hai-phong.example/tin"]\n'
    assert mistakes_in(write(GOOD + added)) == []


def test_file_that_is_a_folder_is_told(tmp_path: Path) -> None:
    path = tmp_path / "hai_phong.toml"
    path.mkdir()
    (mistake,) = mistakes_in(path)
    assert mistake.startswith("hai_phong.toml: cannot be read (")


def test_all_mistakes_of_all_files_are_told_at_once(write: Write) -> None:
    write(GOOD + 'comittee = "Thành ủy"\nlevel = "wrad"\n[[layout]]\nname = "cũ"\nautor = "p"\n')
    path = write(FIRST_LINES + 'platform = "lifray"\ndelay = -1\n', "can_tho.toml")
    with pytest.raises(PortalFileError) as told:
        load_portals([path.parent])
    assert told.value.mistakes == [
        "can_tho.toml: platform: 'lifray' is unknown; did you mean 'liferay'?",
        "can_tho.toml: delay: -1.0 is out of range; give seconds from 0 to 3600",
        "hai_phong.toml: comittee: unknown key; did you mean 'committee'?",
        "hai_phong.toml: level: 'wrad' is no choice; did you mean 'ward'?",
        "hai_phong.toml: [layout] autor: unknown key; did you mean 'authors'?",
    ]
    assert told.value.exit_code == 2


def test_platform_file_with_mistakes_is_told(tmp_path: Path) -> None:
    (tmp_path / "liferay.toml").write_text(
        'name = "Liferay"\ngone_in = "p["\nsings = ["aui"]\n', encoding="utf-8"
    )
    (tmp_path / "dnict.toml").write_text('name = "DNICT"\ngone_in = "p["\n', encoding="utf-8")
    with pytest.raises(PortalFileError) as told:
        load_platforms(tmp_path)
    assert told.value.mistakes == [
        "dnict.toml: gone_in: 'p[' is no CSS selector: Expected ident or '*', got <EOF at 2>",
        "liferay.toml: sings: unknown key; did you mean 'signs'?",
    ]


def test_platform_that_a_portal_states_is_read_alone_and_all_where_it_states_none(tmp_path: Path) -> None:
    for name in ("dnict", "liferay"):
        (tmp_path / f"{name}.toml").write_text('name = "Một hệ"\n', encoding="utf-8")
    (tmp_path / "fpt.toml").write_text('gone_in = "p["\n', encoding="utf-8")
    assert set(load_platforms(tmp_path, stated="liferay")) == {"liferay"}
    for stated in ("fpt", AUTO, "lifray"):
        with pytest.raises(PortalFileError):
            load_platforms(tmp_path, stated=stated)
    (tmp_path / "fpt.toml").unlink()
    assert set(load_platforms(tmp_path, stated=AUTO)) == {"dnict", "liferay"}


def test_unknown_portal_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"quan_uy_cam_le: no such portal; did you mean 'quanuy_cam_le'\?"):
        load_portal("quan_uy_cam_le")


def test_folder_of_portal_files_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder of portal files; check --portals"):
        load_portals([tmp_path / "khong-co"])
