import cv2
import numpy as np
import pytest

from augctl import registry
from augctl.errors import BadInput
from augctl.seeds import rng_for
from augctl.stages.image._geometric import GeometricTransform, WarpTransform
from augctl.stages.image._warp import Warp

SIZE = (200, 150)


def stages(kind):
    found = (registry.find(name) for name in registry.builtin_names())
    # What goes by the marks has none to go by here; test_marks_truth runs it.
    return [stage for stage in found if issubclass(stage, kind) and not stage.needs_marks]


def black_around(kind):
    fill = {"fill": 0} if "fill" in kind.model_fields else {}
    return kind(**{**kind.example, **fill})


def dot(x, y):
    """Draw a soft dot, about 9 pixels wide."""
    columns, rows = (
        np.exp(-((np.arange(n) - at) ** 2) / 4) for n, at in zip(SIZE, (x, y), strict=True)
    )
    return np.rint(255 * np.outer(rows, columns)).astype(np.uint8)


@pytest.mark.parametrize("kind", stages((GeometricTransform, WarpTransform)))
def test_dots_are_found_where_points_go(kind, sample_of):
    stage, found = black_around(kind), 0
    for number in range(40):
        rng = rng_for(5, kind.name, number)
        place = rng.uniform((8, 8), (SIZE[0] - 9, SIZE[1] - 9))
        sample = sample_of(dot(*place))
        drawn = stage.draw(sample, rng)
        mapping, result = stage.mapping(SIZE, drawn), stage.apply(sample, drawn).image
        assert mapping.size == (result.shape[1], result.shape[0])
        ring = place + 6 * np.array(((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)))
        expected, *around = mapping.forward(ring)
        inside = (np.array(around) > 0).all() and (np.array(around) < mapping.size).all()
        torn = np.abs(np.mean(around, axis=0) - expected).max() > 1
        if inside and not torn:
            moments = cv2.moments(result)
            where = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
            assert np.hypot(*(where - expected)) < 0.5
            found += 1
    assert found > 4


@pytest.mark.parametrize("kind", stages((GeometricTransform, WarpTransform)))
@pytest.mark.parametrize("size", [SIZE, (7, 5), (33, 470)])
def test_points_come_back(kind, size, sample_of):
    stage = black_around(kind)
    sample = sample_of(np.zeros(size[::-1], np.uint8))
    for number in range(10):
        rng = rng_for(5, kind.name, number)
        mapping = stage.mapping(size, stage.draw(sample, rng))
        there = rng.uniform(-0.5, np.array(mapping.size) - 0.5, (50, 2))
        origins = mapping.inverse(there)
        seen = ((origins > -0.5) & (origins < np.array(size) - 0.5)).all(axis=1)
        back = np.abs(mapping.forward(origins) - there)[seen].max(axis=1) < 0.1
        # Where tiles of unequal size are torn apart, a line of pixels has two places or none.
        assert back.all() or (getattr(stage, "tears", False) and back.mean() > 0.6)


@pytest.mark.parametrize("kind", stages(WarpTransform))
def test_classes_are_not_blended(kind, sample_of):
    stage = black_around(kind)
    classes = np.kron(np.array([[1, 7], [9, 4]], np.uint8), np.ones((75, 100), np.uint8))
    mapping = stage.mapping(SIZE, stage.draw(sample_of(classes), rng_for(5, kind.name)))
    result = mapping.move(classes[..., None], "edge", nearest=True)
    assert set(np.unique(result)) <= {1, 4, 7, 9}
    rows, columns = np.mgrid[:150:5, :200:5]
    places = np.stack((columns, rows), axis=-1).reshape(-1, 2)
    x, y = np.clip(np.rint(mapping.inverse(places)), 0, np.array(SIZE) - 1).astype(int).T
    assert (result[places[:, 1], places[:, 0], 0] == classes[y, x]).mean() > 0.98


@pytest.mark.parametrize("kind", stages((GeometricTransform, WarpTransform)))
def test_alpha_and_16_bits_move_alike(kind, sample_of, photo, rng):
    stage = kind(**{**kind.example, **({"fill": "edge"} if "fill" in kind.model_fields else {})})
    grey = photo[..., :1]
    drawn = stage.draw(sample_of(grey), rng)
    expected = stage.apply(sample_of(grey), drawn).image
    rgba = stage.apply(sample_of(np.dstack([grey] * 4)), drawn).image
    assert np.abs(rgba - expected.astype(int)).max() <= 1
    deep = stage.apply(sample_of(grey.astype(np.uint16) * 257), drawn).image
    assert np.abs(deep / 257 - expected).max() < 2.5


class Halved(Warp):
    size = (40_000, 1)

    def inverse(self, points):
        return points * 2


def test_what_opencv_cannot_count_is_refused():
    with pytest.raises(BadInput, match="9x9 pixels"):
        Halved().move(np.zeros((9, 9, 1), np.uint8))


def test_bands_join_without_a_seam(monkeypatch, photo):
    mapping = Halved()
    mapping.size = (61, 83)
    whole = mapping.move(photo, "edge")
    assert np.array_equal(whole[:30, :40], photo[::2, ::2])
    monkeypatch.setattr("augctl.stages.image._warp._BAND", 200)
    assert np.array_equal(mapping.move(photo, "edge"), whole)
