"""The measures themselves: counted right, and good enough to be worth printing."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from tests.eval.hostile import hurt_by_mutations, mutated
from tests.eval.portalsize import portal_samples
from tests.eval.samples import Sample, samples
from tests.eval.scoring import Score, overlap


@pytest.fixture(scope="module")
def portal_sized() -> list[Sample]:
    return list(portal_samples())


@pytest.mark.parametrize(
    ("found", "expected", "f1"),
    [("một hai ba bốn năm", "một hai ba bốn năm", 1.0), ("", "", 1.0), ("", "một", 0.0), ("một", "", 0.0),
     ("một hai ba bốn", "một hai ba bốn năm", 2 / 3)],
)  # fmt: skip
def test_overlap_counts_word_4_grams(found: str, expected: str, f1: float) -> None:
    assert overlap(found, expected)[2] == pytest.approx(f1)


def test_named_platform_reads_every_made_page_exactly() -> None:
    score = Score()
    for sample in islice(samples(), 50):
        score.add(sample, "named")
    assert not score.faults


@pytest.mark.parametrize("mode", ["named", "auto"])
def test_pages_of_a_portals_size_are_read_as_exactly_as_the_made_pages_in_them(
    mode: str, portal_sized: list[Sample]
) -> None:
    score = Score()
    for sample in portal_sized:
        score.add(sample, mode)
    assert not score.faults
    assert all(50_000 < len(sample.page.body) < 300_000 for sample in portal_sized)


def test_mutated_pages_neither_crash_nor_hold_up_the_road() -> None:
    hurt = hurt_by_mutations(list(islice(samples(), 50)), 150)
    assert not hurt.crashes
    assert not hurt.slow


def test_mutations_are_the_same_for_the_same_seed() -> None:
    body = b"<p>" + "Bài viết".encode() * 50
    assert mutated(body, random.Random(3)) == mutated(body, random.Random(3))  # noqa: S311
