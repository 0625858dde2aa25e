import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image.augmix import Augmix, blended


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_blend_is_the_weighted_mean(sample_of, photo, dtype):
    image = photo.astype(dtype) * dtype(np.iinfo(dtype).max // 255)
    drawn = {
        "lambda": 0.4,
        "weights": [0.25, 0.75],
        "chains": [[{"op": "solarize", "value": 0.0}], [{"op": "translate_x", "value": 0.5}]],
    }
    result = Augmix(fill=0).apply(sample_of(image), drawn).image
    moved = np.zeros_like(image)
    moved[:, 40:] = image[:, :40]
    exact = 0.4 * image + 0.15 * (np.iinfo(dtype).max - image.astype(float)) + 0.45 * moved
    assert np.abs(result - exact).max() <= 0.51


def test_shares_of_0_and_1(photo):
    images = [photo, photo // 2, 255 - photo]
    for i in range(3):
        shares = [float(i == k) for k in range(3)]
        assert np.array_equal(blended(images, shares), images[i])


def test_a_blend_with_itself_changes_nothing(sample_of, photo, rng):
    drawn = {"lambda": 0.37, "weights": [0.2, 0.3, 0.5], "chains": [[], [], []]}
    assert np.array_equal(Augmix().apply(sample_of(photo), drawn).image, photo)


def test_draws_are_as_asked(sample_of, photo, rng):
    stage = Augmix(width=4, severity=5)
    drawn = [stage.draw(sample_of(photo), rng) for _ in range(500)]
    chains = [chain for d in drawn for chain in d["chains"]]
    assert {len(d["chains"]) for d in drawn} == {4}
    assert np.bincount([len(chain) for chain in chains])[1:] == pytest.approx([667] * 3, abs=80)
    assert [sum(d["weights"]) for d in drawn] == pytest.approx([1] * 500)
    assert np.mean([d["weights"] for d in drawn], axis=0) == pytest.approx([0.25] * 4, abs=0.04)
    assert {op["op"] for chain in chains for op in chain} == {
        *("autocontrast", "equalize", "posterize", "rotate", "solarize"),
        *("shear_x", "shear_y", "translate_x", "translate_y"),
    }


@pytest.mark.parametrize(
    ("severity", "extremes"),
    [
        (10, {"posterize": (1, 4), "rotate": (0, 29), "solarize": (0, 253), "shear": (0.003, 0.3)}),
        (
            3,
            {"posterize": (3, 4), "rotate": (0, 8), "solarize": (179, 253), "shear": (0.003, 0.09)},
        ),
    ],
)
def test_strengths_go_up_to_the_severity(sample_of, photo, rng, severity, extremes):
    stage = Augmix(severity=severity)
    chains = [chain for _ in range(1500) for chain in stage.draw(sample_of(photo), rng)["chains"]]
    found = {}
    for op in (op for chain in chains for op in chain if "value" in op):
        found.setdefault(op["op"], []).append(abs(op["value"]))
    for name, values in found.items():
        kind, _, axis = name.partition("_")
        side = 80 if axis == "x" else 60
        least, most = extremes.get(kind, (0, int(severity / 10 * side / 3 - 1e-9) / side))
        slack = {"solarize": 3, "shear": 0.002}.get(kind, 0)
        assert min(values) == pytest.approx(least, abs=slack), name
        assert max(values) == pytest.approx(most, abs=slack), name


def test_bad_severity():
    with pytest.raises(ValidationError, match="less than or equal to 10"):
        Augmix(severity=11)
