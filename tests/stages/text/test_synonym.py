from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from table_stores import store, training_of
from texts import drawn, reason, variants

from augctl.errors import MissingPart
from augctl.seeds import rng_for
from augctl.stages.text.synonym import Synonym
from augctl.tables.schema import Column
from augctl.text import inflect
from augctl.text.dice import Dice
from augctl.text.edits import applied
from augctl.text.passage import Passage


def made_with(stage: Synonym, text: str, folder: Path, times: int = 200) -> set[str]:
    """Return what becomes of a text by a stage that learns."""
    columns = [Column("text", "text", "word", edited=1)]
    training = training_of(store(folder, words=[(text,)], columns=columns))
    state = stage.ready(stage.fit(training, [0], rng_for(1, "fit")))
    found = set()
    for number in range(times):
        edits = stage.edit(Passage(text), Dice(number), state)
        assert not isinstance(edits, str), edits
        found.add(applied(text, edits))
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I want to buy it.", "I want to purchase it."),
        ("She bought it!", "She purchased it!"),
        ("Buying it: 3x", "Purchasing it: 3x"),
        ("HE BUYS IT", "HE PURCHASES IT"),
        ("two students", "two pupils"),
        ("a problem, http://a.b/problem", "an issue, http://a.b/problem"),
        ("An eatery", "A restaurant"),
        ("酒店的服务", "宾馆的服务"),
    ],
)
def test_form_case_and_article_are_kept(text: str, found: str) -> None:
    assert set(variants(Synonym(), text)) == {found}


@pytest.mark.parametrize(
    "text",
    [
        "I have to get it done",  # light verbs and words of grammar
        "ask Student Services",  # a name
        "my dear uSeR studenT",  # no case of its own
        "他用student卡",  # English amid Chinese
        "the number of it",  # means something together
        "bob@student.com #student {student}",
    ],
)
def test_what_is_no_word_of_its_own_stays(text: str) -> None:
    assert "synonym" in reason(Synonym(share=1), text)


def test_the_place_tells_the_part_of_speech() -> None:
    assert "fits its place" in reason(Synonym(), "they want to fight")
    assert set(variants(Synonym(), "it was a fight")) == {"it was a battle"}
    assert set(variants(Synonym(), "please help me")) == {"please assist me"}
    assert set(variants(Synonym(), "with your help")) == {"with your assistance"}


def test_as_many_words_are_replaced_as_asked() -> None:
    text = "buying " * 20
    for share, count in ((0.01, 1), (0.1, 2), (0.5, 10), (1, 20)):
        assert {made.count("purchasing") for made in variants(Synonym(share=share), text)} == {
            count
        }
    assert list(drawn(Synonym(share=0), text, 1)) == [()]


def test_what_is_marked_stays_and_an_article_that_is_marked_decides() -> None:
    text = "a problem and a student"
    assert set(variants(Synonym(share=1), text, spans=[(2, 9)])) == {"a problem and a pupil"}
    assert set(variants(Synonym(share=1), text, spans=[(0, 1)])) == {"a problem and a pupil"}


def test_a_thesaurus_takes_the_place_of_the_built_in_words(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("card: debit card\npay, settle\nHaus, Heim\n", encoding="utf-8")
    stage = Synonym(share=1, thesaurus=file)
    text = "Card students paid, das Haus"
    assert made_with(stage, text, tmp_path / "t") == {"Debit card students settled, das Heim"}


def test_word_vectors_take_their_place_too(tmp_path: Path) -> None:
    file = tmp_path / "vectors.txt"
    rows = ["student 1 0", "students 1 0.01", "money 0.9 0.1", "learn 0.9 0.2", "kid 0.8 0.2"]
    file.write_text("\n".join([*rows, "dog 0 1", "house 0.7 0.3"]), encoding="utf-8")
    stage = Synonym(share=1, vectors=file, neighbors=2)
    assert made_with(stage, "My student", tmp_path / "t") == {"My money", "My kid"}


def test_an_article_is_not_edited_twice(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("a: one\ncar: automobile\n", encoding="utf-8")
    found = made_with(Synonym(share=1, thesaurus=file), "a car", tmp_path / "t")
    assert found == {"an automobile", "one car"}


def test_what_a_text_says_already_is_no_synonym(tmp_path: Path) -> None:
    for text in ("charged a fee", "酒店、宾馆", "CHARGES, fees"):
        assert "fits its place" in reason(Synonym(share=1), text)
    assert "fits its place" in reason(Synonym(share=1), "the fee for charging", [(12, 20)])
    file = tmp_path / "words.txt"
    file.write_text("fee: cost\ncharge: cost\ncard: debit card\n大酒店：酒店\n", encoding="utf-8")
    stage = Synonym(share=1, thesaurus=file)
    found = made_with(stage, "the fee or charge", tmp_path / "t")
    assert found == {"the cost or charge", "the fee or cost"}
    assert made_with(stage, "大酒店", tmp_path / "t") == {"酒店"}
    assert made_with(stage, "card, fee", tmp_path / "t") == {"debit card, cost"}
    assert made_with(stage, "debit card, fee", tmp_path / "t") == {"debit card, cost"}


def test_what_only_vectors_ask_for_is_refused_without() -> None:
    for given in ({"neighbors": 3}, {"min_similarity": 0.1}):
        with pytest.raises(ValidationError, match=f"vectors beside {next(iter(given))}"):
            Synonym(**given)
    assert Synonym(neighbors=5, min_similarity=0.6) == Synonym()


def test_two_sources_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("a, b")
    with pytest.raises(ValidationError, match="either thesaurus or vectors"):
        Synonym(thesaurus=file, vectors=file)


def test_what_is_learned_is_plain(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("a, b")
    training = training_of(store(tmp_path / "t", words=[("a",)]))
    state = Synonym(thesaurus=file).fit(training, [0], rng_for(1, "fit"))
    assert all(isinstance(values, np.ndarray) for values in state.values())
    assert Synonym().fit(training, [0], rng_for(1, "fit")) == {}


def test_without_lemminflect_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lemminflect", None)
    inflect._library.cache_clear()
    with pytest.raises(MissingPart, match=r"pip install 'augctl\[text\]'"):
        variants(Synonym(), "students", 1)
    assert set(variants(Synonym(), "酒店")) == {"宾馆"}
