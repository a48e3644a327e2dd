"""A made page built otherwise reads the same, by its platform's rules and without them."""

from __future__ import annotations

import copy
import functools
from typing import Any

import msgspec
import pytest
from lxml import etree

from archiver.extract.document import parse_page
from archiver.flow import article_from_page
from archiver.models import Article, Page
from tests.eval.samples import Sample, samples
from tests.eval.scoring import FIELDS, overlap
from tests.platforms.otherwise import CHANGES, OF_THE_FRAME, Unfit

LEAST = 0.985
"""F1 of the body's word 4-grams: days in a text are written otherwise, too."""
LEAST_PAGES = 50


@functools.cache
def pages() -> tuple[Sample, ...]:
    return tuple(sample for sample in samples() if sample.platform != "demo")


def read(sample: Sample, page: Page, mode: str) -> dict[str, Any]:
    outcome = article_from_page(page, sample.portal(mode))
    return msgspec.to_builtins(outcome) if isinstance(outcome, Article) else {}


@functools.cache
def as_made(number: int, mode: str) -> dict[str, Any]:
    return read(pages()[number], pages()[number].page, mode)


def changed(page: Page, change: str) -> Page:
    root = copy.deepcopy(parse_page(page).root)
    assert root is not None
    CHANGES[change](root)
    source = b"<!DOCTYPE html>\n" + etree.tostring(root, encoding="utf-8", method="html")
    return msgspec.structs.replace(page, body=source, content_type="text/html; charset=utf-8")


def differing(made: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return what two readings differ in: the names of fields with both values."""
    if not other:
        return ["no article"]
    told = [f"{name}: {made[name]} | {other[name]}" for name in FIELDS if made[name] != other[name]]
    same = overlap(other["body"], made["body"])[-1]
    return told if same >= LEAST else [*told, f"body: F1 {same:.3f}"]


@pytest.mark.parametrize("change", CHANGES)
def test_page_without_a_platform_reads_the_same(change: str) -> None:
    assert not faults(change, "unknown")


@pytest.mark.parametrize("change", sorted(CHANGES.keys() - OF_THE_FRAME))
def test_page_of_a_platform_reads_the_same_in_the_frame_that_its_rules_know(change: str) -> None:
    assert not faults(change, "named")


def faults(change: str, mode: str) -> dict[str, list[str]]:
    """Return by page what a change altered in its reading."""
    found, fit = {}, 0
    for number, sample in enumerate(pages()):
        made = as_made(number, mode)
        try:
            page = changed(sample.page, change)
        except Unfit:
            continue
        fit += 1
        if made and (told := differing(made, read(sample, page, mode))):
            found[sample.name] = told
    assert fit >= LEAST_PAGES
    return found
