from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from pydantic import ValidationError
from texts import drawn, reason, variants

from augctl.stages.text.swap import Swap

ANY = Swap(pairs="any")
EDA = {"pairs": "any", "distance": 1_000_000, "within": "text", "keep_turning": False}


def swapped(words: list[str], i: int, j: int) -> str:
    found = words.copy()
    found[i], found[j] = words[j], words[i]
    return " ".join(found)


def test_neighbours_change_places_each_pair_as_often() -> None:
    words = "we paid two times today".split()
    found = Counter(variants(ANY, " ".join(words), 2000))
    assert set(found) == {swapped(words, i, i + 1) for i in range(4)}
    assert min(found.values()) > 400


def test_any_two_words_change_places_as_in_the_paper() -> None:
    words = "we did not see it".split()
    found = set(variants(Swap(**EDA), " ".join(words), 2000))
    assert found == {swapped(words, i, j) for i, j in combinations(range(5), 2)}


def test_as_many_words_move_as_asked() -> None:
    text = " ".join(f"w{chr(97 + i)}" for i in range(20))
    for share, pairs in ((0.01, 1), (0.2, 2), (0.5, 5)):
        for made in variants(Swap(pairs="any", share=share), text, 50):
            moved = [a != b for a, b in zip(text.split(), made.split(), strict=True)]
            assert sum(moved) == 2 * pairs


def test_only_words_of_one_phrase_change_places() -> None:
    text = "red wine, old cheese at 10:30 new bread"
    wine, cheese, bread = "red wine", "old cheese at", "new bread"
    assert set(variants(ANY, text)) == {
        f"wine red, {cheese} 10:30 {bread}",
        f"{wine}, cheese old at 10:30 {bread}",
        f"{wine}, old at cheese 10:30 {bread}",
        f"{wine}, {cheese} 10:30 bread new",
    }
    sentences = variants(Swap(pairs="any", within="sentence", distance=9), "red, green. blue")
    assert set(sentences) == {"green, red. blue"}
    assert "blue, green. red" in variants(Swap(**EDA), "red, green. blue")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My card", {"Card my"}),
        ("I paid", {"Paid I"}),
        ("NASA paid", {"Paid NASA"}),
        ("Is NASA there. It works", {"NASA is there. It works", "Is NASA there. Works it"}),
        ("see Ann", {"Ann see"}),
        ("房间很大", {"很大房间"}),
        ("MY CARD", {"CARD MY"}),
    ],
)
def test_case_belongs_to_a_place_or_to_a_word(text: str, found: set[str]) -> None:
    assert found <= set(variants(ANY, text))


def test_negations_are_not_moved_nor_passed() -> None:
    assert set(variants(ANY, "they don't want it")) == {"they don't it want"}
    assert set(variants(ANY, "酒店早餐没有酸奶")) == {"早餐酒店没有酸奶"}


def test_what_cannot_be_swapped_is_left() -> None:
    for text in ("OK", "go go go", "was not good", "12 / 7", "Anna sings"):
        assert reason(ANY, text) == "no two words that may change places"
    assert variants(Swap(share=0), "we paid twice", 5) == ["we paid twice"] * 5


def test_marked_words_stay() -> None:
    assert set(variants(ANY, "ask Ann Lee now please", spans=[(4, 11)])) == {
        "ask Ann Lee please now"
    }


def test_a_distance_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Swap(pairs="any", distance=0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Was I charged a fee for using my card.", "no two words that may change places"),
        ("Is it broken", "no two words that may change places"),
        ("Students need the help to go to the shop", "no two words that may change places"),
        ("the driver delivered it to us", "no two words that may change places"),
        ("I have already done it", {"I already have done it"}),
        ("It is still pending", {"It is pending still"}),
        ("Yesterday I paid. Now I see it", {"Yesterday I paid. I now see it"}),
        ("Why was I charged twice for it", {"Why was I twice charged for it"}),
        ("Can you please reset it", {"Please can you reset it"}),
        ("why are fees and charges so", {"why are charges and fees so"}),
        ("check my statement and correct it", "no two words that may change places"),
        ("see an extra fee", "no two words that may change places"),
        ("Why is the fee wrong?", "no two words that may change places"),
        ("see the extra fee", {"see the fee extra"}),
    ],
)
def test_what_changes_places_by_default_is_readable(text: str, found: str | set[str]) -> None:
    assert (
        reason(Swap(), text) if isinstance(found, str) else set(variants(Swap(), text))
    ) == found


@pytest.mark.parametrize(
    "text", ["快递很慢", "4599的时候买", "2个小时", "下次到石家庄", "做工比华硕好很多"]
)
def test_what_would_break_chinese_is_left(text: str) -> None:
    assert reason(Swap(), text) == "no two words that may change places"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("早餐和服务都一般", "服务和早餐都一般"),
        ("有茶具、电视、冰箱。", {"有电视、茶具、冰箱。", "有茶具、冰箱、电视。"}),
        ("其实房间很大", "房间其实很大"),
        ("房间感觉很大", "感觉房间很大"),
        ("房间很大，服务不错。", "服务不错，房间很大。"),
        ("虽然房间很大，但服务不错。", None),
        ("电源插入和拔出的时候", None),
    ],
)
def test_chinese_items_adverbs_and_clauses_change_places(text: str, found: object) -> None:
    if found is None:
        assert reason(Swap(), text) == "no two words that may change places"
    else:
        assert set(variants(Swap(), text)) == (found if isinstance(found, set) else {found})


def test_marked_clauses_stay() -> None:
    text = "房间很大，服务不错。"
    (found,) = {str(each) for each in drawn(Swap(), text, 5, [(0, 2)])}
    assert found == "no two words that may change places"


def test_readable_pairs_refuse_what_steers_any() -> None:
    with pytest.raises(ValidationError, match="pairs: any"):
        Swap(distance=3)


def test_a_megabyte_of_words_is_swapped_in_time() -> None:
    text = "I have already seen the extra fee, 房间很大，服务不错。" * 25_000
    for stage in (Swap(), Swap(**EDA)):
        (made,) = variants(stage, text, 1)
        assert Counter(made.lower()) == Counter(text.lower())
        assert made != text
