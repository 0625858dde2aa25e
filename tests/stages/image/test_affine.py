import numpy as np
import pytest
from pydantic import ValidationError

from augctl.errors import BadInput
from augctl.stages.image import affine
from augctl.stages.image._affine import Affine, rotation, shift, stretch, warp
from augctl.stages.image.rotate import Rotate
from augctl.stages.image.scale import Scale
from augctl.stages.image.shear import Shear


def test_composition_is_one_after_the_other():
    first, second = rotation((20, 10), 30), shift((9, 9), 3, -2)
    point = np.array([4.0, 7.0, 1.0])
    both = second.after(first)
    assert both.size == (9, 9)
    assert both.matrix @ point == pytest.approx(second.matrix @ (*(first.matrix @ point), 1))


def test_stretch_brings_edges_to_edges():
    matrix = stretch((4, 6), (12, 3)).matrix
    assert (matrix @ (-0.5, -0.5, 1)).tolist() == [-0.5, -0.5]
    assert (matrix @ (3.5, 5.5, 1)).tolist() == [11.5, 2.5]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("fill", ["reflect", "edge", "wrap", (9.0,), (255.0, 0.0, 100.0)])
def test_every_fill_in_every_mode(dtype, channels, fill):
    unit = np.iinfo(dtype).max // 255
    image = (np.arange(4 * 5 * channels).reshape(4, 5, channels) * unit).astype(dtype)
    result = warp(image, shift((8, 4), 3, 0), fill)
    assert np.array_equal(result[:, 3:], image)
    expected = {
        "reflect": image[:, 3:0:-1],
        "edge": image[:, [0, 0, 0]],
        "wrap": image[:, 2:],
        (9.0,): {1: [9], 3: [9] * 3, 4: [9, 9, 9, 255]},
        (255.0, 0.0, 100.0): {1: [88], 3: [255, 0, 100], 4: [255, 0, 100, 255]},
    }[fill]
    if isinstance(expected, dict):
        expected = np.round(np.array(expected[channels]) * unit)
    assert np.abs(result[:, :3] - expected.astype(float)).max() <= unit / 2


@pytest.mark.parametrize("fill", ["reflect", "edge", "wrap"])
def test_one_pixel_continues_for_ever(fill):
    image = np.full((1, 1, 3), 77, np.uint8)
    assert (warp(image, rotation((1, 1), 20), fill) == 77).all()
    assert (warp(image, Affine.of((9, 9), 1, 0, 4, 0, 1, 4), fill) == 77).all()


def test_what_opencv_cannot_count_is_refused():
    image = np.zeros((1, 40_000, 1), np.uint8)
    with pytest.raises(BadInput, match="40000x1 pixels"):
        warp(image, rotation((40_000, 1), 1), "edge")


def test_points_go_there_and_back():
    mapping = rotation((20, 10), 30)
    points = np.array([[4.0, 7.0], [0, 0]])
    assert mapping.forward(points)[0] == pytest.approx(mapping.matrix @ (4, 7, 1))
    assert mapping.inverse(mapping.forward(points)) == pytest.approx(points)


def test_classes_are_not_blended(photo):
    classes = (photo[..., :1] > 128).astype(np.uint8) * 9
    assert np.unique(warp(classes, rotation((80, 60), 7), "edge", nearest=True)).tolist() == [0, 9]


NEUTRAL = {"angle_deg": 0.0, "factor": 1.0, "shear_deg": 0.0, "x": 0.0, "y": 0.0}


def test_the_stage_is_scale_shear_rotate_and_a_shift_in_one():
    drawn = {"angle_deg": 33, "factor": 1.4, "shear_deg": -12, "x": 0.1, "y": -0.2}
    size = (40, 25)
    chain = Scale().mapping(size, drawn)
    chain = Shear().mapping(size, {"angle_deg": -12}).after(chain)
    chain = Rotate().mapping(size, drawn).after(chain)
    chain = shift(size, 4, -5).after(chain)
    assert affine.Affine().mapping(size, drawn).matrix == pytest.approx(chain.matrix)


def test_the_stage_does_nothing_at_neutral_values(sample_of, photo):
    assert np.array_equal(affine.Affine().apply(sample_of(photo), NEUTRAL).image, photo)


def test_the_stage_refuses_factor_0():
    with pytest.raises(ValidationError, match=r"greater than or equal to 0.01"):
        affine.Affine(factor=0)
