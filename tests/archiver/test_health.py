"""A run beside what is expected and what earlier runs found."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from msgspec import structs

from archiver.checkup import LISTED, LOST, REFUSED, STARTED, STORAGE_STAT, failures
from archiver.facts import Expect, PortalFile
from archiver.health import PASSING, compare, health_of, silent_after
from archiver.store.runs import RunReport
from tests.archiver.reporting import DAY, NOW, expecting, facts, past, run
from tests.docs.documents import section, table, text_of
from tests.shared import ROOT


def codes(report: RunReport, earlier: list[RunReport], portal: PortalFile | None = None) -> list[str]:
    return [finding.code for finding in compare(report, earlier, portal or facts())]


def test_run_like_all_others_finds_nothing() -> None:
    assert codes(run(), past()) == []


def test_first_run_is_compared_with_nothing() -> None:
    first = run(new=400, changed=0, unchanged=0, withdrawn=13, requests=500, read=400)
    assert codes(structs.replace(first, filled={"authors": 3}), []) == []


UNUSUAL: list[tuple[str, dict[str, Any]]] = [
    ("quarantine", {"quarantined": 6}),
    ("all-changed", {"changed": 60, "unchanged": 5}),
    ("all-withdrawn", {"withdrawn": 60, "new": 0}),
    ("requests-up", {"requests": 900}),
    ("no-articles", {"known": 0, "new": 0, "unchanged": 0, "read": 0, "filled": {}}),
    ("field-fallen", {"read": 30, "filled": {"published_date": 30, "authors": 2}}),
]


@pytest.mark.parametrize(("code", "found"), UNUSUAL)
def test_what_is_unlike_the_past_is_found(code: str, found: dict[str, Any]) -> None:
    assert codes(run(**found), past()) == [code]


USUAL: list[dict[str, Any]] = [
    {"changed": 9, "unchanged": 0},
    {"withdrawn": 9},
    {"requests": 100},
    {"new": 300, "requests": 330},
    {"read": 3, "filled": {"published_date": 3, "authors": 0}},
    {"new": 0, "unchanged": 0, "requests": 2, "read": 0, "filled": {}},
]


@pytest.mark.parametrize("found", USUAL)
def test_what_chance_or_editors_do_is_not_found(found: dict[str, Any]) -> None:
    assert codes(run(**found), past()) == []


def test_portal_whose_articles_always_change_is_no_redesign() -> None:
    assert codes(run(changed=50, unchanged=1), past(changed=50, unchanged=1)) == []


def test_sweep_is_compared_with_sweeps() -> None:
    assert codes(run(requests=2000, sweep=True), past()) == []
    assert codes(run(requests=2000, sweep=True), past(requests=40, sweep=True)) == ["requests-up"]


def test_few_pages_in_quarantine_are_judged_with_those_of_earlier_runs() -> None:
    small = {"new": 1, "unchanged": 0, "requests": 3}
    assert codes(run(**small, quarantined=1), past(**small)) == []
    assert codes(run(**small, quarantined=1), past(**small, quarantined=1)) == ["quarantine"]


def test_portal_that_rests_again_and_again_needs_a_person() -> None:
    rest: dict[str, Any] = {"reason": "resting", "resting_until": NOW}
    assert codes(run(**rest), past(2, **rest)) == []
    assert codes(run(**rest), [*past(3, **rest), *past(30)]) == ["rests-again"]
    assert codes(run(**rest), [run(1), *past(30, **rest)]) == []


EXPECTED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"articles": 500}, {}, "few-articles"),
    ({"filled": {"authors": 0.9}}, {}, "field-missing"),
    ({"quarantined": 0.0}, {"quarantined": 1}, "quarantine"),
]


@pytest.mark.parametrize(("expect", "found", "code"), EXPECTED)
def test_what_the_portal_file_expects_and_the_run_does_not_find_is_said(
    expect: dict[str, Any], found: dict[str, Any], code: str
) -> None:
    assert codes(run(**found), past(), expecting(**expect)) == [code]


def test_crawl_that_was_cut_off_is_only_judged_by_what_it_could_not_read() -> None:
    cut = run(reason="shutdown", known=3, requests=900, changed=90, quarantined=50)
    assert codes(cut, past(), expecting(articles=500)) == ["quarantine"]


def test_portal_file_says_how_long_silence_may_last() -> None:
    report = run(latest=dt.date(2026, 2, 1))
    assert silent_after(report, [], Expect(silent_days=20)) == dt.date(2026, 2, 21)
    assert silent_after(run(latest=None), [], Expect(silent_days=20)) is None


def test_rhythm_of_a_portal_says_how_long_silence_may_last() -> None:
    assert silent_after(run(), past(5), Expect()) is None
    assert silent_after(run(), past(30), Expect()) == (NOW + 14 * DAY).date()
    weekly = [run(7 * number) for number in range(1, 12)]
    assert silent_after(run(new=0), weekly, Expect()) == (NOW - 7 * DAY + 21 * DAY).date()


@pytest.mark.parametrize(
    ("status", "state"), [("live", "attention"), ("frozen", "frozen"), ("closed", "closed")]
)
def test_silence_is_told_as_time_passes_but_of_no_portal_that_ended(status: str, state: str) -> None:
    silent = run(1, silent_after=dt.date(2026, 3, 1), latest=dt.date(2026, 1, 1))
    health = health_of("mau", facts(status=status, status_since=dt.date(2025, 7, 1)), silent, NOW)
    assert health.state == state
    assert health.codes == (("silent",) if status == "live" else ())
    assert health.needs_person == (status == "live")


def test_silence_is_told_once_though_the_run_told_it_too() -> None:
    silent = run(1, silent_after=dt.date(2026, 2, 1))
    told = structs.replace(silent, codes=("silent",), problems=("no new article",))
    assert health_of("mau", facts(), told, NOW).codes == ("silent",)


STATES: list[tuple[dict[str, Any], RunReport | None, str]] = [
    ({}, None, "never run"),
    ({"status": "closed"}, None, "closed"),
    ({"status": "redirected"}, run(), "closed"),
    ({"status": "frozen"}, run(codes=("no-answer",), problems=("It did not answer.",)), "frozen"),
    ({}, run(), "ok"),
    ({}, run(codes=("quarantine",), problems=("7 of 9 pages.",)), "attention"),
    ({}, run(problems=("A sentence of a report without codes.",)), "attention"),
    ({}, run(codes=("stopped",), problems=("It was stopped.",)), "ok"),
    ({}, run(codes=("no-answer",), problems=("x",), resting_until=NOW + DAY), "resting"),
    ({}, run(codes=("rests", "no-answer"), problems=("x", "y"), resting_until=NOW - DAY), "resting"),
    ({}, run(codes=("quarantine",), problems=("x",), resting_until=NOW + DAY), "attention"),
    ({}, run(codes=("rests-again",), problems=("x",), resting_until=NOW + DAY), "attention"),
    ({}, run(4), "attention"),
    ({"every": "1w"}, run(4), "ok"),
    ({"every": "never"}, run(400), "ok"),
]


@pytest.mark.parametrize(("stated", "last", "state"), STATES)
def test_state_of_a_portal(stated: dict[str, Any], last: RunReport | None, state: str) -> None:
    assert health_of("mau", facts(**stated), last, NOW).state == state


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ({}, "no-answer"),
        (
            {"downloader/response_count": 9, "downloader/request_count": 10, "archiver/failed": 1},
            "unanswered",
        ),
        (
            {"downloader/response_count": 99, "downloader/request_count": 100, "archiver/failed": 1},
            "few-unanswered",
        ),
        ({"downloader/response_count": 9, "downloader/response_status_count/503": 9}, "server-errors"),
        ({"downloader/response_count": 99, "downloader/response_status_count/500": 1}, "few-server-errors"),
        ({"downloader/response_count": 9, LOST: ("x was answered with HTTP 404",)}, "no-listing"),
        ({"downloader/response_count": 9, STARTED: 1}, "no-listing"),
        ({"downloader/response_count": 250, REFUSED: {403: 2, 429: 3}}, "refused"),
        ({STORAGE_STAT: "The disk is full."}, "storage"),
        ({"webarchive/problems": ["It limits how much it is asked."]}, "web-archive"),
        (
            {"downloader/response_count": 9, "log_count/ERROR": 1, "spider_exceptions/KeyError": 1},
            "not-processed",
        ),
    ],
)
def test_failures_that_the_statistics_tell_of_have_a_code(stats: dict[str, Any], code: str) -> None:
    assert [finding.code for finding in failures(stats, "finished")] == [code]


@pytest.mark.parametrize(
    "stats",
    [
        {"downloader/response_count": 9, STARTED: 1, LISTED: 1},
        {"downloader/response_count": 9, REFUSED: {403: 4}},
        {"downloader/response_count": 500, REFUSED: {403: 9}},
    ],
)
def test_listings_and_few_refusals_are_nothing_to_be_told(stats: dict[str, Any]) -> None:
    assert list(failures(stats, "finished")) == []


def test_crawl_that_was_cut_off_may_have_met_no_listing() -> None:
    stats = {"downloader/response_count": 9, STARTED: 1}
    assert list(failures(stats, "window")) == []


def test_crawl_that_ended_by_itself_or_by_its_window_was_not_stopped() -> None:
    fine = {"downloader/response_count": 9}
    assert list(failures(fine, "finished")) == list(failures(fine, "window")) == []
    assert [finding.code for finding in failures(fine, "shutdown")] == ["stopped"]


def test_run_stopped_before_any_answer_says_no_more_unless_requests_were_given_up() -> None:
    assert [finding.code for finding in failures({}, "shutdown")] == ["stopped"]
    given_up = {"archiver/faults/timeout": 1}
    assert [finding.code for finding in failures(given_up, "shutdown")] == ["stopped", "no-answer"]


def stated_codes() -> set[str]:
    """Return every code that a finding can have, by the source."""
    sources = [(ROOT / "archiver" / name).read_text(encoding="utf-8") for name in ("checkup.py", "health.py")]
    found = {code for text in sources for code in re.findall(r'Finding\(\s*"([a-z-]+)"', text)}
    conditional = re.findall(r'code = "([a-z-]+)" if .* else "([a-z-]+)"', "\n".join(sources))
    return found | {code for pair in conditional for code in pair} | {"problem"}


def test_every_code_is_documented_with_what_to_do_and_no_other() -> None:
    documented = table(section(text_of("operations.md"), "Codes"))
    assert set(documented) == stated_codes()
    assert set(documented) >= PASSING
    for meaning, advice in documented.values():
        assert meaning.endswith(".")
        assert advice.endswith(".")
