"""What archived responses tell of articles, and that each WARC file is looked through once."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import msgspec
import pytest

from archiver import flow
from archiver.ledger import ledger_of
from archiver.ledger.scan import FOLDER, Looked, sightings_in
from archiver.ledger.sightings import Sighting
from archiver.replay.reading import Job
from archiver.store import PortalStore
from archiver.warc.records import Exchange
from archiver.warc.writer import WarcWriter
from tests.platforms.saved import HERE

TIME = dt.datetime(2024, 7, 2, 3, 4, 5, tzinfo=dt.UTC)
HOME = "http://quanuyhailam.example"
FACTS = f'name = "Quận ủy Hải Lâm"\nhome = "{HOME}/"\nplatform = "liferay"\n'
LISTING = f"{HOME}/pctn"
ARTICLE = f"{HOME}/pctn/-/view_content/2606828-chuong-trinh-giam-sat"
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><link>{LISTING}</link>
<item><title>Bài trong feed</title>
<link>{HOME}/pctn/-/view_content/99-bai</link><pubDate>Wed, 03 Jul 2024 07:08:09 +0700</pubDate></item>
</channel></rss>"""
GUARD = "<html><head><title>Just a moment...</title></head><body></body></html>"
Answer = tuple[str, int, str, str, int]
"""Address, status, further header, body, hours after the first."""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    portals = tmp_path / "portals"
    portals.mkdir()
    (portals / "hai_lam.toml").write_text(FACTS, encoding="utf-8")
    PortalStore.open(tmp_path / "data", "hai_lam", now=lambda: TIME).close()
    return Job(data=tmp_path / "data", portal="hai_lam", folders=(portals,))


def archive(job: Job, *answers: Answer) -> None:
    """Write what addresses answered into the portal's archive."""
    with WarcWriter(job.warc, job.portal, operator="", robots="ignore", now=lambda: TIME) as writer:
        for url, status, header, text, hours in answers:
            body = text.encode()
            head = f"HTTP/1.1 {status} X\r\n{header}Content-Length: {len(body)}\r\n\r\n".encode()
            at = TIME + dt.timedelta(hours=hours)
            writer.write_exchange(Exchange(url=url, fetched_at=at, request=b"", response=head + body))


def page(name: str, **replaced: str) -> str:
    """Return a made page of Liferay, words in it replaced."""
    text = (HERE / "liferay" / f"{name}.html").read_text(encoding="utf-8")
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


HTML = "Content-Type: text/html; charset=UTF-8\r\n"


def sightings(job: Job) -> list[Sighting]:
    return list(sightings_in(job, jobs=1, on_skip=pytest.fail))


def test_stub_keeps_title_day_and_views_as_the_latest_listing_printed_them(job: Job) -> None:
    before = page("listing-hanoi")
    after = before.replace("View count: 1", "View count: 7")
    assert before != after
    archive(job, (LISTING, 200, HTML, after, 5), (LISTING, 200, HTML, before, 0))
    entries = {entry.id.partition("-")[2]: entry for entry in ledger_of(job).entries}
    assert {entry.state for entry in entries.values()} == {"stub"}
    stub = entries["2606828"]
    assert stub.title
    assert stub.published_date
    assert stub.first_seen == TIME
    printed = [item for found in sightings(job) for item in found.items if item.id == stub.id]
    assert stub.view_count in {item.view_count for item in printed} - {None}
    assert any(one.time == TIME + dt.timedelta(hours=5) for one in stub.evidence)


def test_feed_names_articles_with_title_and_day(job: Job) -> None:
    archive(job, (f"{HOME}/rss/tin.xml", 200, "Content-Type: application/rss+xml\r\n", FEED, 0))
    (entry,) = ledger_of(job).entries
    assert (entry.state, entry.title, str(entry.published_date)) == ("stub", "Bài trong feed", "2024-07-03")
    assert [one.kind for one in entry.evidence] == ["feed"]


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        ((ARTICLE, 302, "Location: https://phuong.example/\r\n", "", 0), "withdrawn", "moved"),
        ((ARTICLE, 404, HTML, "", 0), "withdrawn", "gone"),
        ((ARTICLE, 403, HTML, "", 0), "blocked", "refused"),
        ((ARTICLE, 200, HTML, GUARD, 0), "blocked", "guarded"),
        ((ARTICLE, 503, HTML, "", 0), "error", "failed"),
    ],
)
def test_answer_without_a_page_tells_why_the_article_is_missing(
    job: Job, answer: Answer, state: str, reason: str
) -> None:
    archive(job, answer)
    (entry,) = ledger_of(job).entries
    assert (entry.url, entry.state, entry.reason) == (ARTICLE, state, reason)


