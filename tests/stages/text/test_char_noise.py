from __future__ import annotations

import pytest
from texts import drawn, reason, variants

from augctl.stages.text.char_noise import CharNoise
from augctl.text.scripts import common_han, letters_like

# The rows 16 to 55 of GB 2312, of 94 cells each, the last of 89, as EUC-CN has them.
LEVEL_ONE = bytes(
    byte
    for row in range(16, 56)
    for cell in range(1, 90 if row == 55 else 95)
    for byte in (row + 160, cell + 160)
).decode("euc-cn")
LATIN = "abcdefghijklmnopqrstuvwxyz"


def only(change: str, **others: object) -> CharNoise:
    return CharNoise(changes=[change], **others)


def test_each_change_is_what_it_is_called() -> None:
    found = {c: set(variants(only(c), "cat on", 4000)) for c in ("delete", "swap", "space")}
    assert found["delete"] == {"at on", "ct on", "ca on", "cat n", "cat o"}
    assert found["swap"] == {"act on", "cta on", "cat no"}
    assert found["space"] == {"c at on", "ca t on", "caton", "cat o n"}
    replaced, inserted = (set(variants(only(c), "cat", 4000)) for c in ("replace", "insert"))
    assert replaced == {"cat"[:i] + x + "cat"[i + 1 :] for i in range(3) for x in LATIN} - {"cat"}
    assert inserted == {"cat"[:i] + x + "cat"[i:] for i in range(3) for x in LATIN if x != "cat"[i]}


@pytest.mark.parametrize(
    ("word", "alphabet"),
    [
        ("кот", "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
        ("GROSS", LATIN.upper()),
        ("שלום", "אבגדהוזחטיכלמנסעפצקרשת"),
        ("房间", LEVEL_ONE),
    ],
)
def test_a_new_letter_is_of_the_same_script(word: str, alphabet: str) -> None:
    assert letters_like(word[0]) == alphabet
    for edits in drawn(CharNoise(changes=["replace", "insert"]), word):
        ((_, _, new),) = edits
        assert new in alphabet


def test_common_characters_are_those_of_the_standard() -> None:
    assert len(common_han()) == 3755
    assert (common_han()[0], common_han()[-1]) == ("啊", "座")


def test_as_many_letters_as_asked() -> None:
    text = " ".join(["word"] * 25)
    for share, count in ((0.001, 1), (0.1, 10), (1, 100)):
        for edits in drawn(only("replace", share=share), text, 10):
            assert len(edits) == count
    assert variants(CharNoise(share=0), text, 2) == [text] * 2


def test_a_word_keeps_a_letter_and_a_letter_its_accent() -> None:
    for made in variants(only("delete", share=1), "a cat is be\u0301", 20):
        assert [len(word) for word in made.replace("e\u0301", "e").split(" ")] == [1, 1, 1, 1]
    for made in variants(CharNoise(), "be\u0301te"):
        assert "\u0301" not in made or made[made.index("\u0301") - 1] in LATIN
        assert "\u0301" not in made[:1]


def test_nothing_but_words_is_disturbed() -> None:
    text = "12 http://a.b/c @me: `x` word 👍"
    for made in variants(CharNoise(share=1), text, 100):
        assert made.startswith("12 http://a.b/c @me: `x` ")
        assert made.endswith(" 👍")
    assert reason(CharNoise(), "12:30!") == "no letters that can be changed"
    assert all("不会" in made for made in variants(CharNoise(share=1), "手机不会很烫", 50))
    plain = CharNoise(marked=False, share=1)
    assert all(made.endswith("Ann") for made in variants(plain, "ask Ann", 50, [(4, 7)]))
    assert len({made[-3:] for made in variants(CharNoise(share=1), "ask Ann", 50, [(4, 7)])}) > 9
