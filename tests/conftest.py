"""Options and fixtures of the tests that run whole datasets."""

from __future__ import annotations

import os

# Before numpy is imported: with threads of its own, workers could not be forked, only spawned.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from pathlib import Path

import pytest
import runs

# Behind all others, so that it stands in where Apertium is not installed, and only there.
os.environ["PATH"] += os.pathsep + str(Path(__file__).with_name("programs"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full",
        action="store_true",
        help="Run the tests of whole runs on larger data; changes sizes only, skips nothing.",
    )


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory, full: bool) -> Path:
    """Make a small dataset with all that can be odd about one: see `runs.make_photos`."""
    folder = tmp_path_factory.mktemp("originals") / "photos"
    return runs.make_photos(folder, 8 if full else 1)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, photos: Path) -> Path:
    """Run `runs.RECIPE` on `photos` in one go, by one worker: what all other ways must give."""
    out = tmp_path_factory.mktemp("whole") / "out"
    runs.expand(photos, recipe=runs.RECIPE, output=out, workers=1)
    return out
