from __future__ import annotations

import sys
from importlib.metadata import version

import pytest
from pydantic import ValidationError
from pypinyin import lazy_pinyin
from texts import reason, variants

from augctl.errors import MissingPart
from augctl.stages.text.typo import Typo
from augctl.text import keyboard

# As one sees them on a keyboard.
AROUND = {"a": "qwsz", "g": "rtyfhvb", "p": "ol", "m": "njk", "s": "qweadzx"}


@pytest.mark.parametrize("key", AROUND)
def test_a_wrong_key_is_next_to_the_right_one(key: str) -> None:
    near = set(keyboard.NEAR[key])
    assert near <= set(AROUND[key])
    assert len(near) >= len(AROUND[key]) - 1
    assert all(key in keyboard.NEAR[other] for other in near)


def test_each_slip_is_what_it_is_called() -> None:
    word = "Word"
    found = {
        slip: set(variants(Typo(slips=[slip]), word))
        for slip in ("substitute", "transpose", "omit", "double")
    }
    assert found["transpose"] == {"Wrod", "Wodr"}
    assert found["omit"] == {"Wrd", "Wod", "Wor"}
    assert found["double"] == {"Woord", "Worrd", "Wordd"}
    assert all(
        [a == b or b in keyboard.NEAR[a] for a, b in zip(word, made, strict=True)].count(True) == 4
        and sum(a != b for a, b in zip(word, made, strict=True)) == 1
        and made[0] == "W"
        for made in found["substitute"]
        for word in ["Word"]
    )
    assert set(variants(Typo(), word)) == set().union(*found.values())
    first = set(variants(Typo(slips=["transpose"], first_letter=True), word))
    assert first == {"Owrd", "Wrod", "Wodr"}


def test_short_words_and_numbers_stay() -> None:
    for made in variants(Typo(share=1, min_letters=5), "we see large fees, 12345 http://a.b/clear"):
        assert made.startswith("we see l")
        assert made.endswith(" fees, 12345 http://a.b/clear")
    assert reason(Typo(), "we go to it") == "no word that is long enough"
    assert variants(Typo(share=0), "large fees", 3) == ["large fees"] * 3


def test_a_letter_keeps_its_accent_and_its_size() -> None:
    word = "Re\u0301sume\u0301"
    for made in variants(Typo(), word):
        assert made.count("e\u0301") == 2
    for made in variants(Typo(slips=["substitute"]), "LARGE"):
        assert made.isupper()
    assert set(variants(Typo(slips=["omit"]), "мост")) == {"мст", "мот", "мос"}


def test_a_chinese_character_becomes_another_of_the_same_sound() -> None:
    made = set(variants(Typo(), "电池耐用", 600))
    assert len(made) > 8
    for each in made:
        (changed,) = [i for i in range(4) if each[i] != "电池耐用"[i]]
        assert lazy_pinyin(each[changed]) == lazy_pinyin("电池耐用")[changed : changed + 1]
    assert "再" in keyboard.homophones("在")[0]
    assert all(made.startswith("没有") for made in variants(Typo(share=1), "没有酸奶"))


def test_marked_words_may_have_slips() -> None:
    assert len(set(variants(Typo(), "Ann Smith", spans=[(0, 9)]))) > 5
    assert reason(Typo(marked=False), "at it") == "no word that is long enough"


def test_a_missing_pypinyin_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    keyboard._pinyin.cache_clear()
    keyboard.homophones.cache_clear()
    with pytest.raises(MissingPart, match="pypinyin"):
        variants(Typo(), "电池", 1)


def test_what_tells_the_sounds_is_named_with_its_version() -> None:
    assert Typo().versions()["pypinyin"] == version("pypinyin")


def test_no_slips_at_all_are_refused() -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        Typo(slips=[])
