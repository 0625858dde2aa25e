"""Mistakes in stages and gates are named where they stand, with what is near."""

from __future__ import annotations

import pytest
from marked import CHAIN, Case, check, places, problems, stages

ROTATE = "image.rotate: {angle_deg: [-9, 9]}"

STAGES = {
    "stage": ("«image.rotat", "a stage (see `augctl stages`)", "'image.rotat'", "image.rotate"),
    "stage with body": ("«image.rotat: {}", "a stage", "'image.rotat'", "image.rotate"),
    "other family": ("«image.ssim", "a stage", "'image.ssim'", "quality.ssim"),
    "group": ("«oneof: [image.hue]", "a stage", "'oneof'", "one_of"),
    "imgaug": ("«imgaug.Flplr: {p: 1}", "a stage", "'imgaug.Flplr'", "imgaug.Fliplr"),
    "key": ("imgaug.Resize: {size: {«hight: 3, width: 3}}", "height, width", "'hight'", "height"),
    "key of a child": ("imgaug.OneOf: {children: [Fliplr: {«pp: 1}]}", "one of p", "'pp'", "p"),
    "parameter": ("image.rotate: {«angle: 3}", "one of angle_deg,", "'angle'", "angle_deg"),
    "type": ("image.rotate: {angle_deg: «far}", "a number, [low, high], {choice:", "'far'", ""),
    "type in a range": ("image.rotate: {angle_deg: [1, «far]}", "a number", "'far'", ""),
    "limit": ("image.rotate: {angle_deg: «9999}", "3600.0 or less", "9999", ""),
    "choice": ("image.rotate: {angle_deg: {choice: [1, «9999]}}", "3600.0 or", "9999", ""),
    "reversed": ("image.rotate: {angle_deg: «[9, -9]}", "above high (try [-9, 9])", "[9, -9]", ""),
    "three numbers": ("image.rotate: {angle_deg: «[1, 2, 3]}", "two numbers", "[1, 2, 3]", ""),
    "distribution": ("image.rotate: {angle_deg: «{gauss: 1}}", "{normal:", "{gauss: 1}", ""),
    "std": ("image.rotate: {angle_deg: {normal: [0, «-1]}}", "0 or more", "-1", ""),
    "fill": ("image.rotate: {fill: «mirror}", "reflect, edge, wrap, a level", "'mirror'", ""),
    "parameters": ("image.rotate: «[1]", "parameters as a mapping, or nothing", "[1]", ""),
    "probability": ("image.rotate: {p: «1.5}", "a probability from 0 to 1", "1.5", ""),
    "p beside": ("image.rotate:\n        p: «-0.1", "a probability from 0", "-0.1", ""),
    "p of a group": ("one_of: [image.hue]\n        p: «half", "a probability", "'half'", ""),
    "p twice": ("image.rotate: {p: «0.5}\n        p: 0.5", "p once", "beside the stage", ""),
    "slot": ("image.rotate:\n        on: «text", "the slot 'image'", "'text'", ""),
    "label": ("image.rotate:\n        only: [cat, «[]]", "a label", "[]", ""),
    "no label": ("image.rotate:\n        only: «[]", "a list of labels", "an empty list", ""),
    "id": ("image.rotate: {id: «3}", "a name", "3", ""),
    "two": ("image.rotate:\n        «image.hue:", "one stage (beside", "'image.rotate' and", ""),
    "no stage": ("«p: 0.5", "one stage (beside it may stand p, only, id, on)", "none", ""),
    "nothing": ("«~", "a stage: `name` or `name: {parameters}`", "nothing", ""),
    "number": ("«3", "a stage: `name`", "3", ""),
    "gate": ("«quality.ssim: {min: 0}", "(gates stand under gates)", "the gate quality.ssim", ""),
    "gate in a group": (
        "one_of: [«quality.ssim: {min: 0}]",
        "a stage that is no gate",
        "the gate",
        "",
    ),
    "empty group": ("one_of: «[]", "a list of stages", "an empty list", ""),
    "on of a group": (
        "one_of: [image.hue]\n        «on: image",
        "one_of only p, only, id",
        "'on'",
        "",
    ),
    "count of a stage": ("image.hue:\n        «count: 1", "image.hue only p", "'count'", ""),
    "count of one_of": ("one_of: [image.hue]\n        «count: 1", "one_of only p", "'count'", ""),
    "no count": ("«some_of: [image.hue]", "count: how many of the stages apply", "none", ""),
    "count": ("some_of: [image.hue]\n        count: «2", "a whole number from 1 to 1", "2", ""),
    "count of none": ("some_of: [image.hue]\n        count: «0", "from 1 to 1", "0", ""),
    "counts": ("some_of: [image.hue, image.gamma]\n        count: «[2, 1]", "[low,", "[2, 1]", ""),
    "partner": ("image.mixup: {partner: «sameclass}", "'same_class'", "", "same_class"),
}

GATES = {
    "stage": ("«image.rotate", "a gate", "the transform image.rotate", ""),
    "group": ("«one_of: [quality.ssim]", "a gate (see `augctl stages`)", "'one_of'", ""),
    "name": ("«quality.sim: {min: 0}", "a gate (see", "'quality.sim'", "quality.ssim"),
    "no limit": ("«quality.ssim", "min, max or both", "{}", ""),
    "limits": ("quality.ssim: «{min: 1, max: 0}", "min not above max", "{min: 1, max: 0}", ""),
    "chance": ("quality.ssim: {min: 0}\n        «p: 0.5", "quality.ssim only id, on", "'p'", ""),
    "chance inside": ("quality.ssim: {min: 0, «p: 0.5}", "one of id, max, min, on", "'p'", ""),
}


@pytest.mark.parametrize("case", STAGES.values(), ids=STAGES.keys())
def test_of_a_stage(case: Case) -> None:
    text, *rest = case
    check(stages("image.flip_lr", text, ROTATE), *rest)


@pytest.mark.parametrize("case", GATES.values(), ids=GATES.keys())
def test_of_a_gate(case: Case) -> None:
    text, *rest = case
    check(f"{CHAIN}      - {ROTATE}\n    gates:\n      - {text}\n", *rest)


def test_the_same_id_twice() -> None:
    clean, expected = places(
        stages(
            "image.rotate: {id: a}",
            "image.hue: {id: «a}",
            "image.gamma",
            "one_of: [image.gamma]",
            "image.hue: {id: «image.gamma-2}",
            "image.hue: {id: image.gamma-3}",
        )
    )
    found = problems(clean)
    assert [(p.line, p.column) for p in found] == expected
    assert {p.expected for p in found} == {"each id once in a chain"}


def test_where_is_readable() -> None:
    text = 'version: 1\nchains: [{name: a, copies: 1, stages: [image.hue: {"\\e[1m": 1}]}]'
    (problem,) = problems(text)
    assert problem.where == r"chains[1].stages[1].image.hue.'\x1b[1m'"
    assert str(problem).isprintable()


def test_a_message_reads_as_a_sentence() -> None:
    (problem,) = problems(stages("image.rotat"))
    assert str(problem) == (
        "<recipe>:6:9: chains[1].stages[1].image.rotat: expected a stage (see `augctl stages`), "
        "found 'image.rotat'; did you mean 'image.rotate'?"
    )
