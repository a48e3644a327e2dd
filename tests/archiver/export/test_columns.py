"""JSON Lines become columns of their schema, whatever values the fields may hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from archiver.export.columns import columns, schema
from archiver.export.rows import ArticleRow, ChangeRow, ObservationRow, PortalRow, VersionRow
from archiver.models import VIETNAM, Capture, Image
from tests.archiver.store import samples

ODD = 'Đảng\u2028 "ủy" \\ \x01 😀 2025-07-01'
EARLY = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
LATE = dt.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=VIETNAM)
LARGEST = 2**63 - 1


def article(**fields: Any) -> dict[str, Any]:
    return msgspec.structs.asdict(samples.article(1)) | fields


ROWS: list[list[msgspec.Struct]] = [
    [
        VersionRow(
            **article(title=ODD, body=None, section=(ODD, ""), tags=(), lead=""), changed_fields=("body",)
        ),
        VersionRow(**article(published_date=dt.date(1, 1, 1), published_at=LATE, first_seen=None, images=())),
    ],
    [
        ArticleRow(**article(view_count=LARGEST, images=(Image(url="a", caption=ODD), Image(url="b")))),
        ArticleRow(
            **article(capture=Capture(source="file", fetched_at=EARLY, offset=-LARGEST, digest=None)),
            cites=("18-NQ/TW", "2025"),
            last_viewed_at=dt.datetime(2025, 7, 1, 1, 2, 3, 4, tzinfo=dt.UTC),
            duplicate_first=False,
        ),
    ],
    [ChangeRow(id="a", portal="p", url="", title="2025-07-01T00:00:00Z", change="added", fields=())],
]


@pytest.mark.parametrize("rows", ROWS, ids=lambda rows: type(rows[0]).__name__)
def test_columns_hold_what_the_lines_say(rows: list[msgspec.Struct]) -> None:
    kind = type(rows[0])
    found = columns(msgspec.json.Encoder().encode_lines(rows), schema(kind))
    found.validate(full=True)
    assert found.schema.equals(schema(kind), check_metadata=True)
    assert msgspec.convert(found.to_pylist(), list[kind]) == rows  # type: ignore[valid-type]


@pytest.mark.parametrize("kind", [ObservationRow, PortalRow])
def test_line_of_other_fields_is_an_error(kind: type[msgspec.Struct]) -> None:
    with pytest.raises(pa.ArrowInvalid):
        columns(b'{"id":"a","other":1}\n', schema(kind))
