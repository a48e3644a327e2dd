"""Digests as WARC and CDXJ write them."""

from __future__ import annotations

import hashlib

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [first + second for first in _BASE32 for second in _BASE32]
_SHIFTS = range(150, -1, -10)


def sha1_digest(data: bytes) -> str:
    """Return `sha1:` and the base32 of the SHA-1 of `data`: the form that web archives look up by."""
    number = int.from_bytes(hashlib.sha1(data, usedforsecurity=False).digest())
    # Two letters at a time, for base64.b32encode takes as long as the digest of a small page.
    return "sha1:" + "".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])
