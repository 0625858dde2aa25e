from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kstest
from table_stores import store, training_of, units

from augctl.stages.text.mixup import Mixup
from augctl.tables.block import Block
from augctl.tables.schema import Column
from augctl.tables.table import Training

TEXT, SPANS = Column("text", "text", "word", edited=1), Column("spans", "spans", "word")
LABEL = Column("y", "target", "code", categories=("good", "bad"))
ROWS = [
    ("Ann likes the new card.", '[[0, 3, "PER"]]'),
    ("my transfer to Bob Ray failed twice", '[[15, 22, "PER"]]'),
    ("服务很好", "[]"),
    ("12 / 7", "[]"),
    ("nothing is said of marks in here", None),
]


@pytest.fixture
def training(tmp_path: Path) -> Training:
    table = store(tmp_path, words=ROWS, labels=[0, 1, 0, 1, 0], columns=(TEXT, SPANS, LABEL))
    return training_of(table)


def made(stage: Mixup, training: Training, row: int, uses: int = 300) -> tuple[Block, dict]:
    block, draws = units(training.table, [row] * uses)
    drawn = stage.draw(block, draws, training, {})
    return stage.apply(block, drawn, training, {}), drawn


def test_both_texts_stand_behind_each_other(training: Training) -> None:
    block, drawn = made(Mixup(method="concat"), training, 0)
    found = {p: row.tolist() for p, row in zip(drawn["partner"].tolist(), block.words, strict=True)}
    assert found[1] == [
        "Ann likes the new card. my transfer to Bob Ray failed twice",
        '[[0, 3, "PER"], [39, 46, "PER"]]',
    ]
    assert found[2][0] == "Ann likes the new card. 服务很好"
    assert found[-1] == list(ROWS[0])  # no words in the partner
    soft = block.soft[drawn["partner"] == 1]
    np.testing.assert_allclose(soft, np.tile([5 / 12, 7 / 12], (len(soft), 1)))
    assert (block.labels[drawn["partner"] == 1] == 1).all()
    assert (block.soft[drawn["partner"] == -1] == [1, 0]).all()
    chinese, drawn = made(Mixup(method="concat"), training, 2)
    assert "服务很好。Ann likes the new card." in chinese.words[:, 0].tolist()
    joined, _ = made(Mixup(method="concat", separator=" [SEP] "), training, 2)
    assert "服务很好 [SEP] Ann likes the new card." in joined.words[:, 0].tolist()


def test_a_run_of_words_is_exchanged(training: Training) -> None:
    block, drawn = made(Mixup(method="span"), training, 1)
    other = ROWS[0][0].rstrip(".").split()
    for text, cell, partner, edits, (kept, _) in zip(
        *block.words.T, drawn["partner"], drawn["edits"], block.soft[:, ::-1], strict=True
    ):
        if partner != 0:
            continue
        (start, stop, new), words = edits[0], edits[0][2].split()
        assert text == ROWS[1][0][:start] + new + ROWS[1][0][stop:]
        assert words in [other[i : i + len(words)] for i in range(5)]
        assert len(text.split()) == 7
        assert kept == pytest.approx((7 - len(words)) / 7)
        marked = {text[a:b] for a, b, _ in json.loads(cell)}
        assert marked == {"Bob Ray", *({"Ann"} & set(words))}


def test_marks_of_a_row_without_marks_do_not_appear(training: Training) -> None:
    block, _ = made(Mixup(method="concat"), training, 4)
    assert set(block.words[:, 1].tolist()) == {None}


def test_replay_needs_only_what_was_drawn(training: Training) -> None:
    stage = Mixup(method="span")
    block, drawn = made(stage, training, 0, 20)
    begun, _ = units(training.table, [0] * 20)
    for i in range(20):
        known = {k: v.tolist()[i] for k, v in drawn.items() if v.tolist()[i] is not None}
        again = stage.drawn_again(json.loads(json.dumps(known)))
        one = stage.apply(begun.take(np.array([i])), again, training, {})
        assert one.words.tolist() == [block.words[i].tolist()]
        assert one.soft.tolist() == [block.soft[i].tolist()]


def test_the_share_follows_alpha(tmp_path: Path) -> None:
    words = [(" ".join(f"{a}{b}" for b in "abcdefghijklmnopqrst" for _ in "12345"),) for a in "xy"]
    table = store(tmp_path, words=words, labels=[0, 1], columns=(TEXT, LABEL))
    block, drawn = made(Mixup(method="span", alpha=1), training_of(table), 0, 2000)
    assert kstest(drawn["lambda"], "uniform").pvalue > 0.001
    np.testing.assert_array_equal(block.soft[:, 0], drawn["lambda"])


def test_of_one_class_labels_stay_hard(training: Training) -> None:
    block, drawn = made(Mixup(partner="same_class"), training, 0)
    assert set(drawn["partner"].tolist()) == {2, 4}
    assert block.soft is None
    assert not Mixup(partner="same_class").mixes_classes()


def test_what_is_marked_is_neither_replaced_nor_cut(tmp_path: Path) -> None:
    words = [f"{a}{b}{c}" for a in "xy" for b in "abcdefghi" for c in "abcdefghij"]
    texts = [" ".join(words[:90]), " ".join(words[90:])]
    marked = [[f"{a}aj {a}ba", f"{a}dj {a}ea", f"{a}gj {a}ha"] for a in "xy"]
    rows = [
        (text, json.dumps([[text.index(m), text.index(m) + 7, m] for m in marks]))
        for text, marks in zip(texts, marked, strict=True)
    ]
    table = store(tmp_path, words=rows, labels=[0, 1], columns=(TEXT, SPANS, LABEL))
    block, drawn = made(Mixup(method="span"), training_of(table), 0, 500)
    sizes = set()
    for text, cell, edits in zip(*block.words.T, drawn["edits"], strict=True):
        if not edits:  # the other row is the same
            continue
        found = [(text[a:b], label) for a, b, label in json.loads(cell)]
        new = edits[0][2]
        assert sorted(found) == [(m, m) for m in (*marked[0], *(m for m in marked[1] if m in new))]
        assert all((m[:3] in new) == (m[4:] in new) for m in marked[1])
        sizes.add(len(new.split()))
    assert min(sizes) == 1
    assert max(sizes) == 28  # the words between two marks
