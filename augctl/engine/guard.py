"""Calls into stages, which may be plugins: whatever goes wrong there costs one sample."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from augctl.errors import AugctlError, BadInput
from augctl.recipe.chain import Step
from augctl.sample import Label, Sample

T = TypeVar("T")

_FAILED = "stage_failed"

_PLAIN = frozenset({int, str, bool, type(None)})

_DEPTHS = frozenset({np.dtype(np.uint8), np.dtype(np.uint16)})


def guarded(step: Step, call: Callable[..., T], *args: Any) -> T:
    """Call a stage's method; whatever it raises costs this one sample and names the stage."""
    try:
        return call(*args)
    except BadInput as error:
        error.stage = error.stage or step.id
        raise
    except AugctlError:
        raise
    # A stage may be a plugin or wrap a library, and either can raise anything. The call is pure
    # and writes nothing, so no failing output can hide here.
    except Exception as error:
        text = f"{step.name} failed: {type(error).__name__}: {error}"
        raise BadInput(_FAILED, text, step.id) from error


def drawn_by(step: Step, call: Callable[..., Any], *args: Any) -> dict[str, Any]:
    """Let a stage draw; returns the values as the manifest will have them.

    What is not JSON to the type takes the way through it, so that a stage is given the very same
    values at a replay.

    Raises:
        BadInput: The stage failed, or drew something that JSON cannot hold, such as NaN.
    """
    drawn = guarded(step, call, *args)
    if type(drawn) is dict and _is_plain(drawn):
        return drawn
    try:
        values = json.loads(json.dumps(drawn, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise BadInput(_FAILED, f"{step.name} drew no JSON values: {error}", step.id) from None
    if not isinstance(values, dict):
        raise BadInput(_FAILED, f"{step.name} drew {_kind(drawn)}, not a mapping", step.id)
    return values


def _is_plain(value: Any) -> bool:
    """Say whether a value comes back from JSON as it is: most do, and the way there is slow."""
    kind = type(value)
    if kind is float:
        return math.isfinite(value)
    if kind is list:
        return all(map(_is_plain, value))
    if kind is dict:
        return all(type(key) is str and _is_plain(item) for key, item in value.items())
    return kind in _PLAIN


def made_by(step: Step, call: Callable[..., Any], *args: Any) -> Sample:
    """Let a stage make a sample.

    Raises:
        BadInput: The stage failed, or made no sample, or one without a proper image or label.
    """
    made = guarded(step, call, *args)
    if not (isinstance(made, Sample) and isinstance(made.label, Label) and made.slots):
        raise BadInput(_FAILED, f"{step.name} made {_kind(made)}, not a sample", step.id)
    image = made.slots.get("image")
    if "image" in made.slots and not _is_image(image):
        raise BadInput(_FAILED, f"{step.name} made {_kind(image)}, not an image", step.id)
    return made


def _is_image(value: Any) -> bool:
    return (
        isinstance(value, np.ndarray)
        and value.dtype in _DEPTHS
        and value.ndim == 3
        and value.shape[2] in (1, 3, 4)
        and value.size > 0
    )


def score_of(step: Step, call: Callable[..., Any], *args: Any) -> float:
    """Let a gate score a sample.

    Raises:
        BadInput: The gate failed, or its score is no finite number.
    """
    score = guarded(step, lambda: float(call(*args)))
    if not math.isfinite(score):
        raise BadInput(_FAILED, f"{step.name} scored {score}", step.id)
    return score


def _kind(value: Any) -> str:
    """Say what something is, for a message.

    >>> _kind(None), _kind(np.zeros((2, 3)))
    ('NoneType', 'an array of float64 in shape (2, 3)')
    """
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype} in shape {value.shape}"
    return type(value).__name__
