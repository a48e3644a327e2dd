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
from archiver.export.texts import column
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


class _Digests(dict[str, bytes]):
    """What stands between two spaces → the digests of its words, one after the other."""

    def __missing__(self, token: str) -> bytes:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        words = (word.encode("utf-8", "replace") for word in words_of(token))
        digests = b"".join(hashlib.blake2b(word, digest_size=_HASH).digest() for word in words)
        self[token] = digests
        return digests


_DIGESTS = _Digests()


class Signed(NamedTuple):
    """Articles with the signatures of their texts; those whose text is too short are left out."""

    orders: list[PublishingOrder]
    signatures: bytes
    bands: list[bytes]
    """Of each band, a key of 64 bits an article."""


def signed(texts: Iterable[tuple[PublishingOrder, bytes]]) -> Signed:
    """Return the signatures of texts in UTF-8."""
    found = list(texts)
    words, ends = _words([text for _, text in found])
    spans = list(itertools.pairwise(ends.to_pylist()))
    told = [(order, span) for (order, _), span in zip(found, spans, strict=True) if _tells(span)]
    if not told:
        return Signed([], b"", [b""] * BANDS)
    shingles, rows = _shingles(words, [span for _, span in told])
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(shingles, rows, PERMUTATIONS, SEED)
    signatures = b"".join([array.array("I", row).tobytes() for row in matrix.to_rows()])
    return Signed([order for order, _ in told], signatures, _bands(signatures))


def _tells(span: tuple[int, int]) -> bool:
    return span[1] - span[0] >= LEAST_WORDS


def _words(texts: Sequence[bytes]) -> tuple[pa.Array, pa.Array]:
    """Return the digests of all words of all texts, and where each text's end, 0 first."""
    tokens = pc.ascii_split_whitespace(column(texts))
    # Few tokens are different ones: only these are folded.
    encoded = tokens.flatten().dictionary_encode()
    digests = [_DIGESTS[token] for token in encoded.dictionary.to_pylist()]
    ends = array.array("i", itertools.accumulate((len(own) // _HASH for own in digests), initial=0))
    by_token = pa.ListArray.from_arrays(
        pa.Array.from_buffers(pa.int32(), len(ends), [None, pa.py_buffer(ends)]), _numbers(b"".join(digests))
    )
    words = by_token.take(encoded.indices)
    return words.flatten(), words.offsets.take(tokens.offsets)


def _shingles(words: pa.Array, spans: Sequence[tuple[int, int]]) -> tuple[memoryview, array.array[int]]:
    """Return the digests of the shingles in each span of words, and where each span's end, 0 first."""
    count = len(words) - SHINGLE + 1
    mixed = [pc.multiply(words.slice(at, count), pa.scalar(by, pa.uint64())) for at, by in enumerate(_MIX)]
    shingles = pc.add(pc.add(*mixed), words.slice(SHINGLE - 1))
    lengths = [end - start - SHINGLE + 1 for start, end in spans]
    own = [shingles.slice(start, length) for (start, _), length in zip(spans, lengths, strict=True)]
    flat = pa.concat_arrays(own)
    ends = array.array("Q", itertools.accumulate(lengths, initial=0))
    return memoryview(flat.buffers()[1]).cast("B").cast("Q")[flat.offset : flat.offset + len(flat)], ends


def _bands(signatures: bytes) -> list[bytes]:
    """Return a key for each band of each signature: one number of the four in it."""
    halves = pa.FixedSizeListArray.from_arrays(_numbers(signatures), 2)
    mixed = pc.multiply(pc.list_element(halves, 0), pa.scalar(_MIX[0], pa.uint64()))
    keys = pa.FixedSizeListArray.from_arrays(pc.add(mixed, pc.list_element(halves, 1)), BANDS)
    by_band = (pc.list_element(keys, band) for band in range(BANDS))
    return [memoryview(found.buffers()[1])[: len(found) * 8].tobytes() for found in by_band]


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
