"""How fast each image stage is beside the stages of Albumentations and imgaug that do its work.

    pip install -e ".[bench]"
    python tests/benchmarks/stages.py                          # all, about four minutes
    python tests/benchmarks/stages.py --only rotate erase      # some
    python tests/benchmarks/stages.py --out table.md           # the table into a file

Everyone works on the same four photos, one after another, uint8 RGB, on one core, in one process
whose freed memory is kept (glibc), which makes the peers faster than they are by themselves.
What is timed, per image:

- augctl: a unit as a worker renders it, from the address of its draws to the finished sample and
  the stage's entry for the manifest; without codec.
- albumentations: the call of the transform, without Compose.
- imgaug: the call with four images at once, which it is faster at.

Everyone makes arrays that can be encoded: what the peers return as a view of their input, as they
do with crops and turns, is copied for them.

In each round everyone runs for a moment, in another order each round, and the least time of all
rounds counts: what disturbs a machine only ever makes things slower. `contests` says what is
compared with what. Ratios are the best peer's time over augctl's: above 1, augctl is the fastest.
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ["NO_ALBUMENTATIONS_UPDATE"] = "1"  # it would ask the network for its newest version

import inputs
import numpy as np
from contests import CONTESTS
from contests.contest import Contest, Image
from figures import machine
from PIL import Image as Pillow

from augctl.engine.originals import Originals
from augctl.engine.render import Renderer
from augctl.engine.threads import keep_memory, one_thread
from augctl.planning.index import Order
from augctl.recipe.compile import load
from augctl.sample import Label, Sample

SIZES = ((256, 256), (500, 375))
IMAGES = 4
WITHIN = 1.1
"""Up to this much slower than the fastest counts as equally fast."""

Work = Callable[[], object]
"""Makes `IMAGES` images."""


@dataclass(frozen=True)
class Result:
    """Seconds per image of everyone in a contest; NaN for who is not in it."""

    stage: str
    size: tuple[int, int]
    ours: float
    albumentations: float
    imgaug: float

    @property
    def ratio(self) -> float:
        """The best peer's time over ours."""
        return float(np.nanmin([self.albumentations, self.imgaug]) / self.ours)


def ours(contest: Contest, images: Sequence[Image], folder: Path) -> Work:
    """Render units of a chain that has one stage."""
    height, width, _ = images[0].shape
    stage = {f"image.{contest.stage}": dict(contest.parameters(width, height))}
    recipe = load({"version": 1, "chains": [{"name": "c", "copies": 1, "stages": [stage]}]})
    samples = [Sample(f"{i}.png", Label.of("a"), {"image": each}) for i, each in enumerate(images)]
    np.arange(len(images)).tofile(folder / "order.bin")
    (folder / "held_out.bin").touch()
    order = Order(folder, (0, len(images)))
    index: Any = SimpleNamespace()  # nothing is read: the samples are at hand
    renderer = Renderer(1, Originals(index, lambda number, needs: samples[number]), order, {})
    copies = iter(range(1 << 30))

    def work() -> None:
        copy = next(copies)
        for position in range(len(images)):
            renderer.render(recipe.chains[0], position, copy)

    return work


def albumentations(contest: Contest, images: Sequence[Image]) -> Work:
    """Call a transform on one image after another."""
    assert contest.albumentations is not None
    height, width, _ = images[0].shape
    transform = contest.albumentations(width, height)
    extra = contest.extra(images[0])

    def work() -> None:
        for image in images:
            np.ascontiguousarray(transform(image=image, **extra)["image"])

    return work


def imgaug(contest: Contest, images: Sequence[Image]) -> Work:
    """Call an augmenter on all images at once."""
    assert contest.imgaug is not None
    height, width, _ = images[0].shape
    augmenter = contest.imgaug(width, height)
    batch = list(images)
    return lambda: [np.ascontiguousarray(each) for each in augmenter(images=batch)]


