"""Facts as lines of labels and values."""

from __future__ import annotations

from archiver.commands.factsheet import sheet

FACTS = {
    "id": "demo",
    "obey_robots": True,
    "requisites": False,
    "delay": 1.0,
    "reread": (1, 3, 7),
    "successor": None,
    "hosts": (),
    "address": {"article": [], "skip": ["/in/", "/rss/"]},
    "empty": {"article": []},
    "life": [{"status": "live", "until": "2025-07-01"}, {"status": "closed", "until": None}],
    "unit_sources": {
        "codes": "The new unit has the code of a former commune.",
        "districts": "The level ended.",
    },
}


def test_facts_are_written_as_in_files_and_those_that_say_nothing_are_left_out() -> None:
    assert list(sheet(FACTS)) == [
        "id            demo",
        "obey_robots   true",
        "requisites    false",
        "delay         1",
        "reread        1, 3, 7",
        "address       skip: /in/, /rss/",
        "life          status: live; until: 2025-07-01",
        "              status: closed",
        "unit_sources  codes: The new unit has the code of a former commune.",
        "              districts: The level ended.",
    ]


def test_lines_are_broken_between_words_below_their_value() -> None:
    assert list(sheet(FACTS, 46))[-3:] == [
        "unit_sources  codes: The new unit has the code",
        "              of a former commune.",
        "              districts: The level ended.",
    ]


def test_value_can_be_read_on_a_terminal_of_few_columns() -> None:
    assert all(len(line) <= 44 for line in sheet(FACTS, 10))
