"""The truth: enough articles, all cases, texts that differ."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections import Counter

from archiver.demo import real_page_count, real_targets, truth
from archiver.demo.articles import FEED_LENGTH, SECTIONS
from archiver.demo.cases import CASES

PUBLISHED = [article for article in truth() if article.status == "published"]


def test_portal_is_large_enough_to_be_a_portal() -> None:
    assert len(PUBLISHED) >= 180
    assert len({article.section.cid for article in PUBLISHED}) >= 5
    assert {article.published_date.year for article in PUBLISHED} >= set(range(2012, 2026))


def test_every_case_occurs_as_often_as_it_says() -> None:
    assert Counter(article.case for article in truth()) == CASES


def test_keys_paths_and_numbers_are_unique() -> None:
    for values in (
        [article.key for article in truth()],
        [article.path for article in truth()],
        [article.number for article in truth()],
    ):
        assert len(set(values)) == len(values)


def test_old_articles_have_number_addresses_and_some_new_ones_words() -> None:
    assert all(article.key.startswith("dinhdanh-") for article in truth() if article.generation == 6)
    new = [article.key.startswith("slug-") for article in truth() if article.generation == 7]
    assert 0.3 < sum(new) / len(new) < 0.8


def test_articles_have_text_and_documents_and_videos_have_none() -> None:
    for article in PUBLISHED:
        assert bool(article.body) == (article.kind == "article"), article.key


def test_texts_are_clean_composed_unicode() -> None:
    for article in truth():
        for text in (article.title, article.lead or "", *article.body, *article.authors):
            assert unicodedata.is_normalized("NFC", text)
            assert not set(text) & set("{}\u00a0\u200b\ufeffÐ"), text


def test_bodies_differ_but_for_near_duplicates() -> None:
    bodies = Counter(
        article.body for article in PUBLISHED if article.case != "near-duplicate" and article.body
    )
    assert max(bodies.values()) == 1


def test_near_duplicates_share_most_paragraphs_with_another_article() -> None:
    for article in PUBLISHED:
        if article.case == "near-duplicate":
            shared = max(
                len(set(article.body) & set(other.body)) / len(article.body)
                for other in PUBLISHED
                if other.key != article.key
            )
            assert shared >= 0.5, article.key


def test_optional_fields_are_both_present_and_absent() -> None:
    for present in (
        {article.poster is None for article in PUBLISHED},
        {article.lead is None for article in PUBLISHED},
        {article.authors == () for article in PUBLISHED},
        {article.tags == () for article in PUBLISHED},
        {article.feed_time is None for article in PUBLISHED},
        {image.caption is None for article in PUBLISHED for image in article.images},
        {len(article.title) > 150 for article in PUBLISHED},
    ):
        assert present == {True, False}


def test_feed_times_are_told_for_the_newest_of_each_section_only() -> None:
    for section in SECTIONS:
        own = [article for article in PUBLISHED if article.section == section]
        newest = own[-FEED_LENGTH:]
        assert all(article.feed_time is not None for article in newest)
        assert all(article.feed_time is None for article in own[: -len(newest)])


def test_real_pages_are_home_robots_listings_and_articles() -> None:
    assert real_page_count() == len(set(real_targets()))
    listings = [target for target in real_targets() if target.startswith("/tin-tuc")]
    assert real_page_count() == 2 + len(listings) + len(truth())


def test_another_process_finds_the_same_truth() -> None:
    command = "import zlib; from archiver.demo import truth; print(zlib.crc32(repr(truth()).encode()))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", command],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
