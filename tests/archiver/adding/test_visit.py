"""What is asked for of a site, and what of it a proposal rests on."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from archiver.adding.asked import Answer
from archiver.adding.platform import platform_shown
from archiver.adding.propose import Proposal, proposal
from archiver.adding.visit import MOST_ARTICLES, MOST_SECTIONS, visit
from archiver.extract.document import Document, parse_page
from archiver.models import Article, Capture, Page
from archiver.portal import load_platforms
from tests.archiver.adding.smallsite import MORE, NEWS, NOTICES, SLUGS, Asked, html, item_of, pages

PLATFORMS = load_platforms()
HOME = "http://wp.example.vn/"


def proposed(ask: Asked) -> Proposal:
    seen = visit(ask.page("/"), PLATFORMS, ask)
    return proposal(seen.pages[:1], PLATFORMS, followed=seen.pages[1:], gone=seen.gone)


def paths(found: Proposal) -> set[str]:
    return {urlsplit(url).path for url in found.facts.listings}


def documents(*sources: str) -> list[Document]:
    capture = Capture(source="file", fetched_at=None)
    return [
        parse_page(Page(url=HOME, body=html("", head=each).encode(), capture=capture)) for each in sources
    ]


def test_dead_links_of_the_front_page_are_told_and_left_out() -> None:
    ask = Asked(pages("/category/cu/", "/lien-he/"))
    seen = visit(ask.page("/"), PLATFORMS, ask)
    assert sorted(answer.why for answer in seen.left_out) == [
        f"{HOME}category/cu/: the portal answered with status 404",
        f"{HOME}lien-he/: the portal answered with status 404",
    ]
    found = proposed(ask)
    assert found.doubts == ()
    assert found.facts.platform == "wordpress"
    assert paths(found) == {NEWS, NOTICES}


def test_block_that_other_pages_print_at_their_side_makes_none_of_them_a_listing() -> None:
    side = {path: html(f"<p>{path}</p>{item_of(3)}{item_of(2)}") for path in ("/lien-he/", "/van-ban/")}
    found = proposed(Asked(pages(*side) | side))
    assert paths(found) == {NEWS, NOTICES}


def test_each_address_is_asked_for_once_and_few_of_them() -> None:
    ask = Asked(pages(*(f"/category/muc-{number}/" for number in range(40))))
    visit(ask.page("/"), PLATFORMS, ask)
    assert len(ask.asked) == len(set(ask.asked)) <= MOST_ARTICLES + MOST_SECTIONS
    assert 0 < sum(is_article(url) for url in ask.asked) <= MOST_ARTICLES


def is_article(url: str) -> bool:
    return urlsplit(url).path in SLUGS


def test_listings_are_named_by_their_first_pages() -> None:
    ask = Asked(pages())
    found = proposed(ask)
    assert HOME.rstrip("/") + MORE in ask.asked
    assert paths(found) == {NEWS, NOTICES}


def test_no_listing_is_named_where_some_section_was_not_looked_at() -> None:
    found = proposed(Asked(pages(*(f"/category/muc-{number}/" for number in range(40)))))
    assert found.facts.listings == ()
    assert any("sections were not looked at" in note for note in found.notes)


def test_what_a_section_of_saved_pages_is_remains_open() -> None:
    ask = Asked(pages())
    found = proposal([ask.page(path) for path in ("/", NEWS, SLUGS[0], SLUGS[1])], PLATFORMS)
    assert found.facts.listings == ()
    assert any(NOTICES in note for note in found.notes)


def test_pages_of_other_hosts_are_left_out() -> None:
    ask, other = Asked(pages()), Asked(pages(), home="http://other.example.vn")

    def leading_away(urls: Sequence[str]) -> list[Answer]:
        answers = ask(urls)
        away = Answer(url=HOME.rstrip("/") + NOTICES, page=other.page(NOTICES))
        return [away if answer.url == away.url else answer for answer in answers]

    seen = visit(ask.page("/"), PLATFORMS, leading_away)
    assert [answer.why for answer in seen.left_out] == [
        f"{HOME.rstrip('/')}{NOTICES}: leads to another site, http://other.example.vn{NOTICES}"
    ]


def test_platform_that_runs_on_another_has_its_pages_too() -> None:
    base, above = (
        "<script>Liferay.x portlet-boundary</script>",
        "<p>Liferay. portlet-boundary vnpteportal</p>",
    )
    assert platform_shown(documents(base, base, base, above), PLATFORMS, HOME) == ("vnpt", ())
    assert platform_shown(documents(base, base), PLATFORMS, HOME) == ("liferay", ())


def test_pages_without_signs_are_no_reason_for_doubt_and_those_of_another_platform_are() -> None:
    joomla = '<meta name="generator" content="Joomla! 3">/media/jui/'
    assert platform_shown(documents("", "", joomla), PLATFORMS, HOME) == ("joomla", ())
    found, doubts = platform_shown(documents("", joomla, joomla, "mojoPortal"), PLATFORMS, HOME)
    assert found == "joomla"
    assert "'mojoportal'" in doubts[0]
    assert platform_shown(documents("", ""), PLATFORMS, HOME) == ("auto", ())


def test_articles_are_read_by_what_is_proposed() -> None:
    found = proposed(Asked(pages()))
    articles = [outcome for _, outcome in found.pages if isinstance(outcome, Article)]
    assert len(articles) == MOST_ARTICLES
    assert {article.extractor.platform for article in articles} == {"wordpress"}