def test_redirect_to_the_same_article_tells_nothing(job: Job) -> None:
    archive(job, (ARTICLE, 301, f"Location: {ARTICLE}/vi\r\n", "", 0))
    assert ledger_of(job).entries == []


def test_nothing_that_was_found_later_is_in_the_ledger_of_a_day(job: Job) -> None:
    archive(job, (LISTING, 200, HTML, page("listing-hanoi"), 0))
    assert ledger_of(job, as_of=TIME).entries
    assert ledger_of(job, as_of=TIME - dt.timedelta(seconds=1)).entries == []


def test_file_is_looked_through_once_and_again_when_the_rules_change(job: Job) -> None:
    archive(job, (LISTING, 200, HTML, page("listing-hanoi"), 0))
    found = sightings(job)
    (kept,) = (job.data / job.portal / FOLDER).iterdir()
    looked, *lines = kept.read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=Sighting) for line in lines] == found
    kept.write_bytes(_of_nothing(looked))
    assert sightings(job) == []
    kept.write_bytes(b"\n".join([looked, *(line.replace(b"2018", b"2019") for line in lines), b""]))
    assert sightings(job) == found
    changed = msgspec.structs.replace(msgspec.json.decode(looked, type=Looked), rules="andere")
    kept.write_bytes(msgspec.json.encode(changed) + b"\n")
    assert sightings(job) == found
    kept.write_bytes(b"{torn")
    assert sightings(job) == found


def _of_nothing(looked: bytes) -> bytes:
    """Return a file of sightings that says that nothing was seen."""
    digest = hashlib.sha256(b"").hexdigest()
    return (
        msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(looked, type=Looked), digest=digest))
        + b"\n"
    )


def test_file_is_looked_through_again_by_another_reader(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    archive(job, (LISTING, 200, HTML, page("listing-hanoi"), 0))
    found = sightings(job)
    (kept,) = (job.data / job.portal / FOLDER).iterdir()
    kept.write_bytes(_of_nothing(kept.read_bytes().splitlines()[0]))
    assert sightings(job) == []
    monkeypatch.setattr(flow, "READER_VERSION", "andere")
    assert sightings(job) == found


def test_same_links_on_every_page_are_kept_once(job: Job) -> None:
    text = page("listing-hanoi")
    archive(job, *((f"{LISTING}?p={number}", 200, HTML, text, number) for number in range(5)))
    links = [url for found in sightings(job) if found.kind == "link" for url in found.urls]
    assert len(links) == len(set(links))


def test_damaged_archive_gives_what_is_sound_and_says_so(job: Job) -> None:
    archive(job, (LISTING, 200, HTML, page("listing-hanoi"), 0), (ARTICLE, 403, HTML, "", 1))
    (warc,) = job.warc.glob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-60])
    found = ledger_of(job)
    assert found.entries
    assert len(found.skipped) == 1


def test_portal_whose_addresses_tell_nothing_has_stubs_for_what_its_listings_name(job: Job) -> None:
    path = job.folders[0] / "hai_lam.toml"
    path.write_text(FACTS.replace('"liferay"', '"auto"'), encoding="utf-8")
    archive(job, (LISTING, 200, HTML, page("listing-table"), 0))
    found = ledger_of(job).entries
    assert {entry.state for entry in found} == {"stub"}
    assert all(entry.title for entry in found)


def test_address_that_shows_a_listing_is_no_article_whatever_named_it_first(job: Job) -> None:
    other = "/pctn/-/view_content/5-chuyen-muc"
    linking = f'<html><body><a href="{other}">Chuyên mục</a></body></html>'
    before = (f"{HOME}/", 200, HTML, linking, 0)
    after = (f"{HOME}/trang", 200, HTML, linking, 2)
    archive(job, before, (HOME + other, 200, HTML, page("listing-hanoi"), 1), after)
    assert f"{job.portal}:view_content-5" not in {entry.id for entry in ledger_of(job).entries}
