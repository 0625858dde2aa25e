"""Parameters that show each augmenter at work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from augctl.stages.adapters._imgaug_values import Parameter, to_recipe

_CHILDREN = [{"Multiply": {"mul": [0.5, 1.5]}}]

_ALWAYS: Mapping[str, Any] = {
    "children": _CHILDREN,
    "then_list": _CHILDREN,
    "foreground": _CHILDREN,
}

# imgaug's own recommendations where it gives one.
_REQUIRED: Mapping[str, Any] = {
    "alpha_freq_exponent": [-2.5, -2.0],
    "alpha_min": 0,
    "alpha_multiplier": [0.25, 0.75],
    "alpha_size_px_max": [2, 8],
    "angle": [-15, 15],
    "aspect_ratio": 1.5,
    "blur_sigma_fraction": [0.0001, 0.001],
    "density": [0.03, 0.14],
    "density_multiplier": [0.5, 1.0],
    "density_uniformity": [0.8, 1.0],
    "drop_size": [0.01, 0.02],
    "drop_size_uniformity": [0.2, 0.5],
    "flake_size": [0.2, 0.7],
    "flake_size_uniformity": [0.4, 0.8],
    "height": 24,
    "height_base": 2,
    "height_multiple": 8,
    "intensity_coarse_scale": 10,
    "intensity_freq_exponent": [-2.5, -2.0],
    "intensity_mean": [196, 255],
    "mask": 0.1,
    "mask_generator": {"HorizontalLinearGradientMaskGen": {"max_value": [0.8, 1.0]}},
    "nb_cols": [2, 6],
    "nb_rows": [2, 6],
    "points_sampler": {"RegularGridPointsSampler": {"n_rows": 10, "n_cols": 10}},
    "replacement": [0, 255],
    "size": [24, 48],
    "sparsity": [0.8, 1.0],
    "speed": [0.04, 0.2],
    "to_colorspace": "HSV",
    "width": 32,
    "width_base": 2,
    "width_multiple": 8,
}

# Augmenters that would change nothing, or no image smaller than this, or whose first parameter is
# not the one to show.
_SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "AddToHueAndSaturation": {"value": [-30, 30]},
    "AdditiveGaussianNoise": {"scale": [0, 15]},
    "AdditiveLaplaceNoise": {"scale": [0, 15]},
    "Affine": {"scale": [0.9, 1.1], "rotate": [-20, 20]},
    "CenterPadToFixedSize": {"width": 640, "height": 640},
    "PadToFixedSize": {"width": 640, "height": 640},
    "Convolve": {"matrix": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]},
    "Crop": {"percent": [0, 0.1]},
    "CropAndPad": {"percent": [-0.1, 0.1]},
    "MultiplyHueAndSaturation": {"mul": [0.5, 1.5]},
    "Pad": {"percent": [0, 0.1]},
    "TranslateX": {"percent": [-0.1, 0.1]},
    "TranslateY": {"percent": [-0.1, 0.1]},
    "pillike.Affine": {"rotate": [-20, 20]},
}


def example(name: str, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return parameters for an augmenter: those it needs, and children where it takes some.

    Where there is none of these, the first with its default, if that is a number or a range.
    """
    needed = {each: _REQUIRED[each] for each, known in parameters.items() if _needed(known)}
    children = {each: value for each, value in _ALWAYS.items() if each in parameters}
    return {**needed, **children, **_SPECIAL.get(name, {})} or _first(parameters)


def _needed(parameter: Parameter) -> bool:
    return parameter.required and parameter.name not in _ALWAYS


def _first(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    for name, parameter in list(parameters.items())[:1]:
        if type(parameter.default) in (int, float, tuple):
            return {name: to_recipe(parameter.default)}
    return {}
