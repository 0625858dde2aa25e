"""Runs an augmenter on one image, and lets nothing through that is no image of the same kind."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import imgaug.random as iarandom
import numpy as np
from imgaug.augmentables.heatmaps import HeatmapsOnImage

from augctl.errors import BadInput
from augctl.sample import Image, Kind, full_scale
from augctl.stages.adapters._imgaug_values import reason

_LISTED = re.compile(r" ?[(\[{][^()\[\]{}]*,[^()\[\]{}]*[)\]}]?")


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

    Alpha travels as a heatmap, which imgaug moves with the pixels, makes 0 where it makes new
    pixels, and keeps out of changes of colour.

    Args:
        augmenter: An augmenter of imgaug, built under the same `seeded`.
        image: HWC, uint8 or uint16, with 1, 3 or 4 channels; not changed.
        name: What the augmenter is called, for messages.

    Raises:
        BadInput: The augmenter cannot take such an image.
    """
    colour = np.ascontiguousarray(image[..., :3])
    white = full_scale(image)
    alpha = None
    if image.shape[2] == 4:
        alpha = HeatmapsOnImage(image[..., 3:].astype(np.float32) / white, shape=colour.shape)
    result, moved = _call(augmenter, colour, alpha, name)
    _check(result, colour, name)
    if moved is not None:
        shares = moved.arr_0to1
        if shares.shape[:2] != result.shape[:2]:
            raise BadInput("unsupported", f"{name} does not move alpha with the pixels")
        result = np.dstack([result, np.rint(shares * white).clip(0, white).astype(image.dtype)])
    return np.ascontiguousarray(result)


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


def _call(augmenter: Any, colour: Image, alpha: Any, name: str) -> tuple[Any, Any]:
    try:
        with warnings.catch_warnings():
            # imgaug warns of images that look odd to it, and its calls of other libraries are
            # years old; none of it is the user's to mend.
            warnings.simplefilter("ignore")
            if alpha is None:
                return augmenter.augment_image(colour), None
            result, moved = augmenter(image=colour, heatmaps=alpha)
            return result, moved
    except (MemoryError, OSError, ImportError):
        # These are about the machine, not about the image.
        raise
    # For an image it cannot take, imgaug raises whatever comes: AssertionError, ValueError,
    # TypeError, IndexError, ZeroDivisionError, cv2.error and Exception itself. This is the one
    # call into it, so nothing of ours hides in the catch.
    except Exception as error:
        kind = f"{colour.shape[1]}x{colour.shape[0]} {colour.dtype}, {colour.shape[2]} channels"
        with_alpha = "" if alpha is None else " and alpha"
        message = f"{name} cannot take this image ({kind}{with_alpha}): {unlisted(error)}"
        raise BadInput("unsupported", message) from error


def unlisted(error: Exception) -> str:
    """Return what an error of imgaug says about an image.

    What it lists is left out: that comes in the order of a set, which differs from run to run.
    """
    return _LISTED.sub("", reason(error))


def _check(result: Any, colour: Image, name: str) -> None:
    right = (
        isinstance(result, np.ndarray)
        and result.dtype == colour.dtype
        and result.ndim == 3
        and result.shape[2] == colour.shape[2]
        and result.size > 0
    )
    if not right:
        made = f"{result.dtype} {result.shape}" if isinstance(result, np.ndarray) else type(result)
        asked = f"{colour.dtype} {colour.shape}"
        raise BadInput("unsupported", f"{name} made {made} of an image that is {asked}")
