from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver.commands.replay import told
from archiver.keeping import open_store
from archiver.models import Article, NotAnArticle, Outcome
from archiver.replay import Summary, replay
from archiver.replay.pages import page_in, redirect_of
from archiver.replay.reading import Answer, Following, Job, portal_of
from archiver.store import PortalStore
from archiver.validate import content_digest
from archiver.warc.digests import sha1_digest
from archiver.warc.reader import ArchivedResponse
from tests.archiver.archiving import HOME, START, crawl, job_in, paths, with_words

FEW = paths()[:30]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return job_in(tmp_path)


def applied(job: Job) -> Summary:
    with open_store(job.data, job.portal) as store:
        return replay(job, jobs=1, store=store)


def with_fields(outcome: Outcome, **fields: Any) -> Outcome:
    if not isinstance(outcome, Article):
        return outcome
    changed = msgspec.structs.replace(outcome, **fields)
    return msgspec.structs.replace(changed, content_sha256=content_digest(changed))


def misread(outcome: Outcome) -> Outcome:
    return with_fields(outcome, title="Tiêu đề đọc sai")


def articles(job: Job) -> dict[str, Article]:
    with PortalStore.read(job.data, job.portal) as store:
        return {article.id: article for article in store.articles()}


def test_archive_whose_rules_did_not_change_reads_as_the_records_say(job: Job) -> None:
    crawl(job, FEW)
    crawl(job, FEW, day=1)
    summary = replay(job, jobs=1)
    assert summary.responses == 2 * len(FEW)
    assert summary.articles > len(FEW)
    assert (summary.changed, summary.new, summary.lost, summary.edits) == (0, (), (), 0)


def test_two_processes_find_what_one_finds(job: Job) -> None:
    crawl(job, FEW, read=misread)
    crawl(job, paths()[30:40], day=1, read=lambda _: None)
    assert replay(job, jobs=2) == replay(job, jobs=1)


def test_changed_fields_are_named_with_examples_and_nothing_is_written(job: Job) -> None:
    crawl(job, FEW, read=misread)
    before = (job.data / job.portal / "articles.jsonl").read_bytes()
    summary = replay(job, jobs=1)
    assert summary.fields == {"title": summary.changed}
    assert summary.changed == len(articles(job))
    assert {example.before for example in summary.examples["title"]} == {"Tiêu đề đọc sai"}
    assert (job.data / job.portal / "articles.jsonl").read_bytes() == before


def test_what_was_null_is_told_without_quotes(job: Job) -> None:
    def without_poster(outcome: Outcome) -> Outcome:
        found = isinstance(outcome, Article)
        return msgspec.structs.replace(outcome, poster=None, authors=("Ai Đó",)) if found else outcome

    crawl(job, FEW[:3], read=without_poster)
    lines = list(told(replay(job, jobs=1), applied=False))
    assert any(": null → '" in line for line in lines)
    assert any(': ["Ai Đó"] → [' in line for line in lines)


def test_applied_reading_is_a_line_of_the_same_version_and_no_edit(job: Job) -> None:
    crawl(job, FEW, read=misread)
    before = articles(job)
    seen = (job.data / job.portal / "observations.jsonl").read_bytes()
    summary = applied(job)
    after = articles(job)
    assert summary.applied == summary.changed == len(before)
    assert {article.version for article in after.values()} == {1}
    assert all(article.title != "Tiêu đề đọc sai" for article in after.values())
    assert (job.data / job.portal / "observations.jsonl").read_bytes() == seen
    for name in ("first_seen", "last_seen", "capture"):
        assert all(getattr(after[key], name) == getattr(before[key], name) for key in before)


def test_applied_reading_holds_after_the_index_is_lost_and_a_second_replay_changes_nothing(job: Job) -> None:
    crawl(job, FEW, read=misread)
    applied(job)
    before = articles(job)
    with PortalStore.read(job.data, job.portal) as store:
        counts = store.counts()
    (job.data / job.portal / "index.sqlite").unlink()
    with open_store(job.data, job.portal) as store:
        assert store.counts().versions == counts.versions == len(before)
    assert articles(job) == before
    assert applied(job).applied == 0


