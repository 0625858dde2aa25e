from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chisquare

from augctl.text.dialogue.markov import Markov, tempered
from augctl.text.dice import Dice

# Intents 0 to 3, outcomes 4 to 6. The matrix as people write it: Q beside R.
START = {0: 0.8, 2: 0.2}
ROWS = (
    {1: 0.7, 2: 0.28, 4: 0.02},
    {0: 0.3, 3: 0.3, 5: 0.4},
    {2: 0.25, 1: 0.25, 5: 0.5},
    {0: 0.45, 4: 0.5, 6: 0.05},
)
Q = np.array([[row.get(j, 0.0) for j in range(4)] for row in ROWS])
R = np.array([[row.get(j, 0.0) for j in range(4, 7)] for row in ROWS])
N = np.linalg.inv(np.eye(4) - Q)
BEGIN = np.array([START.get(i, 0.0) for i in range(4)])


def walks(chain: Markov, count: int, outcome: int | None = None) -> list[tuple[int, ...]]:
    found = (chain.draw(Dice(1000 + seed), outcome) for seed in range(count))
    return [(*walk, end) for walk, end in found]


def every_walk(longest: int) -> Iterator[tuple[tuple[int, ...], float]]:
    """Walk all walks of a bounded length, each with its probability: by hand, not by the chain."""
    open_: list[tuple[tuple[int, ...], float]] = [((i,), p) for i, p in START.items()]
    for _ in range(longest):
        longer = [((*walk, j), p * q) for walk, p in open_ for j, q in ROWS[walk[-1]].items()]
        yield from (pair for pair in longer if pair[0][-1] >= 4)
        open_ = [pair for pair in longer if pair[0][-1] < 4]


def agrees(found: list[tuple[int, ...]], expected: dict[tuple[int, ...], float]) -> None:
    """Compare frequencies of walks; those that are too rare to count are taken together."""
    counts, total = Counter(found), sum(expected.values())
    assert set(counts) <= set(expected)
    often = [walk for walk, p in expected.items() if p / total * len(found) >= 5]
    seen = [counts[walk] for walk in often]
    wanted = [expected[walk] / total * len(found) for walk in often]
    if (rest := len(found) - sum(wanted)) > 1e-6:
        seen, wanted = [*seen, len(found) - sum(seen)], [*wanted, rest]
    assert len(seen) == 1 or chisquare(seen, wanted).pvalue > 0.01


def test_outcomes_are_as_likely_as_the_fundamental_matrix_says() -> None:
    chain = Markov(START, ROWS, 400)
    found = [chain.chance(outcome) for outcome in (4, 5, 6)]
    np.testing.assert_allclose(found, BEGIN @ N @ R, rtol=1e-12)
    assert chain.chance() == pytest.approx(1, abs=1e-12)


def test_what_is_expected_of_walks_is_what_they_are() -> None:
    chain = Markov(START, ROWS, 400)
    lengths = N.sum(axis=1)
    variances = (2 * N - np.eye(4)) @ lengths - lengths**2  # Kemeny and Snell, theorem 3.3.5
    spread = BEGIN @ (variances + lengths**2) - (BEGIN @ lengths) ** 2
    np.testing.assert_allclose(chain.expected.visits, BEGIN @ N)
    assert chain.expected.length == pytest.approx(BEGIN @ lengths)
    assert chain.expected.deviation == pytest.approx(spread**0.5)
    drawn = np.array([len(walk) - 1 for walk in walks(chain, 20_000)])
    assert abs(drawn.mean() - chain.expected.length) < 4 * chain.expected.deviation / 20_000**0.5
    assert drawn.std() == pytest.approx(chain.expected.deviation, rel=0.05)


def test_transitions_are_as_frequent_as_the_matrix_says() -> None:
    drawn = walks(Markov(START, ROWS, 400), 20_000)
    pairs = Counter(pair for walk in drawn for pair in pairwise(walk))
    for i, row in enumerate(ROWS):
        seen = [pairs[i, j] for j in row]
        assert chisquare(seen, [p * sum(seen) for p in row.values()]).pvalue > 0.01
    assert {j for i, j in pairs} <= {j for row in ROWS for j in row}


@pytest.mark.parametrize("longest", [2, 5])
@pytest.mark.parametrize("outcome", [None, 4, 5, 6])
def test_walks_have_the_probability_that_they_have_among_those_that_end_so(
    longest: int, outcome: int | None
) -> None:
    expected = dict(every_walk(longest))
    wanted = {walk: p for walk, p in expected.items() if outcome in (None, walk[-1])}
    chain = Markov(START, ROWS, longest)
    assert chain.chance(outcome) == pytest.approx(sum(wanted.values()), rel=1e-12)
    if wanted:
        agrees(walks(chain, 6000, outcome), wanted)


def test_a_tempered_row_is_nearer_to_even_by_the_formula() -> None:
    row = {0: 0.9, 1: 0.1}
    assert tempered(row, 1) == row
    assert tempered(row, 2)[1] / tempered(row, 2)[0] == pytest.approx((1 / 9) ** 0.5)
    assert tempered(row, 100)[1] == pytest.approx(0.5, abs=0.01)
    assert sum(tempered(ROWS[1], 3.3).values()) == pytest.approx(1, rel=1e-15)


def test_the_rarest_transition_comes_as_often_as_computed() -> None:
    """0 to 4, which has 0.02 of its row, is walked more often by just what arithmetic says."""
    warm = Markov(tempered(START, 3), [tempered(row, 3) for row in ROWS], 400)
    hot = np.cbrt(np.hstack([Q, R]))
    hot /= hot.sum(axis=1, keepdims=True)
    begin = np.cbrt(BEGIN) / np.cbrt(BEGIN).sum()
    flow = (begin @ np.linalg.inv(np.eye(4) - hot[:, :4]))[0] * hot[0, 4]
    count = 20_000
    rare = sum((0, 4) in pairwise(walk) for walk in walks(warm, count))
    usual = sum((0, 4) in pairwise(walk) for walk in walks(Markov(START, ROWS, 400), count))
    # It ends a walk, so it comes in one at most once: the flow is a probability.
    for seen, p in ((rare, flow), (usual, (BEGIN @ N)[0] * 0.02)):
        assert abs(seen - count * p) < 3.5 * (count * p * (1 - p)) ** 0.5
    assert flow > 5 * (BEGIN @ N)[0] * 0.02


def test_intents_that_no_walk_comes_to_do_no_harm() -> None:
    chain = Markov({0: 1.0}, [{2: 1.0}, {1: 1.0}], 10)
    assert chain.expected.visits == pytest.approx([1, 0])
    assert (chain.expected.length, chain.chance()) == (1, 1)
