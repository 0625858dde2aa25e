import pytest

from augctl.stages.image._policy_space import AUGMIX, AUTO_AUGMENT, RAND_AUGMENT, WIDE

SIZE = (331, 662)
UNSIGNED = {"posterize", "solarize"}
ENHANCED = {"color", "contrast", "brightness", "sharpness"}


def values(space, name, level, rng):
    return {space.chosen(name, level, SIZE, rng).get("value") for _ in range(50)}


@pytest.mark.parametrize(
    ("name", "weakest", "strongest"),
    [
        ("shear_x", 0, 0.3),
        ("shear_y", 0, 0.3),
        ("translate_x", 0, 150 / 331),
        ("translate_y", 0, 150 / 331),
        ("rotate", 0, 30),
        ("posterize", 8, 4),
        ("solarize", 256, 0),
    ],
)
@pytest.mark.parametrize("space", [AUTO_AUGMENT, RAND_AUGMENT])
def test_the_ranges_of_auto_augments_table_and_of_torchvision(rng, space, name, weakest, strongest):
    assert values(space, name, 0, rng) == {weakest}
    both = {strongest} if name in UNSIGNED else {strongest, -strongest}
    assert values(space, name, 1, rng) == both


@pytest.mark.parametrize("name", sorted(ENHANCED))
def test_factors_rise_from_0_1_to_1_9_in_auto_augments_table(rng, name):
    for magnitude in range(10):
        (change,) = values(AUTO_AUGMENT, name, magnitude / 9, rng)
        assert 1 + change == pytest.approx(0.1 + 1.8 * magnitude / 9)


@pytest.mark.parametrize("name", sorted(ENHANCED))
@pytest.mark.parametrize(("space", "most"), [(RAND_AUGMENT, 0.9), (WIDE, 0.99)])
def test_factors_go_up_or_down_from_1_in_torchvision(rng, space, most, name):
    assert values(space, name, 0, rng) == {0}
    assert values(space, name, 0.5, rng) == {most / 2, -most / 2}


@pytest.mark.parametrize(
    ("name", "weakest", "strongest"),
    [
        ("shear_y", 0, 0.99),
        ("translate_x", 0, 32 / 331),
        ("translate_y", 0, 32 / 662),
        ("rotate", 0, 135),
        ("posterize", 8, 2),
        ("solarize", 256, 0),
    ],
)
def test_the_wide_space_of_trivial_augment(rng, name, weakest, strongest):
    assert values(WIDE, name, 0, rng) == {weakest}
    assert {abs(value) for value in values(WIDE, name, 1, rng)} == {strongest}


@pytest.mark.parametrize("level", [0.0, 0.1, 0.13, 0.26, 0.4, 0.49, 0.63, 0.76, 0.9, 0.99])
def test_augmix_cuts_off_as_the_authors_do(rng, level):
    # Their int_parameter(10 * level, most), of 331 and 662 pixels.
    expected = {
        "posterize": 4 - int(level * 4),
        "rotate": int(level * 30),
        "translate_x": int(level * 331 / 3) / 331,
        "translate_y": int(level * 662 / 3) / 662,
        "shear_x": level * 0.3,
        "shear_y": level * 0.3,
        "solarize": 256 - level * 256,
    }
    for name, value in expected.items():
        drawn = values(AUGMIX, name, level, rng)
        assert drawn == ({value} if name in UNSIGNED else {value, -value}), name


def test_posterize_keeps_a_bit(rng):
    assert values(AUGMIX, "posterize", 1, rng) == {1}


@pytest.mark.parametrize("name", ["identity", "autocontrast", "equalize", "invert"])
def test_what_has_no_strength_has_no_value(rng, name):
    assert AUTO_AUGMENT.chosen(name, 1, SIZE, rng) == {"op": name}
