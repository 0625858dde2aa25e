"""Contests of stages that move pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import albumentations as A  # noqa: N812 - as its users write it
import cv2
import imgaug.augmenters as iaa

from contests.contest import Contest, of

_REFLECT = {"border_mode": cv2.BORDER_REFLECT_101}


def _letterbox(side: int) -> Callable[..., dict[str, Any]]:
    """Call two transforms one after the other, without what Compose adds."""
    longest, pad = A.LongestMaxSize(side, p=1), A.PadIfNeeded(side, side, fill=114, p=1)
    return lambda image: pad(image=longest(image=image)["image"])


GEOMETRY = (
    of("flip_lr", {}, lambda: A.HorizontalFlip(p=1), lambda: iaa.Fliplr(1)),
    of("flip_ud", {}, lambda: A.VerticalFlip(p=1), lambda: iaa.Flipud(1)),
    of("transpose", {}, lambda: A.Transpose(p=1)),
    of("rot90", {}, lambda: A.RandomRotate90(p=1), lambda: iaa.Rot90((1, 3), keep_size=False)),
    of(
        "rotate",
        {"angle_deg": [-15, 15]},
        lambda: A.Rotate(15, p=1, **_REFLECT),
        lambda: iaa.Rotate((-15, 15), mode="reflect"),
    ),
    of(
        "shear",
        {"angle_deg": [-10, 10]},
        lambda: A.Affine(shear=(-10, 10), p=1, **_REFLECT),
        lambda: iaa.ShearX((-10, 10), mode="reflect"),
    ),
    of(
        "translate",
        {"share": [-0.1, 0.1]},
        lambda: A.Affine(translate_percent=(-0.1, 0.1), p=1, **_REFLECT),
        lambda: iaa.Affine(translate_percent=(-0.1, 0.1), mode="reflect"),
    ),
    of(
        "scale",
        {"factor": [0.8, 1.25]},
        lambda: A.Affine(scale=(0.8, 1.25), p=1, **_REFLECT),
        lambda: iaa.Affine(scale=(0.8, 1.25), mode="reflect"),
    ),
    of(
        "zoom",
        {"factor": [0.8, 1.25]},
        # Of 0.8 of the side, a tenth is cut off at each end; to 1.25 of it, an eighth is added.
        lambda: A.CropAndPad(percent=(-0.1, 0.125), sample_independently=False, p=1, **_REFLECT),
        lambda: iaa.CropAndPad(
            percent=(-0.1, 0.125), sample_independently=False, pad_mode="reflect"
        ),
    ),
    of(
        "affine",
        {},
        lambda: A.Affine(
            rotate=(-10, 10),
            scale=(0.9, 1.1),
            shear=(-5, 5),
            translate_percent=(-0.05, 0.05),
            p=1,
            **_REFLECT,
        ),
        lambda: iaa.Affine(
            rotate=(-10, 10),
            scale=(0.9, 1.1),
            shear=(-5, 5),
            translate_percent=(-0.05, 0.05),
            mode="reflect",
        ),
    ),
    of(
        "perspective",
        {"share": [-0.1, 0.1]},
        lambda: A.Perspective((0.05, 0.1), p=1, **_REFLECT),
        lambda: iaa.PerspectiveTransform((0.05, 0.1), mode="replicate"),
    ),
    of(
        "elastic",
        {},
        lambda: A.ElasticTransform(alpha=300, sigma=20, approximate=True, p=1, **_REFLECT),
        lambda: iaa.ElasticTransformation(alpha=300, sigma=20, order=1, mode="reflect"),
    ),
    of(
        "grid_distortion",
        {"rows": 5, "columns": 5, "factor": [0.7, 1.3]},
        lambda: A.GridDistortion(num_steps=5, distort_limit=0.3, p=1, **_REFLECT),
        lambda: iaa.PiecewiseAffine(0.03, nb_rows=5, nb_cols=5, mode="reflect"),
    ),
    of(
        "lens_distortion",
        {"share": [-0.15, 0.2]},
        lambda: A.OpticalDistortion((-0.2, 0.2), p=1, **_REFLECT),
    ),
    of(
        "tile_shuffle",
        {"rows": 4, "columns": 4},
        lambda: A.RandomGridShuffle((4, 4), p=1),
        lambda: iaa.Jigsaw(4, 4, max_steps=2),
    ),
    Contest(
        "resize",
        lambda w, h: {"width_px": w // 2, "height_px": h // 2},
        lambda w, h: A.Resize(h // 2, w // 2, interpolation=cv2.INTER_AREA, p=1),
        lambda w, h: iaa.Resize({"width": w // 2, "height": h // 2}, interpolation="area"),
    ),
    Contest(
        "letterbox",
        lambda w, h: {"width_px": 224, "height_px": 224},
        lambda w, h: _letterbox(224),
    ),
    Contest(
        "crop",
        lambda w, h: {"area": [0.64, 0.64]},
        lambda w, h: A.RandomCrop(int(0.8 * h), int(0.8 * w), p=1),
        lambda w, h: iaa.CropToFixedSize(int(0.8 * w), int(0.8 * h)),
    ),
    of(
        "center_crop",
        {"width_px": 224, "height_px": 224},
        lambda: A.CenterCrop(224, 224, p=1),
        lambda: iaa.CenterCropToFixedSize(224, 224),
    ),
    of(
        "random_crop",
        {"width_px": 224, "height_px": 224},
        lambda: A.RandomCrop(224, 224, p=1),
        lambda: iaa.CropToFixedSize(224, 224),
    ),
    of(
        "random_resized_crop",
        {"width_px": 224, "height_px": 224, "area": [0.3, 1]},
        lambda: A.RandomResizedCrop((224, 224), scale=(0.3, 1), p=1),
    ),
    Contest(
        "pad",
        lambda w, h: {"width_px": w + 64, "height_px": h + 64},
        lambda w, h: A.PadIfNeeded(h + 64, w + 64, p=1),
        lambda w, h: iaa.CenterPadToFixedSize(w + 64, h + 64),
    ),
)
