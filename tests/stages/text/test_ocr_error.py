from __future__ import annotations

import pytest
from texts import reason, variants

from augctl.stages.text.ocr_error import OcrError
from augctl.text.lookalikes import LOOKALIKES, lookalikes

PAIRS = [
    *[("rn", "m"), ("cl", "d"), ("vv", "w"), ("l", "I"), ("e", "c"), ("h", "b")],
    *[("己", "已"), ("未", "末"), ("土", "士"), ("人", "入"), ("日", "目")],
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_looks_alike_is_taken_for_each_other(one: str, other: str) -> None:
    assert other in variants(OcrError(), one)
    assert one in variants(OcrError(), other)


@pytest.mark.parametrize(("letter", "digit"), [*zip("lOSB", "1058", strict=True)])
def test_a_letter_becomes_a_digit_and_no_digit_a_letter(letter: str, digit: str) -> None:
    assert digit in variants(OcrError(), letter)
    assert digit not in LOOKALIKES
    assert reason(OcrError(), f"{digit}{digit}") == "no letter that looks like another"


def test_one_place_in_a_word_is_misread() -> None:
    word = "burn"
    expected = {
        word[:at] + seen + word[at + len(part) :]
        for at, part in lookalikes(word)
        for seen in LOOKALIKES[part]
    }
    assert {"bum", "hurn", "bvrn"} <= expected
    assert set(variants(OcrError(), word, 2000)) == expected


def test_as_many_words_are_misread_as_asked() -> None:
    words = ["clear"] * 30
    for share, count in ((0.01, 1), (0.2, 6), (1, 30)):
        for made in variants(OcrError(share=share), " ".join(words), 20):
            assert sum(each != "clear" for each in made.split()) == count
    assert variants(OcrError(share=0), "clear", 2) == ["clear"] * 2


def test_nothing_but_words_is_misread() -> None:
    text = "clear: 10:30, http://all.is/well `rn` 很"
    for made in variants(OcrError(share=1), text, 50):
        assert made.split(":", 1)[1].startswith(" 10:30, http://all.is/well `rn` ")
