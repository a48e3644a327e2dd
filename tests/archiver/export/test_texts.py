from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.export.texts import Text, column, texts
from archiver.store.records import UnreadArticle
from tests.archiver.store import samples


def line(body: bytes) -> UnreadArticle:
    fields = msgspec.structs.asdict(samples.article(1)) | {"body": msgspec.Raw(body)}
    return UnreadArticle(**fields)


def text_of(body: bytes) -> Text | None:
    (found,) = texts([line(body)])
    return found


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_body_comes_through_as_utf8_and_as_json(body: str) -> None:
    found = text_of(msgspec.json.encode(body))
    assert found is not None
    assert found.utf8 == body.encode()
    assert msgspec.json.decode(found.json) == body
    assert found.characters == len(body)


@pytest.mark.parametrize(
    ("body", "text"),
    [(rb'"a\\nb"', r"a\nb"), (rb'"\u1ee7y"', "ủy"), (rb'"\n\n"', "\n\n"), (rb'"\"\t\/"', '"\t/')],
)
def test_escapes_are_resolved_once(body: bytes, text: str) -> None:
    found = text_of(body)
    assert found is not None
    assert found.utf8.decode() == text


@pytest.mark.parametrize("body", [b"12", b"null", b'"\xff"', b'"\xe1\xbb"', b'["a"]', b'"\\n\xc0\xaf"'])
def test_body_that_is_no_text_is_null_among_others(body: bytes) -> None:
    before, odd, after = texts([line(b'"a"'), line(body), line('"ủy"'.encode())])
    assert odd is None
    assert before is not None
    assert after is not None
    assert column([before.utf8, after.utf8]).to_pylist() == ["a", "ủy"]
