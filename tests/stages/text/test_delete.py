from __future__ import annotations

from collections import Counter

import pytest
from scipy.stats import binomtest
from texts import drawn, reason, variants

from augctl.stages.text.delete import Delete

EDA = {"content": 1, "keep_turning": False}
WORDS = [a + b for a in "bdfgk" for b in ("ig", "ot", "um", "at")]


def is_subsequence(few: list[str], many: list[str]) -> bool:
    rest = iter(many)
    return all(word in rest for word in few)


def test_each_word_goes_with_a_chance_as_in_the_paper() -> None:
    made = [each.split() for each in variants(Delete(share=0.2, **EDA), " ".join(WORDS), 2000)]
    assert all(is_subsequence(each, WORDS) for each in made)
    gone = Counter(word for each in made for word in WORDS if word not in each)
    for word in WORDS:
        assert binomtest(gone[word], 2000, 0.2).pvalue > 1e-5
    assert len({len(each) for each in made}) > 5


def test_one_word_goes_at_least_and_one_stays() -> None:
    few = variants(Delete(share=0.001, **EDA), " ".join(WORDS), 200)
    assert {len(each.split()) for each in few} == {len(WORDS) - 1}
    assert set(variants(Delete(share=1, **EDA), "big red car")) == {"big", "red", "car"}
    assert reason(Delete(), "OK") == "fewer than two words"
    assert variants(Delete(share=0), "a b c", 5) == ["a b c"] * 5


def test_words_of_grammar_go_more_often() -> None:
    made = variants(Delete(share=0.01, content=0.25), "the fee", 3000)
    assert binomtest(made.count("fee"), 3000, 0.8).pvalue > 1e-5
    assert set(variants(Delete(share=0.3, content=0), "the fee of my card is a joke")) <= {
        " ".join(word for word in "the fee of my card is a joke".split() if word not in gone)
        for bits in range(1, 32)
        for gone in [{w for i, w in enumerate("the of my is a".split()) if bits >> i & 1}]
    }
    french = variants(Delete(share=0.01), "vite partons", 1000)  # no list of its grammar
    assert binomtest(french.count("vite"), 1000, 0.5).pvalue > 1e-5


def test_negations_stay_and_what_they_turn() -> None:
    text = "it doesn't work and was never a real help"
    for made in variants(Delete(share=0.6), text):
        assert "doesn't work" in made
        assert "never a" in made
    assert all("没有酸奶" in made for made in variants(Delete(share=0.5), "早餐没有酸奶也很好"))
    assert reason(Delete(), "not good") == "no word that may be left out"
    assert set(variants(Delete(**EDA, share=0.1), "not good")) == {"not", "good"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(red car), too", {"(car), too", "(red), too", "(red car),"}),
        ("red  car", {" car", "red "}),
        ("The fee", {"Fee", "The"}),
        ("Go. The fee", {"Go. Fee", "Go. The"}),
        ("I was charged", {"Was charged", "I charged", "I was"}),
        ("So. I’m here", {"So. Here", "So. I’m"}),
        ("NASA paid", {"Paid", "NASA"}),
        ("the\nfee", {"\nfee", "the\n"}),
        ("12 red 7 car", {"12 7 car", "12 red 7"}),
        ("房间很大", {"很大", "房间"}),
    ],
)
def test_a_space_goes_along_and_a_capital_is_passed_on(text: str, found: set[str]) -> None:
    assert set(variants(Delete(share=0.01, **EDA), text)) == found


def test_numbers_on_both_sides_do_not_become_one() -> None:
    assert set(map(str, drawn(Delete(**EDA, share=0.01), "3个4大"))) == {
        "[(3, 4, '')]",
        "no word that may be left out",
    }


def test_what_is_said_does_not_become_a_question() -> None:
    for text in ("It is broken. There was a fee", "“This is the card”", "You have a fee, too"):
        for made in variants(Delete(share=0.3), text):
            assert made.startswith(text.split()[0])
            assert "Was" not in made
    assert "Was charged a fee" in variants(Delete(), "I was charged a fee")


def test_what_ties_words_together_and_what_judges_them_stays() -> None:
    for made in variants(Delete(share=0.3), "a fee of the money that was sent to him from me"):
        assert "to" in made.split()
        assert "from" in made.split()
    for made in variants(Delete(share=0.3), "I do not like it, I am never there"):
        assert "do not like" in made.lower()
        assert "am never" in made.lower()
    for text, kept in (("电池质量差", "差"), ("就是隔音比较差", "差"), ("酒店前台脏", "脏")):
        assert all(kept in made for made in variants(Delete(share=0.3), text))


def test_a_megabyte_of_words_is_left_out_in_time() -> None:
    text = "I was charged a fee for the card. " * 30_000
    (made,) = variants(Delete(share=0.1), text, 1)
    assert 0.88 < len(made.split()) / len(text.split()) < 0.92


def test_marked_words_stay() -> None:
    made = set(variants(Delete(share=0.01, **EDA), "ask Ann Lee now", spans=[(4, 11)]))
    assert made == {"Ann Lee now", "ask Ann Lee"}
