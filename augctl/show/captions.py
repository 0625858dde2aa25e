"""Captions: what each stage drew for one output, in a few words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MOST_LISTED = 4
_MOST_PARTNERS = 2
_NOISE = {"seed", "seeds", "offset", "offsets"}


@dataclass(frozen=True, slots=True)
class Caption:
    """One stage of a trace, ready to print.

    Attributes:
        stage: The stage's own name, without its slot.
        values: What it drew: names, and values as text.
        partners: The files that a mix blended in.

    >>> print(Caption("rotate", (("angle_deg", "-12.3"),)))
    rotate  angle_deg -12.3
    >>> print(Caption("mixup", (("lambda", "0.31"),), ("cat/3.jpg",)))
    mixup  lambda 0.31  with cat/3.jpg
    """

    stage: str
    values: tuple[tuple[str, str], ...] = ()
    partners: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [self.stage, *(f"{key} {value}" for key, value in self.values)]
        if self.partners:
            parts.append(f"with {', '.join(self.partners)}")
        return "  ".join(parts)


def caption_lines(stages: Sequence[Mapping[str, Any]]) -> list[Caption]:
    """Say in one caption per stage what a manifest trace holds.

    Seeds and noise offsets mean nothing to a reader: they appear only where a stage drew nothing
    else. Partners of a mix are named, what was done to them before is not.

    >>> trace = [
    ...     {"stage": "image.gaussian_noise", "drawn": {"std": 7.128, "offset": 123456}},
    ...     {"stage": "imgaug.Snowflakes", "drawn": {"seed": 8399}},
    ...     {"stage": "image.flip_lr", "drawn": {}},
    ... ]
    >>> [str(caption) for caption in caption_lines(trace)]
    ['gaussian_noise  std 7.13', 'Snowflakes  seed 8399', 'flip_lr']
    """
    return [_caption(stage) for stage in stages]


def _caption(stage: Mapping[str, Any]) -> Caption:
    drawn = list(_flat(stage.get("drawn") or {}))
    telling = [(key, value) for key, value in drawn if not _is_noise(key, value)]
    files = [str(partner.get("file", "?")) for partner in stage.get("partners") or ()]
    if len(files) > _MOST_PARTNERS:
        files = [*files[:_MOST_PARTNERS], f"{len(files) - _MOST_PARTNERS} more"]
    name = str(stage.get("stage", "?")).rsplit(".", 1)[-1]
    shown = telling or ([] if files else drawn)
    return Caption(name, tuple((key, short(value)) for key, value in shown), tuple(files))


def _flat(drawn: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in drawn.items():
        if isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield str(key), value


def _is_noise(key: str, value: object) -> bool:
    """Tell what only a generator can read; a whole number named noise is a seed, not an amount."""
    if key == "noise":
        return isinstance(value, int)
    return key in _NOISE or key.endswith("_seed")


def short(value: object) -> str:
    """Write a drawn value briefly: floats to 3 significant digits, long lists as their length.

    >>> short(-12.345), short(1234.56), short(0.00001234), short([1, 2.5]), short([0] * 64)
    ('-12.3', '1235', '1.23e-05', '(1, 2.5)', '64 values')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    if isinstance(value, float):
        return _short_float(value)
    if isinstance(value, (list, tuple)):
        if len(value) > _MOST_LISTED or any(isinstance(v, (list, tuple, Mapping)) for v in value):
            return f"{len(value)} value{'s' if len(value) != 1 else ''}"
        return f"({', '.join(short(item) for item in value)})"
    return str(value)


def _short_float(value: float) -> str:
    """Round, but keep every digit before the point: 1235, not 1.23e+03."""
    if not math.isfinite(value):
        return str(value)
    if 999.5 <= abs(value) < 1e7:
        return str(round(value))
    # Adding zero turns -0.0 into 0.0.
    return f"{value + 0.0:.3g}"
