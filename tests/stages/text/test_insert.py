from __future__ import annotations

from collections import Counter

import pytest
from texts import drawn, reason, variants

from augctl.stages.text.insert import Insert


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She bought it!", "She bought or purchased it!"),
        ("Students, http://a.b/student", "Students or pupils, http://a.b/student"),
        ("HE BUYS IT", "HE BUYS OR PURCHASES IT"),
        ("a problem", "a problem or issue"),
        ("酒店的服务", "酒店、宾馆的服务"),
    ],
)
def test_a_synonym_stands_beside_its_word(text: str, found: str) -> None:
    assert set(variants(Insert(), text)) == {found}


def test_at_random_every_place_is_as_likely() -> None:
    text = "She bought it, now"
    places = ["purchased " + text]
    places += [text.replace(word, "purchased " + word, 1) for word in ("bought", "it", "now")]
    places.append(text + " purchased")
    found = Counter(variants(Insert(place="random"), text, 2000))
    assert set(found) == set(places)
    assert min(found.values()) > 300


def test_chinese_is_put_in_without_a_space() -> None:
    assert set(variants(Insert(place="random"), "酒店")) == {"酒店宾馆", "宾馆酒店"}


def test_as_many_synonyms_as_asked() -> None:
    text = "buying " * 20
    for share, count in ((0.01, 1), (0.1, 2), (1, 20)):
        made = variants(Insert(share=share), text, 50)
        assert {each.count("purchasing") for each in made} == {count}
    assert list(drawn(Insert(share=0), text, 1)) == [()]


def test_what_is_there_is_not_repeated() -> None:
    for text in ("cost, fee or charge", "酒店、宾馆", "a fee was CHARGED"):
        assert "fits its place" in reason(Insert(share=1), text)


def test_a_text_without_synonyms_is_left_alone() -> None:
    assert reason(Insert(), "I am in it") == "no word with a synonym"
