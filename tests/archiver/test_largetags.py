"""Tags larger than any page's are cut; all others stay byte for byte."""

from __future__ import annotations

import time

import pytest

from archiver.html import parse_html
from archiver.largetags import LONGEST_NAMES, MOST_ATTRIBUTES, STRIDE, without_large_tags

TEXT = "<p>Hội nghị sơ kết công tác xây dựng Đảng</p>"


def cut(source: str) -> str:
    found, is_cut = without_large_tags(source.encode())
    assert is_cut
    return found.decode()


@pytest.mark.parametrize(
    "source",
    [
        "",
        "a" * 3 * STRIDE,
        TEXT * 500,
        f'<input type="hidden" value="{"A" * 9 * STRIDE}"><div class="a">{TEXT}',
        f"<script>{'x();' * STRIDE}</script>{TEXT}",
        f"<div class='{'a ' * (LONGEST_NAMES // 2 - 1)}'>{TEXT}",
        f"<p {' '.join(f'data-{number}=1' for number in range(MOST_ATTRIBUTES))}>",
        f"<p {' ' * 4 * STRIDE}>{TEXT}",
    ],
    ids=["empty", "no tag", "tags", "state", "script", "class", "attributes", "spaces"],
)
def test_what_a_page_may_have_stays_as_it_is(source: str) -> None:
    assert without_large_tags(source.encode()) == (source.encode(), False)


def test_attributes_beyond_the_bound_are_left_out_and_what_stands_behind_stays() -> None:
    attributes = " ".join(f"data-{number}='>{number}'" for number in range(5000))
    root = parse_html(cut(f"<div {attributes.replace('>', '')} id='a'>{TEXT}</div>{TEXT}"))
    assert root is not None
    (element,) = root.iter("div")
    assert len(element.attrib) == MOST_ATTRIBUTES
    assert [paragraph.text for paragraph in root.iter("p")] == [TEXT[3:-4]] * 2


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("name", ["class", "ID"])
def test_classes_of_kilobytes_are_cut_and_the_other_attributes_stay(name: str, quote: str) -> None:
    names = quote + "mục " * 4000 + quote
    root = parse_html(cut(f"{TEXT}<div title=1 {name}={names} lang=vi>{TEXT}</div>"))
    assert root is not None
    (element,) = root.iter("div")
    assert (element.get("title"), element.get("lang")) == ("1", "vi")
    assert element.get(name.lower(), "").startswith("mục mục")
    assert len(element.get(name.lower(), "").encode()) < LONGEST_NAMES
    assert len(list(root.iter("p"))) == 2


@pytest.mark.parametrize("value", ["'>'", "'> >'", '">"'])
def test_signs_in_values_end_no_tag(value: str) -> None:
    attributes = " ".join(f"data-{number}={value}" for number in range(5000))
    root = parse_html(cut(f"<div {attributes}>{TEXT}</div>{TEXT}"))
    assert root is not None
    (element,) = root.iter("div")
    assert len(element.attrib) == MOST_ATTRIBUTES
    assert [paragraph.text for paragraph in root.iter("p")] == [TEXT[3:-4]] * 2


@pytest.mark.parametrize("part", ["<a ", "<p a='", "<p ", "= ", "a ", " ", "/", "a=", "<", ">", "x='> "])
def test_tags_that_are_never_closed_take_no_time_by_the_square_of_their_length(part: str) -> None:
    began = time.process_time()
    without_large_tags(f"<p {part * (1_500_000 // len(part))}".encode())
    assert time.process_time() - began < 1
