"""Choices that look arbitrary and are the same on every machine: a digest of a seed decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def number(seed: str, low: int, high: int) -> int:
    """Return a whole number from low to high, both included."""
    digest = blake2b(seed.encode(), digest_size=8).digest()
    return low + int.from_bytes(digest, "big") % (high - low + 1)


def chance(seed: str, percent: int) -> bool:
    """Return True for about `percent` in a hundred seeds."""
    return number(seed, 0, 99) < percent


def choice(seed: str, options: Sequence[T]) -> T:
    """Return one of the options."""
    return options[number(seed, 0, len(options) - 1)]


def sample(seed: str, options: Sequence[T], count: int) -> list[T]:
    """Return up to `count` different options in an order of the seed's own."""
    order = sorted(range(len(options)), key=lambda at: number(f"{seed}/{at}", 0, 2**60))
    return [options[at] for at in order[:count]]


def slug(text: str, limit: int = 80) -> str:
    """Return the text as an address writes it: no marks, words joined by hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:limit].rstrip("-")
