from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from table_stores import store, training_of

from augctl.errors import MissingPart, UsageError
from augctl.seeds import rng_for
from augctl.stages.quality import language
from augctl.stages.quality.language import Language
from augctl.tables.schema import Column

# Written for this test.
SAID = {
    "en": ["The bread was still warm when we came home.", "My neighbour sings", "Where is it?"],
    "de": ["Das Brot war noch warm, als wir nach Hause kamen.", "Meine Nachbarin singt gern"],
    "es": ["El pan estaba todavía caliente cuando llegamos.", "Mi vecina canta muy bien"],
    "eo": ["La pano estis ankoraŭ varma, kiam ni venis hejmen.", "Mia najbarino kantas"],
    "ru": ["Хлеб был ещё тёплым, когда мы пришли домой."],
    "ja": ["家に帰ったとき、パンはまだ温かかった。"],
    "zh": ["我们回家的时候，面包还是热的。", "邻居在唱歌", "它在哪里？"],
}


@pytest.mark.parametrize("code", SAID)
def test_a_text_is_kept_by_its_own_language_alone(code: str) -> None:
    gate = Language(language=code)
    for other, texts in SAID.items():
        if (code, other) != ("zh", "ja"):  # characters alone do not tell
            kept = gate.keep(np.array(gate.score_texts(texts, texts, {})))
            assert kept.tolist() == [code == other] * len(texts), texts


def test_chinese_is_told_by_its_characters() -> None:
    gate = Language(language="zh")
    texts = ["面包 is hot", "面包", "bread", "手机iPhone 15 http://a.b/c", "12:30 😀", ""]
    assert gate.score_texts(texts, texts, {}) == [2 / 4, 1, 0, 1, 1, 1]


def test_the_share_in_chinese_counts_against_another_language() -> None:
    gate = Language(language="en")
    texts = ["The bread was warm", "The bread was warm 面包很热"]
    whole, half = gate.score_texts(texts, texts, {})
    assert (whole, half) == (1, pytest.approx(0.5))


def test_numbers_and_urls_do_not_count() -> None:
    gate = Language(language="en")
    texts = ["The bread was warm", "The bread was warm 12 http://brot.de/warmes-brot-zuhause"]
    assert len(set(gate.score_texts(texts, texts, {}))) == 1
    assert gate.score_texts(["", "12 😀", "\ud800"], [], {}) == [1, 1, 1]


def test_a_language_that_is_not_known(tmp_path: Path) -> None:
    column = Column("text", "text", "word", edited=1)
    training = training_of(store(tmp_path, words=[("a",)], columns=(column,)))
    with pytest.raises(UsageError, match=r"'enx'\. Did you mean 'en'"):
        Language(language="enx").fit(training, [0], rng_for(7, "fit"))
    with pytest.raises(ValidationError):
        Language(language="English")


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    language._identifier.cache_clear()
    with pytest.raises(MissingPart, match="pip install"):
        Language().score_texts(["a"], ["a"], {})
