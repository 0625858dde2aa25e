"""What recipes write for imgaug, and what they are told when they write something else."""

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.sample import Label, Sample
from augctl.stages.adapters import imgaug as adapter
from augctl.stages.adapters._imgaug_library import offered, parts
from augctl.stages.adapters._imgaug_values import parameters

BLACK = Sample("a.png", Label(), {"image": np.zeros((2, 2, 3), np.uint8)})


def run(stage, item, seed=1):
    return stage.apply(item, {"seed": seed}).image


def message(name, values):
    with pytest.raises(ValidationError) as caught:
        adapter.find(name).model_validate(values)
    (error,) = caught.value.errors()
    return ".".join(str(part) for part in error["loc"]), error["msg"]


def given(name, parameter, value):
    return str(parameters(offered()[name])[parameter].to_imgaug(value))


@pytest.mark.parametrize(
    ("name", "parameter", "value", "expected"),
    [
        ("Add", "value", 3, "3"),
        ("Add", "value", [-5, 5], "(-5, 5)"),
        ("Add", "value", [1, 2, 3], "[1, 2, 3]"),
        ("Add", "value", {"choice": [-5, 5]}, "[-5, 5]"),
        ("Add", "value", {"log_uniform": [1, 5]}, "LogUniform(1, 5)"),
        ("MedianBlur", "k", {"log_uniform": [3, 7]}, "Discretize(LogUniform(3, 7), round=True)"),
        ("AverageBlur", "k", [[1, 3], [3, 5]], "((1, 3), (3, 5))"),
        ("Affine", "scale", {"x": [0.5, 1], "y": 2}, "{'x': (0.5, 1), 'y': 2}"),
        ("Affine", "mode", ["edge", "wrap"], "['edge', 'wrap']"),
        ("Affine", "order", [0, 1], "[0, 1]"),
        ("WithChannels", "channels", [0, 1], "[0, 1]"),
        ("Crop", "px", [1, 2, [0, 3], 4], "(1, 2, (0, 3), 4)"),
        ("Crop", "px", {"choice": [1, 2]}, "Choice(a=[1, 2], replace=True, p=None)"),
        ("SomeOf", "n", {"choice": [0, 2]}, "Choice(a=[0, 2], replace=True, p=None)"),
        ("SomeOf", "n", [1, None], "(1, None)"),
        ("CropToSquare", "position", [0.9, 0.1], "(0.9, 0.1)"),
        ("Convolve", "matrix", [[0, 1], [1, 0]], "[[0. 1.]\n [1. 0.]]"),
        ("JpegCompression", "compression", None, "None"),
    ],
)
def test_a_recipe_value_becomes_what_imgaug_takes(name, parameter, value, expected):
    assert given(name, parameter, value) == expected


