from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from augctl.stages.quality.length import Length

MADE = ["I paid $40 - twice!", "我很喜欢这家酒店。", "", "Straße 5", "wi-fi OK?"]
BEGUN = ["I paid $40!", "我喜欢", "abc", "", "wi-fi OK? " * 3]


def test_words_and_letters_are_counted() -> None:
    words = Length(unit="words", min=2)
    assert words.score_texts(MADE, BEGUN, {}) == [4, 5, 0, 2, 2]
    assert words.keep(np.array([0.0, 1, 2, 1e6])).tolist() == [False, False, True, True]
    assert Length(unit="letters", max=9).score_texts(MADE, BEGUN, {}) == [12, 8, 0, 7, 6]


def test_the_ratio_is_to_the_text_before() -> None:
    gate = Length()
    scores = gate.score_texts(MADE, BEGUN, {})
    assert scores == [12 / 7, 8 / 3, 0, 7, 1 / 3]
    assert gate.keep(np.array(scores)).tolist() == [True, False, False, False, False]
    assert gate.score_texts(["", "?"], ["", "!"], {}) == [1, 1]


def test_limits_of_words_have_no_defaults() -> None:
    assert (Length(unit="words", max=30).min, Length(max=30).min) == (None, 0.5)
    with pytest.raises(ValidationError, match="min, max or both"):
        Length(unit="letters")
