"""Shared by the codec tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def silent(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """No library may print a word, not even past Python, on either stream."""
    yield
    assert capfd.readouterr() == ("", "")
