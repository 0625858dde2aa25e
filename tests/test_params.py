from __future__ import annotations

import json
import math
from collections import Counter
from typing import Annotated, Any

import numpy as np
import pytest
from annotated_types import Ge, Gt, Le, Lt
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from augctl.forms import limits_of, unit_of
from augctl.params import (
    Count,
    Degrees,
    Fill,
    Levels,
    Patch,
    PixelCount,
    Probability,
    Range,
    SigmaPixels,
    choice,
    constant,
    log_uniform,
    uniform,
)
from augctl.seeds import rng_for

FORMS = "a number, [low, high], {choice: [...]}, {normal: [mean, std]} or {log_uniform: "
TYPES: list[Any] = [Degrees, Levels, Probability, Count, PixelCount, SigmaPixels]
SCHEMAS = [TypeAdapter(Range[kind]).json_schema() for kind in TYPES]


def adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(Range[kind])


def drawn(kind: Any, written: Any, count: int = 20_000) -> Any:
    found: Any = adapter(kind).validate_python(written)
    rng = rng_for(5, str(written))
    return np.array([found.sample(rng) for _ in range(count)])


def messages(kind: Any, written: Any) -> list[str]:
    with pytest.raises(ValidationError) as raised:
        adapter(kind).validate_python(written)
    return [error["msg"] for error in raised.value.errors()]


@pytest.mark.parametrize(
    ("kind", "written", "resolved"),
    [
        (Degrees, 3, 3.0),
        (Degrees, [-15, 15], [-15.0, 15.0]),
        (Degrees, (2, 2), [2.0, 2.0]),
        (Degrees, {"choice": [0, 90]}, {"choice": [0.0, 90.0]}),
        (Degrees, {"normal": [0, 5]}, {"normal": [0.0, 5.0]}),
        (Levels, {"log_uniform": [1, 100]}, {"log_uniform": [1.0, 100.0]}),
        (Count, 3, 3),
        (Count, 3.0, 3),
        (Count, [1, 4], [1, 4]),
        (Count, {"normal": [2.5, 1]}, {"normal": [2.5, 1.0]}),
    ],
)
def test_every_form_is_read_and_written(kind: Any, written: Any, resolved: Any) -> None:
    found = adapter(kind).validate_python(written)
    assert found.to_recipe() == resolved
    assert json.dumps(found.to_recipe()) == json.dumps(resolved)
    assert json.loads(adapter(kind).dump_json(found)) == resolved
    assert adapter(kind).validate_python(resolved) == found
    assert adapter(kind).validate_python(found) == found
    assert hash(adapter(kind).validate_python(written)) == hash(found)


def test_defaults_in_class_bodies_are_the_same_forms() -> None:
    written = [uniform(1, 2), constant(3), choice(4, 5), log_uniform(6, 7)]
    assert [value.to_recipe() for value in written] == [
        *([1, 2], 3, {"choice": [4, 5]}, {"log_uniform": [6, 7]}),
    ]
    assert adapter(Degrees).validate_python(uniform(1, 2)).low == -3600


def test_a_number_does_not_vary() -> None:
    assert set(drawn(Degrees, 7.5, 50)) == {7.5}


def test_uniform_has_its_mean_spread_and_limits() -> None:
    values = drawn(Degrees, [-10, 30])
    assert values.min() >= -10
    assert values.max() <= 30
    assert values.mean() == pytest.approx(10, abs=0.4)
    assert values.std() == pytest.approx(40 / math.sqrt(12), rel=0.02)


def test_both_ends_of_a_count_are_as_likely_as_the_middle() -> None:
    values = drawn(Count, [2, 6])
    assert {type(value) for value in values.tolist()} == {int}
    counts = Counter(values.tolist())
    assert sorted(counts) == [2, 3, 4, 5, 6]
    assert sum((n - 4000) ** 2 / 4000 for n in counts.values()) < 18.5  # chi-square, 4, p = 0.001


def test_choices_are_equally_likely_and_no_others_come() -> None:
    counts = Counter(drawn(Degrees, {"choice": [0, 90, 270]}).tolist())
    assert sorted(counts) == [0, 90, 270]
    assert sum((n - 20_000 / 3) ** 2 / (20_000 / 3) for n in counts.values()) < 13.9  # 2, 0.001


def test_normal_has_its_mean_and_deviation_and_is_clipped_at_the_limits() -> None:
    values = drawn(Degrees, {"normal": [5, 2]})
    assert values.mean() == pytest.approx(5, abs=0.06)
    assert values.std() == pytest.approx(2, rel=0.03)
    clipped = drawn(Probability, {"normal": [0.9, 0.2]})
    assert clipped.max() == 1.0
    # A normal draw is beyond half a deviation in 30.9 % of cases.
    assert (clipped == 1.0).mean() == pytest.approx(0.309, abs=0.015)


def test_normal_counts_are_rounded_and_clipped() -> None:
    values = drawn(Count, {"normal": [1.5, 2]})
    assert values.dtype.kind == "i"
    assert values.min() == 1
    assert (values == 1).mean() == pytest.approx(0.5, abs=0.02)


def test_log_uniform_has_its_median_and_limits() -> None:
    values = drawn(Levels, {"log_uniform": [1, 100]})
    assert np.median(values) == pytest.approx(10, rel=0.05)
    assert np.log10(values).mean() == pytest.approx(1, abs=0.02)
    assert values.min() >= 1
    assert values.max() <= 100
    assert set(drawn(Levels, {"log_uniform": [3, 3]}, 50)) == {3.0}


