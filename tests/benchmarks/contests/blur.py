"""Contests of stages that blur."""

from __future__ import annotations

import albumentations as A  # noqa: N812 - as its users write it
import imgaug.augmenters as iaa

from contests.contest import of

BLUR = (
    of(
        "gaussian_blur",
        {"sigma_px": 1.5},
        lambda: A.GaussianBlur(blur_limit=0, sigma_limit=(1.5, 1.5), p=1),
        # Its kernels are cut short: one for 1.5 blurs by 1.2, one for 1.82 by 1.56.
        lambda: iaa.GaussianBlur(1.82),
    ),
    of(
        "box_blur",
        {"radius_px": 2},
        lambda: A.Blur((5, 5), p=1),
        lambda: iaa.AverageBlur(5),
    ),
    of(
        "median_blur",
        {"radius_px": 2},
        lambda: A.MedianBlur((5, 5), p=1),
        lambda: iaa.MedianBlur(5),
    ),
    of(
        "motion_blur",
        {"size_px": 7},
        lambda: A.MotionBlur((7, 7), p=1),
        lambda: iaa.MotionBlur(7),
    ),
    of(
        "defocus",
        {"radius_px": 4},
        lambda: A.Defocus((4, 4), (0.1, 0.1), p=1),
        lambda: iaa.imgcorruptlike.DefocusBlur(severity=2),
    ),
    of(
        "zoom_blur",
        {"factor": 1.1},
        lambda: A.ZoomBlur((1.1, 1.1), (0.01, 0.01), p=1),
        lambda: iaa.imgcorruptlike.ZoomBlur(severity=1),
    ),
    of(
        "glass_blur",
        {"radius_px": 2},
        lambda: A.GlassBlur(0.6, max_delta=2, iterations=1, mode="fast", p=1),
        lambda: iaa.imgcorruptlike.GlassBlur(severity=1),
    ),
)
