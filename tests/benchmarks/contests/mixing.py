"""Contests of stages that mix images, or several operations."""

from __future__ import annotations

import albumentations as A  # noqa: N812 - as its users write it
import imgaug.augmenters as iaa

from contests.contest import Contest, of

MIXING = (
    Contest(
        "mosaic",
        lambda w, h: {},
        lambda w, h: A.Mosaic(target_size=(h, w), cell_shape=(h, w), p=1),
        extra=lambda image: {"mosaic_metadata": [{"image": image}] * 3},
    ),
    of("rand_augment", {}, None, lambda: iaa.RandAugment(2, 9)),
)
