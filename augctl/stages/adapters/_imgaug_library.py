"""What is in the imgaug library: found by inspection, less what cannot be a stage."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import imgaug.augmenters as iaa

_NEEDS_PYTHON = "its work is a Python function, which a recipe cannot hold"
_NEEDS_MARKS = "it chooses pixels by {}, which do not reach it"
_ONLY_MARKS = "it changes boxes, polygons and keypoints, never the image"
_RENAMED = "another name for imgaug.{}"

WITHHELD: Mapping[str, str] = MappingProxyType(
    {
        "Augmenter": "the abstract base of all augmenters",
        "Lambda": _NEEDS_PYTHON,
        "AssertLambda": _NEEDS_PYTHON,
        "AssertShape": "it checks and changes nothing",
        "SaveDebugImageEveryNBatches": "it writes files of its own",
        "BlendAlphaBoundingBoxes": _NEEDS_MARKS.format("bounding boxes"),
        "BlendAlphaSegMapClassIds": _NEEDS_MARKS.format("segmentation maps"),
        "ClipCBAsToImagePlanes": _ONLY_MARKS,
        "RemoveCBAsByOutOfImageFraction": _ONLY_MARKS,
        "HorizontalFlip": _RENAMED.format("Fliplr"),
        "VerticalFlip": _RENAMED.format("Flipud"),
        "Scale": _RENAMED.format("Resize"),
        "Alpha": _RENAMED.format("BlendAlpha"),
        "AlphaElementwise": _RENAMED.format("BlendAlphaElementwise"),
        "FrequencyNoiseAlpha": _RENAMED.format("BlendAlphaFrequencyNoise"),
        "SimplexNoiseAlpha": _RENAMED.format("BlendAlphaSimplexNoise"),
        "ContrastNormalization": _RENAMED.format("LinearContrast"),
        "InColorspace": _RENAMED.format("WithColorspace"),
        "AffineCv2": "deprecated by imgaug; imgaug.Affine with backend: cv2 does the same",
    }
)
"""Augmenters that are not on offer, each with the reason."""

IN_LEVELS = frozenset(
    {
        *("Add", "AddElementwise", "AllChannelsCLAHE", "Cutout", "ImpulseNoise", "LogContrast"),
        *("AdditiveGaussianNoise", "AdditiveLaplaceNoise", "AdditivePoissonNoise"),
        *("CoarsePepper", "CoarseSalt", "CoarseSaltAndPepper", "Pepper", "Salt", "SaltAndPepper"),
        *("RandAugment", "ReplaceElementwise", "Solarize", "pillike.Solarize"),
    }
)
"""Augmenters that count in levels of 0 to 255, whatever the image: salt on 16 bits is black."""

LEVEL_PARAMETERS = frozenset(
    {"cval", "pad_cval", "fillcolor", "threshold", "Invert.min_value", "Invert.max_value"}
)
"""Parameters that are levels of 0 to 255; a default of 0 or None means the same on 16 bits."""

CHILD_PARAMETERS = frozenset({"children", "then_list", "else_list", "foreground", "background"})
"""Parameters that take augmenters."""

_EVERYONE_HAS = frozenset({"seed", "name", "random_state", "deterministic"})

_SUBMODULES = ("pillike", "imgcorruptlike")


@cache
def found() -> dict[str, Callable[..., Any]]:
    """Map each public name that makes an augmenter, on offer or not, to what makes it."""
    public = {name: value for name, value in vars(iaa).items() if _makes_augmenter(name, value)}
    for part in _SUBMODULES:
        module = getattr(iaa, part)
        public |= {
            f"{part}.{name}": value
            for name, value in vars(module).items()
            if _makes_augmenter(name, value) and value.__module__ == module.__name__
        }
    return public


def _makes_augmenter(name: str, value: Any) -> bool:
    if inspect.isclass(value):
        return issubclass(value, iaa.Augmenter) and not name.startswith("_")
    return inspect.isfunction(value) and name[0].isupper()


@cache
def offered() -> dict[str, Callable[..., Any]]:
    """Map each name on offer to its class."""
    return {name: target for name, target in found().items() if name not in WITHHELD}


@cache
def parts() -> dict[str, type[Any]]:
    """Map the names of what some augmenters are put together from: masks, samplers, colourers."""
    kinds = (iaa.IBatchwiseMaskGenerator, iaa.IPointsSampler, iaa.IBinaryImageColorizer)
    unusable = {"BoundingBoxesMaskGen", "SegMapClassIdsMaskGen", "StochasticParameterMaskGen"}
    return {
        name: value
        for name, value in vars(iaa).items()
        if inspect.isclass(value)
        and issubclass(value, kinds)
        and value not in kinds
        and name not in unusable
    }


def signature(target: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Return the parameters that a recipe may set."""
    return {
        name: parameter
        for name, parameter in inspect.signature(target).parameters.items()
        if name not in _EVERYONE_HAS
    }
