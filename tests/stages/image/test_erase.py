import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.erase import Erase


@pytest.mark.parametrize("area", [0.02, 0.33, 0.9, 1])
@pytest.mark.parametrize("aspect", [0.01, 0.3, 1, 3.3, 100])
def test_the_area_holds_whatever_the_aspect(sample_of, rng, area, aspect):
    sample = sample_of(np.zeros((300, 400), np.uint8))
    x, y, width, height = Erase(area=area, aspect=aspect).draw(sample, rng)["box"]
    assert 0 <= x <= x + width <= 400
    assert 0 <= y <= y + height <= 300
    assert width * height == pytest.approx(area * 300 * 400, rel=0.03)
    if area == 0.02 and 0.3 <= aspect <= 3.3:
        assert height / width == pytest.approx(aspect, rel=0.05)


@pytest.mark.parametrize(
    ("fill", "channels", "expected"),
    [
        (7, 3, [7, 7, 7]),
        ([9, 99, 200], 3, [9, 99, 200]),
        ([9, 99, 200], 4, [9, 99, 200, 255]),
        ([9, 99, 200], 1, [84]),
        ("mean", 3, [50, 50, 50]),
        ("mean", 4, [50, 50, 50, 255]),
    ],
)
def test_only_the_rectangle_is_covered(sample_of, fill, channels, expected):
    image = np.full((10, 20, channels), 50, np.uint8)
    result = Erase(fill=fill).apply(sample_of(image), {"box": [3, 2, 5, 4]}).image
    assert (result[2:6, 3:8] == expected).all()
    result[2:6, 3:8] = 50
    assert np.array_equal(result, image)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_noise_is_uniform_opaque_and_drawn(sample_of, rng, dtype):
    sample = sample_of(np.zeros((100, 100, 4), dtype))
    stage = Erase(area=1)
    first, second = (stage.apply(sample, stage.draw(sample, rng)).image for _ in range(2))
    white = np.iinfo(dtype).max
    assert first[..., :3].mean() == pytest.approx(white / 2, rel=0.02)
    assert (first[..., 3] == white).all()
    assert not np.array_equal(first, second)


def test_area_0_erases_nothing(sample_of, photo, rng):
    stage = Erase(area=0)
    sample = sample_of(photo)
    assert np.array_equal(stage.apply(sample, stage.draw(sample, rng)).image, photo)


def test_bad_fill():
    with pytest.raises(ValidationError, match=r"noise, mean, a level from 0 to 255, or \[red"):
        Erase(fill="reflect")
