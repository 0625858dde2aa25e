from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from table_stores import store, training_of

from augctl.seeds import rng_for
from augctl.stages.text.tfidf_synonym import TfidfSynonym
from augctl.tables.schema import Column
from augctl.text.dice import Dice
from augctl.text.edits import applied
from augctl.text.passage import Passage, every_word
from augctl.text.strings import unpacked

TEXTS = [
    "The student bought a huge car.",
    "A student bought it, and the student likes it!",
    "Students bought a small book",
    "the customer bought 酒店 and a car",
    "I am here",
]
HELD_OUT = ["huge huge car"] * 50


@pytest.fixture
def training(tmp_path: Path) -> Any:
    words = [(text,) for text in [*TEXTS, *HELD_OUT]]
    columns = [Column("text", "text", "word", edited=1)]
    return training_of(store(tmp_path, words=words, columns=columns), np.arange(len(TEXTS)))


def made(stage: TfidfSynonym, training: Any, text: str) -> set[str]:
    state = stage.ready(stage.fit(training, [0], rng_for(1, "fit")))
    found = set()
    for number in range(100):
        edits = stage.edit(Passage(text), Dice(number), state)
        found.add(edits if isinstance(edits, str) else applied(text, edits))
    return found


def test_idf_is_that_of_scikit_learn_over_the_training_split(training: Any) -> None:
    state = TfidfSynonym().fit(training, [0], rng_for(1, "fit"))
    model = TfidfVectorizer(
        tokenizer=lambda text: [text[a:b] for a, b in every_word(text)], token_pattern=None
    )
    model.fit(TEXTS)
    expected = dict(zip(model.get_feature_names_out(), model.idf_, strict=True))
    words = unpacked("words", state)
    assert {"bought", "student", "students", "huge", "酒店"} <= set(words)
    assert not {"the", "a", "it"} & set(words)
    np.testing.assert_allclose(state["idf"], [expected[word] for word in words], rtol=1e-12)


def test_only_common_words_are_replaced(training: Any) -> None:
    text = "a student bought a huge book"
    found = made(TfidfSynonym(quantile=0.3, share=1), training, text)
    assert found == {"a student purchased a huge book"}
    found = made(TfidfSynonym(quantile=0.5, share=1), training, text)
    assert found == {"a pupil purchased a huge book"}
    found = made(TfidfSynonym(quantile=1, share=1), training, text)
    assert found == {
        f"a pupil purchased {word} book" for word in ("an immense", "a vast", "an enormous")
    }


def test_a_quantile_of_0_and_rare_words_leave_a_text_alone(training: Any) -> None:
    assert made(TfidfSynonym(quantile=0), training, TEXTS[0]) == {
        "all words with a synonym are rare"
    }
    assert made(TfidfSynonym(), training, "a huge fee") == {"all words with a synonym are rare"}
    assert made(TfidfSynonym(), training, "I am in") == {"no word with a synonym"}
