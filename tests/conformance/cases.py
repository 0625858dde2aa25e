"""Every stage, built in or adapted, and the samples that each is tried on."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from augctl import registry
from augctl.errors import BadInput
from augctl.marks import Marks, Thing
from augctl.sample import Image, Label, Sample
from augctl.seeds import rng_for
from augctl.stages.base import Gate, Mix, Stage

ADAPTED = [
    f"{prefix}.{name}"
    for prefix in registry.adapters()
    for name in registry.adapter(prefix).names()
]
# Not registry.names(): plugins that happen to be installed are not ours to test.
NAMES = [*registry.builtin_names(), *ADAPTED]

MODES = {
    f"{mode}{8 * np.dtype(dtype).itemsize}": (channels, dtype)
    for (mode, channels), dtype in product(
        {"L": 1, "RGB": 3, "RGBA": 4}.items(), (np.uint8, np.uint16)
    )
}
SIZES = ((1, 1), (1, 7), (3000, 20), (33, 47))


def picture(size: tuple[int, int], mode: str, seed: str = "") -> Image:
    channels, dtype = MODES[mode]
    rng = rng_for(3, mode, *size, seed)
    shape = (size[1], size[0], channels)
    return rng.integers(np.iinfo(dtype).max, size=shape, dtype=dtype, endpoint=True)


def of_image(image: Image, label: str = "cat") -> Sample:
    return Sample(f"{label}/1.png", Label.of(label), {"image": image})


def read_only(sample: Sample) -> Sample:
    """Return the sample as a worker gets an original: it may be shared memory."""
    copies = {slot: pickle.loads(pickle.dumps(value)) for slot, value in sample.slots.items()}
    for value in copies.values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return replace(sample, slots=copies)


SAMPLES: dict[str | None, dict[str, Sample]] = {
    "image": {
        f"{mode}-{size[0]}x{size[1]}": of_image(picture(size, mode))
        for mode, size in product(MODES, SIZES)
    }
}
SAMPLES[None] = SAMPLES["image"]
PARTNERS = {"image": of_image(picture((40, 21), "RGB8", "partner"), "dog")}
PARTNERS[None] = PARTNERS["image"]

# The stages that work on such samples. Those for rows of tables have cases of their own.
TRIED = [name for name in NAMES if registry.find(name).slot in SAMPLES]


@cache
def the(name: str) -> Stage:
    """Build a stage from its example."""
    stage = registry.find(name)
    return stage(**stage.example)


def names(kind: type[Stage]) -> list[str]:
    return [name for name in TRIED if issubclass(registry.find(name), kind)]


def given(stage: Any, sample: Sample) -> Sample:
    """Return a sample as the stage wants it: with something marked, if that is what it works on."""
    if not stage.needs_marks:
        return sample
    height, width, _ = sample.image.shape
    box = width / 4, height / 4, 3 * width / 4, 3 * height / 4
    return sample.with_marks(Marks.of([Thing("cat", sample.id, 0)], [box]))


def draw(stage: Any, anchor: Sample, seed: int = 7) -> Any:
    if isinstance(stage, Gate):
        return {}
    return stage.draw(given(stage, anchor), rng_for(seed, stage.name))


def run(stage: Any, anchor: Sample, drawn: Any) -> Any:
    """Return what the stage makes of an anchor: a sample, a score, or its refusal."""
    anchor, partner = given(stage, anchor), given(stage, PARTNERS[stage.slot])
    try:
        if isinstance(stage, Gate):
            return stage.score(anchor, partner)
        if isinstance(stage, Mix):
            return stage.apply(anchor, [partner] * stage.arity, drawn)
        return stage.apply(anchor, drawn)
    except BadInput as refusal:
        return refusal.reason, refusal.message


def content(result: Any) -> Any:
    """Turn a result into what can be compared: every bit of it."""
    if not isinstance(result, Sample):
        return result
    slots = {
        name: (value.dtype, value.shape, value.tobytes())
        if isinstance(value, np.ndarray)
        else value
        for name, value in result.slots.items()
    }
    return result.id, result.label, slots, result.icc, result.lost


def plain(value: Any) -> bool:
    """Say whether a value is JSON, to the type: float64 of numpy is a float that is none."""
    if type(value) is dict:
        return all(type(key) is str and plain(item) for key, item in value.items())
    if type(value) is list:
        return all(plain(item) for item in value)
    return value is None or type(value) in (bool, int, float, str)
