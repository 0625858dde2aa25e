"""What augctl is measured beside: loops that read, change and write photos in worker processes.

    python loops.py LOOP INPUT OUTPUT WORKERS COPIES ERASE VIEWS

Each loop decodes a photo once and writes so many files from it. The result, one JSON object, has
the seconds of the work alone: imports come before the clock starts, which favours the peers.

- `codec`: no change; the photo's own pixels are encoded. The fastest that any tool could be.
- `codec_views`: no change; finished views from the folder VIEWS are encoded instead, which have the
  noise that makes a JPEG larger and slower to write. The fastest for this work.
- `albumentations`, `imgaug`: the work as users of these libraries write it, with OpenCV to read
  and write. Pixels stay BGR, as no stage here minds.
- `augmentor`: its pipeline reads, changes and writes files itself, from threads and without worker
  processes, so WORKERS means nothing to it. It has no noise stage and goes without; it writes
  JPEG at Pillow's quality of 75, which cannot be changed, and reads a photo anew for each view.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from inputs import photos

QUALITY = 90

Work = Callable[[Path, Sequence[Path]], None]
"""Called with a photo and the files to write from it."""


def codec(erase: str, views: Path) -> Work:
    """Encode the pixels that were decoded, by the library that augctl uses."""
    import simplejpeg

    encode = partial(simplejpeg.encode_jpeg, quality=QUALITY, colorsubsampling="420")

    def work(photo: Path, targets: Sequence[Path]) -> None:
        image = simplejpeg.decode_jpeg(photo.read_bytes())
        for target in targets:
            target.write_bytes(encode(image))

    return work


def codec_views(erase: str, views: Path) -> Work:
    """Decode a photo, then encode finished views."""
    import simplejpeg

    encode = partial(simplejpeg.encode_jpeg, quality=QUALITY, colorsubsampling="420")
    ready = cycle([simplejpeg.decode_jpeg(view.read_bytes()) for view in photos(views)])

    def work(photo: Path, targets: Sequence[Path]) -> None:
        simplejpeg.decode_jpeg(photo.read_bytes())
        for target, image in zip(targets, ready):  # noqa: B905 - one side has no end
            target.write_bytes(encode(image))

    return work


def albumentations(erase: str, views: Path) -> Work:
    """Compose of Albumentations."""
    import albumentations as A  # noqa: N812 - as its users write it
    import cv2

    cv2.setNumThreads(0)
    compose = A.Compose(
        [
            A.HorizontalFlip(p=0.5),
            A.Rotate(limit=15, border_mode=cv2.BORDER_REFLECT_101, p=1),
            A.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=1),
            A.GaussNoise(std_range=(2 / 255, 12 / 255), p=1),
            A.Erasing(scale=(0.02, 0.2), fill=128 if erase == "grey" else "random", p=1),
        ]
    )

    def work(photo: Path, targets: Sequence[Path]) -> None:
        image = cv2.imread(str(photo))
        for target in targets:
            view = compose(image=image)["image"]
            cv2.imwrite(str(target), view, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])

    return work


def imgaug(erase: str, views: Path) -> Work:
    """Sequential of imgaug, given all copies at once, which it is faster at."""
    import cv2
    import imgaug
    import imgaug.augmenters as iaa

    cv2.setNumThreads(0)
    imgaug.seed(os.getpid())
    sequential = iaa.Sequential(
        [
            iaa.Fliplr(0.5),
            iaa.Affine(rotate=(-15, 15), mode="reflect"),
            iaa.Multiply((0.8, 1.2)),
            iaa.LinearContrast((0.8, 1.2)),
            iaa.AdditiveGaussianNoise(scale=(2, 12), per_channel=True),
            iaa.Cutout(
                size=(0.14, 0.45),
                squared=False,
                fill_mode="constant" if erase == "grey" else "gaussian",
                fill_per_channel=erase != "grey",
            ),
        ]
    )

    def work(photo: Path, targets: Sequence[Path]) -> None:
        image = cv2.imread(str(photo))
        for target, view in zip(targets, sequential(images=[image] * len(targets)), strict=True):
            cv2.imwrite(str(target), view, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])

    return work


def augmentor(input: Path, output: Path, files: int) -> Callable[[], object]:
    """Pipeline of Augmentor, made ready to write so many files; returns its call."""
    import Augmentor

    pipeline = Augmentor.Pipeline(str(input), str(output.absolute()))
    pipeline.flip_left_right(probability=0.5)
    pipeline.rotate(probability=1, max_left_rotation=15, max_right_rotation=15)
    pipeline.random_brightness(probability=1, min_factor=0.8, max_factor=1.2)
    pipeline.random_contrast(probability=1, min_factor=0.8, max_factor=1.2)
    pipeline.random_erasing(probability=1, rectangle_area=0.45)
    return partial(pipeline.sample, files)


LOOPS: dict[str, Callable[[str, Path], Work]] = {
    loop.__name__: loop for loop in (codec, codec_views, albumentations, imgaug)
}

_state: dict[str, Any] = {}


def _begin(make: Callable[[], Work], input: Path, output: Path, copies: int) -> None:
    _state.update(work=make(), input=input, output=output, copies=copies)


def _one(photo: Path) -> int:
    folder = _state["output"] / photo.parent.relative_to(_state["input"])
    targets = [folder / f"{photo.stem}__{copy + 1}.jpg" for copy in range(_state["copies"])]
    _state["work"](photo, targets)
    return len(targets)


def run(
    name: str, input: Path, output: Path, workers: int, copies: int, erase: str, views: Path
) -> dict[str, Any]:
    """Run one loop over a folder of photos."""
    if name == augmentor.__name__:
        return _whole(input, output, copies)
    make = partial(LOOPS[name], erase, views)
    work = make()  # imports what the workers need; a fork shares it
    todo = list(photos(input))
    for folder in {photo.parent.relative_to(input) for photo in todo}:
        (output / folder).mkdir(parents=True, exist_ok=True)
    _warm(work, todo[0], output)
    began, cpu = time.perf_counter(), cpu_seconds()
    pool = get_context("fork").Pool(workers, _begin, (make, input, output, copies))
    files = sum(pool.imap_unordered(_one, todo, chunksize=4))
    seconds = time.perf_counter() - began
    pool.close()
    pool.join()
    return _result(seconds, cpu_seconds() - cpu, files, output)


def _whole(input: Path, output: Path, copies: int) -> dict[str, Any]:
    """Run a peer that does everything itself, down to its own workers."""
    files = copies * sum(1 for _ in photos(input))
    with redirect_stdout(sys.stderr):
        sample = augmentor(input, output, files)
        began, cpu = time.perf_counter(), cpu_seconds()
        sample()
        seconds = time.perf_counter() - began
    return _result(seconds, cpu_seconds() - cpu, files, output)


def _result(seconds: float, cpu: float, files: int, output: Path) -> dict[str, Any]:
    size = sum(file.stat().st_size for file in islice(photos(output), 1000)) / min(files, 1000)
    return {
        "seconds": seconds,
        "cpu_seconds": cpu,
        "files": files,
        "bytes_per_file": round(size),
    }


def cpu_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _warm(work: Work, photo: Path, output: Path) -> None:
    """Let the library do once what it does only once."""
    target = output / "warm.jpg"
    work(photo, [target])
    target.unlink()


def main(name: str, input: str, output: str, workers: str, copies: str, *rest: str) -> None:
    """Run one loop and print what came of it."""
    erase, views = rest
    result = run(name, Path(input), Path(output), int(workers), int(copies), erase, Path(views))
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