def test_next_crawl_of_an_unchanged_page_sees_no_edit_after_a_replay(job: Job) -> None:
    crawl(job, FEW, read=misread)
    applied(job)
    before = (job.data / job.portal / "articles.jsonl").read_bytes()
    crawl(job, FEW, day=2)
    assert (job.data / job.portal / "articles.jsonl").read_bytes() == before


def test_articles_that_no_record_knew_are_told_and_applied(job: Job) -> None:
    crawl(job, FEW, read=lambda outcome: None if isinstance(outcome, Article) else outcome)
    summary = applied(job)
    assert set(summary.new) == set(articles(job))
    assert replay(job, jobs=1).new == ()


def test_record_whose_bytes_read_as_no_article_is_told_and_stays(job: Job) -> None:
    crawl(job, FEW)
    (wrong, *_) = articles(job).values()
    with open_store(job.data, job.portal) as store:
        crawled = next(store.observations(wrong.id))
    listing = msgspec.structs.replace(wrong.capture, offset=_offset_of_front_page(job), digest=None)
    made_up = msgspec.structs.replace(
        wrong, id=f"{job.portal}:bia-dat", url=f"{HOME}/", capture=listing, version=1
    )
    with open_store(job.data, job.portal) as store:
        store.record(made_up)
    assert crawled.warc == listing.warc
    assert applied(job).lost == (made_up.id,)
    assert made_up.id in articles(job)


def _offset_of_front_page(job: Job) -> int:
    (cdxj,) = job.warc.glob("*.cdxj")
    line = next(line for line in cdxj.read_text().splitlines() if f'"url":"{HOME}/"' in line)
    return int(msgspec.json.decode(line.split(" ", 2)[2])["offset"])


def blind(outcome: Outcome) -> Outcome:
    return with_fields(outcome, title="Luôn như nhau", lead=None, body="Như nhau", authors=())


def test_visits_that_all_read_otherwise_alike_are_no_edits(job: Job) -> None:
    crawl(job, FEW[:12], read=blind)
    crawl(job, FEW[:12], day=1, read=blind)
    assert applied(job).edits == 0
    assert {article.version for article in articles(job).values()} == {1}


def test_edit_that_the_old_rules_did_not_see_becomes_a_version(job: Job) -> None:
    crawl(job, FEW[:12], read=blind)
    crawl(job, FEW[:12], day=1, alter=with_words("ủy", "ỦY"), read=blind)
    assert {article.version for article in articles(job).values()} == {1}
    summary = applied(job)
    assert summary.edits > 3
    present = articles(job).values()
    assert sum(article.version == 2 for article in present) == summary.edits
    assert applied(job).applied == 0


def test_warc_file_that_is_not_there_is_named_with_what_the_records_have_of_it(job: Job) -> None:
    crawl(job, FEW)
    (path,) = job.warc.glob("*.warc.gz")
    with PortalStore.read(job.data, job.portal) as store:
        readings = len(list(store.readings()))
    path.unlink()
    summary = replay(job, jobs=1)
    assert summary.skipped == (f"{path.name}: is not there; {readings} readings of the records are of it",)
    assert summary.skipped_in_all == 1


def test_damaged_record_is_skipped_and_named(job: Job) -> None:
    crawl(job, FEW)
    (warc,) = job.warc.glob("*.warc.gz")
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)
    summary = replay(job, jobs=1)
    assert summary.skipped_in_all == 1
    assert warc.name in summary.skipped[0]
    assert summary.responses >= len(FEW) - 2


def response(url: str, status: int | None = 200, **more: Any) -> ArchivedResponse:
    fields = {
        "kind": "response",
        "headers": (),
        "payload": b"<html><body><p>xin ch\xc3\xa0o</p></body></html>",
        "truncated": None,
        **more,
    }
    return ArchivedResponse(
        file="x.warc.gz",
        offset=0,
        url=url,
        fetched_at=START,
        status=status,
        content_type="text/html",
        digest=sha1_digest(b""),
        **fields,
    )


