"""Made rows of data sets, and what imbalanced-learn says of each among the training rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_iris, load_wine, make_classification
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.tables.block import Block
from augctl.tables.table import Training

Scaled = Callable[[Any], Any]

SETS: dict[str, Callable[[], Any]] = {
    "iris": lambda: load_iris(return_X_y=True),
    "wine": lambda: load_wine(return_X_y=True),
    "two": lambda: make_classification(
        300, 18, n_informative=6, weights=[0.8], flip_y=0.1, class_sep=0.5, random_state=3
    ),
}


def made_rows(name: str, folder: Path, count: int = 80) -> tuple[Training, Block]:
    """Take a data set for training, and rows of it, moved and some of another class, as made."""
    numbers, labels = SETS[name]()
    training = training_of(store(folder, numbers, labels=labels))
    rng = rng_for(3, name)
    anchors = rng.choice(len(labels), count, replace=False)
    block, _ = units(training.table, anchors)
    noise = rng.normal(size=(count, numbers.shape[1])) * numbers.std(axis=0)
    other = (block.labels + (rng.random(count) < 0.3)) % (labels.max() + 1)
    other = other.astype(np.int32)
    return training, replace(block, numbers=block.numbers + 0.3 * noise, labels=other)


def kept(
    sampler: Any, training: Training, block: Block, scaled: Callable[[Any], Any]
) -> list[bool]:
    """Say of each row whether a sampler keeps it where it is added to the training rows."""
    numbers, labels = training.table.numbers[training.rows], training.table.labels[training.rows]
    found = []
    for row, label in zip(block.numbers, block.labels.tolist(), strict=True):
        sampler.fit_resample(scaled(np.vstack([numbers, row])), np.append(labels, label))
        found.append(len(numbers) in sampler.sample_indices_)
    return found


def as_scaled(training: Training) -> Scaled:
    """Return the standard scale of the training rows."""
    numbers = np.asarray(training.table.numbers[training.rows])
    centre, spread = numbers.mean(axis=0), numbers.std(axis=0)
    return lambda cells: (cells - centre) / spread
