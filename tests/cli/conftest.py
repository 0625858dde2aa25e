"""Shared by the tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import classes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two classes of two sound pictures each."""
    return classes(tmp_path / "in", {"cat": 2, "dog": 2})
