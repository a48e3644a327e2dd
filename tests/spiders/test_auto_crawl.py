"""Portals of which the file says only name and home: everything found, little asked, nothing twice."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.commandline import archiver
from tests.spiders.growing import GrowingPortal
from tests.spiders.nameless import SECTIONS, TRAPS, NamelessPortal


class Counting(Protocol):
    """A portal that counts what is asked of it."""

    requests: Counter[str]


def crawl(portal: Counting, folder: Path, name: str, *options: str) -> dict[str, Any]:
    """Crawl once and return the run's report; the requests that it made are in the portal."""
    portal.requests.clear()
    report: dict[str, Any] = json.loads(command("crawl", folder, name, *options))
    return report


def command(what: str, folder: Path, name: str, *options: str) -> str:
    """Run a command and return what it prints for programs."""
    ran = archiver(what, name, "--json", *options, "--data", folder / "data", "--portals", folder / "portals")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def titles(folder: Path, name: str) -> Counter[str]:
    lines = (folder / "data" / name / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return Counter(json.loads(line)["title"] for line in lines)


FROM_0 = ["from 0", "from 0 on", "next from 0"]


@pytest.mark.parametrize("pager", ["query", "path", "endless", *FROM_0])
def test_a_portal_of_no_known_system_is_found_whole_and_once(pager: str, tmp_path: Path) -> None:
    with NamelessPortal(pager) as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)
        asked = {target: count for target, count in portal.requests.items() if target != "/robots.txt"}
        assert set(asked.values()) == {1}
        assert not set(asked) & set(TRAPS)
        assert sum(asked.values()) <= 1.1 * portal.pages


@pytest.mark.parametrize("pager", ["query", "endless"])
def test_a_section_that_the_front_page_lists_too_is_read_to_its_end(pager: str, tmp_path: Path) -> None:
    with NamelessPortal(pager, home_like="kinh-te") as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)
        asked = (count for target, count in portal.requests.items() if target != "/robots.txt")
        assert set(asked) == {1}


def test_the_ledger_counts_articles_that_listings_name_and_that_were_answered_with_errors(
    tmp_path: Path,
) -> None:
    with NamelessPortal() as portal:
        portal.refused = {5: 403, 6: 404}
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        lines = [json.loads(line) for line in command("ledger", tmp_path, "khong_ten").splitlines()]
    entries = [line for line in lines if line["type"] == "article"]
    assert len(entries) == len(portal.posts)
    missing = {line["title"]: (line["state"], line["reason"]) for line in entries if line["reason"]}
    assert missing == {
        portal.posts[4].title: ("blocked", "refused"),
        portal.posts[5].title: ("withdrawn", "gone"),
    }


def test_an_address_that_is_gone_is_a_withdrawn_article_only_where_one_was_read(tmp_path: Path) -> None:
    with NamelessPortal() as portal:
        portal.refused = {6: 404}
        portal.write_facts(tmp_path / "portals")
        never_read, read = portal.posts[5], portal.posts[6]
        assert crawl(portal, tmp_path, "khong_ten")["withdrawn"] == 0
        assert crawl(portal, tmp_path, "khong_ten", "--full")["withdrawn"] == 0
        portal.refused = {6: 404, 7: 410}
        assert crawl(portal, tmp_path, "khong_ten", "--full")["withdrawn"] == 1
        root = tmp_path / "data" / "khong_ten"
        lines = [json.loads(line) for line in (root / "articles.jsonl").read_text("utf-8").splitlines()]
        assert [line["title"] for line in lines if line["status"] == "withdrawn"] == [read.title]
        assert never_read.title not in {line["title"] for line in lines}
        readings = [
            json.loads(line) for line in (root / "observations.jsonl").read_text("utf-8").splitlines()
        ]
        assert [line["evidence"] for line in readings if line["status"] == "withdrawn"] == ["HTTP 410"]
        changed = json.loads(command("replay", tmp_path, "khong_ten"))
        assert (changed["new"], changed["lost"], changed["edits"]) == ([], [], 0)
        rebuilt = json.loads(command("rebuild", tmp_path, "khong_ten"))
        assert [log["name"] for log in rebuilt["logs"] if not log["same"]] == []


@pytest.mark.parametrize("pager", ["query", *FROM_0])
def test_later_runs_read_lists_as_far_as_something_is_new_from_whatever_number_they_count(
    pager: str, tmp_path: Path
) -> None:
    with NamelessPortal(pager, each=30) as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        portal.publish("kinh-te", 12)
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)
        pages = {target: count for target, count in portal.requests.items() if "kinh-te?" in target}
        assert pages == {
            f"/kinh-te?trang={page}": 1 for page in ((2, 3, 4) if pager == "query" else (1, 2, 3))
        }


