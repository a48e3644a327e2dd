"""Same and nearly the same texts, found by MinHash over shingles of words; memory hardly grows with them.

Words are folded first: marks, case, tone placement and punctuation tell no two texts apart. Signatures and
the keys of their bands lie in files; articles that share a band's key are compared by their signatures.
"""

from __future__ import annotations

import array
import hashlib
import itertools
import re
import struct
import tempfile
from typing import TYPE_CHECKING, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc
import rensa

from archiver.export.asof import PublishingOrder
from archiver.normalise.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

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
_LEADERS = 16
_WORD = re.compile(r"\w+")
_HASH = 8
"""Bytes of a word's digest."""
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)
"""Odd numbers that tell a word's place in its shingle."""
_KNOWN_WORDS = 1 << 17
_PLACE = struct.Struct("<IqqQI")


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded for comparison."""
    return [fold(word) for word in _WORD.findall(text)]


class _Hashes(dict[bytes, bytes]):
    """What stands between two spaces → the digests of its words, one after the other."""

    def __missing__(self, token: bytes) -> bytes:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        words = (word.encode("utf-8", "replace") for word in words_of(token.decode("utf-8", "replace")))
        digests = b"".join(hashlib.blake2b(word, digest_size=_HASH).digest() for word in words)
        self[token] = digests
        return digests


_HASHES = _Hashes()


class Signed(NamedTuple):
    """Articles with the signatures of their texts; those whose text is too short are left out."""

    orders: list[PublishingOrder]
    signatures: bytes
    bands: list[bytes]
    """Of each band, a key of 64 bits an article."""


def signed(texts: Iterable[tuple[PublishingOrder, bytes]]) -> Signed:
    """Return the signatures of texts in UTF-8."""
    orders, words = [], []
    for order, text in texts:
        digests = b"".join(map(_HASHES.__getitem__, text.split()))
        if len(digests) >= LEAST_WORDS * _HASH:
            orders.append(order)
            words.append(digests)
    if not orders:
        return Signed([], b"", [b""] * BANDS)
    shingles, ends = _shingles(words)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(shingles, ends, PERMUTATIONS, SEED)
    signatures = array.array("I", itertools.chain.from_iterable(matrix.to_rows())).tobytes()
    return Signed(orders, signatures, _bands(signatures))


def _shingles(words: Sequence[bytes]) -> tuple[memoryview, array.array[int]]:
    """Return the digests of all shingles of all texts, and where each text's end, 0 first."""
    digests = _numbers(b"".join(words))
    count = len(digests) - SHINGLE + 1
    mixed = [pc.multiply(digests.slice(at, count), pa.scalar(by, pa.uint64())) for at, by in enumerate(_MIX)]
    shingles = pc.add(pc.add(*mixed), digests.slice(SHINGLE - 1))
    own, ends, start = [], array.array("Q", [0]), 0
    for text in words:
        length = len(text) // _HASH
        own.append(shingles.slice(start, length - SHINGLE + 1))
        ends.append(ends[-1] + length - SHINGLE + 1)
        start += length
    flat = pa.concat_arrays(own)
    return memoryview(flat.buffers()[1]).cast("B").cast("Q")[flat.offset : flat.offset + len(flat)], ends


def _bands(signatures: bytes) -> list[bytes]:
    """Return a key for each band of each signature: one number of the four in it."""
    halves = _numbers(signatures)
    evens = pa.array(range(0, len(halves), 2), pa.int64())
    mixed = pc.multiply(halves.take(evens), pa.scalar(_MIX[0], pa.uint64()))
    keys = pc.add(mixed, halves.take(pc.add(evens, 1)))
    columns = (keys.take(pa.array(range(band, len(keys), BANDS), pa.int64())) for band in range(BANDS))
    return [memoryview(column.buffers()[1])[: len(column) * 8].tobytes() for column in columns]


def _numbers(content: bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.uint64(), len(content) // 8, [None, pa.py_buffer(content)])


class Duplicates:
    """Collects signed articles, then groups them; a context manager for its files."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes files without a name: 0.8 KB an article, gone with the process."""
        self._files = [tempfile.TemporaryFile(dir=folder) for _ in range(BANDS + 3)]  # noqa: SIM115 - closed at exit
        self._places, self._ids, self._signatures, *self._bands = self._files
        self._end = 0

    def add(self, more: Signed) -> None:
        """Add articles."""
        for day, at, first_seen, name in more.orders:
            encoded = name.encode("utf-8", "replace")
            self._ids.write(encoded)
            self._places.write(_PLACE.pack(day, at, first_seen, self._end, len(encoded)))
            self._end += len(encoded)
        self._signatures.write(more.signatures)
        for file, keys in zip(self._bands, more.bands, strict=True):
            file.write(keys)

    def groups(self) -> dict[str, str]:
        """Return the first publisher's id for each article that is in a group, in the order of adding."""
        joined = _Joined()
        for band in self._bands:
            band.seek(0)
            for bucket in _buckets(_numbers(band.read())):
                self._join(bucket, joined)
        named: dict[int, tuple[str, str]] = {}
        for group in joined.groups():
            orders = {place: self._order(place) for place in group}
            first = min(orders.values()).id
            named |= {place: (order.id, first) for place, order in orders.items()}
        return dict(named[place] for place in sorted(named))

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
        return array.array("I", _read(self._signatures, place * _BYTES, _BYTES))

    def _order(self, place: int) -> PublishingOrder:
        day, at, first_seen, start, length = _PLACE.unpack(
            _read(self._places, place * _PLACE.size, _PLACE.size)
        )
        return PublishingOrder(day, at, first_seen, _read(self._ids, start, length).decode())

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


def _read(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


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
