from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from table_stores import store, training_of

from augctl.seeds import rng_for
from augctl.stages.quality.similarity import Similarity
from augctl.stages.rows import State
from augctl.tables.schema import Column

TEXT = Column("text", "text", "word", edited=1)
SAID = [
    "My card was declined, twice!",
    "the card was declined",
    "I can't see my top-up, can I?",
    "房间很干净，服务员也很热情。",
    None,
    "Where is my new card?  Where is it",
]
MADE = [
    "My card was rejected, twice!",
    "the THE card was declined declined",
    "I can't see my transfer",
    "房间非常干净，服务员很热情！",
    "",
    "An aardvark ate it",
]


def learned(gate: Similarity, folder: Path, said: list[str | None]) -> State:
    training = training_of(store(folder, words=[(text,) for text in said], columns=(TEXT,)))
    return gate.ready(gate.fit(training, [0], rng_for(7, "fit")))


def cut(text: str) -> list[str]:
    """Cut as words are compared, another way: by letter."""
    words = [""]
    for sign in text.lower():
        if "一" <= sign <= "龥":
            words += [sign, ""]
        elif re.match(r"[\w']", sign):
            words[-1] += sign
        else:
            words.append("")
    return [word for word in words if word]


def cosines(train: list[str], first: list[str], second: list[str]) -> list[float]:
    """Compare by scikit-learn; a term that training texts lack is in its vocabulary, too."""
    settings = {"tokenizer": cut, "token_pattern": None, "ngram_range": (1, 2), "lowercase": False}
    known = TfidfVectorizer(**settings).fit([*train, *first, *second]).vocabulary_
    vectorizer = TfidfVectorizer(**settings, vocabulary=known).fit(train)
    one, other = vectorizer.transform(first), vectorizer.transform(second)
    return np.asarray(one.multiply(other).sum(axis=1))[:, 0].tolist()


def test_scores_are_the_cosines_of_scikit_learn(tmp_path: Path) -> None:
    gate = Similarity()
    state = learned(gate, tmp_path, SAID)
    begun = [text or "" for text in SAID]
    train = [text for text in SAID if text]
    expected = cosines(train, MADE, begun)
    np.testing.assert_allclose(gate.score_texts(MADE, begun, state)[:4], expected[:4], rtol=1e-12)
    assert gate.score_texts(MADE, begun, state)[4:].tolist() == [1, pytest.approx(expected[5])]
    assert gate.keep(gate.score_texts(MADE, begun, state)).tolist() == [
        e > 0.4 for e in expected[:4]
    ] + [True, False]


def test_many_random_texts_agree_too(tmp_path: Path) -> None:
    rng = rng_for(3, "similarity")
    letters = np.array(list("abcdefgh"))
    texts = [" ".join(letters[rng.integers(8, size=n)]) for n in rng.integers(1, 9, size=9000)]
    gate = Similarity()
    state = learned(gate, tmp_path, texts[:6000])
    first, second = texts[6000:7500], texts[7500:]
    expected = cosines(texts[:6000], first, second)
    found = gate.score_texts(first, second, state)
    np.testing.assert_allclose(
        found,
        [1 if a == b else e for a, b, e in zip(first, second, expected, strict=True)],
        atol=1e-12,
    )
    assert found.max() <= 1


def test_texts_without_words(tmp_path: Path) -> None:
    gate = Similarity()
    state = learned(gate, tmp_path, [None, "!!"])
    assert gate.score_texts(["?", "!", "", "a"], ["!", "!", "a", "a b"], state).tolist() == [
        0,
        1,
        0,
        pytest.approx(1 / 3**0.5),
    ]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small encoder with random weights, as save_pretrained does."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("encoder")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "card", "my", "was", "declined", "new"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    tokenizer = transformers.BertTokenizer(str(folder / "vocab.txt"))
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = transformers.BertConfig(
        vocab_size=len(words), intermediate_size=32, max_position_embeddings=12, **sizes
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def test_a_model_compares_the_means_of_its_tokens(encoder: Path, tmp_path: Path) -> None:
    import torch
    import transformers

    gate = Similarity(model=encoder)
    state = learned(gate, tmp_path, ["a"])
    first, second = ["my card", "my card", "new " * 30], ["my card", "was declined", "card"]
    tokenizer = transformers.AutoTokenizer.from_pretrained(encoder)
    model = transformers.AutoModel.from_pretrained(encoder).eval()
    given = tokenizer(
        first + second, padding=True, truncation=True, max_length=12, return_tensors="pt"
    )
    with torch.no_grad():
        states = model(**given).last_hidden_state
    weights = given["attention_mask"][:, :, None].float()
    vectors = (states * weights).sum(1) / weights.sum(1)
    cosine = torch.nn.functional.cosine_similarity(vectors[:3], vectors[3:]).tolist()
    scores = gate.score_texts(first, second, state)
    np.testing.assert_allclose(scores, np.clip(cosine, 0, 1), atol=1e-6)
    assert 0 < scores[1] < 1
    assert gate.score_texts(first[1:2], second[1:2], state) == scores[1:2]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    training = training_of(store(tmp_path / "table", words=[("a",)], columns=(TEXT,)))
    assert "config.json" in Similarity(model=tmp_path).unfit(training.schema)
