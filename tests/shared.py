"""Where the real pages lie that tests read when they are there; their text never enters the project."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "pages").is_dir(), reason=f"the real pages are not here: {SHARED / 'pages'}"
)
