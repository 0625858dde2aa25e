"""From runs to figures, and from figures to a table."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from memory import Peaks

AUGCTL = "augctl"

_PACKAGES = (
    "augctl",
    "albumentations",
    "Augmentor",
    "imaug",
    "numpy",
    "opencv-python",
    "opencv-python-headless",
    "simplejpeg",
    "stringzilla",
)

Run = Mapping[str, float]
"""What one contestant did in one round: seconds, cpu_seconds, files, bytes_per_file, others."""


def rate(run: Run) -> float:
    """Return files per second."""
    return run["files"] / run["seconds"]


def summary(
    runs: Mapping[str, Sequence[Run]], peaks: Mapping[str, Peaks], photos: int
) -> dict[str, Any]:
    """Bring what was measured into figures; three in a row are least, median, greatest.

    Args:
        runs: What each contestant did, by round.
        peaks: augctl's memory by number of photos.
        photos: How many photos everyone had.
    """
    rates = {name: [rate(run) for run in each] for name, each in runs.items()}
    ours = rates[AUGCTL]
    usual = peaks[str(photos)]
    return {
        "machine": machine(),
        "files_per_s": {name: _spread(each, 0) for name, each in rates.items()},
        "augctl_over": {
            name: _spread([a / b for a, b in zip(ours, each, strict=True)], 3)
            for name, each in rates.items()
            if name != AUGCTL
        },
        "cpu_ms_per_file": {
            name: round(min(1000 * run["cpu_seconds"] / run["files"] for run in each), 2)
            for name, each in runs.items()
        },
        "bytes_per_file": {name: int(each[0]["bytes_per_file"]) for name, each in runs.items()},
        "other_load_cores": round(max(run["others"] for each in runs.values() for run in each), 2),
        "memory": {
            number: {
                "parent_mb": round(found.parent / 1e6, 1),
                "worker_mb": [round(each / 1e6, 1) for each in found.workers],
                "together_mb": round(found.together / 1e6, 1),
                "parent_growth": round(found.parent / usual.parent, 3),
                "worker_growth": round(found.worker / max(usual.worker, 1), 3),
                "seconds": round(found.seconds, 2),
            }
            for number, found in peaks.items()
        },
    }


def _spread(values: Sequence[float], digits: int) -> list[float]:
    return [round(f(values), digits) for f in (min, statistics.median, max)]


def machine() -> dict[str, Any]:
    """Describe the machine and what is installed."""
    versions = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "none"
    return {"system": platform.platform(), "cores": os.cpu_count(), "versions": versions}


def show(figures: Mapping[str, Any]) -> None:
    """Print the figures as tables."""
    about = figures["machine"]
    print(f"{about['system']}, {about['cores']} cores")
    print(", ".join(f"{name} {number}" for name, number in about["versions"].items()))
    print("\nleast, median and greatest of all rounds; CPU time: least")
    print(f"{'':22}{'files/s':>18}{'augctl over it':>24}{'CPU ms/file':>13}{'KB/file':>9}")
    for name, rates in figures["files_per_s"].items():
        ratio = figures["augctl_over"].get(name, ())
        rate_text = "".join(f"{each:6.0f}" for each in rates)
        ratio_text = "".join(f"{each:7.2f}" for each in ratio)
        size, cpu = figures["bytes_per_file"][name] / 1000, figures["cpu_ms_per_file"][name]
        print(f"{name:22}{rate_text:>18}{ratio_text:>24}{cpu:13.2f}{size:9.1f}")
    print(f"other processes kept up to {figures['other_load_cores']:.2f} cores busy meanwhile")
    print(f"\n{'augctl: peak MB':22}{'parent':>18}{'largest worker':>24}{'together':>13}")
    for number, found in figures["memory"].items():
        parent = f"{found['parent_mb']:.1f} (x{found['parent_growth']:.2f})"
        worker = f"{max(found['worker_mb'], default=0):.1f} (x{found['worker_growth']:.2f})"
        print(f"{number + ' photos':22}{parent:>18}{worker:>24}{found['together_mb']:13.1f}")
