"""Contests of stages that change colours."""

from __future__ import annotations

import albumentations as A  # noqa: N812 - as its users write it
import imgaug.augmenters as iaa
import numpy as np

from contests.contest import Image, of


def waves(image: Image) -> Image:
    """Return a picture of the size of an image to take histogram and spectrum from."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    channels = [127 + 100 * np.sin(x / 40 + y / 25 + turn) for turn in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


COLOUR = (
    of(
        "brightness",
        {},
        lambda: A.RandomBrightnessContrast(0.2, 0, p=1),
        lambda: iaa.Multiply((0.8, 1.2)),
    ),
    of(
        "contrast",
        {},
        lambda: A.RandomBrightnessContrast(0, 0.2, p=1),
        lambda: iaa.LinearContrast((0.8, 1.2)),
    ),
    of(
        "gamma",
        {},
        lambda: A.RandomGamma((70, 140), p=1),
        lambda: iaa.GammaContrast((0.7, 1.4)),
    ),
    of(
        "hue",
        {},
        lambda: A.HueSaturationValue((-10, 10), 0, 0, p=1),
        lambda: iaa.AddToHue((-10, 10)),
    ),
    of(
        "saturation",
        {},
        lambda: A.ColorJitter((1, 1), (1, 1), (0.8, 1.2), (0, 0), p=1),
        lambda: iaa.MultiplySaturation((0.8, 1.2)),
    ),
    of(
        "color_jitter",
        {},
        lambda: A.ColorJitter((0.8, 1.2), (0.8, 1.2), (0.8, 1.2), (-0.02, 0.02), p=1),
    ),
    of("grayscale", {}, lambda: A.ToGray(p=1), lambda: iaa.Grayscale(1)),
    of("invert", {}, lambda: A.InvertImg(p=1), lambda: iaa.Invert(1)),
    of("posterize", {}, lambda: A.Posterize((4, 7), p=1), lambda: iaa.pillike.Posterize((4, 7))),
    of(
        "solarize",
        {"threshold": [128, 255]},
        lambda: A.Solarize((0.5, 1), p=1),
        lambda: iaa.Solarize(1, threshold=(128, 255)),
    ),
    of(
        "equalize",
        {},
        lambda: A.Equalize(mode="cv", p=1),
        lambda: iaa.AllChannelsHistogramEqualization(),
    ),
    of(
        "autocontrast",
        {"cut": 0.01},
        lambda: A.AutoContrast(cutoff=1, method="pil", p=1),
        lambda: iaa.pillike.Autocontrast(1),
    ),
    of(
        "clahe",
        {"limit": [1, 2]},
        lambda: A.CLAHE((1, 2), (8, 8), p=1),
        lambda: iaa.CLAHE((1, 2), tile_grid_size_px=32),
    ),
    of("channel_shuffle", {}, lambda: A.ChannelShuffle(p=1), lambda: iaa.ChannelShuffle(1)),
    of(
        "channel_drop",
        {},
        lambda: A.ChannelDropout((1, 1), p=1),
        lambda: iaa.Dropout2d(0.4, nb_keep_channels=2),
    ),
    of(
        "rgb_shift",
        {},
        lambda: A.RGBShift(15, 15, 15, p=1),
        lambda: iaa.Add((-15, 15), per_channel=True),
    ),
    of(
        "temperature",
        {},
        lambda: A.PlanckianJitter(p=1),
        lambda: iaa.ChangeColorTemperature((5000, 8000)),
    ),
    of("sepia", {"share": 1}, lambda: A.ToSepia(p=1)),
    of(
        "sharpen",
        {"amount": [0.2, 0.5], "sigma_px": 1},
        lambda: A.Sharpen((0.2, 0.5), method="kernel", kernel_size=5, p=1),
        lambda: iaa.Sharpen((0.2, 0.5)),
    ),
    of("emboss", {}, lambda: A.Emboss((0.3, 1), (0.3, 1), p=1), lambda: iaa.Emboss((0.3, 1))),
    of("tone_curve", {}, lambda: A.RandomToneCurve(0.1, p=1)),
    of("fancy_pca", {}, lambda: A.FancyPCA(0.1, p=1)),
    of(
        "histogram_match",
        {"share": 0.5},
        lambda: A.HistogramMatching(blend_ratio=(0.5, 0.5), p=1),
        extra=lambda image: {"hm_metadata": [waves(image)]},
    ),
    of(
        "fourier_domain",
        {"beta": 0.01},
        lambda: A.FDA(beta_limit=(0.01, 0.01), p=1),
        extra=lambda image: {"fda_metadata": [waves(image)]},
    ),
)
