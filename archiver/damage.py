"""What reading files may end in that others wrote or a disk damaged."""

from __future__ import annotations

import msgspec

NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Of JSON: it is none, or no text, or lists stand in lists by thousands."""
