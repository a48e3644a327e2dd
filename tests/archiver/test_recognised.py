"""Which platform a portal of platform `auto` is on, and that it is kept."""

from __future__ import annotations

from pathlib import Path

from archiver.extract.document import Document, parse_page
from archiver.facts import UNKNOWN, PortalFile
from archiver.flow import article_from_document
from archiver.models import Capture, NotAnArticle, Page, Withdrawn
from archiver.portal import Portal, load_platforms
from archiver.recognised import NAME, as_recognised, note_recognised, recognised_on

HOME = "http://quan.example/"
DNICT = '<link href="/o/vn.dnict.tintuc/main.css"><div class="portlet-boundary"></div>'


def portal(platform: str = "auto") -> Portal:
    return Portal("quan", PortalFile(name="Quận", home=HOME, platform=platform), load_platforms())


def document(html: str, path: str = "", status: int = 200) -> Document:
    capture = Capture(source="live", fetched_at=None, http_status=status)
    html = f"<html><head></head><body>{html}</body></html>"
    return parse_page(Page(url=HOME + path, body=html.encode(), content_type="text/html", capture=capture))


def test_signs_beside_links_to_articles_make_a_platform() -> None:
    page = document(f'{DNICT}<a href="/chi-tiet?dinhdanh=5&cat=2">Tin</a>')
    assert recognised_on(page, portal()).platform_id == "dnict"


def test_signs_without_links_to_its_articles_make_none() -> None:
    page = document('<div class="date_time">12/03/2021</div><a href="/bai-5.htm">Tin</a>')
    assert recognised_on(page, portal()).platform_id == UNKNOWN


def test_a_platform_that_runs_on_the_kept_one_takes_its_place() -> None:
    page = document(f'{DNICT}<a href="/chi-tiet?dinhdanh=5">Tin</a>', "tin?danhmuc=1")
    assert recognised_on(page, portal().recognised_as("liferay")).platform_id == "dnict"


def test_only_the_front_page_changes_the_platform_otherwise() -> None:
    links = f'{DNICT}<a href="/chi-tiet?dinhdanh=5">Tin</a>'
    kept = portal().recognised_as("nukeviet")
    assert recognised_on(document(links, "tin?danhmuc=1"), kept).platform_id == "nukeviet"
    assert recognised_on(document(links), kept).platform_id == "dnict"


def test_the_platform_that_a_file_states_stands() -> None:
    stated = portal("nukeviet")
    assert recognised_on(document(f'{DNICT}<a href="/x?dinhdanh=5">Tin</a>'), stated) is stated


def test_a_page_without_signs_is_of_the_kept_platform() -> None:
    page = document("<h1>404</h1>", "chi-tiet?dinhdanh=5", status=404)
    assert isinstance(article_from_document(page, portal()), NotAnArticle)
    gone = article_from_document(page, portal().recognised_as("dnict"))
    assert isinstance(gone, Withdrawn)
    assert gone.id == "quan:dinhdanh-5"


def test_the_platform_is_kept_in_the_portals_folder(tmp_path: Path) -> None:
    assert as_recognised(portal(), tmp_path).platform_id == UNKNOWN
    note_recognised(portal().recognised_as("drupal"), tmp_path)
    assert as_recognised(portal(), tmp_path).platform_id == "drupal"
    assert as_recognised(portal("nukeviet"), tmp_path).platform_id == "nukeviet"


def test_a_damaged_or_foreign_note_is_as_none(tmp_path: Path) -> None:
    for noted in (b"{", b'{"platform": "khac"}', b"\xff"):
        (tmp_path / NAME).write_bytes(noted)
        assert as_recognised(portal(), tmp_path).platform_id == UNKNOWN