@pytest.mark.parametrize(
    ("name", "values", "where", "expected"),
    [
        ("Add", {"value": "x"}, "value", "a number, [low, high]"),
        ("Add", {"valu": 3}, "valu", "Extra inputs"),
        ("Add", {"value": float("nan")}, "value", "a finite number"),
        ("Add", {"value": [20, -20]}, "value", "(try [-20, 20])"),
        ("Add", {"value": {"normal": [0, -1]}}, "value.normal", "std not below 0"),
        ("Add", {"value": {"log_uniform": [0, 1]}}, "value.log_uniform", "0 < low"),
        ("Add", {"value": {"choice": []}}, "value.choice", "at least one"),
        ("Fliplr", {"p": [0.2, 0.8]}, "p", "a chance: a number from 0 to 1"),
        ("Fliplr", {"p": {"normal": [0.5, 0.1]}}, "p.normal", "a chance: a number"),
        ("Dropout", {"p": {"choice": [0.5, 0.1]}}, "p.choice", "a chance: a number"),
        ("Dropout", {"p": 7}, "p", "a chance from 0 to 1"),
        ("Add", {"value": ["a", "b"]}, "value", "a number, [low, high]"),
        ("Add", {"value": [1, float("inf")]}, "value.1", "a finite number"),
        ("Add", {"value": {"choise": [1, 2]}}, "value.choise", "one of choice, log_uniform"),
        ("Add", {"value": {"choice": [1], "normal": [1, 2]}}, "value", "one of choice, normal"),
        ("Affine", {"scale": {"x": [0.5, 0.6], "z": 3}}, "scale.z", "one of x, y"),
        ("Affine", {"scale": {"x": {"choise": [1]}}}, "scale.x.choise", "one of choice, log"),
        ("Resize", {"size": {"hight": 32, "width": 32}}, "size.hight", "one of height, width"),
        ("Resize", {"size": {"height": 3, "longer-side": 9}}, "size.longer-side", "one of height"),
        ("Resize", {"size": {"hight": 32}}, "size.hight", "height, log_uniform, longer-side"),
        ("Resize", {"size": 200.5}, "size", "100 or less"),
        ("Jigsaw", {"nb_rows": [2, 10_000], "nb_cols": 2}, "nb_rows.1", "100 or less: beyond"),
        ("PiecewiseAffine", {"nb_rows": {"normal": [99, 1]}}, "nb_rows.normal", "30 or less"),
        ("SomeOf", {"n": -3, "children": ["Fliplr"]}, "n", "0 or more"),
        ("RandAugment", {"n": {"choice": [-3, 1]}}, "n.choice.0", "0 or more"),
        ("WithColorspace", {"to_colorspace": "XYZZ"}, "to_colorspace", "one of BGR, CIE, GRAY"),
        (
            "WithColorspace",
            {"to_colorspace": "XYZZ", "children": ["Fliplr"]},
            "to_colorspace",
            "one of BGR, CIE, GRAY",
        ),
        ("Crop", {"keep_size": "no"}, "keep_size", "true or false"),
        ("CropToFixedSize", {"width": [3, 4], "height": 3}, "width", "a whole number or null"),
        ("CropToFixedSize", {"width": 3}, "height", "Field required"),
        ("GaussianBlur", {"sigma": -3}, "sigma", "0 or more"),
        ("CropAndPad", {"px": 3, "percent": 0.1}, "percent", "not both"),
        ("Affine", {"rotate": 3, "mode": "foo"}, "mode", "one of constant, edge, reflect"),
        ("BlendAlpha", {}, "", "foreground"),
        ("Convolve", {"matrix": [[1, 2], [3]]}, "matrix", "a matrix: rows"),
        ("Sequential", {"children": "Add"}, "children", "tuple"),
        ("Sequential", {"children": ["Fliplrr"]}, "children.0", "(try Fliplr)"),
        ("Sequential", {"children": ["Lambda"]}, "children.0", "Python function"),
        ("Sequential", {"children": [{"Add": {}, "p": 1}]}, "children.0", "`Name`"),
        (
            "Sequential",
            {"children": [{"Add": {"p": 1}}]},
            "children.0.Add.p",
            "one of per_channel, value",
        ),
        ("Sequential", {"children": [{"Add": {"value": "x"}}]}, "children.0.Add.value", "a num"),
        (
            "Voronoi",
            {"points_sampler": {"UniformPointsSampler": {"n": 1}}},
            "points_sampler.UniformPointsSampler.n",
            "one of n_points",
        ),
    ],
)
def test_a_wrong_parameter_is_named_when_the_stage_is_built(name, values, where, expected):
    place, text = message(name, values)
    assert place == where
    assert expected in text


def test_children_are_written_as_in_a_recipe():
    stage = adapter.find("Sequential")(
        children=["Fliplr", {"imgaug.pillike.Equalize": None}, {"Crop": {"px": 3}}]
    )
    assert [type(child).__name__ for child in stage.build()] == ["Fliplr", "Equalize", "Crop"]
    assert [next(iter(child)) for child in stage.model_dump()["children"]] == [
        "Fliplr",
        "pillike.Equalize",
        "Crop",
    ]
    assert stage.model_dump()["children"][0] == {"Fliplr": {"p": 1}}


def test_parts_are_written_like_children():
    board = {"CheckerboardMaskGen": {"nb_rows": 2, "nb_cols": 2}}
    blend = adapter.find("BlendAlphaMask")
    plain = blend(mask_generator=board, foreground=["Invert"])
    inverted = blend(
        mask_generator={"InvertMaskGen": {"p": 1, "child": board}}, foreground=["Invert"]
    )
    assert run(plain, BLACK)[..., 0].tolist() == [[255, 0], [0, 255]]
    assert run(inverted, BLACK)[..., 0].tolist() == [[0, 255], [255, 0]]
    assert set(parts()) >= {"UniformPointsSampler", "RandomColorsBinaryImageColorizer"}


def test_log_uniform_draws_by_the_seed_and_within_its_limits():
    stage = adapter.find("Multiply")(mul={"log_uniform": [0.25, 1]})
    item = BLACK.with_image(np.full((1, 1, 3), 200, np.uint8))
    levels = [int(run(stage, item, seed)[0, 0, 0]) for seed in range(200)]
    assert 50 <= min(levels) < 60
    assert 180 < max(levels) <= 200
    assert 85 < np.median(levels) < 118
    assert levels[:5] == [int(run(stage, item, seed)[0, 0, 0]) for seed in range(5)]
