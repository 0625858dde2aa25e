"""Ranks as normal scores, their correlation, and the way back: the parts of a Gaussian copula."""

from __future__ import annotations

import numpy as np

from augctl.tables.block import Floats

# The least eigenvalue of a correlation: one that can be factored whatever the rounding.
_LEAST = 1e-6

# So many rows for each column tell a correlation well enough as it is.
_ENOUGH = 5


def normal_scores(cells: Floats) -> Floats:
    """Return the score of each cell's rank: shape (n,), NaN where missing.

    Of n cells, the one of rank r has the score of the probability (r - 1/2) / n. Equal cells share
    the mean of their ranks, which is the middle of the interval that their frequency takes.
    """
    from scipy.special import ndtri
    from scipy.stats import rankdata

    scores = np.full(len(cells), np.nan)
    seen = ~np.isnan(cells)
    count = int(seen.sum())
    if count:
        scores[seen] = ndtri((rankdata(cells[seen]) - 0.5) / count)
    return scores


def correlation(scores: Floats) -> Floats:
    """Estimate the correlation of columns: shape (k, k), positive definite.

    With fewer than 5 k cells in a column, on average, it is shrunk as Ledoit and Wolf say. With
    more that would take from strong correlations: it is shrunk only as far as factoring needs.

    Args:
        scores: Shape (n, k); NaN where missing. Two columns are compared by
            the rows that have both; without such rows, or with a column of one value, by 0.
    """
    from sklearn.covariance import ledoit_wolf_shrinkage

    seen = ~np.isnan(scores)
    counts = np.maximum(seen.sum(axis=0), 1)
    known = np.where(seen, scores, 0.0)
    # Where cells are equal, scores have another mean than 0.
    known = np.where(seen, known - known.sum(axis=0) / counts, 0.0)
    squares = (known**2).T @ seen.astype(np.float64)
    below = np.sqrt(squares * squares.T)
    product = known.T @ known
    found = np.divide(product, below, out=np.zeros_like(product), where=below > 0)
    np.fill_diagonal(found, 1.0)
    shrinkage = 0.0
    if seen.sum() < _ENOUGH * len(found) ** 2:
        spread = np.sqrt(np.diag(product) / counts)
        unit = np.divide(known, spread, out=np.zeros_like(known), where=spread > 0)
        shrinkage = float(ledoit_wolf_shrinkage(unit, assume_centered=True))
    least = float(np.linalg.eigvalsh(found)[0])
    if (1 - shrinkage) * least + shrinkage < _LEAST:
        shrinkage = (_LEAST - least) / (1 - least)
    shrunk: Floats = (1 - shrinkage) * found + shrinkage * np.eye(len(found))
    return shrunk


def quantiles(shares: Floats, cells: Floats, *, steps: bool) -> Floats:
    """Return what stands at shares of sorted cells: the way back from `normal_scores`.

    Args:
        shares: Shape (m,), 0 to 1.
        cells: Shape (n,), sorted; at least one.
        steps: Whether only these values are possible: of categories. Of numbers, what lies between
            two of them is linear.
    """
    places = shares * len(cells)
    if steps:
        at_step: Floats = cells[np.minimum(places.astype(np.int64), len(cells) - 1)]
        return at_step
    places = np.clip(places - 0.5, 0, len(cells) - 1)
    low = np.minimum(places.astype(np.int64), max(len(cells) - 2, 0))
    high = np.minimum(low + 1, len(cells) - 1)
    # Not by np.interp, which has two ways to do it, by how many there are.
    between = cells[low] + (places - low) * (cells[high] - cells[low])
    # All the way may end a rounding error beyond.
    within: Floats = np.minimum(between, cells[high])
    return within
