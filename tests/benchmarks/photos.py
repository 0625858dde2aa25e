"""How fast augctl expands photos, beside the codec alone and its peers; and memory.

    pip install -e ".[bench]"
    python tests/benchmarks/photos.py                            # five minutes on two cores
    python tests/benchmarks/photos.py --times-ten                # and 10,000 photos, for memory
    python tests/benchmarks/photos.py --photos 200 --rounds 1    # a quick look
    python tests/benchmarks/photos.py --folder /dev/shm/bench    # without the disk; remove it after

The work: photos of 500 x 375 pixels, five views of each: mirrored or not, rotated, brighter or
darker, with more or less contrast, with noise, with a rectangle covered; JPEG of quality 90; two
worker processes. The photos are made from the sample photos by crops and scales.

Measured, one after another in each round, each round in another order:

- `augctl`: the whole command, from starting Python to the last byte of the manifest, with hashes,
  manifest and syncs to disk. Resumable, same bytes for any number of workers.
- `codec`, `codec_views`: decode, encode, write, and nothing else: what no tool can beat. See
  `loops.py`, which also says what the peers do.
- `albumentations`, `imgaug`: the loop alone, without the time to start and import, and without
  hashes, manifest or sync. So the ratios are a little less than what a user sees.
- `augmentor`: its own pipeline, threads and writer, and one stage less.
- `albumentations_tuned`, `imgaug_tuned`: the same loops with glibc told to keep freed memory. Few
  users know to do that; on virtual machines, where page faults are dear, it helps much.

Other work of the machine disturbs all in a round alike, so ratios are made within a round; how
much of it there was is shown. `--patience 600` waits for it to pause, up to so many seconds before
each run. CPU time suffers less from it than files per second do. Memory is
measured in runs of its own: resident peaks (shared pages count for each), and the sum of
proportional shares, `together`.

Not measured: other image sizes and formats; reads from a cold disk (all dirty pages are flushed
before each run, but the photos come from the page cache); more workers than the machine has
cores; whether the pictures are any good. The peers' random values are not augctl's, and so are
their files' sizes, which are shown.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import inputs
import loops
import memory
from figures import AUGCTL, Run, rate, show, summary

LIMITS = ("codec", "codec_views")
PEERS = ("albumentations", "albumentations_tuned", "imgaug", "imgaug_tuned", "augmentor")
_TUNED = "_tuned"
_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}


def recipe(copies: int, erase: str) -> dict[str, Any]:
    """Return the recipe that augctl runs. JSON is YAML."""
    fill: Any = 128 if erase == "grey" else "noise"
    return {
        "version": 1,
        "seed": 7,
        "output": {"originals": "skip", "image": {"codec": "jpeg", "quality": loops.QUALITY}},
        "chains": [
            {
                "name": "views",
                "copies": copies,
                "stages": [
                    {"image.flip_lr": {}, "p": 0.5},
                    {"image.rotate": {"angle_deg": [-15, 15]}},
                    {"image.brightness": {"factor": [0.8, 1.2]}},
                    {"image.contrast": {"factor": [0.8, 1.2]}},
                    {"image.gaussian_noise": {"std": [2, 12]}},
                    {"image.erase": {"area": [0.02, 0.2], "fill": fill}},
                ],
            }
        ],
    }


class Bench:
    """The contestants, and the folders that they work in."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.photos = folder / "photos"
        self.views = folder / "views"
        self.out = folder / "out"
        self.recipe = folder / "recipe.yaml"

    def prepare(self) -> None:
        """Make photos, recipe, and a few finished views for the codec to write."""
        inputs.make_photos(self.photos, self.options.photos)
        text = json.dumps(recipe(self.options.copies, self.options.erase), indent=1)
        self.recipe.write_text(text, encoding="utf-8")
        self.augctl()
        self.views.mkdir()
        views = list(inputs.photos(self.out / "data"))
        for number, view in enumerate(views[:: max(len(views) // 64, 1)]):
            shutil.copyfile(view, self.views / f"{number:03d}.jpg")

    def command(self, photos: Path) -> list[str]:
        """Return the command line of augctl on a folder of photos."""
        return [
            *(sys.executable, "-m", "augctl", "expand", str(photos), "--json"),
            *("-r", str(self.recipe), "-o", str(self.out)),
            *("--workers", str(self.options.workers)),
        ]

    def augctl(self) -> Run:
        """Run augctl; its time is that of the whole command."""
        began, cpu = time.perf_counter(), loops.cpu_seconds()
        done = _run(self.command(self.photos))
        files = int(done["outputs"])
        return {
            "seconds": time.perf_counter() - began,
            "cpu_seconds": loops.cpu_seconds() - cpu,
            "files": files,
            "bytes_per_file": done["size"] // files,
        }

    def loop(self, name: str) -> Run:
        """Run one of the loops; its time is that of the work alone."""
        options = self.options
        command = [
            *(sys.executable, loops.__file__, name.removesuffix(_TUNED)),
            *(str(self.photos), str(self.out), str(options.workers), str(options.copies)),
            *(options.erase, str(self.views)),
        ]
        return _run(command, _KEEP_MEMORY if name.endswith(_TUNED) else {})

    def clean(self) -> None:
        """Remove what a contestant wrote, and leave the disk idle for the next."""
        shutil.rmtree(self.out, ignore_errors=True)
        os.sync()

    def rounds(self) -> dict[str, list[Run]]:
        """Run everyone in every round."""
        contestants: dict[str, Callable[[], Run]] = {AUGCTL: self.augctl}
        for name in (*LIMITS, *self.options.peers):
            contestants[name] = partial(self.loop, name)
        runs: dict[str, list[Run]] = {name: [] for name in contestants}
        names = list(contestants)
        for number in range(self.options.rounds):
            for name in names:
                self.clean()
                memory.wait_until_quiet(self.options.patience)
                with memory.others() as others:
                    run = contestants[name]()
                runs[name].append({**run, "others": others[0]})
                print(f"round {number + 1}: {name:21}{rate(run):6.0f} files/s", file=sys.stderr)
            names = names[2:] + names[:2]
        self.clean()
        return runs

    def memory(self) -> dict[str, memory.Peaks]:
        """Watch augctl's memory by number of photos, also at ten times as many if asked to."""
        count = self.options.photos
        peaks = {str(count): memory.measure(self.command(self.photos))}
        self.clean()
        if self.options.times_ten:
            many = self.folder / "many"
            inputs.multiply(self.photos, many, 10)
            os.sync()
            peaks[str(10 * count)] = memory.measure(self.command(many))
            self.clean()
        return peaks


def _run(command: Sequence[str], variables: dict[str, str] | None = None) -> dict[str, Any]:
    """Run a command that prints one JSON object.

    Raises:
        SystemExit: It failed.
    """
    # Albumentations would ask the network for its newest version.
    environment = {**os.environ, "NO_ALBUMENTATIONS_UPDATE": "1", **(variables or {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\nfailed:\n{done.stdout}{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--photos", type=int, default=1000, help="how many photos")
    parser.add_argument("--copies", type=int, default=5, help="views of each")
    parser.add_argument("--workers", type=int, default=2, help="worker processes")
    parser.add_argument("--rounds", type=int, default=3, help="how often everyone runs")
    parser.add_argument(
        "--erase", choices=("grey", "noise"), default="grey", help="what covers the rectangle"
    )
    parser.add_argument(
        "--peers", nargs="*", choices=PEERS, default=PEERS, help="who is beside augctl"
    )
    parser.add_argument(
        "--patience", type=float, default=0, help="wait so many seconds for others to be quiet"
    )
    parser.add_argument("--times-ten", action="store_true", help="memory with 10 times the photos")
    parser.add_argument("--folder", type=Path, help="a new folder to work in, which stays")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


@contextmanager
def _workplace(chosen: Path | None) -> Iterator[Path]:
    if chosen is None:
        with tempfile.TemporaryDirectory(prefix="augctl-bench-") as folder:
            yield Path(folder)
    else:
        chosen.mkdir(parents=True)
        yield chosen


def main() -> None:
    """Measure and print."""
    options = _options()
    with _workplace(options.folder) as folder:
        bench = Bench(options, folder)
        bench.prepare()
        runs = bench.rounds()
        peaks = bench.memory()
    figures = summary(runs, peaks, options.photos)
    print(
        f"{options.photos:,} photos of 500 x 375, {options.copies} views each, "
        f"{options.workers} workers, {options.rounds} rounds"
    )
    show(figures)
    if options.json:
        chosen = {key: str(value) for key, value in vars(options).items()}
        text = json.dumps({"options": chosen, **figures, "runs": runs}, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
