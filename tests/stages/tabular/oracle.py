"""imbalanced-learn made to repeat our draws: same rows, same near rows, same steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris, load_wine, make_classification
from sklearn.neighbors import NearestNeighbors

BASE = "imblearn.over_sampling._smote.base.check_random_state"

SETS = ("made", "iris", "wine", "breast_cancer")


@dataclass
class Replay:
    """Stands for a random state: gives these rows, near rows (by place) and steps.

    Each array has shape (m,). `k` near rows are to be chosen from.
    """

    rows: np.ndarray
    places: np.ndarray
    steps: np.ndarray
    k: int

    def randint(self, low, high, size):
        assert size == len(self.rows)
        return self.rows * self.k + self.places

    def choice(self, count, size):
        assert (count, size) == (self.k, len(self.places))
        return self.places

    def uniform(self, low=0.0, high=1.0, size=None):
        if high == 1.0:
            return self.steps.reshape(size)
        # borderline-2 draws again for near rows of other classes; ours has drawn up to a half.
        return np.full(size, high)

    def permutation(self, cells):
        return cells


def dataset(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Load numbers and classes, the first class thinned, no two distances alike."""
    if name == "made":
        x, y = make_classification(
            600, 6, n_informative=4, weights=[0.15], class_sep=0.7, random_state=3
        )
    else:
        loaders = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer}
        x, y = loaders[name](return_X_y=True)
        # Of iris, the first class stands apart from all others.
        y = (y + 2) % 3 if name == "iris" else y
    rng = np.random.default_rng(5)
    x = x * (1 + 1e-4 * rng.standard_normal(x.shape))
    kept = (y != 0) | (rng.random(len(y)) < 0.7)
    x, y = x[kept], y[kept]
    # Classes mixed up, as in a file.
    order = rng.permutation(len(y))
    return x[order], y[order]


def near_of_class(x, y, label, k):
    """Find near rows within a class: numbers of rows, shape (class, k); and the class's rows."""
    rows = np.flatnonzero(y == label)
    near = NearestNeighbors(n_neighbors=k + 1).fit(x[rows]).kneighbors(return_distance=False)
    return rows, rows[near[:, :k]]


def places_in(near, partners):
    """Say at which place among its near rows each partner stands: shape (m,)."""
    hits = near == partners[:, None]
    assert hits.any(axis=1).all()
    return hits.argmax(axis=1)


def strategy(y, label, total):
    return {label: int((y == label).sum()) + total}
