"""A portal file proposed from pages, written only when sure; saved pages that hold the portal to it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archiver.adding.factstext import portal_file_text
from archiver.adding.propose import proposal
from archiver.adding.saved import differences, saved_pages
from archiver.cli import app
from archiver.commands.portals import app as portals_app
from archiver.demo.server import serve
from archiver.errors import NetworkError, UnreadableInput, UsageError
from archiver.explain import explained
from archiver.extract.document import parse_page
from archiver.models import Article, Page
from archiver.portal import Portal, load_platforms, load_portal
from tests.archiver.adding.smallsite import NEWS, NOTICES, SmallSite, pages
from tests.archiver.extract.test_general import ASIDE, CLOCK, page
from tests.eval.samples import samples, without_platform
from tests.platforms.saved import HERE, document_of, expected_of

RUN = CliRunner()


def made(platform: str) -> list[Page]:
    return [sample.page for sample in samples() if sample.platform == platform]


TITLES = ["Phục dựng nghề dệt chiếu cói ở làng Cẩm Giang", "Ra quân nạo vét kênh mương nội đồng đầu vụ"]


def unknown(number: int, title: str = "") -> Page:
    title = title or TITLES[number % 2]
    text = f"<p>{title}: bà con trong xã cùng nhau làm việc nghĩa, năm thứ {number + 3} liên tiếp.</p>" * 2
    found = page(
        f"{CLOCK}<div class='trang'><h2 class='ten-bai'>{title}</h2><div class='thong-tin'>"
        f"Ngày đăng: 1{number}/12/2017 "
        f"| Lượt xem: 1{number}7</div><div class='noi-dung'>{text}</div></div>{ASIDE}",
        f"<title>{title} - Huyện ủy Ví Dụ</title>",
    )
    url = f"http://la.example.vn/tin/bai-{number + 12}"
    return Page(url=url, body=found.body, content_type=found.content_type, capture=found.capture)


def page_at(path: str, text: str) -> Page:
    like = unknown(0)
    return Page(
        url=f"http://la.example.vn{path}",
        body=text.encode(),
        content_type=like.content_type,
        capture=like.capture,
    )


@pytest.mark.parametrize("platform", sorted(load_platforms()))
def test_platform_of_made_pages_is_recognised_and_listings_are_of_the_host(platform: str) -> None:
    found = proposal(made(platform), load_platforms())
    assert found.facts.platform == platform
    assert all(url.startswith(found.facts.home) for url in found.facts.listings)
    assert any(isinstance(outcome, Article) for _, outcome in found.pages)


@pytest.mark.parametrize(
    "title", ["Huyện ủy Ví Dụ", "Trang chủ - Huyện ủy Ví Dụ", "Tin mới | Huyện ủy Ví Dụ"]
)
def test_name_is_that_of_the_front_page_where_articles_are_titled_without_it(title: str) -> None:
    site = pages()
    bare = {path: text.replace(" - Huyện ủy Ví Dụ</title>", "</title>") for path, text in site.items()}
    bare["/"] = bare["/"].replace("<title>Huyện ủy Ví Dụ<", f"<title>{title}<")
    kept = [("/", bare["/"]), *((path, text) for path, text in bare.items() if path.startswith("/2024"))]
    found = proposal([page_at(path, text) for path, text in kept], load_platforms())
    assert found.facts.name == "Huyện ủy Ví Dụ"


def test_words_that_a_few_titles_end_with_are_no_name_of_the_site() -> None:
    titles = [*["Kỳ họp nhiệm kỳ 2020 - 2025, về nhân sự"] * 2, "Phục dựng nghề dệt", "Nạo vét kênh"]
    text = unknown(0).body.decode()
    site = [
        page_at(f"/tin/{number}", re.sub("<title>[^<]*", f"<title>{title}", text))
        for number, title in enumerate(titles)
    ]
    assert proposal(site, load_platforms()).facts.name == "la.example.vn"


def test_layout_is_proposed_for_pages_of_no_known_platform() -> None:
    found = proposal([unknown(0), unknown(1)], load_platforms())
    assert found.doubts == ()
    (layout,) = found.facts.layout
    assert (layout.title, layout.body, layout.metadata) == (
        ("h2.ten-bai",), ("div.noi-dung",), ("div.thong-tin",),
    )  # fmt: skip
    assert found.facts.name == "Huyện ủy Ví Dụ"
    assert [outcome.id for _, outcome in found.pages if isinstance(outcome, Article)] == [
        "la_example_vn:12", "la_example_vn:13",
    ]  # fmt: skip


def test_file_text_is_read_back_as_the_same_facts() -> None:
    found = proposal([unknown(0), unknown(1)], load_platforms())
    facts = tomllib.loads(portal_file_text(found.facts))
    assert facts["address"]["article"][0]["pattern"] == found.facts.address.article[0].pattern
    assert facts["layout"][0]["body"] == ["div.noi-dung"]


def test_one_page_of_no_known_platform_is_not_enough() -> None:
    assert any("2 or more" in doubt for doubt in proposal([unknown(0)], load_platforms()).doubts)


def beside(number: int, before: str, after: str) -> Page:
    found = unknown(number)
    body = found.body.replace(before.encode(), after.encode())
    return Page(url=found.url, body=body, content_type=found.content_type, capture=found.capture)


def test_layout_that_would_lose_the_source_is_not_proposed() -> None:
    sources = f"</div>{'<p>* * *</p>' * 4}<p>Nguồn: Báo Ví Dụ</p></div>"
    found = proposal([beside(number, "</div></div>", sources) for number in (0, 1)], load_platforms())
    articles = [outcome for _, outcome in found.pages if isinstance(outcome, Article)]
    assert [bool(article.source) for article in articles] == [True, True]
    assert found.doubts == ()
    assert (found.facts.platform, found.facts.layout, found.facts.address.article) == ("auto", (), ())


def test_pages_that_no_selector_fits_are_sure_where_they_are_read_whole_without_a_layout() -> None:
    found = proposal(
        [beside(number, "class='thong-tin'", f"class='tt{number}'") for number in (0, 1)], load_platforms()
    )
    assert found.doubts == ()
    assert (found.facts.platform, found.facts.layout) == ("auto", ())


def test_articles_with_problems_make_nothing_sure() -> None:
    found = proposal([beside(number, "Ngày đăng", "Ngày cập nhật") for number in (0, 1)], load_platforms())
    assert [doubt for doubt in found.doubts if "date-label-updated" in doubt and "2 or more" in doubt]


def test_form_of_addresses_that_a_listing_contradicts_is_not_proposed() -> None:
    links = "".join(
        f"<li><a href='/tin/{slug}'>{title}</a> <span>({day}/11/2017)</span></li>"
        for slug, title, day in (
            ("bai-12", "Phục dựng nghề dệt chiếu cói ở làng Cẩm Giang", 10),
            ("bai-13", "Ra quân nạo vét kênh mương nội đồng đầu vụ", 11),
            ("nghe-cha-truyen-con-noi", "Nghề cha truyền con nối ở vùng chiêm trũng", 12),
        )
    )
    listing = page(f"<h1>Tin tức</h1><ul class='ds'>{links}</ul>", "<title>Huyện ủy Ví Dụ</title>")
    listed = Page(
        url="http://la.example.vn/muc",
        body=listing.body,
        content_type=listing.content_type,
        capture=listing.capture,
    )
    found = proposal([unknown(0), unknown(1), listed], load_platforms())
    assert found.doubts == ()
    assert found.facts.address.article == ()
    assert len(found.facts.layout) == 1


def test_articles_that_are_all_read_with_one_title_are_doubted() -> None:
    title = "Lịch công tác tuần của lãnh đạo địa phương"
    found = proposal([unknown(number, title) for number in range(3)], load_platforms())
    said = f"title: 3 articles are all read with '{title}'; give a rule for theirs"
    assert found.doubts == (said,)


def test_article_that_was_given_twice_is_no_doubt() -> None:
    again = page_at("/tin/bai-12?lang=vi", unknown(0).body.decode())
    assert proposal([unknown(0), unknown(1), again], load_platforms()).doubts == ()


def save_as_files(pages: list[Page], folder: Path) -> list[str]:
    folder.mkdir()
    names = []
    for number, each in enumerate(pages):
        file = folder / f"{number}.html"
        moment = "Sun, 17 Nov 2024 23:37:00 GMT"
        noted = f"<!-- Mirrored from {each.url[7:]} by HTTrack Website Copier/3.x, {moment} -->"
        file.write_bytes(each.body + noted.encode())
        names.append(str(file))
    return names


def test_add_writes_a_file_whose_saved_pages_pass_and_break_when_they_change(tmp_path: Path) -> None:
    files = save_as_files([unknown(0), unknown(1)], tmp_path / "files")
    out = tmp_path / "portals"
    done = RUN.invoke(portals_app, ["add", *files, "--out", str(out)])
    assert done.exit_code == 0, done.output
    portal = load_portal("la_example_vn", [out])
    pages = saved_pages(out / "la_example_vn")
    assert len(pages) == 2
    assert [list(differences(each, portal)) for each in pages] == [[], []]
    checked = RUN.invoke(portals_app, ["check", "--portals", str(out)])
    assert checked.exit_code == 0
    pages[0].write_bytes(
        pages[0].read_bytes().replace("Lượt xem: 107".encode(), b"").replace(b"noi-dung", b"nd")
    )
    checked = RUN.invoke(portals_app, ["check", "la_example_vn", "--portals", str(out)])
    assert checked.exit_code == 1
    assert "view_count: expected 107; found null" in checked.output


def test_unsure_writes_nothing_and_says_why(tmp_path: Path) -> None:
    files = save_as_files([unknown(0)], tmp_path / "files")
    out = tmp_path / "portals"
    done = RUN.invoke(portals_app, ["add", *files, "--out", str(out)])
    assert done.exit_code == 1
    assert "unsure: articles" in done.output
    assert not out.exists()
    assert RUN.invoke(portals_app, ["add", *files, "--out", str(out), "--yes"]).exit_code == 0
    assert (out / "la_example_vn.toml").is_file()


def test_portal_at_an_address_is_recognised(tmp_path: Path) -> None:
    with serve(port=0) as server:
        done = RUN.invoke(
            portals_app,
            ["add", f"{server.url}/", "--out", str(tmp_path / "portals"), "--name", "minh_hoa", "--yes"],
        )
    assert done.exit_code == 0, done.output
    assert load_portal("minh_hoa", [tmp_path / "portals"]).facts.platform == "dnict"


def test_robots_txt_is_obeyed_and_a_refusal_told_of_what_was_given() -> None:
    with serve(port=0) as server:
        done = RUN.invoke(portals_app, ["add", f"{server.url}/admin/"])
    assert done.exit_code == 1
    assert "robots.txt forbids" in str(done.exception)


def test_links_that_are_dead_or_forbidden_do_not_end_it(tmp_path: Path) -> None:
    with SmallSite(pages("/lien-he/", "/rieng/"), robots="User-agent: *\nDisallow: /rieng/\n") as site:
        done = RUN.invoke(
            portals_app, ["add", f"{site.url}/", "--out", str(tmp_path / "out"), "--name", "vi_du"]
        )
    assert done.exit_code == 0, done.output
    assert f"left out: {site.url}/lien-he/: the portal answered with status 404" in done.stderr
    assert f"left out: {site.url}/rieng/: its robots.txt forbids it" in done.stderr
    assert "/rieng/" not in site.asked
    assert site.asked.count("/robots.txt") <= 3  # once for each time that pages are asked for
    facts = load_portal("vi_du", [tmp_path / "out"]).facts
    assert facts.listings == tuple(site.url + path for path in (NEWS, NOTICES))


def test_portal_behind_a_redirect_is_added_where_it_is(tmp_path: Path) -> None:
    with SmallSite(pages()) as site, SmallSite({}, moved={"/": f"{site.url}/"}) as old:
        done = RUN.invoke(
            portals_app, ["add", f"{old.url}/", "--out", str(tmp_path / "out"), "--name", "vi_du"]
        )
    assert done.exit_code == 0, done.output
    assert load_portal("vi_du", [tmp_path / "out"]).facts.home == f"{site.url}/"


def test_redirect_to_what_robots_txt_forbids_is_not_followed() -> None:
    with (
        SmallSite(pages(), robots="User-agent: *\nDisallow: /\n") as site,
        SmallSite({}, moved={"/": f"{site.url}/"}) as old,
    ):
        done = RUN.invoke(portals_app, ["add", f"{old.url}/"])
    assert done.exit_code == 1
    assert "robots.txt forbids" in str(done.exception)
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize("target", ["file:///etc/hostname", "data:text/plain,Disallow:"])
def test_robots_txt_that_leads_out_of_the_web_is_not_followed(target: str) -> None:
    with SmallSite(pages(), moved={"/robots.txt": target}) as site:
        done = RUN.invoke(portals_app, ["add", f"{site.url}/"])
    assert isinstance(done.exception, NetworkError)
    assert str(done.exception) == f"{site.url}/: leads to no http or https address: {target}"
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize(
    ("served", "kind", "said"),
    [
        ({}, "text/html", "the portal answered with status 404"),
        ({"/": b"%PDF-1.4\x00"}, "application/pdf", "is no HTML page but application/pdf"),
        ({"/": " "}, "text/html", "is an empty page"),
    ],
)
def test_address_that_brings_no_page_is_told_in_one_sentence(
    served: dict[str, str | bytes], kind: str, said: str, tmp_path: Path
) -> None:
    with SmallSite(served, kind=kind) as site:
        done = RUN.invoke(portals_app, ["add", f"{site.url}/", "--out", str(tmp_path / "out"), "--yes"])
    assert isinstance(done.exception, NetworkError)
    assert str(done.exception) == f"{site.url}/: {said}"
    assert not (tmp_path / "out").exists()


def test_files_that_are_no_html_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bai.txt"
    file.write_text("Hội nghị\nNgày đăng: 16/12/2017\n")
    done = RUN.invoke(portals_app, ["add", str(file), "--out", str(tmp_path / "out"), "--yes"])
    assert isinstance(done.exception, UnreadableInput)
    assert "is no HTML" in str(done.exception)
    (tmp_path / "empty").mkdir()
    done = RUN.invoke(portals_app, ["add", str(tmp_path / "empty"), "--out", str(tmp_path / "out"), "--yes"])
    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{file}", "--url", "trang"], "--url: 'trang' is no http or https address"),
        (["{file}", "--url", "http://[::1/"], "is no http or https address"),
        (["huyenuy.example"], "an address begins with http:// or https://"),
    ],
)
def test_what_is_no_address_is_told_before_anything_is_written(
    words: list[str], said: str, tmp_path: Path
) -> None:
    (file,) = save_as_files([unknown(0)], tmp_path / "files")
    given = [word.format(file=file) for word in words]
    done = RUN.invoke(portals_app, ["add", *given, "--out", str(tmp_path / "out"), "--yes"])
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_names_that_are_taken_or_none_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "vi_du.toml").write_text("")
    with SmallSite(pages()) as site:
        for name in ("vi_du", "../vi_du", "Vi Du"):
            done = RUN.invoke(portals_app, ["add", f"{site.url}/", "--out", str(tmp_path), "--name", name])
            assert isinstance(done.exception, UsageError)
    assert site.asked == []


def test_explanation_names_the_rule_of_each_field() -> None:
    path = HERE / "dnict" / "article-plain.html"
    document = document_of(path, expected_of(path)["url"])
    portal = Portal("thu", without_platform("http://x.vn/").facts, load_platforms())
    rows = {row.field: row for row in explained(document, portal)}
    assert rows["platform"].found == "dnict"
    assert "title-article" in rows["title"].rule
    assert "viewcount" in rows["views"].rule
    assert rows["views"].value == "107"
    assert rows["video"].rule == ""


def test_explanation_of_a_page_of_no_platform_says_how_it_was_found() -> None:
    rows = {
        row.field: row for row in explained(parse_page(unknown(0)), without_platform("http://la.example.vn/"))
    }
    assert rows["title"].rule == "place on the page"
    assert rows["views"].rule == "metadata"
    assert rows["body"].found.startswith("div.noi-dung")


def test_explain_prints_a_table_beside_the_record(tmp_path: Path) -> None:
    (file,) = save_as_files([unknown(0)], tmp_path / "files")
    done = RUN.invoke(app, ["extract", file, "--explain"])
    assert done.exit_code == 0
    assert "place on the page" in done.stderr
    assert done.stdout.startswith("{")
