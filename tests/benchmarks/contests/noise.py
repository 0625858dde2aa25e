"""Contests of stages that add noise, or lose detail as codecs and sensors do."""

from __future__ import annotations

import albumentations as A  # noqa: N812 - as its users write it
import cv2
import imgaug.augmenters as iaa

from contests.contest import of

NOISE = (
    of(
        "gaussian_noise",
        {"std": [2, 12]},
        lambda: A.GaussNoise((2 / 255, 12 / 255), p=1),
        lambda: iaa.AdditiveGaussianNoise(scale=(2, 12), per_channel=True),
    ),
    of(
        "shot_noise",
        {},
        lambda: A.ShotNoise((0.05, 0.15), p=1),
        lambda: iaa.imgcorruptlike.ShotNoise(severity=1),
    ),
    of(
        "salt_pepper",
        {"share": [0.01, 0.03]},
        lambda: A.SaltAndPepper((0.01, 0.03), p=1),
        lambda: iaa.SaltAndPepper((0.01, 0.03)),
    ),
    of(
        "speckle",
        {},
        lambda: A.MultiplicativeNoise((0.85, 1.15), per_channel=True, elementwise=True, p=1),
        lambda: iaa.MultiplyElementwise((0.85, 1.15), per_channel=True),
    ),
    of("iso_noise", {}, lambda: A.ISONoise((0.01, 0.05), (0.1, 0.3), p=1)),
    of(
        "jpeg_artifacts",
        {"quality": 40},
        lambda: A.ImageCompression(quality_range=(40, 40), p=1),
        lambda: iaa.JpegCompression(compression=60),
    ),
    of(
        "downscale",
        {"share": [0.3, 0.7]},
        lambda: A.Downscale(
            (0.3, 0.7),
            interpolation_pair={"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR},
            p=1,
        ),
        lambda: iaa.imgcorruptlike.Pixelate(severity=1),
    ),
    of(
        "pixel_dropout",
        {"share": 0.02},
        lambda: A.PixelDropout(0.02, p=1),
        lambda: iaa.Dropout(0.02),
    ),
    of("chromatic_aberration", {}, lambda: A.ChromaticAberration(mode="random", p=1)),
)
