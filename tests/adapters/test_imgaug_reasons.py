"""What imgaug's errors become: words of a recipe, with the cause and the way out."""

import re
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.documents.text import parse
from augctl.errors import BadInput, RecipeError
from augctl.recipe.compile import compile_document
from augctl.sample import KINDS, Kind, Label, Sample
from augctl.stages.adapters import _imgaug_stage as module
from augctl.stages.adapters import imgaug as adapter
from augctl.stages.adapters._imgaug_library import CHILD_PARAMETERS

# What only those know who call imgaug from Python.
MACHINERY = re.compile(
    r"<class|Stochastic|dtype|shape|Unnamed|OpenCV|numpy|ndarray|Got |u?int\d|np\."
)
WRONG = ("abc", ["a", "b"], -7, {"nothing": 1}, [])


def refused(name, kind):
    stage = adapter.find(name)
    return stage.model_validate(dict(stage.example)).refuses(kind)


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("Cartoon", Kind(1, 8), "it needs three channels: red, green and blue"),
        ("WithHueAndSaturation", Kind(1, 8), "it needs three channels: red, green and blue"),
        ("BilateralBlur", Kind(1, 8), "it needs three channels: red, green and blue"),
        ("Fog", Kind(3, 16), "it works on 8-bit images alone"),
        ("BilateralBlur", Kind(3, 16), "it works on 8-bit images alone"),
        ("Rain", Kind(3, 16), "it does not keep 16 bits per channel"),
        ("imgcorruptlike.ElasticTransform", Kind(4, 8), "it does not move alpha with the pixels"),
    ],
)
def test_a_kind_is_refused_with_the_reason(name, kind, why):
    assert refused(name, kind) == why


@pytest.mark.parametrize("name", adapter.names())
def test_no_refusal_quotes_machinery(name):
    for kind in KINDS:
        assert not MACHINERY.search(refused(name, kind))


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("Superpixels", (1, 500), "the image is too small or too thin; leave such images out"),
        ("KMeansColorQuantization", (500, 1), "the image is too small or too thin"),
        ("imgcorruptlike.Fog", (31, 99), "it needs 32 pixels or more in width and height"),
    ],
)
def test_an_image_of_an_odd_size_is_refused_with_the_way_out(name, size, why):
    item = Sample("a.png", Label(), {"image": np.zeros((*size, 3), np.uint8)})
    with pytest.raises(BadInput, match=rf"\({size[1]}x{size[0]} pixels, RGB\): {why}"):
        adapter.find(name)().apply(item, {"seed": 1})


@pytest.mark.parametrize("name", [*adapter.names()[::7], "CLAHE", "Resize", "Voronoi", "Cutout"])
def test_no_problem_of_a_parameter_quotes_machinery(name):
    stage = adapter.find(name)
    for field in sorted(set(stage.model_fields) - CHILD_PARAMETERS):
        for value in WRONG:
            texts = []
            try:
                stage.model_validate({**stage.example, field: value})
            except ValidationError as error:
                texts = [each["msg"] for each in error.errors()]
            assert not any(map(MACHINERY.search, texts)), (field, value, texts)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError("Unable to allocate 2.73 TiB"), "smaller sizes or counts"),
        (OverflowError("too large"), "smaller numbers"),
        (RecursionError("maximum depth"), "fewer levels"),
    ],
)
def test_what_a_trial_has_no_room_for_is_a_problem_beside_the_others(monkeypatch, error, expected):
    monkeypatch.setattr(module, "trial", lambda *_: error)
    chain = "version: 1\nchains:\n- name: a\n  copies: 1\n  stages:\n"
    text = f"{chain}  - imgaug.Resize: {{size: 9}}\n  - image.rotat\n"
    with pytest.raises(RecipeError) as caught:
        compile_document(parse(text), Path())
    found = caught.value.problems
    assert [(each.line, each.column) for each in found] == [(6, 27), (7, 5)]
    assert expected in found[0].expected
    assert found[0].found == "9"


def test_a_trial_that_raises_out_of_memory_is_caught(monkeypatch):
    def allocate(*_):
        raise MemoryError

    monkeypatch.setattr(module, "trial", allocate)
    with pytest.raises(ValidationError, match="smaller sizes or counts"):
        adapter.find("Resize")(size=9)
