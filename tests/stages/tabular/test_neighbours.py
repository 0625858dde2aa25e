import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.preprocessing import RobustScaler, StandardScaler
from table_stores import store, training_of

from augctl.stages.tabular._neighbours import nearest, without_self
from augctl.stages.tabular._scale import scaler

NAMES = {"euclidean": "sqeuclidean", "manhattan": "cityblock", "chebyshev": "chebyshev"}


def truth(points, among, count, metric):
    distances = cdist(points, among, NAMES[metric])
    return np.argsort(distances, axis=1, kind="stable")[:, :count]


@pytest.mark.parametrize("metric", NAMES)
@pytest.mark.parametrize("width", [1, 3, 20, 40])
def test_finds_the_nearest(metric, width):
    rng = np.random.default_rng(1)
    among, points = rng.normal(size=(500, width)), rng.normal(size=(90, width))
    np.testing.assert_array_equal(
        nearest(points, among, 7, metric), truth(points, among, 7, metric)
    )


@pytest.mark.parametrize("metric", NAMES)
def test_equal_distances_come_by_number(metric):
    # Whole numbers: many points at the same distance, and sums without rounding.
    rng = np.random.default_rng(2)
    among = rng.integers(0, 2, size=(600, 17)).astype(float)
    np.testing.assert_array_equal(nearest(among, among, 6, metric), truth(among, among, 6, metric))


@pytest.mark.parametrize("width", [4, 20])
@pytest.mark.parametrize("kind", ["whole", "far"])
def test_does_not_depend_on_what_else_is_asked(width, kind):
    rng = np.random.default_rng(3)
    among = rng.integers(0, 3, size=(700, width)).astype(float)
    if kind == "far":
        among = 1e9 + 1e-4 * rng.normal(size=among.shape)
    together = nearest(among[:200], among, 5, "euclidean")
    alone = [nearest(among[i : i + 1], among, 5, "euclidean")[0] for i in range(200)]
    np.testing.assert_array_equal(together, alone)


def test_digits_are_not_lost_far_from_zero():
    rng = np.random.default_rng(4)
    among = 2.0**40 + rng.integers(0, 4000, size=(300, 30)) / 2.0**10
    np.testing.assert_array_equal(
        nearest(among, among, 4, "euclidean"),
        truth(among - 2.0**40, among - 2.0**40, 4, "euclidean"),
    )


@pytest.mark.parametrize("far", [0.0, 1e4, 1e20])
def test_one_point_far_out_costs_no_digits(far):
    # In single precision the points are alike: of the thousands only their numbers would tell.
    rng = np.random.default_rng(6)
    among = rng.normal(size=(3000, 12)) * 1e-6 + 100
    among[7] = far
    points = among[:40] + rng.normal(size=(40, 12)) * 1e-7
    np.testing.assert_array_equal(
        nearest(points, among, 3, "euclidean"), truth(points, among, 3, "euclidean")
    )


def test_many_equal_points_come_by_number():
    among = np.zeros((5000, 12))
    among[4000:] = 1.0
    points = np.concatenate([np.full((2, 12), 0.9), np.full((2, 12), 0.1)])
    expected = [[4000, 4001, 4002]] * 2 + [[0, 1, 2]] * 2
    np.testing.assert_array_equal(nearest(points, among, 3, "euclidean"), expected)


def test_all_others_and_no_columns():
    points = np.array([[0.0], [5.0], [2.0]])
    np.testing.assert_array_equal(nearest(points[:1], points, 3, "euclidean"), [[0, 2, 1]])
    np.testing.assert_array_equal(
        nearest(points[:, :0], points[:, :0], 2, "euclidean"), [[0, 1]] * 3
    )
    assert nearest(points[:0], points, 2, "manhattan").shape == (0, 2)


def test_a_point_is_not_its_own_neighbour():
    near = np.array([[0, 1, 2], [5, 1, 0], [7, 8, 9]])
    np.testing.assert_array_equal(without_self(near, np.array([0, 1, 3])), [[1, 2], [5, 0], [7, 8]])
    assert without_self(near[:0], np.zeros(0, int)).shape == (0, 2)


@pytest.mark.parametrize(
    ("kind", "theirs"), [("standard", StandardScaler), ("robust", RobustScaler)]
)
def test_scales_as_scikit_learn_does(kind, theirs, tmp_path):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(200, 4)) * [1, 1e-3, 1e6, 0] + [0, 5, -1e6, 0.1]
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:, 3] = 0.1
    training = training_of(store(tmp_path, numbers=x), np.arange(0, 200, 2))
    found = scaler(training, kind).transform(x)
    filled = np.where(np.isnan(x), np.nanmedian(x[::2], axis=0), x)
    np.testing.assert_allclose(found, theirs().fit(x[::2]).transform(filled), atol=1e-9)


def test_no_scale_fills_only(tmp_path):
    x = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    found = scaler(training_of(store(tmp_path, numbers=x)), "none").transform(x)
    np.testing.assert_array_equal(found, [[1, 0], [3, 0], [2, 0]])


def test_a_median_is_the_true_one_or_none(tmp_path):
    # The second column has a missing cell among the rows held out, the third has none at all.
    x = np.array([[1.0, 1, 1], [np.nan, 5, 5], [9, np.nan, 9], [4, 4, 4]])
    learned = scaler(training_of(store(tmp_path, numbers=x), [0, 1, 3]), "standard")
    np.testing.assert_array_equal(learned.medians, [2.5, 4, np.nan])


def test_quartiles_that_are_the_same_leave_the_deviation(tmp_path):
    x = np.array([[0.0]] * 9 + [[10.0]])
    found = scaler(training_of(store(tmp_path, numbers=x)), "robust")
    assert found.spreads == pytest.approx(3.0)
