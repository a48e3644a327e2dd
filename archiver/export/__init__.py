"""Snapshots: frozen exports of portals that can be loaded, cited and checked."""

from __future__ import annotations

import importlib.util

from archiver.errors import UsageError

_MISSING = [name for name in ("pyarrow", "rensa") if importlib.util.find_spec(name) is None]
if _MISSING:
    raise UsageError(
        f"snapshots need {' and '.join(_MISSING)}: run 'make setup', or 'pip install {' '.join(_MISSING)}'"
    )
