"""docs/records.md describes every field and code of the records, and no other."""

from __future__ import annotations

import msgspec
import pytest

from archiver.models import Article, Attachment, Capture, Extractor, Image, Quarantined
from archiver.store.folder import LOGS
from archiver.store.records import Reading
from archiver.store.runs import RunReport
from tests.docs.codes import problem_codes, quarantine_reasons
from tests.docs.documents import section, table, text_of

PAGE = text_of("records.md")
RECORDS: dict[str, type[msgspec.Struct]] = {
    "Article": Article,
    "Image": Image,
    "Attachment": Attachment,
    "Capture": Capture,
    "Extractor": Extractor,
    "Observation": Reading,
    "Quarantined page": Quarantined,
    "Run report": RunReport,
}


@pytest.mark.parametrize("heading", RECORDS)
def test_every_field_is_documented_in_its_order_and_no_other(heading: str) -> None:
    assert list(table(section(PAGE, heading))) == list(RECORDS[heading].__struct_fields__)


def test_every_problem_code_is_documented_and_no_other() -> None:
    assert set(table(section(PAGE, "Problem codes"))) == problem_codes()


def test_every_quarantine_reason_is_documented_and_no_other() -> None:
    assert set(table(section(PAGE, "Quarantine reasons"))) == quarantine_reasons()


@pytest.mark.parametrize("heading", ["Problem codes", "Quarantine reasons"])
def test_every_code_says_what_to_do(heading: str) -> None:
    for meaning, advice in table(section(PAGE, heading)).values():
        assert meaning.endswith((".", '"'))
        assert advice.endswith(".")


@pytest.mark.parametrize("name", [*LOGS, "index.sqlite", "lock", "runs/", ".warc.gz", ".cdxj"])
def test_every_file_of_a_portal_is_documented(name: str) -> None:
    assert name in section(PAGE, "On disk")
