"""Runs an augmenter on one image, and lets nothing through that is no image of the same kind."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import imgaug.random as iarandom
import numpy as np
from imgaug.augmentables.heatmaps import HeatmapsOnImage

from augctl.errors import BadInput
from augctl.sample import Image, Kind, full_scale
from augctl.stages.adapters._imgaug_reasons import about_image


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let all that is built and run inside draw from `seed` alone.

    imgaug's own `Augmenter.seed_` misses what is not in a list of children; whatever it misses
    draws from the global generator. So that is replaced, and what is built inside uses no other.
    """
    before = iarandom.GLOBAL_RNG
    iarandom.GLOBAL_RNG = iarandom.RNG(seed)
    try:
        yield
    finally:
        iarandom.GLOBAL_RNG = before


def augment(augmenter: Any, image: Image, name: str) -> Image:
    """Return the augmented image; its size may differ.

    Args:
        augmenter: An augmenter of imgaug, built under the same `seeded`.
        image: HWC, uint8 or uint16, with 1, 3 or 4 channels; not changed.
        name: What the augmenter is called, for messages.

    Raises:
        BadInput: The augmenter cannot take such an image.
    """
    return augment_with(augmenter, image, name)[0]


def augment_with(
    augmenter: Any, image: Image, name: str, **beside: Any
) -> tuple[Image, Sequence[Any]]:
    """Return the image as `augment` does, and what else of imgaug lies on it, in the order given.

    Alpha travels as a heatmap, which imgaug moves with the pixels, makes 0 where it makes new
    pixels, and keeps out of changes of colour.

    Raises:
        BadInput: The augmenter cannot take such an image, or what lies on it.
    """
    colour = np.ascontiguousarray(image[..., :3])
    white = full_scale(image)
    if image.shape[2] == 4:
        alpha = image[..., 3:].astype(np.float32) / white
        beside = {**beside, "heatmaps": HeatmapsOnImage(alpha, shape=colour.shape)}
    result, moved = _call(augmenter, colour, beside, name)
    _check(result, colour, name)
    if image.shape[2] == 4:
        *moved, alpha_moved = moved
        shares = alpha_moved.arr_0to1
        if shares.shape[:2] != result.shape[:2]:
            raise BadInput("unsupported", f"{name} does not move alpha with the pixels")
        result = np.dstack([result, np.rint(shares * white).clip(0, white).astype(image.dtype)])
    return np.ascontiguousarray(result), moved


def trial(augmenter: Any, side: int, kind: Kind) -> Exception | None:
    """Augment a square of noise of `side` pixels; return what imgaug raised, if it did."""
    shape = (side, side, kind.channels)
    depth = np.dtype(f"u{kind.bits // 8}")
    image = np.random.default_rng(0).integers(0, 1 << kind.bits, shape, dtype=depth)
    try:
        augment(augmenter, image, "it")
    except BadInput as refusal:
        return refusal.__cause__ if isinstance(refusal.__cause__, Exception) else refusal
    return None


def _call(
    augmenter: Any, colour: Image, beside: Mapping[str, Any], name: str
) -> tuple[Any, Sequence[Any]]:
    try:
        with warnings.catch_warnings():
            # imgaug warns of images that look odd to it, and its calls of other libraries are
            # years old; none of it is the user's to mend.
            warnings.simplefilter("ignore")
            if not beside:
                return augmenter.augment_image(colour), ()
            # imgaug returns what it was given, in the order given.
            result, *moved = augmenter(image=colour, **beside)
            return result, moved
    except (MemoryError, OSError, ImportError):
        # These are about the machine, not about the image.
        raise
    # For an image it cannot take, imgaug raises whatever comes: AssertionError, ValueError,
    # TypeError, IndexError, ZeroDivisionError, cv2.error and Exception itself. This is the one
    # call into it, so nothing of ours hides in the catch.
    except Exception as error:
        kind = f"{colour.shape[1]}x{colour.shape[0]} pixels, {Kind.of(colour)}"
        with_alpha = ", with alpha" if "heatmaps" in beside else ""
        message = f"{name} cannot take this image ({kind}{with_alpha}): {about_image(error)}"
        raise BadInput("unsupported", message) from error


def _check(result: Any, colour: Image, name: str) -> None:
    if not isinstance(result, np.ndarray) or result.dtype != colour.dtype:
        wrong = f"does not keep {8 * colour.itemsize} bits per channel"
    elif result.ndim != 3 or result.shape[2] != colour.shape[2]:
        wrong = "does not keep the channels"
    elif not result.size:
        wrong = "leaves no pixels"
    else:
        return
    raise BadInput("unsupported", f"{name} {wrong}")
