"""Scores of models before and after, as tables."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

Scores = dict[tuple[str, str], float]
"""By model and score."""


def gains(runs: Sequence[Scores], before: Sequence[Scores]) -> list[Scores]:
    """Return how much more the scores are than those of the same seed before."""
    return [
        {key: run[key] - first[key] for key in run} for run, first in zip(runs, before, strict=True)
    ]


def show(title: str, found: Mapping[str, Sequence[Scores]], digits: str) -> None:
    """Print mean and standard deviation of each score, a line for each method."""
    keys = list(next(iter(found.values()))[0])
    heads = (f"{model} {score}" for model, score in keys)
    print(f"\n{title:20}" + "".join(f"{head:>20}" for head in heads))
    for method, runs in found.items():
        line = f"{method:20}"
        for key in keys:
            values = [run[key] for run in runs]
            deviation = statistics.stdev(values) if len(values) > 1 else 0.0
            text = f"{statistics.mean(values):{digits}} ± {deviation:.3f}"
            line += f"{text:>20}"
        print(line)
