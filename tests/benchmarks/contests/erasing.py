"""Contests of stages that cover parts of an image."""

from __future__ import annotations

import albumentations as A  # noqa: N812 - as its users write it
import imgaug.augmenters as iaa

from contests.contest import of

ERASING = (
    of(
        "erase",
        {"area": [0.02, 0.33], "fill": 128},
        lambda: A.Erasing((0.02, 0.33), fill=128, p=1),
        lambda: iaa.Cutout(size=(0.14, 0.57), squared=False),
    ),
    of(
        "coarse_dropout",
        {"holes": [3, 8], "size": [0.08, 0.2], "fill": 0},
        lambda: A.CoarseDropout((3, 8), (0.08, 0.2), (0.08, 0.2), fill=0, p=1),
        lambda: iaa.Cutout(nb_iterations=(3, 8), size=(0.08, 0.2), cval=0, squared=False),
    ),
    of(
        "grid_mask",
        {"period": 0.2, "hole": 0.5, "fill": 0},
        lambda: A.GridDropout(0.5, holes_number_xy=(5, 5), p=1),
    ),
)
