from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.demo import truth
from archiver.export.asof import PublishingOrder
from archiver.export.duplicates import LEAST_WORDS, Duplicates, signed, words_of

Pair = tuple[int, int]


def groups_of(texts: list[str], folder: Path) -> list[list[int]]:
    orders = [PublishingOrder(0, 0, number, str(number)) for number in range(len(texts))]
    with Duplicates(folder) as duplicates:
        for start in range(0, len(texts), 50):
            duplicates.add(
                signed(
                    zip(orders[start : start + 50], map(str.encode, texts[start : start + 50]), strict=True)
                )
            )
        named = duplicates.groups()
    groups: dict[str, list[int]] = {}
    for number, first in named.items():
        groups.setdefault(first, []).append(int(number))
    return list(groups.values())


def originals() -> list[tuple[str, list[str]]]:
    """Texts of the demo portal, each of its own seed: its own near-duplicates are left out."""
    articles = [article for article in truth() if article.case != "near-duplicate"]
    return [(article.key, list(article.body)) for article in articles if len(article.body) > 3]


def old_tones(paragraphs: list[str], _: random.Random) -> list[str]:
    """Set tones as in the old school: hòa → hoà, ủy → uỷ."""
    return [text.replace("òa", "oà").replace("ủy", "uỷ").replace("óa", "oá") for text in paragraphs]


def reset(paragraphs: list[str], _: random.Random) -> list[str]:
    """Set the text anew: other paragraphs, quotes and dashes."""
    return [" ".join(paragraphs).replace(",", " ,").replace("“", '"').replace("”", '"').replace(" - ", " – ")]


def credited(paragraphs: list[str], _: random.Random) -> list[str]:
    """Add where it comes from."""
    return [*paragraphs, "Theo Cổng thông tin điện tử Quận ủy."]


def corrected(paragraphs: list[str], chance: random.Random) -> list[str]:
    """Change one word in sixty."""
    words = [text.split() for text in paragraphs]
    for line in words:
        for place in range(len(line)):
            if chance.random() < 1 / 60:
                line[place] = "đã"
    return [" ".join(line) for line in words]


def same(paragraphs: list[str], _: random.Random) -> list[str]:
    return paragraphs


WAYS = (same, old_tones, reset, credited, corrected)


def planted() -> tuple[list[str], set[Pair]]:
    """Return the demo's texts with a copy of every second one, and the pairs that belong together."""
    chance = random.Random(20250701)  # noqa: S311 - no secret
    texts, pairs = [], set()
    sources = originals()
    copies = []
    for number, (_, paragraphs) in enumerate(sources):
        texts.append("\n\n".join(paragraphs))
        if number % 2 == 0:
            copies.append((number, "\n\n".join(WAYS[number // 2 % len(WAYS)](paragraphs, chance))))
    for number, text in copies:
        pairs.add((number, len(texts)))
        texts.append(text)
    return texts, pairs


def pairs_in(groups: list[list[int]]) -> Iterator[Pair]:
    for group in groups:
        yield from itertools.combinations(group, 2)


def test_planted_copies_are_found_and_hardly_anything_else(tmp_path: Path) -> None:
    texts, planted_pairs = planted()
    found = set(pairs_in(groups_of(texts, tmp_path)))
    recall = len(found & planted_pairs) / len(planted_pairs)
    precision = len(found & planted_pairs) / len(found)
    print(
        f"{len(planted_pairs)} copies of {len(texts)} texts: recall {recall:.3f}, precision {precision:.3f}"
    )
    assert recall >= 0.98
    assert precision >= 0.99


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huyện ủy Hòa Vang", "HUYỆN UỶ HOÀ VANG"),
        ("Đảng bộ, chi bộ.", "đảng bộ chi bộ"),
        ("“Nghị quyết”", '"nghị quyết"'),
    ],
)
def test_words_differ_not_by_tone_placement_case_or_punctuation(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


def test_short_texts_stand_alone(tmp_path: Path) -> None:
    short = " ".join(["từ"] * (LEAST_WORDS - 1))
    assert groups_of([short, short], tmp_path) == []


def test_copies_of_one_text_are_one_group(tmp_path: Path) -> None:
    text = " ".join(f"từ {number}" for number in range(40))
    other = " ".join(f"chữ {number}" for number in range(100, 140))
    assert groups_of([text, other, text, text], tmp_path) == [[0, 2, 3]]


def test_no_texts_make_no_groups(tmp_path: Path) -> None:
    assert groups_of([], tmp_path) == []


@given(st.text(max_size=300))
def test_words_of_any_text_are_folded_once(text: str) -> None:
    words = words_of(text)
    assert all(word == word.casefold() for word in words)
