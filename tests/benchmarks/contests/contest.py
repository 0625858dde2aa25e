"""What a contest is: a stage of ours, and the stages of the peers that do its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Make = Callable[[int, int], Any]
"""Makes a peer's stage for images of a width and a height."""


@dataclass(frozen=True)
class Contest:
    """One stage of ours and its counterparts.

    Attributes:
        stage: Its name in a recipe.
        parameters: Its parameters, of the size of the images.
        albumentations: Makes a transform.
        imgaug: Makes an augmenter.
        extra: What the transform of Albumentations is called with besides the image.
    """

    stage: str
    parameters: Callable[[int, int], Mapping[str, Any]]
    albumentations: Make | None = None
    imgaug: Make | None = None
    extra: Callable[[Image], Mapping[str, Any]] = lambda image: {}


def _same(parameters: Mapping[str, Any]) -> Callable[[int, int], Mapping[str, Any]]:
    return lambda w, h: parameters


def of(
    stage: str,
    parameters: Mapping[str, Any] | None = None,
    albumentations: Callable[[], Any] | None = None,
    imgaug: Callable[[], Any] | None = None,
    **rest: Any,
) -> Contest:
    """Write a contest whose parameters do not depend on the size."""
    return Contest(
        stage,
        _same(parameters or {}),
        albumentations and (lambda w, h: albumentations()),
        imgaug and (lambda w, h: imgaug()),
        **rest,
    )
