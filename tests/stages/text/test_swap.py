from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from pydantic import ValidationError
from texts import reason, variants

from augctl.stages.text.swap import Swap

EDA = {"distance": 1_000_000, "within": "text", "keep_turning": False}


def swapped(words: list[str], i: int, j: int) -> str:
    found = words.copy()
    found[i], found[j] = words[j], words[i]
    return " ".join(found)


def test_neighbours_change_places_each_pair_as_often() -> None:
    words = "we paid two times today".split()
    found = Counter(variants(Swap(), " ".join(words), 2000))
    assert set(found) == {swapped(words, i, i + 1) for i in range(4)}
    assert min(found.values()) > 400


def test_any_two_words_change_places_as_in_the_paper() -> None:
    words = "we did not see it".split()
    found = set(variants(Swap(**EDA), " ".join(words), 2000))
    assert found == {swapped(words, i, j) for i, j in combinations(range(5), 2)}


def test_as_many_words_move_as_asked() -> None:
    text = " ".join(f"w{chr(97 + i)}" for i in range(20))
    for share, pairs in ((0.01, 1), (0.2, 2), (0.5, 5)):
        for made in variants(Swap(share=share), text, 50):
            moved = [a != b for a, b in zip(text.split(), made.split(), strict=True)]
            assert sum(moved) == 2 * pairs


def test_only_words_of_one_phrase_change_places() -> None:
    text = "red wine, old cheese at 10:30 new bread"
    wine, cheese, bread = "red wine", "old cheese at", "new bread"
    assert set(variants(Swap(), text)) == {
        f"wine red, {cheese} 10:30 {bread}",
        f"{wine}, cheese old at 10:30 {bread}",
        f"{wine}, old at cheese 10:30 {bread}",
        f"{wine}, {cheese} 10:30 bread new",
    }
    sentences = variants(Swap(within="sentence", distance=9), "red, green. blue")
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
    assert found <= set(variants(Swap(), text))


def test_negations_are_not_moved_nor_passed() -> None:
    assert set(variants(Swap(), "they don't want it")) == {"they don't it want"}
    assert set(variants(Swap(), "酒店早餐没有酸奶")) == {"早餐酒店没有酸奶"}


def test_what_cannot_be_swapped_is_left() -> None:
    for text in ("OK", "go go go", "was not good", "12 / 7", "Anna sings"):
        assert reason(Swap(), text) == "no two words that may change places"
    assert variants(Swap(share=0), "we paid twice", 5) == ["we paid twice"] * 5


def test_marked_words_stay() -> None:
    assert set(variants(Swap(), "ask Ann Lee now please", spans=[(4, 11)])) == {
        "ask Ann Lee please now"
    }


def test_a_distance_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Swap(distance=0)
