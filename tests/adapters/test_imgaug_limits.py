"""Numbers that would keep a trial busy for minutes are refused before it, and at their place."""

import math

import pytest
from pydantic_core import PydanticCustomError

from augctl.stages.adapters._imgaug_library import offered, parts
from augctl.stages.adapters._imgaug_limits import _LIMITS, Limits, limits_of
from augctl.stages.adapters._imgaug_values import parameters


def test_every_limit_is_of_a_parameter_on_offer():
    targets = [*offered().values(), *parts().values()]
    known = {(target.__name__, name) for target in targets for name in parameters(target)}
    for key in _LIMITS:
        owner, _, name = key.rpartition(".")
        assert any(name == each and owner in ("", its) for its, each in known), key


def test_the_limits_themselves_are_taken_and_what_is_beyond_is_not():
    limits = Limits(-1, 9, high_share=2)
    for within in (-1, 9, -1.0, 2.0, True, None, "text"):
        assert limits.check(within) == within
    for beyond, expected in ((-2, "-1 or more"), (10, "9 or less"), (2.5, "2 or less")):
        with pytest.raises(PydanticCustomError, match=expected):
            limits.check(beyond)


def test_the_limits_of_one_augmenter_come_before_those_of_a_name():
    assert limits_of("PiecewiseAffine", "nb_rows").high < limits_of("Jigsaw", "nb_rows").high
    assert limits_of("Add", "value") == Limits(-math.inf, math.inf)
