"""Whatever stands in a file: a recipe comes out, or all that is wrong; never a traceback."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from augctl.documents.text import MAX_BYTES, parse
from augctl.errors import RecipeError
from augctl.recipe.compile import Recipe, compile_document, load

GOOD = (Path(__file__).parents[2] / "configs" / "photos.yaml").read_text(encoding="utf-8")
DATA = parse(GOOD).data

NASTY = [
    *("1e999", "-1e999", ".nan", "-.inf", "-0", "1e-400", "9" * 400, "0x1F", "1_0", "010"),
    *("~", "true", "no", "''", '""', "'", '"', "[]", "{}", "[[]]", "{? : }", "? [a] : b", "[,]"),
    *("&a", "*a", "<<", "!", "!!str", "!!python/object/apply:os.system [ls]", "---", "...", "%"),
    *("@", "`", "|", ">-", "- - -", ": :", "?", "#", "\t", "\r", "\x00", "\x1b[2J", "\x85"),
    *("\u2028", "\ufeff", "\ufffe", "💥", "e\u0301", "\U0010ffff", '"\\ud800"', '"\\UFFFFFFFF"'),
    *("{choice: []}", "{choice: [.nan]}", "{normal: [0, .inf]}", "{log_uniform: [0, 1]}"),
    *("[1, 0]", "[.nan, 1]", "[1e308, -1e308]", "{a: {b: {c: d}}}", "__proto__", "../../etc"),
    *("image.rotate", "one_of", "imgaug.Fliplr", "imgaug.", ".", "image.", "quality.ssim"),
]
VALUES: list[Any] = [
    *(None, True, -1, 0, 10**30, 10**400, 1.5, float("nan"), float("inf"), -0.0, "", "x", "💥"),
    *("\x00", "\ud800", [], {}, [[]], [None], {"": ""}, {"p": 2}, {None: 1}, {1: 2}, b"x", (1, 2)),
    *({"choice": [float("nan")]}, {"normal": [0]}, {"one_of": []}, {"some_of": [[]], "count": {}}),
    *("one_of", "image.rotate", {"image.rotate": {"id": "a"}}, ["a"] * 300, object()),
]

fuzzed = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


def survives(make: Callable[[], Recipe]) -> None:
    """Make a recipe, quickly; if it is one, it says the same again when written out."""
    began = time.process_time()
    recipe, found = None, ()
    try:
        recipe = make()
    except RecipeError as error:
        found = error.problems
    assert (recipe is None) == bool(found)
    for problem in found:
        assert str(problem).isprintable()
        assert (problem.line == 0) == (problem.column == 0)
        str(problem).encode()
    if recipe is not None:
        resolved = json.loads(json.dumps(recipe.resolved(), allow_nan=False))
        assert load(resolved).chains == recipe.chains
    assert time.process_time() - began < 5


def compiled(text: str) -> Callable[[], Recipe]:
    return lambda: compile_document(parse(text), Path())


@fuzzed
@given(st.text() | st.lists(st.sampled_from(NASTY) | st.text(max_size=3)).map(" ".join))
def test_any_text(text: str) -> None:
    survives(compiled(text))
    survives(compiled(f"version: 1\nname: {text}"))


@fuzzed
@given(data=st.binary())
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_bytes(data)
    survives(lambda: load(file))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Cut, repeat and replace parts of a good recipe: lines, words, signs."""
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        parts = text.splitlines(keepends=True) if draw(st.booleans()) else text.split(" ")
        joint = "" if parts[0].endswith("\n") else " "
        at = draw(st.integers(0, len(parts) - 1))
        until = at + draw(st.integers(0, 2))
        parts[at:until] = draw(st.lists(st.sampled_from(NASTY + parts), max_size=2))
        text = joint.join(parts) or "x"
    return text


@fuzzed
@given(damaged())
def test_any_damage_to_a_good_recipe(text: str) -> None:
    survives(compiled(text))


@fuzzed
@given(st.data())
def test_any_value_in_the_place_of_any_other(source: st.DataObject) -> None:
    recipe = copy.deepcopy(DATA)
    for _ in range(source.draw(st.integers(1, 3))):
        inner: Any = recipe
        while True:
            keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
            if not keys:
                break
            key = source.draw(st.sampled_from(keys))
            deeper = isinstance(inner[key], (dict, list))
            if not deeper or source.draw(st.booleans()):
                inner[key] = copy.deepcopy(source.draw(st.sampled_from(VALUES)))
                break
            inner = inner[key]
    survives(lambda: load(recipe))


LARGE = {
    "levels": "[" * MAX_BYTES,
    "levels of a block": "- " * (MAX_BYTES // 2),
    "complex keys": "? " * (MAX_BYTES // 2),
    "one word": "x" * MAX_BYTES,
    "one key": "version: 1\n" + "k" * 1000 + ": 1",
    "one number": "version: 1\nseed: " + "7" * (MAX_BYTES // 2),
    "quotes": "'" * (MAX_BYTES - 1),
    "version of YAML": f"%YAML 1.{'1' * 5000}\n---\n",
    "anchors": "[" + "&a 1," * 100_000,
    "unknown stages": "version: 1\nchains: [{name: a, total: 1, stages: ["
    + ", ".join(f"image.blurr{i}" for i in range(3000))
    + "]}]",
    "unknown keys": "version: 1\n" + "".join(f"chains{i}: 1\n" for i in range(3000)),
    "nested groups": "version: 1\nchains: [{name: a, total: 1, stages: ["
    + "{one_of: [" * 22
    + "image.hue"
    + "]}" * 22
    + "]}]",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_large_and_deep_texts(text: str) -> None:
    survives(compiled(text))