def measure(works: Sequence[Work], rounds: int, seconds: float) -> list[float]:
    """Return the least time that each work took per image."""
    times = [math.inf] * len(works)
    counts = []
    for work in works:
        work()
        work()
        began = time.perf_counter()
        work()
        counts.append(max(1, round(seconds / (time.perf_counter() - began))))
    for number in range(rounds):
        for i in range(len(works)):
            one = (i + number) % len(works)
            began = time.perf_counter()
            for _ in range(counts[one]):
                works[one]()
            took = (time.perf_counter() - began) / counts[one] / IMAGES
            times[one] = min(times[one], took)
    return times


def contest_all(options: argparse.Namespace) -> Iterator[Result]:
    """Hold every contest at every size."""
    for contest in CONTESTS:
        if options.only and contest.stage not in options.only:
            continue
        for size in SIZES:
            pictures = photos(size)
            with tempfile.TemporaryDirectory() as folder:
                works = {"ours": ours(contest, pictures, Path(folder))}
                if contest.albumentations is not None:
                    works["albumentations"] = albumentations(contest, pictures)
                if contest.imgaug is not None:
                    works["imgaug"] = imgaug(contest, pictures)
                found = measure(list(works.values()), options.rounds, options.seconds)
            times = {"albumentations": math.nan, "imgaug": math.nan}
            yield Result(contest.stage, size, **times | dict(zip(works, found, strict=True)))


def photos(size: tuple[int, int]) -> list[Image]:
    """Return a few photos of a size."""
    with tempfile.TemporaryDirectory() as folder:
        inputs.make_photos(Path(folder), IMAGES)
        opened = [Pillow.open(file).resize(size) for file in inputs.photos(Path(folder))]
        return [np.array(each.convert("RGB")) for each in opened]


def table(results: Sequence[Result]) -> str:
    """Write the results as Markdown: the ten slowest against the best peer first."""
    slowest = sorted(results, key=lambda each: each.ratio)[:10]
    rest = [each for each in results if each not in slowest]
    parts = [_summary(results), "", "The ten slowest beside the best peer:", "", *_rows(slowest)]
    parts += ["", "The others:", "", *_rows(rest), "", _about()]
    return "\n".join(parts) + "\n"


def _summary(results: Sequence[Result]) -> str:
    lines = ["Images per second on one core; `ratio` is augctl over the best peer.", ""]
    for size in SIZES:
        here = [each for each in results if each.size == size]
        good = sum(each.ratio * WITHIN >= 1 for each in here)
        fastest = sum(each.ratio >= 1 for each in here)
        middle = np.median([each.ratio for each in here]) if here else math.nan
        lines.append(
            f"- {size[0]} x {size[1]}: fastest or within 10 % in {good} of {len(here)}"
            f" ({good / max(len(here), 1):.0%}), fastest in {fastest}; median ratio {middle:.2f}"
        )
    return "\n".join(lines)


def _rows(results: Sequence[Result]) -> Iterator[str]:
    yield "| stage | size | augctl | albumentations | imgaug | ratio |"
    yield "|---|---|---:|---:|---:|---:|"
    for each in results:
        rates = " | ".join(
            "" if math.isnan(seconds) else f"{1 / seconds:,.0f}"
            for seconds in (each.ours, each.albumentations, each.imgaug)
        )
        yield f"| {each.stage} | {each.size[0]} x {each.size[1]} | {rates} | {each.ratio:.2f} |"


def _about() -> str:
    about = machine()
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    return f"{about['system']}; {versions}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="*", metavar="STAGE", help="these stages alone")
    parser.add_argument("--rounds", type=int, default=7, help="how often everyone runs")
    parser.add_argument("--seconds", type=float, default=0.03, help="how long, each time")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table there")
    return parser.parse_args()


def main() -> None:
    """Measure, and print or write the table."""
    options = _options()
    one_thread()
    keep_memory()
    text = table(list(contest_all(options)))
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
