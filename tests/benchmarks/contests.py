"""Which stages of the peers do the work of which of ours, with like parameters.

Parameters are set to do about the same work: sizes of kernels, counts of holes, borders. Where a
peer has several stages for it, the faster one that gives the same kind of result is taken. A stage
of ours without a line here has no counterpart, or none that does comparable work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import albumentations as A  # noqa: N812 - as its users write it
import cv2
import imgaug.augmenters as iaa
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Make = Callable[[int, int], Any]
"""Makes a peer's stage for images of a width and a height."""

_REFLECT = {"border_mode": cv2.BORDER_REFLECT_101}


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


def _of(
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


def _other() -> Image:
    """Return a picture to take histogram and spectrum from."""
    y, x = np.mgrid[:300, :400]
    waves = [127 + 100 * np.sin(x / 40 + y / 25 + turn) for turn in range(3)]
    return np.stack(waves, axis=-1).astype(np.uint8)


GEOMETRY = (
    _of("flip_lr", {}, lambda: A.HorizontalFlip(p=1), lambda: iaa.Fliplr(1)),
    _of("flip_ud", {}, lambda: A.VerticalFlip(p=1), lambda: iaa.Flipud(1)),
    _of("transpose", {}, lambda: A.Transpose(p=1)),
    _of("rot90", {}, lambda: A.RandomRotate90(p=1), lambda: iaa.Rot90((1, 3), keep_size=False)),
    _of(
        "rotate",
        {"angle_deg": [-15, 15]},
        lambda: A.Rotate(15, p=1, **_REFLECT),
        lambda: iaa.Rotate((-15, 15), mode="reflect"),
    ),
    _of(
        "shear",
        {"angle_deg": [-10, 10]},
        lambda: A.Affine(shear=(-10, 10), p=1, **_REFLECT),
        lambda: iaa.ShearX((-10, 10), mode="reflect"),
    ),
    _of(
        "translate",
        {"share": [-0.1, 0.1]},
        lambda: A.Affine(translate_percent=(-0.1, 0.1), p=1, **_REFLECT),
        lambda: iaa.Affine(translate_percent=(-0.1, 0.1), mode="reflect"),
    ),
    _of(
        "scale",
        {"factor": [0.8, 1.25]},
        lambda: A.Affine(scale=(0.8, 1.25), p=1, **_REFLECT),
        lambda: iaa.Affine(scale=(0.8, 1.25), mode="reflect"),
    ),
    _of(
        "zoom",
        {"factor": [0.8, 1.25]},
        lambda: A.Affine(scale=(0.8, 1.25), translate_percent=(-0.1, 0.1), p=1, **_REFLECT),
        lambda: iaa.Affine(scale=(0.8, 1.25), translate_percent=(-0.1, 0.1), mode="reflect"),
    ),
    _of(
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
    _of(
        "perspective",
        {"share": [-0.1, 0.1]},
        lambda: A.Perspective((0.05, 0.1), p=1, **_REFLECT),
        lambda: iaa.PerspectiveTransform((0.05, 0.1), mode="replicate"),
    ),
    _of(
        "elastic",
        {},
        lambda: A.ElasticTransform(alpha=300, sigma=20, approximate=True, p=1, **_REFLECT),
        lambda: iaa.ElasticTransformation(alpha=300, sigma=20, order=1, mode="reflect"),
    ),
    _of(
        "grid_distortion",
        {"rows": 5, "columns": 5, "factor": [0.7, 1.3]},
        lambda: A.GridDistortion(num_steps=5, distort_limit=0.3, p=1, **_REFLECT),
        lambda: iaa.PiecewiseAffine(0.03, nb_rows=5, nb_cols=5, mode="reflect"),
    ),
    _of(
        "lens_distortion",
        {"share": [-0.15, 0.2]},
        lambda: A.OpticalDistortion((-0.2, 0.2), p=1, **_REFLECT),
    ),
    _of(
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
        lambda w, h: A.Compose(
            [A.LongestMaxSize(224, interpolation=cv2.INTER_AREA), A.PadIfNeeded(224, 224, fill=114)]
        ),
    ),
    Contest(
        "crop",
        lambda w, h: {"area": [0.64, 0.64]},
        lambda w, h: A.RandomCrop(int(0.8 * h), int(0.8 * w), p=1),
        lambda w, h: iaa.CropToFixedSize(int(0.8 * w), int(0.8 * h)),
    ),
    _of(
        "center_crop",
        {"width_px": 224, "height_px": 224},
        lambda: A.CenterCrop(224, 224, p=1),
        lambda: iaa.CenterCropToFixedSize(224, 224),
    ),
    _of(
        "random_crop",
        {"width_px": 224, "height_px": 224},
        lambda: A.RandomCrop(224, 224, p=1),
        lambda: iaa.CropToFixedSize(224, 224),
    ),
    _of(
        "random_resized_crop",
        {"width_px": 224, "height_px": 224, "area": [0.3, 1]},
        lambda: A.RandomResizedCrop((224, 224), scale=(0.3, 1), area_for_downscale="image", p=1),
    ),
    Contest(
        "pad",
        lambda w, h: {"width_px": w + 64, "height_px": h + 64},
        lambda w, h: A.PadIfNeeded(h + 64, w + 64, p=1),
        lambda w, h: iaa.CenterPadToFixedSize(w + 64, h + 64),
    ),
)

COLOUR = (
    _of(
        "brightness",
        {},
        lambda: A.RandomBrightnessContrast(0.2, 0, p=1),
        lambda: iaa.Multiply((0.8, 1.2)),
    ),
    _of(
        "contrast",
        {},
        lambda: A.RandomBrightnessContrast(0, 0.2, p=1),
        lambda: iaa.LinearContrast((0.8, 1.2)),
    ),
    _of(
        "gamma",
        {},
        lambda: A.RandomGamma((70, 140), p=1),
        lambda: iaa.GammaContrast((0.7, 1.4)),
    ),
    _of(
        "hue",
        {},
        lambda: A.HueSaturationValue((-10, 10), 0, 0, p=1),
        lambda: iaa.AddToHue((-10, 10)),
    ),
    _of(
        "saturation",
        {},
        lambda: A.ColorJitter((1, 1), (1, 1), (0.8, 1.2), (0, 0), p=1),
        lambda: iaa.MultiplySaturation((0.8, 1.2)),
    ),
    _of(
        "color_jitter",
        {},
        lambda: A.ColorJitter((0.8, 1.2), (0.8, 1.2), (0.8, 1.2), (-0.02, 0.02), p=1),
    ),
    _of("grayscale", {}, lambda: A.ToGray(p=1), lambda: iaa.Grayscale(1)),
    _of("invert", {}, lambda: A.InvertImg(p=1), lambda: iaa.Invert(1)),
    _of("posterize", {}, lambda: A.Posterize((4, 7), p=1), lambda: iaa.pillike.Posterize((4, 7))),
    _of(
        "solarize",
        {"threshold": [128, 255]},
        lambda: A.Solarize((0.5, 1), p=1),
        lambda: iaa.Solarize(1, threshold=(128, 255)),
    ),
    _of(
        "equalize",
        {},
        lambda: A.Equalize(mode="pil", p=1),
        lambda: iaa.AllChannelsHistogramEqualization(),
    ),
    _of(
        "autocontrast",
        {"cut": 0.01},
        lambda: A.AutoContrast(cutoff=1, method="pil", p=1),
        lambda: iaa.pillike.Autocontrast(1),
    ),
    _of(
        "clahe",
        {"limit": [1, 2]},
        lambda: A.CLAHE((1, 2), (8, 8), p=1),
        lambda: iaa.CLAHE((1, 2), tile_grid_size_px=32),
    ),
    _of("channel_shuffle", {}, lambda: A.ChannelShuffle(p=1), lambda: iaa.ChannelShuffle(1)),
    _of(
        "channel_drop",
        {},
        lambda: A.ChannelDropout((1, 1), p=1),
        lambda: iaa.Dropout2d(0.4, nb_keep_channels=2),
    ),
    _of(
        "rgb_shift",
        {},
        lambda: A.RGBShift(15, 15, 15, p=1),
        lambda: iaa.Add((-15, 15), per_channel=True),
    ),
    _of(
        "temperature",
        {},
        lambda: A.PlanckianJitter(p=1),
        lambda: iaa.ChangeColorTemperature((5000, 8000)),
    ),
    _of("sepia", {"share": 1}, lambda: A.ToSepia(p=1)),
    _of(
        "sharpen",
        {"amount": [0.2, 0.5], "sigma_px": 1},
        lambda: A.Sharpen((0.2, 0.5), method="kernel", kernel_size=5, p=1),
        lambda: iaa.Sharpen((0.2, 0.5)),
    ),
    _of("emboss", {}, lambda: A.Emboss((0.3, 1), (0.3, 1), p=1), lambda: iaa.Emboss((0.3, 1))),
    _of("tone_curve", {}, lambda: A.RandomToneCurve(0.1, p=1)),
    _of("fancy_pca", {}, lambda: A.FancyPCA(0.1, p=1)),
    _of(
        "histogram_match",
        {"share": 0.5},
        lambda: A.HistogramMatching(blend_ratio=(0.5, 0.5), p=1),
        extra=lambda image: {"hm_metadata": [_other()]},
    ),
    _of(
        "fourier_domain",
        {"beta": 0.01},
        lambda: A.FDA(beta_limit=(0.01, 0.01), p=1),
        extra=lambda image: {"fda_metadata": [_other()]},
    ),
)

NOISE = (
    _of(
        "gaussian_noise",
        {"std": [2, 12]},
        lambda: A.GaussNoise((2 / 255, 12 / 255), p=1),
        lambda: iaa.AdditiveGaussianNoise(scale=(2, 12), per_channel=True),
    ),
    _of(
        "shot_noise",
        {},
        lambda: A.ShotNoise((0.05, 0.15), p=1),
        lambda: iaa.imgcorruptlike.ShotNoise(severity=1),
    ),
    _of(
        "salt_pepper",
        {"share": [0.01, 0.03]},
        lambda: A.SaltAndPepper((0.01, 0.03), p=1),
        lambda: iaa.SaltAndPepper((0.01, 0.03)),
    ),
    _of(
        "speckle",
        {},
        lambda: A.MultiplicativeNoise((0.85, 1.15), per_channel=True, elementwise=True, p=1),
        lambda: iaa.MultiplyElementwise((0.85, 1.15), per_channel=True),
    ),
    _of("iso_noise", {}, lambda: A.ISONoise((0.01, 0.05), (0.1, 0.3), p=1)),
    _of(
        "jpeg_artifacts",
        {"quality": 40},
        lambda: A.ImageCompression(quality_range=(40, 40), p=1),
        lambda: iaa.JpegCompression(compression=60),
    ),
    _of(
        "downscale",
        {"share": [0.3, 0.7]},
        lambda: A.Downscale(
            (0.3, 0.7),
            interpolation_pair={"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR},
            p=1,
        ),
        lambda: iaa.imgcorruptlike.Pixelate(severity=1),
    ),
    _of(
        "pixel_dropout",
        {"share": 0.02},
        lambda: A.PixelDropout(0.02, p=1),
        lambda: iaa.Dropout(0.02),
    ),
    _of("chromatic_aberration", {}, lambda: A.ChromaticAberration(mode="random", p=1)),
)

BLUR = (
    _of(
        "gaussian_blur",
        {"sigma_px": 1.5},
        lambda: A.GaussianBlur(blur_limit=0, sigma_limit=(1.5, 1.5), p=1),
        # Its kernels are cut short: one for 1.5 blurs by 1.2, one for 1.82 by 1.56.
        lambda: iaa.GaussianBlur(1.82),
    ),
    _of(
        "box_blur",
        {"radius_px": 2},
        lambda: A.Blur((5, 5), p=1),
        lambda: iaa.AverageBlur(5),
    ),
    _of(
        "median_blur",
        {"radius_px": 2},
        lambda: A.MedianBlur((5, 5), p=1),
        lambda: iaa.MedianBlur(5),
    ),
    _of(
        "motion_blur",
        {"size_px": 7},
        lambda: A.MotionBlur((7, 7), p=1),
        lambda: iaa.MotionBlur(7),
    ),
    _of(
        "defocus",
        {"radius_px": 4},
        lambda: A.Defocus((4, 4), (0.1, 0.1), p=1),
        lambda: iaa.imgcorruptlike.DefocusBlur(severity=2),
    ),
    _of(
        "zoom_blur",
        {"factor": 1.1},
        lambda: A.ZoomBlur((1.1, 1.1), (0.01, 0.01), p=1),
        lambda: iaa.imgcorruptlike.ZoomBlur(severity=1),
    ),
    _of(
        "glass_blur",
        {"radius_px": 2},
        lambda: A.GlassBlur(0.6, max_delta=2, iterations=1, mode="fast", p=1),
        lambda: iaa.imgcorruptlike.GlassBlur(severity=1),
    ),
)

ERASING = (
    _of(
        "erase",
        {"area": [0.02, 0.33], "fill": 128},
        lambda: A.Erasing((0.02, 0.33), fill=128, p=1),
        lambda: iaa.Cutout(size=(0.14, 0.57), squared=False),
    ),
    _of(
        "coarse_dropout",
        {"holes": [3, 8], "size": [0.08, 0.2], "fill": 0},
        lambda: A.CoarseDropout((3, 8), (0.08, 0.2), (0.08, 0.2), fill=0, p=1),
        lambda: iaa.Cutout(nb_iterations=(3, 8), size=(0.08, 0.2), cval=0, squared=False),
    ),
    _of(
        "grid_mask",
        {"period": 0.2, "hole": 0.5, "fill": 0},
        lambda: A.GridDropout(0.5, holes_number_xy=(5, 5), p=1),
    ),
)

WEATHER = (
    Contest(
        "rain",
        lambda w, h: {"streaks": h // 3},
        lambda w, h: A.RandomRain(p=1),
        lambda w, h: iaa.RainLayer(
            density=(0.03, 0.14),
            density_uniformity=(0.8, 1.0),
            drop_size=(0.01, 0.02),
            drop_size_uniformity=(0.2, 0.5),
            angle=(-15, 15),
            speed=(0.04, 0.2),
            blur_sigma_fraction=(0.001, 0.001),
        ),
    ),
    _of("snow", {}, lambda: A.RandomSnow(method="texture", p=1), lambda: iaa.Snowflakes()),
    _of("fog", {}, lambda: A.RandomFog(p=1), lambda: iaa.Fog()),
    _of("shadow", {}, lambda: A.RandomShadow(p=1)),
    _of("sun_flare", {}, lambda: A.RandomSunFlare(src_radius=60, p=1)),
)

MIXING = (
    Contest(
        "mosaic",
        lambda w, h: {},
        lambda w, h: A.Mosaic(target_size=(h, w), cell_shape=(h, w), p=1),
        extra=lambda image: {"mosaic_metadata": [{"image": image}] * 3},
    ),
    _of("rand_augment", {}, None, lambda: iaa.RandAugment(2, 9)),
)

CONTESTS: Sequence[Contest] = (
    *GEOMETRY,
    *COLOUR,
    *NOISE,
    *BLUR,
    *ERASING,
    *WEATHER,
    *MIXING,
)
