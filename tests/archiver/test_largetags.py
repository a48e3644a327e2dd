"""Tags larger than any page's are cut; all others stay byte for byte."""

from __future__ import annotations

import itertools
import string
import time

import pytest

from archiver.extract.lines import names_of
from archiver.html import parse_html
from archiver.largetags import (
    DENSE,
    LEAST_ASKED,
    LONGEST_NAMES,
    MOST_ATTRIBUTES,
    STRIDE,
    without_large_tags,
)

NAMES = ["".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=4)]
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
        f"<script>for (i = 0; i<n; i++) {{ {'x = y ; ' * LEAST_ASKED} }}</script>{TEXT}",
        f"<style>{'a b c ' * LEAST_ASKED}</style>{TEXT}",
        f"<!-- <p {'a b c ' * LEAST_ASKED}-->{TEXT}",
    ],
    ids=[
        "empty",
        "no tag",
        "tags",
        "state",
        "script",
        "class",
        "attributes",
        "spaces",
        "words of a script",
        "words of a style sheet",
        "words of a comment",
    ],
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
    names = quote + "mục " * (LEAST_ASKED // 6) + quote
    root = parse_html(cut(f"{TEXT}<div title=1 {name}={names} lang=vi>{TEXT}</div>"))
    assert root is not None
    (element,) = root.iter("div")
    assert (element.get("title"), element.get("lang")) == ("1", "vi")
    assert element.get(name.lower(), "").startswith("mục mục")
    assert len(element.get(name.lower(), "").encode()) < LONGEST_NAMES
    assert len(list(root.iter("p"))) == 2


@pytest.mark.parametrize("length", range(1, 18))
@pytest.mark.parametrize("value", ["'>'", "'> >'", '">"', "' '", '"<>"'])
def test_signs_in_values_end_no_tag(value: str, length: int) -> None:
    attributes = " ".join(f"{name}{'x' * length}={value}" for name in NAMES[:9000])
    root = parse_html(cut(f"<div {attributes}>{TEXT}</div>{TEXT}"))
    assert root is not None
    (element,) = root.iter("div")
    assert len(element.attrib) == MOST_ATTRIBUTES
    assert [paragraph.text for paragraph in root.iter("p")] == [TEXT[3:-4]] * 2


def largest(source: str) -> int:
    """Return how many attributes the largest tag has in what is parsed of a source."""
    found, _ = without_large_tags(source.encode())
    root = parse_html(found.decode(), found)
    return 0 if root is None else max(len(element.attrib) for element in root.iter("*"))


@pytest.mark.parametrize("every", [1, 10, 100, 700])
@pytest.mark.parametrize(
    "value", ['"<>"', "'<b>'", '"</p><p>"', "\"'><'\"", "'<!--'", "'<script>'", "'>' x=\"<\""]
)
@pytest.mark.parametrize("count", [20_000, 100_000])
def test_markup_in_values_hides_no_large_tag(count: int, value: str, every: int) -> None:
    attributes = " ".join(
        f"{name}={value}" if number % every == 0 else name for number, name in enumerate(NAMES[:count])
    )
    assert largest(f"{TEXT}<p {attributes}>") <= MOST_ATTRIBUTES


@pytest.mark.parametrize(
    "before",
    [
        "<p x='<!--'>",
        "<p x='<script>'>",
        "<!-->",
        "<!--->",
        "<!-- --!>",
        "<script></script>",
        '<p a"b=">">',
        "</p x='>'>",
        "<title>",
        "<a\x0cx>",
    ],
)
def test_nothing_before_a_large_tag_hides_it(before: str) -> None:
    assert largest(f"{TEXT}{before}<p {' '.join(NAMES[:90_000])}>") <= MOST_ATTRIBUTES


def test_page_that_is_not_looked_at_tag_by_tag_has_none_that_takes_long() -> None:
    hiding = f"x='{'<a ' * (STRIDE // 3)}'"
    held = " ".join(f"{' '.join(NAMES[at : at + DENSE // 2])} {hiding}" for at in range(0, 3500, DENSE // 2))
    source = f"<p {held}>"
    assert len(source) < LEAST_ASKED
    assert largest(source) <= LEAST_ASKED // STRIDE * DENSE


def test_page_of_scripts_is_looked_at_tag_by_tag() -> None:
    script = f"<script>{'var muc = {tieuDe: 0, noiDung: 1}; ' * 3000}</script>"
    source = f"{TEXT}{script}<p {' '.join(NAMES[:250])}>{script}"
    assert len(source) < LEAST_ASKED
    assert largest(source) == MOST_ATTRIBUTES


@pytest.mark.parametrize("repeated", [60_000, 200_000])
def test_markup_in_names_hides_no_long_ones(repeated: int) -> None:
    names = cut(f"{TEXT}<div class='{'a <> ' * repeated}'>{TEXT}")
    assert len(names) < LONGEST_NAMES + 200


@pytest.mark.parametrize("part", ["<a ", "<p a='", "<p ", "= ", "a ", " ", "/", "a=", "<", ">", "x='> "])
def test_tags_that_are_never_closed_take_no_time_by_the_square_of_their_length(part: str) -> None:
    began = time.process_time()
    without_large_tags(f"<p {part * (1_500_000 // len(part))}".encode())
    assert time.process_time() - began < 20


@pytest.mark.parametrize("names", ["mục " * 15_000, "a" * 60_000])
def test_of_longer_names_no_more_than_the_bound_is_looked_at(names: str) -> None:
    root = parse_html(f"<div id='b' class='Menu {names}'>{TEXT}</div>")
    assert root is not None
    (element,) = root.iter("div")
    assert len(names_of(element)) <= LONGEST_NAMES
    assert names_of(element).startswith("menu ")
