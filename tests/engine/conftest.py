"""A plugin that does what no stage should, as an installed package that workers find too."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from augctl import registry

_SOURCE = '''
import faulthandler, multiprocessing, os, signal, sys, time
from dataclasses import replace
from pathlib import Path
from typing import Any
import numpy as np
from augctl.stages.base import Gate, Transform
from augctl.stages.image._mix import ImageMix, blend

class Odd(Transform):
    """Behave badly on one original, or on all of them."""

    path: str = "*"
    """The original."""

    how: str = "well"
    """What to do to it."""

    def draw(self, sample: Any, rng: Any) -> Any:
        odd = self.path in ("*", sample.id)
        drawn = {"u": rng.random()}
        if odd and self.how.startswith("draw-"):
            return {
                "draw-nan": {"u": float("nan")},
                "draw-array": {"u": np.zeros(3)},
                "draw-none": None,
            }[self.how]
        return {**drawn, "odd": odd}

    def apply(self, sample: Any, drawn: Any) -> Any:
        image = np.flip(sample.image, 1) if drawn["u"] < 0.5 else sample.image
        return _act(self.how, sample, image) if drawn["odd"] else sample.with_image(image)

def _act(how: str, sample: Any, image: Any) -> Any:
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "exit":
        os._exit(7)
    if how == "sys-exit":
        sys.exit(8)
    if how == "segv":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "hang":
        time.sleep(1000)
    if how == "raise":
        raise ZeroDivisionError("no reason")
    if how == "memory":
        raise MemoryError
    if how == "none":
        return None
    if how == "float":
        return sample.with_image(image.astype(np.float32))
    if how == "flat":
        return sample.with_image(image[..., 0])
    if how == "empty":
        return sample.with_image(image[:0])
    if how == "label":
        return replace(sample, label="cat")
    if how == "in-place":
        sample.image[:] = 0
    if how.startswith("once "):
        marker = Path(how[5:])
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return sample.with_image(image)

class OddMix(ImageMix):
    """Describe one original badly."""

    partner: str = "neighbor"
    """Where partners come from."""

    path: str = "*"
    """The original."""

    how: str = "well"
    """How it is described."""

    def describe(self, sample: Any) -> Any:
        row = super().describe(sample)
        if self.path not in ("*", sample.id):
            return row
        if self.how in ("kill", "hang", "raise"):
            _act(self.how, sample, sample.image)
        return {
            "nan": row * np.nan,
            "scalar": np.float32(1),
            "none": None,
            "short": row[:7],
        }.get(self.how, row)

    def apply(self, anchor: Any, partners: Any, drawn: Any) -> Any:
        if self.how == "apply":
            raise ZeroDivisionError("no reason")
        return anchor.with_image(blend(anchor.image, self.partner_image(anchor, partners), 0.5))

class Score(Gate):
    """Score badly."""

    score_is: str = "1"
    """The score."""

    def score(self, sample: Any, anchor: Any) -> Any:
        return None if self.score_is == "none" else float(self.score_is)

class Threads(Transform):
    """Note how many threads a worker may use."""

    def draw(self, sample: Any, rng: Any) -> Any:
        import cv2
        from threadpoolctl import threadpool_info

        blas = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
        return {"opencv": cv2.getNumThreads(), "blas": blas}

    def apply(self, sample: Any, drawn: Any) -> Any:
        return sample

class Fragile(Transform):
    """Cannot be built in a worker."""

    def model_post_init(self, context: Any) -> None:
        if multiprocessing.parent_process() is not None:
            os._exit(9)
'''


@pytest.fixture
def odd_stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install `test.odd`, `test.mix`, `test.score`, `test.threads` and `test.fragile`."""
    site = tmp_path / "site"
    info = site / "augctl_odd-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "augctl_odd.py").write_text(_SOURCE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: augctl-odd\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[augctl.stages]\n"
        "test.odd = augctl_odd:Odd\n"
        "test.mix = augctl_odd:OddMix\n"
        "test.score = augctl_odd:Score\n"
        "test.threads = augctl_odd:Threads\n"
        "test.fragile = augctl_odd:Fragile\n"
    )
    monkeypatch.syspath_prepend(str(site))
    registry.find.cache_clear()
    yield
    sys.modules.pop("augctl_odd", None)
    registry.find.cache_clear()
    importlib.invalidate_caches()
