import json
from hashlib import blake2b

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.image import _policies
from augctl.stages.image.auto_augment import AutoAugment

NAMES = {
    "invert": "Invert",
    "autocontrast": "AutoContrast",
    "equalize": "Equalize",
    "rotate": "Rotate",
    "solarize": "Solarize",
    "color": "Color",
    "posterize": "Posterize",
    "contrast": "Contrast",
    "brightness": "Brightness",
    "sharpness": "Sharpness",
    "shear_x": "ShearX",
    "shear_y": "ShearY",
    "translate_x": "TranslateX",
    "translate_y": "TranslateY",
}
PLAIN = {"invert", "autocontrast", "equalize"}


@pytest.mark.parametrize(
    ("policy", "digest"),
    [
        (_policies.CIFAR10, "ec4cd3546f3f1658"),
        (_policies.SVHN, "2d49a53a6e4102e8"),
        (_policies.IMAGENET, "e782d3c2947a3a93"),
    ],
)
def test_policies_are_those_of_torchvision(policy, digest):
    # The digests are of the lists in torchvision's autoaugment.py as JSON.
    rows = [
        [
            [NAMES[name], chance, None if name in PLAIN else magnitude]
            for name, chance, magnitude in pair
        ]
        for pair in policy
    ]
    assert blake2b(json.dumps(rows).encode(), digest_size=8).hexdigest() == digest


def test_operations_apply_with_their_chance_and_magnitude(sample_of, photo, rng):
    stage = AutoAugment(policy="cifar10")
    drawn = [stage.draw(sample_of(photo), rng) for _ in range(5000)]
    assert np.bincount([d["pair"] for d in drawn]) == pytest.approx([200] * 25, abs=70)
    second = [d["ops"] for d in drawn if d["pair"] == 1]
    rotated = [op["value"] for ops in second for op in ops if op["op"] == "rotate"]
    moved = [op["value"] for ops in second for op in ops if op["op"] == "translate_x"]
    assert {round(abs(value), 6) for value in rotated} == {round(30 * 2 / 9, 6)}
    assert {round(abs(value), 6) for value in moved} == {round(150 / 331, 6)}
    assert len(rotated) / len(second) == pytest.approx(0.7, abs=0.1)
    assert len(moved) / len(second) == pytest.approx(0.3, abs=0.1)
    assert np.mean(np.array(rotated) > 0) == pytest.approx(0.5, abs=0.12)


def test_magnitude_0_of_color_leaves_a_tenth_of_it(sample_of, photo, rng):
    drawn = [AutoAugment().draw(sample_of(photo), rng) for _ in range(2000)]
    # Row 19 of the paper's table for ImageNet: color with magnitude 0.
    changes = {op["value"] for d in drawn if d["pair"] == 19 for op in d["ops"] if "value" in op}
    assert changes == {-0.9}


def test_operations_run_in_order(sample_of, photo):
    ops = [{"op": "invert"}, {"op": "posterize", "value": 1}]
    result = AutoAugment().apply(sample_of(photo), {"pair": 0, "ops": ops}).image
    assert np.array_equal(result, (255 - photo) & 128)


def test_no_operation_is_the_identity(sample_of, photo):
    result = AutoAugment().apply(sample_of(photo), {"pair": 12, "ops": []}).image
    assert np.array_equal(result, photo)


def test_bad_policy():
    with pytest.raises(ValidationError, match="'imagenet', 'cifar10' or 'svhn'"):
        AutoAugment(policy="cifar100")
