"""Contests of stages that change weather and light."""

from __future__ import annotations

import albumentations as A  # noqa: N812 - as its users write it
import imgaug.augmenters as iaa

from contests.contest import Contest, of

WEATHER = (
    Contest(
        "rain",
        # Albumentations draws a third of the height; ours counts them in a square image.
        lambda w, h: {"streaks": round(h // 3 * max(w, h) / min(w, h))},
        lambda w, h: A.RandomRain(p=1),
        lambda w, h: iaa.RainLayer(
            density=h // 3 / (w * h),
            density_uniformity=(0.8, 1.0),
            drop_size=(0.01, 0.02),
            drop_size_uniformity=(0.2, 0.5),
            angle=(-15, 15),
            speed=(0.04, 0.2),
            blur_sigma_fraction=(0.001, 0.001),
        ),
    ),
    of("snow", {}, lambda: A.RandomSnow(method="texture", p=1), lambda: iaa.Snowflakes()),
    of("fog", {}, lambda: A.RandomFog(p=1), lambda: iaa.Fog()),
    of("shadow", {}, lambda: A.RandomShadow(p=1)),
    of("sun_flare", {}, lambda: A.RandomSunFlare(src_radius=60, p=1)),
)
