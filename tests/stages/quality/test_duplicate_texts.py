from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from table_stores import store, training_of, units

from augctl.seeds import rng_for
from augctl.stages.quality.duplicate import Duplicate
from augctl.tables.schema import Column
from augctl.tables.table import Training

COLUMNS = (
    Column("text", "text", "word", edited=1),
    Column("size", "numeric", "number", 0, 9),
)


def training(folder: Path, texts: Sequence[str | None], rows: int) -> Training:
    words = [(text,) for text in texts]
    table = store(folder, np.arange(float(len(texts)))[:, None], words=words, columns=COLUMNS)
    return training_of(table, np.arange(rows))


def scores(gate: Duplicate, training: Training) -> list[float]:
    """Score all rows of a table, also those out of training."""
    state = gate.fit(training, [0], rng_for(7, "fit"))
    block, _ = units(training.table, np.arange(training.table.count))
    found = gate.scores(block, training, state).tolist()
    parts = [gate.scores(block.take(np.array([i])), training, state)[0] for i in range(len(block))]
    assert found == parts
    return found


def test_case_width_punctuation_and_spaces_do_not_count(tmp_path: Path) -> None:
    texts = ["My card, please!", None, "很好。", "?!", "pay 😀"]
    others = ["MY  CARD please", "my carp please", "很好", "!", "pay 😡", "Ｐay—😀", "", None]
    table = training(tmp_path, texts + others, len(texts))
    assert scores(Duplicate(text="normalised"), table)[5:] == [1, 0, 1, 0, 0, 1, 0, 0]
    assert scores(Duplicate(), table)[5:] == [0] * 8


def shingles(text: str) -> set[str]:
    """Cut a text, all of it without punctuation, the plain way."""
    plain = re.sub(r"[\s,.!。，]", "", unicodedata.normalize("NFKC", text).casefold())
    chinese = sum("一" <= sign <= "龥" for sign in plain)
    width = 3 if 2 * chinese >= len(plain) else 5
    return {plain[i : i + width] for i in range(max(len(plain) - width + 1, 1))} if plain else set()


def nearest(text: str, others: Sequence[str]) -> float:
    own = shingles(text)
    shares = [len(own & them) / len(own | them) if own else 0 for them in map(shingles, others)]
    return max(shares)


@pytest.mark.parametrize("similarity", [0.3, 0.6, 0.8, 0.9, 1.0])
def test_near_ones_are_those_of_brute_force(tmp_path: Path, similarity: float) -> None:
    rng = rng_for(3, "near")
    said = "my card was declined at the shop again and nobody can say why"
    english = np.array(said.split())
    chinese = np.array(list("房间很干净服务员也热情下次还会再来"))
    texts = [", ".join(english[rng.integers(13, size=n)]) for n in rng.integers(1, 12, size=150)]
    texts += ["".join(chinese[rng.integers(17, size=n)]) for n in rng.integers(1, 12, size=100)]
    texts += ["Card!", "a", "card 很好", "", "aaaaaaaaaaaa"]
    edited = []
    for text in texts:
        for count in (1, 4):
            signs = list(text)
            for place in rng.integers(len(text) + 1, size=count).tolist():
                signs[place : place + 1] = "x"
            edited.append("".join(signs))
    table = training(tmp_path, texts + edited + texts[:20], len(texts))
    expected = [float(nearest(text, texts) >= similarity) for text in texts + edited + texts[:20]]
    found = scores(Duplicate(text="near", similarity=similarity), table)
    assert found == expected
    assert 20 <= sum(found[len(texts) :]) < len(edited)


def test_only_rows_of_the_training_split_count(tmp_path: Path) -> None:
    table = training(tmp_path, ["one two three", "four five six", "four five six"], 1)
    for kind in ("normalised", "near"):
        assert scores(Duplicate(text=kind), table) == [1, 0, 0]


def test_a_table_without_text_is_refused(tmp_path: Path) -> None:
    schema = training_of(store(tmp_path, [[1.0]])).schema
    assert "input.text" in Duplicate(text="near").unfit(schema)
    assert not Duplicate().unfit(schema)