def test_later_runs_ask_for_what_is_new_only(tmp_path: Path) -> None:
    with NamelessPortal() as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        before = titles(tmp_path, "khong_ten")
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == before
        assert set(portal.requests) == {"/robots.txt", "/", *(f"/{section}" for section in SECTIONS)}
        portal.publish("kinh-te", 7)
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)
        assert not [target for target in portal.requests if "xay-dung-dang-" in target]


LIFERAY = "<script>var Liferay = {}; Liferay.Portlet = 1;</script>"


@pytest.mark.parametrize(
    ("form", "build", "platform"),
    [
        ("/news/-/details/20182/{section}-8666860{number}", "content_detail_news", "fpt"),
        ("/tin/-/xem-tin/{section}-8666860{number}", "chi-tiet-tin", None),
    ],
    ids=["fpt", "portlet of no known kind"],
)
def test_portlets_on_a_known_platform_are_found_whole(
    form: str, build: str, platform: str | None, tmp_path: Path
) -> None:
    with NamelessPortal(form=form, build=build, head=LIFERAY) as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)
        noted = tmp_path / "data" / "khong_ten" / "platform.json"
        assert (json.loads(noted.read_bytes())["platform"] if noted.exists() else None) == platform
        crawl(portal, tmp_path, "khong_ten")
        assert not [target for target in portal.requests if "8666860" in target]


def test_a_stated_platform_finds_no_less_than_one_that_is_recognised(tmp_path: Path) -> None:
    form = "/tin/-/xem-tin/{section}-8666860{number}"
    with NamelessPortal(form=form, build="chi-tiet-tin", head=LIFERAY) as portal:
        portal.write_facts(tmp_path / "portals")
        file = tmp_path / "portals" / "khong_ten.toml"
        file.write_text(file.read_text(encoding="utf-8").replace('"auto"', '"liferay"'), encoding="utf-8")
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)


def test_feed_and_sitemap_of_a_portal_of_no_known_system_name_articles(tmp_path: Path) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/tin-moi">'
    with NamelessPortal(head=head, form="/bai/{section}-10{number}.htm") as portal:
        portal.publish("kinh-te", 2)
        fed, mapped = portal.posts[-2:]
        portal.unlisted = {fed.number, mapped.number}
        item = f"<item><title>{fed.title}</title><link>{portal.url}{fed.path}</link></item>"
        portal.files["/tin-moi"] = f"<rss><channel>{item}</channel></rss>"
        places = "".join(f"<url><loc>{portal.url}{path}</loc></url>" for path in (mapped.path, "/lien-he"))
        portal.files["/sitemap.xml"] = f"<urlset>{places}</urlset>"
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        assert titles(tmp_path, "khong_ten") == Counter(post.title for post in portal.posts)


def test_the_platform_that_a_portal_shows_is_kept_for_later_runs(tmp_path: Path) -> None:
    with GrowingPortal() as portal:
        portal.publish(12, section=1)
        portal.publish(3, section=2)
        portal.write_facts(tmp_path / "portals", extra="delay = 0\n")
        file = tmp_path / "portals" / "song.toml"
        file.write_text(file.read_text(encoding="utf-8").replace('"dnict"', '"auto"'), encoding="utf-8")
        crawl(portal, tmp_path, "song")
        kept = json.loads((tmp_path / "data" / "song" / "platform.json").read_bytes())
        assert kept == {"platform": "dnict"}
        portal.posts[3].gone = True
        crawl(portal, tmp_path, "song")
        assert not [target for target in portal.requests if "dinhdanh" in target]
        assert titles(tmp_path, "song") == Counter(post.title for post in portal.posts.values())


def test_article_that_states_its_address_is_one_article_whatever_its_links_carry(tmp_path: Path) -> None:
    with NamelessPortal(form="/bai/{section}-10{number}.htm", noise="?lang=vi") as portal:
        portal.write_facts(tmp_path / "portals")
        crawl(portal, tmp_path, "khong_ten")
        known = titles(tmp_path, "khong_ten")
        assert known == Counter(post.title for post in portal.posts)
        assert any(target.endswith("?lang=vi") for target in portal.requests)
        crawl(portal, tmp_path, "khong_ten")
        assert set(portal.requests) == {"/robots.txt", "/", *(f"/{section}" for section in SECTIONS)}
        crawl(portal, tmp_path, "khong_ten", "--full")
        assert titles(tmp_path, "khong_ten") == known
        assert not any(target.endswith("?lang=vi") for target in portal.requests)
        rebuilt = json.loads(command("rebuild", tmp_path, "khong_ten"))
        assert [log["name"] for log in rebuilt["logs"] if not log["same"]] == []
        ledger = [json.loads(line) for line in command("ledger", tmp_path, "khong_ten").splitlines()]
        states = Counter(entry["state"] for entry in ledger if "state" in entry)
        assert states == {"recovered": len(portal.posts)}
