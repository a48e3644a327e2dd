"""Same and nearly the same texts, found by MinHash over shingles of words; memory hardly grows with them.

Words are folded first: marks, case, tone placement and punctuation tell no two texts apart. Signatures and
the keys of their bands lie in files; articles that share a band's key are compared by their signatures.
"""

from __future__ import annotations

import array
import functools
import re
import tempfile
from typing import TYPE_CHECKING, BinaryIO, Self

import pyarrow as pa
import pyarrow.compute as pc
import rensa

from archiver.normalise.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

SHINGLE = 3
"""Words."""
LEAST_WORDS = 20
"""A shorter text tells too little to be called a copy."""
LIKE = 0.7
"""The least share of shingles, by their signatures, that nearly the same texts have in common."""
PERMUTATIONS = 128
BANDS = 32
SEED = 20250701
_ROWS = PERMUTATIONS // BANDS
_BYTES = 4 * PERMUTATIONS
_BATCH = 1000
_LEADERS = 16
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded for comparison."""
    return [_folded(word) for word in _WORD.findall(text)]


@functools.lru_cache(1 << 16)
def _folded(word: str) -> str:
    return fold(word)


def shingles(words: Sequence[str]) -> list[str]:
    """Return every run of `SHINGLE` words."""
    return [f"{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)]


class Duplicates:
    """Collects texts by the numbers of their rows, then groups them; a context manager for its files."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes files without a name: 0.75 KB a text, gone with the process."""
        self._files = [tempfile.TemporaryFile(dir=folder) for _ in range(BANDS + 2)]  # noqa: SIM115 - closed at exit
        self._numbers, self._signatures, *self._bands = self._files
        self._texts: list[list[str]] = []
        self._waiting: list[int] = []

    def add(self, number: int, text: str) -> None:
        """Add a row's text."""
        words = words_of(text)
        if len(words) >= LEAST_WORDS:
            self._waiting.append(number)
            self._texts.append(shingles(words))
            if len(self._waiting) >= _BATCH:
                self._flush()

    def _flush(self) -> None:
        digests = rensa.RMinHash.digests_from_token_sets(self._texts, PERMUTATIONS, SEED)
        self._numbers.write(array.array("Q", self._waiting).tobytes())
        keys: list[array.array[int]] = [array.array("q") for _ in range(BANDS)]
        for digest in digests:
            self._signatures.write(array.array("I", digest).tobytes())
            for band, column in enumerate(keys):
                column.append(hash(tuple(digest[band * _ROWS : (band + 1) * _ROWS])))
        for column, file in zip(keys, self._bands, strict=True):
            file.write(column.tobytes())
        self._texts, self._waiting = [], []

    def groups(self) -> list[list[int]]:
        """Return the rows of each group of two and more, in order."""
        if self._waiting:
            self._flush()
        joined = _Joined()
        for band in self._bands:
            for bucket in _buckets(_column(band, pa.int64())):
                self._join(bucket, joined)
        numbers = _column(self._numbers, pa.uint64())
        groups = [[numbers[place].as_py() for place in group] for group in joined.groups()]
        return sorted(groups)

    def _join(self, bucket: list[int], joined: _Joined) -> None:
        leaders: list[tuple[int, array.array[int]]] = []
        for place in bucket:
            if any(joined.root(place) == joined.root(leader) for leader, _ in leaders):
                continue
            signature = self._signature(place)
            like = [leader for leader, other in leaders if likeness(signature, other) >= LIKE]
            for leader in like:
                joined.join(leader, place)
            if not like and len(leaders) < _LEADERS:
                leaders.append((place, signature))

    def _signature(self, place: int) -> array.array[int]:
        self._signatures.seek(place * _BYTES)
        return array.array("I", self._signatures.read(_BYTES))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            file.close()


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of two signatures that is equal: about the share of shingles in common."""
    return sum(map(int.__eq__, one, other)) / PERMUTATIONS


def _column(file: BinaryIO, kind: pa.DataType) -> pa.Array:
    file.seek(0)
    content = pa.py_buffer(file.read())
    return pa.Array.from_buffers(kind, content.size // 8, [None, content])


def _buckets(keys: pa.Array) -> Iterator[list[int]]:
    """Yield the places of equal keys, in order, for each key that several have."""
    order = pc.sort_indices(keys)
    sorted_keys = keys.take(order)
    same = pc.equal(sorted_keys.slice(1), sorted_keys.slice(0, max(0, len(keys) - 1)))
    bucket: list[int] = []
    before = -2
    for at in pc.indices_nonzero(same).to_pylist():
        if at != before + 1:
            if bucket:
                yield sorted(bucket)
            bucket = [order[at].as_py()]
        bucket.append(order[at + 1].as_py())
        before = at
    if bucket:
        yield sorted(bucket)


class _Joined:
    """Which places belong together."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, place: int) -> int:
        while (above := self._above.get(place, place)) != place:
            self._above[place] = self._above.get(above, above)
            place = above
        return place

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._above.setdefault(first, first)
        self._above[second] = first

    def groups(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for place in sorted(self._above):
            groups.setdefault(self.root(place), []).append(place)
        return list(groups.values())