def test_each_value_is_one_draw_of_the_generator() -> None:
    # So a range in the place of a number shifts no other draw of its stage.
    for written in ([0, 1], {"choice": [0, 1]}, {"log_uniform": [0.5, 1]}, {"normal": [0.5, 0.1]}):
        rng, reference = rng_for(3, "a"), rng_for(3, "a")
        adapter(Probability).validate_python(written).sample(rng)
        _ = reference.standard_normal() if "normal" in written else reference.random()
        assert rng.random() == reference.random()


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        (Degrees, "far", FORMS),
        (Degrees, None, FORMS),
        (Degrees, True, FORMS),
        (Degrees, {}, FORMS),
        (Degrees, {"uniform": [1, 2]}, FORMS),
        (Degrees, {"choice": [1], "normal": [1, 2]}, FORMS),
        (Degrees, [1], "[low, high], two numbers"),
        (Degrees, [1, 2, 3], "[low, high], two numbers"),
        (Degrees, [15, -15], "[low, high] with low not above high (try [-15, 15])"),
        (Degrees, [1, "2"], "a number"),
        (Degrees, [False, True], "a number"),
        (Degrees, math.nan, "a finite number"),
        (Degrees, [0, math.inf], "a finite number"),
        (Degrees, 10**400, "a finite number"),
        (Degrees, 3601, "Input should be less than or equal to 3600"),
        (Degrees, {"choice": []}, "{choice: [...]} with at least one number"),
        (Degrees, {"choice": 3}, "{choice: [...]} with at least one number"),
        (Degrees, {"choice": [0, 9999]}, "Input should be less than or equal to 3600"),
        (Degrees, {"normal": [0]}, "{normal: [...]} with two numbers"),
        (Degrees, {"normal": [0, -1]}, "Input should be greater than or equal to 0"),
        (Degrees, {"normal": [9999, 1]}, "Input should be less than or equal to 3600"),
        (Levels, {"log_uniform": [0, 1]}, "Input should be greater than 0"),
        (Levels, {"log_uniform": [2, 1]}, "{log_uniform: [low, high]} with low not above high"),
        (Count, 1.5, "Input should be a valid integer"),
        (Count, [0, 2], "Input should be greater than or equal to 1"),
    ],
)
def test_messages(kind: Any, written: Any, message: str) -> None:
    assert messages(kind, written)[0].startswith(message)


def test_an_error_says_which_number_is_wrong() -> None:
    with pytest.raises(ValidationError) as raised:
        adapter(Degrees).validate_python({"choice": [0, "x", 9999]})
    assert [error["loc"] for error in raised.value.errors()] == [("choice", 1), ("choice", 2)]


numbers = st.integers(-5, 5) | st.sampled_from([0.5, -0.5, 1e-3, 255, 256, 3600, 3601, 65536, 1e9])
odd = st.sampled_from(["x", "1", True, False, None, [], {}, [1], {"choice": 1}])
lists = st.lists(numbers | odd, max_size=3)
names = st.sampled_from(["choice", "normal", "log_uniform", "uniform"])
written = numbers | odd | lists | st.dictionaries(names, lists | numbers, max_size=2)


def reversed_pair(value: Any) -> bool:
    """Say whether a value is a pair of numbers in the wrong order: no schema can forbid it."""
    if isinstance(value, dict):
        return any(key == "log_uniform" and reversed_pair(item) for key, item in value.items())
    return isinstance(value, list) and len(value) == 2 and value[0] > value[1]


@settings(deadline=None, max_examples=600)
@given(st.sampled_from(list(zip(TYPES, SCHEMAS, strict=True))), written)
def test_schema_and_validator_agree(checked: tuple[Any, Any], value: Any) -> None:
    kind, schema = checked
    fits = Draft202012Validator(schema).is_valid(value)
    try:
        found = adapter(kind).validate_python(value)
    except ValidationError:
        assert not fits or reversed_pair(value)
    else:
        assert fits
        assert Draft202012Validator(schema).is_valid(json.loads(json.dumps(found.to_recipe())))
        low, high = limits_of(kind)
        assert all(low <= found.sample(rng_for(1, i)) <= high for i in range(5))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_schema_is_one(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


fills = st.sampled_from(["reflect", "edge", "wrap", "noise", "mean", "x", "", True, None, {}])
colours = st.lists(numbers | odd, max_size=4)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([Fill, Patch]), fills | numbers | colours)
def test_schema_and_validator_agree_on_fills(kind: Any, value: Any) -> None:
    fits = Draft202012Validator(TypeAdapter(kind).json_schema()).is_valid(value)
    try:
        found = TypeAdapter(kind).validate_python(value)
    except ValidationError:
        assert not fits
    else:
        assert fits
        again = json.loads(json.dumps(found))
        assert TypeAdapter(kind).validate_python(again) == found


def test_limits_are_the_narrowest_and_units_are_found_in_all_places() -> None:
    assert limits_of(Annotated[Degrees, Le(10), Ge(-7)], Ge) == (-7, 10)
    assert limits_of(Range[Count]) == (1, 1_000_000)
    low, high = limits_of(Annotated[float, Gt(0), Lt(1)])
    assert (low, high) == (5e-324, 1 - 2**-53)
    assert limits_of(float) == (-math.inf, math.inf)
    assert [unit_of(kind) for kind in (Levels, Range[Degrees], int)] == [
        *("levels, 0 to 255", "degrees", ""),
    ]
