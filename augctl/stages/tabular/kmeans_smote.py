"""Interpolate within clusters where a class is in the majority, most where it is thin."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from annotated_types import Ge, Le
from numpy.random import Generator
from pydantic import BeforeValidator

from augctl.errors import UsageError
from augctl.params import Share, plain_number
from augctl.stages.rows import State
from augctl.stages.tabular import _anchors
from augctl.stages.tabular._scale import scaler
from augctl.stages.tabular._smote import ChoosySmote, near_rows
from augctl.tables.block import Codes, Floats
from augctl.tables.table import Training

# From so many rows on, the mean distance in a cluster is that of so many of them: an estimate.
_MEASURED = 2000

Clusters = Annotated[int, Ge(1), Le(1000), BeforeValidator(plain_number)]

Exponent = Annotated[float, Ge(0), Le(100), BeforeValidator(plain_number)]


class KmeansSmote(ChoosySmote):
    """Make rows within clusters of like rows where the class has its share, most in the thin ones.

    Use where a class lies in patches: no line leads from one to another. Not where a class is
    thinly strewn among others: no cluster is its own, and it is refused. The near rows are of the
    same cluster; a cluster with a single row of the class is left out.

    References:
        Last, Douzas, Bacao, 2017: Oversampling for Imbalanced Learning Based on K-Means and SMOTE.
    """

    example: ClassVar[Mapping[str, Any]] = {"clusters": 8, "min_share": 0.5}

    clusters: Clusters = 8
    """How many clusters all rows are put in."""

    min_share: Share = 0.5
    """The least share of a cluster's rows that are of the class."""

    density_exponent: Exponent | None = None
    """How strongly distance counts beside number, in mean distance ** exponent / rows; by default
    the number of numeric columns, as in the paper."""

    def fit(self, training: Training, used: Sequence[int], rng: Generator) -> State:
        """Cluster all rows, weigh the clusters of each class, and find near rows in each.

        Raises:
            UsageError: A class has fewer than two rows, or no cluster of its own.
        """
        for label in used:
            self.rows_of(training, label)
        scaled = scaler(training, self.scale)
        points = scaled.of_rows(training, training.rows)
        clusters = self._clusters(points, rng)
        totals = np.bincount(clusters, minlength=self.clusters)
        groups, found = {}, []
        for label in used:
            start, stop = training.starts[label : label + 2]
            counts = np.bincount(clusters[start:stop], minlength=self.clusters)
            shares = counts / np.maximum(totals, 1)
            chosen = np.flatnonzero((shares >= self.min_share) & (counts >= 2))
            if not len(chosen):
                raise UsageError(
                    f"{self.name}: class {training.table.classes[label]!r} has no cluster where"
                    f" its share is {self.min_share:g}; the greatest with two of its rows is"
                    f" {shares[counts >= 2].max(initial=0):.3g}.",
                    "Try a lower min_share, more clusters or fewer, or tabular.smote.",
                )
            rows, logarithms = [], []
            for cluster in chosen:
                own = start + np.flatnonzero(clusters[start:stop] == cluster)
                near = self.near_others(points[own], np.arange(len(own)), self.neighbors)
                found.append((training.rows[own], training.rows[own][near]))
                rows.append(training.rows[own])
                logarithms.append(self._thinness(points[own], rng))
            groups[label] = _anchors.Groups(
                np.concatenate(rows), counts[chosen], _weights(np.array(logarithms))
            )
        return {**near_rows(found), **_anchors.arrays(groups, rng)}

    def _clusters(self, points: Floats, rng: Generator) -> Codes:
        from sklearn.cluster import MiniBatchKMeans
        from sklearn.exceptions import ConvergenceWarning

        seed = int(rng.integers(2**31))
        means = MiniBatchKMeans(min(self.clusters, len(points)), random_state=seed, n_init=3)
        with warnings.catch_warnings():
            # Fewer different rows than clusters: some stay empty, and are left out.
            warnings.simplefilter("ignore", ConvergenceWarning)
            clusters: Codes = means.fit_predict(points)
        return clusters

    def _thinness(self, points: Floats, rng: Generator) -> float:
        """Return the logarithm of a cluster's weight: mean distance ** exponent / rows."""
        from sklearn.metrics import pairwise_distances

        count = len(points)
        if count > _MEASURED:
            points = points[rng.permutation(count)[:_MEASURED]]
        pairs = len(points) * (len(points) - 1)
        mean = float(pairwise_distances(points, metric=self.metric).sum()) / pairs
        exponent = points.shape[1] if self.density_exponent is None else self.density_exponent
        if not exponent:
            return -math.log(count)
        return (exponent * math.log(mean) if mean > 0 else -math.inf) - math.log(count)


def _weights(logarithms: Floats) -> Floats:
    """Turn logarithms of weights into weights, the greatest 1; where all are 0, into equal ones."""
    greatest = logarithms.max()
    return np.exp(logarithms - greatest) if greatest > -np.inf else np.ones(len(logarithms))