REFRESH = b'<html><head><meta http-equiv="refresh" content="0;url=/moi"></head></html>'
SLOW = b'<html><head><meta http-equiv="refresh" content="300"></head></html>'


@pytest.mark.parametrize(
    ("archived", "is_page"),
    [
        (response(f"{HOME}/tin"), True),
        (response(f"{HOME}/tin", 404), True),
        (response(f"{HOME}/tin", 500), True),
        (response(f"{HOME}/tin", truncated="disconnect"), True),
        (response(f"{HOME}/tin", truncated="time"), False),
        (response(f"{HOME}/tin", truncated="length"), False),
        (response(f"{HOME}/tin", None), False),
        (response(f"{HOME}/robots.txt"), False),
        (response(f"{HOME}/anh.jpg"), False),
        (response("http://noi-khac.vn/tin"), False),
        (response("", 200), False),
        (response(f"{HOME}/tin", 302, headers=(("location", "/moi"),)), False),
        (response(f"{HOME}/tin", 302), True),
        (response(f"{HOME}/tin", payload=REFRESH), False),
        (response(f"{HOME}/tin", payload=SLOW), True),
        (response("file:///tin.html", None, kind="resource"), True),
    ],
)
def test_responses_are_pages_where_a_crawl_reads_them(
    job: Job, archived: ArchivedResponse, *, is_page: bool
) -> None:
    assert (page_in(archived, portal_of(job)) is not None) == is_page


def test_unchanged_answer_has_no_page_text_of_its_own(job: Job) -> None:
    page = page_in(response(f"{HOME}/tin", 304), portal_of(job))
    assert page is not None
    assert page.body == b""


@pytest.mark.parametrize(
    ("location", "target"),
    [("/moi", f"{HOME}/moi"), ("http://[hong", None), (" //khac.vn/a ", "http://khac.vn/a"), ("", None)],
)
def test_redirects_lead_to_whole_addresses(location: str, target: str | None) -> None:
    assert redirect_of(response(f"{HOME}/tin", 301, headers=(("Location", location),))) == target


def answer(url: str, status: int = 200, redirect: str | None = None) -> Answer:
    return Answer(
        url=url,
        asked_url=url,
        revisit=False,
        capture=response(url, status).capture("live"),
        etag=None,
        last_modified=None,
        redirect=redirect,
        outcome=None if redirect else NotAnArticle(url=url, what="other"),
    )


def test_end_of_a_redirect_knows_where_it_began() -> None:
    following = Following()
    following.followed(answer(f"{HOME}/a", 301, f"{HOME}/b"))
    following.followed(answer(f"{HOME}/b", 302, f"{HOME}/c#muc"))
    assert following.followed(answer(f"{HOME}/c")).asked_url == f"{HOME}/a"
    assert following.followed(answer(f"{HOME}/c")).asked_url == f"{HOME}/c"


def test_only_the_last_of_three_failed_answers_is_read() -> None:
    following = Following()
    read = [following.followed(answer(f"{HOME}/a", 503)).outcome is not None for _ in range(4)]
    assert read == [False, False, True, False]
    assert following.followed(answer(f"{HOME}/a")).outcome is not None


def test_page_that_breaks_off_each_time_is_quarantined_and_one_that_comes_twice_is_whole() -> None:
    following = Following()
    known = answer(f"{HOME}/a")
    broken = msgspec.structs.replace(known, cut="cut", if_cut=NotAnArticle(url="", what="listing"))
    read = [following.followed(broken).outcome for _ in range(3)]
    assert read == [None, None, broken.if_cut]
    open_ended = msgspec.structs.replace(known, cut="unless-repeated")
    assert [following.followed(open_ended).outcome for _ in range(2)] == [None, known.outcome]
